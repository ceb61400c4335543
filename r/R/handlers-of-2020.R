#' Handlers of 2020
#'
#' A handler says how an object is encoded: `push_frame("plot", p, handler = ggplot_handler(format = "svg"))`.
#'
#' @param use_plotly_instead_of_ggplot Whether plots of ggplot2 become interactive, where the package plotly is
#'   installed.
#' @param dpi Dots per inch of a PNG.
#' @param width,height The size in inches; 7 by 5 where nothing or `NA` is said.
#' @param format `"png"` or `"svg"`.
#' @param col_names,row_names With anything else than `TRUE` and `FALSE` a table becomes a text in CSV, with or without
#'   these, and loses its types; row names that are kept in a table all the same do not stand in the CSV of [pull()].
#' @return A function of an object, its description and its params, which gives a list: `data`, the bytes in base64,
#'   `type`, `description` and `params`.
#' @export
#' @examples
#' handler <- dataframe_handler()
#' handler(cars, "Speed and distance", list(rows = 50))$type
auto_handler <- function(use_plotly_instead_of_ggplot = TRUE) {
  is_plotly <- use_plotly_instead_of_ggplot && requireNamespace("plotly", quietly = TRUE)
  handler_of(function(obj) if (is_plotly && inherits(obj, "ggplot")) as_plotly(obj) else dstack_encode(obj))
}

#' @rdname auto_handler
#' @export
ggplot_handler <- function(dpi = 300, width = NA, height = NA, format = "png") {
  inches <- function(given, usual) if (is.null(given) || is.na(given)) usual else given
  handler_of(function(obj) dstack_plot(obj, format, inches(width, 7), inches(height, 5), dpi))
}

#' @rdname auto_handler
#' @export
plotly_handler <- function() handler_of(as_plotly)

#' @rdname auto_handler
#' @export
dataframe_handler <- function(col_names = TRUE, row_names = FALSE) {
  handler_of(function(obj) {
    if (isTRUE(col_names) && isFALSE(row_names)) dstack_encode(obj) else csv_content(obj, col_names, row_names)
  })
}

#' @rdname auto_handler
#' @export
datatable_handler <- dataframe_handler

as_plotly <- function(x) if (inherits(x, "plotly")) dstack_encode(x) else dstack_plot(x, "plotly")

handler_of <- function(encode) {
  force(encode)
  function(obj, description = NULL, params = NULL) {
    content <- encode(obj)
    handled <- list(content = content, type = content$content_type, description = description, params = params)
    structure(handled, class = "dstack_handled")
  }
}

# The bytes are in base64 where somebody asks for them.
#' @export
`$.dstack_handled` <- function(x, name) {
  found <- unclass(x)[[name]]
  if (name == "data" && is.null(found)) openssl::base64_encode(all_bytes(x$content)) else found
}

# What a handler makes of an object: the list of 2020, or a content.
handled_by <- function(handler, obj, description, params) {
  takes_all <- length(formals(args(handler))) >= 3 || "..." %in% names(formals(args(handler)))
  handled <- if (takes_all) handler(obj, description, params) else handler(obj)
  if (inherits(handled, "dstack_content")) {
    return(list(content = handled, description = description, params = params))
  }
  given <- list(description = description, params = params)
  handled <- as.list(unclass(handled))
  handled <- c(handled, given[setdiff(names(given), names(handled))])
  if (is.character(handled[["data"]]) && is.character(handled[["type"]])) {
    handled$content <- content_of_2020(handled[["data"]], handled[["type"]])
  }
  if (!inherits(handled[["content"]], "dstack_content")) {
    refuse("a handler gives a list of data, in base64, and type, or what dstack_content() makes")
  }
  handled
}

content_of_2020 <- function(data, type) {
  types <- c(plotly = "application/json", bokeh = "application/json", "image/svg" = "image/svg+xml")
  applications <- c(plotly = "plotly", bokeh = "bokeh")
  content(
    bytes = openssl::base64_decode(data), content_type = if (type %in% names(types)) types[[type]] else type,
    application = if (type %in% names(applications)) applications[[type]]
  )
}

csv_content <- function(x, col_names, row_names) {
  file <- tempfile("dstack-", fileext = ".csv")
  write_csv(x, file, col_names, row_names)
  content(file = file, content_type = "text/csv")
}

# CSV as read.csv() reads it: texts in quotes, and NA for what is missing.
write_csv <- function(x, file, col_names = TRUE, row_names = FALSE) {
  texts <- which(!vapply(x, is.numeric, NA) & !vapply(x, is.logical, NA))
  names <- if (isTRUE(row_names)) row.names(x) else row_names
  utils::write.table(
    data_frame(lapply(as.list(x), csv_column), names(x), rows = nrow(x)), file, quote = texts, sep = ",",
    qmethod = "double", row.names = names, col.names = col_names, fileEncoding = "UTF-8"
  )
}

csv_column <- function(x) UseMethod("csv_column")

#' @export
csv_column.default <- function(x) x

#' @export
csv_column.integer64 <- function(x) as.character(x)

#' @export
csv_column.numeric <- function(x) ifelse(is.finite(x), number_texts(x, typed = is.double(x)), x)

#' @export
csv_column.difftime <- function(x) as.numeric(x)

#' @export
csv_column.POSIXct <- function(x) sub("T", " ", clock_text(x), fixed = TRUE)

#' @export
csv_column.list <- function(x) {
  vapply(x, function(value) {
    if (is.null(value)) NA_character_ else if (is.raw(value)) openssl::base64_encode(value) else json_text(value)
  }, "")
}
