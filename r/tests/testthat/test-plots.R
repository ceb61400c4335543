type_of <- function(x) dstack_encode(x)$content_type

test_that("a plot of ggplot2 is a picture, or plotly when asked", {
  skip_if_not_installed("ggplot2")
  plot <- ggplot2::ggplot(cars, ggplot2::aes(speed, dist)) + ggplot2::geom_point()
  expect_identical(type_of(plot), "image/png")
  expect_identical(type_of(dstack_plot(plot, "svg")), "image/svg+xml")
  skip_if_not_installed("plotly")
  figure <- dstack_plot(plot, "plotly")
  expect_identical(figure$application, "plotly")
  expect_named(json_read(rawToChar(figure$bytes)), c("data", "layout"))
})

test_that("base plots are drawn, or recorded, and the device that was open stays", {
  before <- grDevices::dev.list()
  expect_identical(type_of(dstack_plot(plot(cars))), "image/png")
  grDevices::pdf(NULL)
  grDevices::dev.control("enable")
  plot(cars)
  recorded <- grDevices::recordPlot()
  grDevices::dev.off()
  expect_identical(type_of(recorded), "image/png")
  expect_error(dstack_plot(invisible(1)), "nothing was drawn")
  expect_error(dstack_plot(stop("no plot")), "no plot")
  expect_identical(grDevices::dev.list(), before)
})

test_that("a plot of lattice is a picture", {
  skip_if_not_installed("lattice")
  expect_identical(type_of(lattice::xyplot(dist ~ speed, cars)), "image/png")
})

test_that("the size of a picture is as asked", {
  picture <- dstack_plot(plot(cars), width = 3, height = 2, dpi = 100)
  header <- readBin(picture$file, "raw", 24)
  expect_identical(as.integer(header[c(19, 20, 23, 24)]), c(1L, 44L, 0L, 200L))
})

test_that("plotly figures and other widgets come and go", {
  skip_without_server()
  skip_if_not_installed("plotly")
  name <- fresh()
  dstack_push(plotly::plot_ly(cars, x = ~speed, y = ~dist, type = "scatter", mode = "markers"), name)
  back <- dstack_pull(name)
  expect_s3_class(back, "plotly")
  expect_identical(unlist(back$x$data[[1]]$x), as.integer(cars$speed))
})

test_that("a widget is a page of its own", {
  skip_without_server()
  skip_if_not_installed("htmlwidgets")
  skip_if_not_installed("rmarkdown")
  skip_if_not(rmarkdown::pandoc_available(), "pandoc is not here, so widgets")
  name <- fresh()
  dstack_push(htmlwidgets::createWidget("shout", list(text = "hello"), package = "htmlwidgets"), name)
  page <- paste(readLines(dstack_pull(name), warn = FALSE), collapse = "\n")
  expect_match(page, "<script", fixed = TRUE)
  expect_no_match(page, "<script src=\"[^d]")
})
