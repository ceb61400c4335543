# An attachment becomes an object by its kind; a kind is one method of `decode`.

decoded <- function(pulled, trust = FALSE, int64 = "fit") {
  decode(structure(pulled, class = kind_of(pulled$attachment)), trust = trust, int64 = int64)
}

decode <- function(pulled, trust, int64) UseMethod("decode")

# The kind by the application, by what stands before its slash, then by the type.
kind_of <- function(attachment) {
  type <- bare(attachment$content_type)
  application <- attachment$application %||% ""
  by_application <- applications[c(application, sub("/.*", "", application))]
  known <- c(by_application, types[type], families[sub("/.*", "", type)])
  known <- unname(known[!is.na(known)])
  if (length(known)) known[[1]] else "file"
}

applications <- c(
  "r/rds" = "rds", plotly = "plotly", markdown = "text", "ipython/markdown" = "text", file = "file", folder = "file",
  "python/str" = "text", "python/json" = "json", pandas = "table", polars = "table",
  arrow = "table", duckdb = "table", geopandas = "table"
)

types <- c(
  "application/vnd.dstack.table+json" = "table", "application/vnd.apache.parquet" = "table",
  "application/vnd.apache.arrow.file" = "table", "text/csv" = "table", "application/x-r-rds" = "rds",
  "application/json" = "json", "text/json" = "json", "text/html" = "file"
)

families <- c(text = "text")

#' @export
decode.table <- function(pulled, trust, int64) table_in(read_tables(list(pulled)), int64)

#' @export
decode.rds <- function(pulled, trust, int64) {
  if (!isTRUE(trust)) {
    signal(
      paste0(
        "the attachment is an R object (RDS), and reading it may run code of whoever pushed it. Where you trust them: ",
        "dstack_pull(..., trust = TRUE); to = \"file.rds\" saves it unread"
      ),
      "not_trusted"
    )
  }
  fetched_by(pulled, readRDS)
}

#' @export
decode.text <- function(pulled, trust, int64) {
  bytes <- fetched_bytes(pulled)
  if (any(bytes == 0)) {
    refuse("the text has a NUL character, which no string of R can hold; pull it to a file: to =")
  }
  text_in(bytes)
}

#' @export
decode.json <- function(pulled, trust, int64) simplified(json_read(text_in(fetched_bytes(pulled))))

#' @export
decode.plotly <- function(pulled, trust, int64) {
  figure <- json_read(text_in(fetched_bytes(pulled)))
  figure <- with_arrays(figure[intersect(c("data", "layout", "frames"), names(figure))])
  if (requireNamespace("plotly", quietly = TRUE)) plotly::as_widget(figure) else figure
}

# A figure with the arrays of Python in place of their base64 texts, which plotly for R does not draw.
with_arrays <- function(x) {
  if (!is.list(x)) {
    return(x)
  }
  if (!all(c("dtype", "bdata") %in% names(x))) {
    return(lapply(x, with_arrays))
  }
  size <- as.integer(substring(x$dtype, 2))
  what <- if (startsWith(x$dtype, "f")) "numeric" else "integer"
  bytes <- openssl::base64_decode(x$bdata)
  signed <- size > 2 || startsWith(x$dtype, "i")
  values <- readBin(bytes, what, length(bytes) / size, size, signed = signed, endian = "little")
  if (x$dtype == "u4") {
    values <- values %% 2^32
  }
  shape <- as.integer(strsplit(as.character(x$shape %||% ""), ",")[[1]])
  if (length(shape) < 2) {
    return(as.list(values))
  }
  rows <- split(values, rep(seq_len(shape[[1]]), each = prod(shape[-1])))
  unname(lapply(rows, as.list))
}

#' @export
decode.file <- function(pulled, trust, int64) {
  structure(fetched_file(pulled), content_type = bare_type(pulled), class = "dstack_path")
}
