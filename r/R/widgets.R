# What is interactive: plotly's figures as their JSON, other widgets as a page of their own.

#' @export
dstack_encode.plotly <- function(x, ...) {
  needs("plotly", "a figure of plotly")
  built <- json_read(as.character(plotly::plotly_json(x, jsonedit = FALSE)))
  figure <- without_nulls(built[intersect(c("data", "layout", "frames"), names(built))])
  settings <- list(plotly_r = as.character(utils::packageVersion("plotly")))
  content(bytes = charToRaw(enc2utf8(figure_text(figure))), content_type = "application/json",
    application = "plotly", settings = settings)
}

figure_text <- function(figure) as.character(jsonlite::toJSON(figure, auto_unbox = TRUE, digits = NA, null = "null"))

# In a figure nothing is as good as null, and as a font without a name, which Python refuses; in values null is a gap.
without_nulls <- function(x) {
  if (!is.list(x)) {
    return(x)
  }
  if (!is.null(names(x))) {
    x <- x[!vapply(x, is.null, NA) & !(names(x) == "family" & vapply(x, identical, NA, ""))]
  }
  lapply(x, without_nulls)
}

#' @export
dstack_encode.htmlwidget <- function(x, ...) {
  needs("htmlwidgets", "a widget")
  if (!(requireNamespace("rmarkdown", quietly = TRUE) && rmarkdown::pandoc_available())) {
    signal(
      "a widget becomes a page of its own by pandoc, which is not here; install pandoc and the package rmarkdown",
      "missing_package"
    )
  }
  file <- tempfile("dstack-", fileext = ".html")
  htmlwidgets::saveWidget(x, file, selfcontained = TRUE, title = class(x)[[1]])
  content(file = file, content_type = "text/html", settings = list(widget = class(x)[[1]]))
}
