#' Push plots
#'
#' A plot of ggplot2, of lattice, or one that `recordPlot()` recorded is pushed as a picture. `dstack_plot()` says how
#' large, and draws base plots; with `"plotly"` a plot of ggplot2 is interactive.
#'
#' @param x A plot, or an expression that draws one: `dstack_plot({ plot(cars); abline(lm(dist ~ speed, cars)) })`.
#' @param format `"png"`, `"svg"`, or `"plotly"` for ggplot2.
#' @param width,height The size in inches.
#' @param dpi Dots per inch of a PNG.
#' @return What [dstack_push()] and [dstack_add()] take.
#' @export
#' @examples
#' dstack_plot(plot(cars), width = 5, height = 4)
dstack_plot <- function(x, format = c("png", "svg", "plotly"), width = 7, height = 5, dpi = 150) {
  format <- match.arg(format)
  if (format == "plotly") {
    needs("plotly", "an interactive plot")
    return(dstack_encode(plotly::ggplotly(x)))
  }
  picture(function() show_plot(x), format, width, height, dpi)
}

# What an expression of base graphics gives is of no interest, a plot that is an object is drawn by being printed.
show_plot <- function(x) UseMethod("show_plot")

#' @export
show_plot.default <- function(x) invisible(x)

#' @export
show_plot.ggplot <- function(x) print(x)

#' @export
show_plot.trellis <- function(x) print(x)

#' @export
show_plot.recordedplot <- function(x) grDevices::replayPlot(x)

#' @export
dstack_encode.ggplot <- function(x, ...) dstack_plot(x, ...)

#' @export
dstack_encode.trellis <- function(x, ...) dstack_plot(x, ...)

#' @export
dstack_encode.recordedplot <- function(x, ...) dstack_plot(x, ...)

picture <- function(draw, format, width, height, dpi) {
  file <- tempfile("dstack-", fileext = paste0(".", format))
  is_drawn <- FALSE
  on.exit(if (!is_drawn) unlink(file))
  open_device[[format]](file, width, height, dpi)
  tryCatch(draw(), finally = grDevices::dev.off())
  is_drawn <- TRUE
  if (!file.exists(file)) {
    refuse("nothing was drawn; give a plot, or an expression that draws one: dstack_plot(plot(cars))")
  }
  type <- c(png = "image/png", svg = "image/svg+xml")[[format]]
  content(file = file, content_type = type, application = "image", settings = list(width = width, height = height))
}

open_device <- list(
  png = function(file, width, height, dpi) grDevices::png(file, width, height, units = "in", res = dpi),
  svg = function(file, width, height, dpi) {
    if (requireNamespace("svglite", quietly = TRUE)) {
      svglite::svglite(file, width, height)
    } else {
      grDevices::svg(file, width, height)
    }
  }
)
