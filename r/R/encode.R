#' How an object is pushed
#'
#' A class of objects is pushed by a method of this generic. Methods of ours are for data frames, texts, plots (ggplot2,
#' lattice, base plots), widgets, files and, where there is none that fits, RDS. Another package adds its own.
#'
#' @param x An object.
#' @param ... For methods.
#' @return A content: what [dstack_content()] makes.
#' @export
#' @examples
#' dstack_encode("a text")
#' dstack_encode(data.frame(a = 1:3))
dstack_encode <- function(x, ...) UseMethod("dstack_encode")

#' @rdname dstack_encode
#' @param bytes A raw vector, or `NULL` where there is a file.
#' @param file The path of a file.
#' @param content_type The MIME type.
#' @param application Who can read it; `NULL` where the type says it.
#' @param settings A named list of what a reader needs besides.
#' @export
dstack_content <- function(bytes = NULL, file = NULL, content_type, application = NULL, settings = list()) {
  content(bytes, file, content_type, application, settings)
}

#' @export
dstack_encode.dstack_content <- function(x, ...) x

#' @export
dstack_encode.default <- function(x, ...) dstack_rds(x)

#' @export
dstack_encode.data.frame <- function(x, ...) {
  if (!length(x) && !nrow(x)) {
    refuse("the table has neither columns nor rows")
  }
  flat <- flat_table(x)
  encode_table(flat, x, list(rows = nrow(x), columns = ncol(x), schema = schema_of(x)))
}

#' @export
dstack_encode.character <- function(x, ...) {
  if (length(x) != 1 || is.na(x) || !is.null(names(x))) {
    return(dstack_rds(x))
  }
  text_content(x, content_type = "text/plain")
}

#' @export
dstack_encode.raw <- function(x, ...) content(bytes = x, content_type = "application/octet-stream")

# The first columns by name and class, for those who look without pulling.
schema_of <- function(x, most = 200) {
  shown <- utils::head(seq_along(x), most)
  lapply(shown, function(at) list(name = names(x)[[at]], type = class(x[[at]])[[1]]))
}

#' Say what an object is
#'
#' A string is a text, and most objects are RDS. These say something else: `dstack_file()` is a file as it is, streamed;
#' `dstack_markdown()` a text in Markdown; `dstack_json()` a list as JSON, which Python pulls as dicts and lists;
#' `dstack_rds()` any object as RDS, also a data frame.
#'
#' RDS is for R alone: Python never reads it, and [dstack_pull()] reads it with `trust = TRUE` only, since what is read
#' may run code of whoever pushed it.
#'
#' @param path The path of a file.
#' @param text A text.
#' @param x An object.
#' @return What [dstack_push()] and [dstack_add()] take.
#' @export
#' @examples
#' dstack_markdown("**Sales** rose.")
#' dstack_json(list(share = 0.25, cities = c("Paris", "Lyon")))
#' dstack_rds(stats::lm(dist ~ speed, cars))
dstack_file <- function(path) {
  file <- path.expand(path)
  if (!file.exists(file) || dir.exists(file)) {
    signal(paste0("there is no file '", path, "'; the folder is '", getwd(), "'"), "not_found")
  }
  settings <- list(filename = basename(file))
  content(file = file, content_type = media_type(file), application = "file", settings = settings)
}

#' @rdname dstack_file
#' @export
dstack_markdown <- function(text) {
  text_content(paste(text, collapse = "\n"), content_type = "text/markdown", application = "markdown")
}

#' @rdname dstack_file
#' @export
dstack_json <- function(x) text_content(json_text(x, typed = TRUE), content_type = "application/json")

#' @rdname dstack_file
#' @export
dstack_rds <- function(x) {
  file <- tempfile("dstack-", fileext = ".rds")
  saveRDS(x, file)
  settings <- list(class = I(class(x)), r = as.character(getRversion()))
  content(file = file, content_type = "application/x-r-rds", application = "r/rds", settings = settings)
}

# The types that other clients give to these suffixes, and that the table of mime has otherwise or not at all.
media_types <- c(
  arrow = "application/vnd.apache.arrow.file", feather = "application/vnd.apache.arrow.file",
  geojson = "application/geo+json", gz = "application/gzip", ipynb = "application/x-ipynb+json",
  jsonl = "application/jsonl", md = "text/markdown", ndjson = "application/jsonl", onnx = "application/onnx",
  parquet = "application/vnd.apache.parquet", qmd = "text/markdown", rds = "application/x-r-rds",
  rmd = "text/markdown", svg = "image/svg+xml", webp = "image/webp", yaml = "application/yaml", yml = "application/yaml"
)

media_type <- function(file) {
  suffix <- tolower(tools::file_ext(file))
  if (!nzchar(suffix)) {
    return("application/octet-stream")
  }
  known <- media_types[suffix]
  if (is.na(known)) mime::guess_type(paste0("file.", suffix)) else unname(known)
}
