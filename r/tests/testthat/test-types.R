test_that("integers, doubles, texts and truth values survive, with what is missing of each", {
  expect_survives(data.frame(
    i = c(1L, NA, -.Machine$integer.max),
    d = c(0.1 + 0.2, NA, -1e-300),
    s = c("with \"quotes\",\nlines and \\", NA, "\u00fcml\u00e4ut \U1F600"),
    l = c(TRUE, NA, FALSE)
  ))
})

test_that("a double keeps all of its digits, NaN is not NA, and infinite is infinite", {
  expect_survives(data.frame(d = c(pi, 1 / 3, NaN, NA, Inf, -Inf, .Machine$double.xmin, 2^53 + 2, 5, -0.5)))
})

test_that("no digit of any double is lost", {
  set.seed(1)
  x <- c(stats::rnorm(2e4), stats::runif(2e4) * 10^stats::runif(2e4, -300, 300), .Machine$double.xmax, 1e300, 1e-301)
  expect_survives(data.frame(x = x))
  expect_survives(data.frame(t = .POSIXct(stats::runif(1e4, 1e9, 2e9) * c(1, -1), tz = "UTC")))
})

test_that("columns without a missing value are what they were", {
  expect_survives(data.frame(i = 1:3, d = c(1, 2, 3), s = c("", "NA", "null"), l = c(TRUE, FALSE, TRUE)))
})

test_that("a column of missing values alone keeps its type", {
  expect_survives(data.frame(
    i = NA_integer_, d = NA_real_, s = NA_character_, l = NA, t = as.POSIXct(NA), f = factor(NA)
  ))
})

test_that("factors keep their levels and their order, used or not", {
  expect_survives(data.frame(
    f = factor(c("b", NA, "a"), levels = c("c", "b", "a")),
    o = factor(c("low", "high", NA), levels = c("low", "middle", "high"), ordered = TRUE),
    n = factor(c(10, 9, 10))
  ))
})

test_that("dates survive, before 1970 too, and as integers", {
  expect_survives(data.frame(d = as.Date(c("2026-02-28", NA, "1901-01-01")), i = structure(1:3, class = "Date")))
})

test_that("times keep their zone and the moment, to the last digit", {
  times <- as.POSIXct("2026-03-29 01:30:00", tz = "UTC") + c(0, 0.25, 3600)
  expect_survives(data.frame(t = `attr<-`(times, "tzone", "America/New_York"), u = times))
  expect_survives(data.frame(local = as.POSIXct(c("2026-07-01 12:00:00", NA, "1960-01-01 00:00:01"))))
  expect_survives(data.frame(bare = structure(c(1, -1.5, NA), class = c("POSIXct", "POSIXt"))))
  expect_survives(data.frame(now = Sys.time() + (1:50) / 7))
  expect_survives(data.frame(whole = structure(1:2, class = c("POSIXct", "POSIXt"), tzone = "Asia/Tokyo")))
})

test_that("durations keep their unit", {
  expect_survives(data.frame(
    m = as.difftime(c(1.5, NA, -2), units = "mins"), d = as.difftime(1:3, units = "days") + 0,
    s = as.difftime(c(0.001, 1, 86400), units = "secs")
  ))
})

test_that("durations of whole numbers stay whole, and parts of nanoseconds are rounded", {
  expect_survives(data.frame(d = structure(1:3, units = "days", class = "difftime")))
  skip_without_server()
  name <- fresh()
  x <- data.frame(w = as.difftime(c(1 / 3, 1 / 7), units = "weeks"))
  dstack_push(x, name)
  expect_equal(dstack_pull(name), x, tolerance = 1e-14)
  expect_identical(units(dstack_pull(name)$w), "weeks")
})

test_that("far times and long durations survive to the microsecond", {
  expect_survives(data.frame(t = as.POSIXct(c("2026-07-01 12:00:00.25", "9999-12-31 00:00:00"), tz = "UTC")))
  expect_survives(data.frame(t = .POSIXct(c(9.1e12, -9.1e12), tz = "UTC")))
  expect_survives(data.frame(d = as.difftime(c(0.5, 1e12), units = "secs")))
})

test_that("dates, times and durations that others cannot read are refused, with the name of the column", {
  far <- list(
    day = as.Date(c(1, Inf), origin = "1970-01-01"), year = as.Date(c(1, 4e6), origin = "1970-01-01"),
    time = .POSIXct(c(1, -Inf)), moment = .POSIXct(1e15), time_span = as.difftime(Inf, units = "mins"),
    span = as.difftime(1e14, units = "secs")
  )
  for (name in names(far)) {
    x <- data_frame(far[name], name)
    expect_error(dstack_encode(x), paste0("column '", name, "' has .*make them NA"), class = "dstack_error")
  }
})

test_that("integers of 64 bits survive, beyond what a double has", {
  skip_if_not_installed("bit64")
  expect_survives(data.frame(b = bit64::as.integer64(c("9223372036854775807", NA, "-1", "9007199254740993"))))
})

test_that("complex numbers survive", {
  expect_survives(data.frame(z = c(1 + 2i, NA, 0 - 1.5i)))
})

test_that("a list column survives as JSON", {
  x <- data.frame(id = 1:4)
  x$l <- list(1:3, c(0.5, 1), NULL, list(name = "Ann", tags = c("a", "b"), third = 1 / 3))
  expect_survives(x)
})

test_that("in a list column no value becomes another one", {
  x <- data.frame(id = 1:5)
  x$l <- list(list("a", 1L), list(TRUE, 0.5), data.frame(n = 1:2, s = c("x", "y")), c(1L, NA), c(0.1 + 0.2, 1))
  expect_survives(x)
})

test_that("what a table does not keep is what its page says", {
  skip_without_server()
  name <- fresh()
  x <- data.frame(id = 1:3)
  x$named <- list(c(a = 1L, b = 2L), factor("f"), as.Date("2026-02-28"))
  x$clock <- as.POSIXlt(c("2026-02-28 12:00:00", NA, "2026-02-28 13:00:00"), tz = "UTC")
  attr(x$id, "label") <- "Which one"
  attr(x, "source") <- "a survey"
  dstack_push(x, name)
  wanted <- data.frame(id = 1:3)
  wanted$named <- list(list(a = 1L, b = 2L), "f", "2026-02-28")
  wanted$clock <- as.POSIXct(x$clock)
  expect_identical(dstack_pull(name), wanted)
  skip_if_not_installed("tibble")
  grouped <- tibble::tibble(a = 1:2)
  class(grouped) <- c("grouped_df", class(grouped))
  dstack_push(grouped, name)
  expect_identical(dstack_pull(name), tibble::tibble(a = 1:2))
})

test_that("row names survive, texts and numbers", {
  expect_survives(mtcars)
  expect_survives(cars[c(5, 2, 9), ])
  expect_survives(data.frame(index = 1:2, row.names = c("index", "b")))
})

test_that("row names survive, whatever integers of 64 bits become, and in classes of other packages", {
  skip_without_server()
  name <- fresh()
  x <- cars[c(5, 2), ]
  dstack_push(x, name)
  for (int64 in c("fit", "integer64", "double")) {
    expect_identical(dstack_pull(name, int64 = int64), x)
  }
  dstack_push(structure(mtcars, class = c("survey", "data.frame")), name)
  expect_identical(dstack_pull(name), mtcars)
  skip_if_not_installed("tibble")
  named <- tibble::tibble(a = 1:2)
  attr(named, "row.names") <- c("x", "y")
  expect_survives(named)
})

test_that("small shapes survive: one column, no rows, one row, no columns", {
  expect_survives(data.frame(a = 11:13))
  expect_survives(data.frame(a = integer(), b = character(), c = factor(levels = c("x", "y"))))
  expect_survives(mtcars[0, ])
  expect_survives(data.frame(a = 1))
  expect_survives(data.frame(a = 1:3)[, FALSE])
})

test_that("names of columns survive, whatever they are", {
  x <- data.frame(1, 2, 3, 4, 5)
  names(x) <- c("a b", "a b", "\u00e9", "__dstack_position__", "")
  expect_survives(x)
})

test_that("a tibble comes back as a tibble", {
  skip_if_not_installed("tibble")
  expect_survives(tibble::tibble(a = 1:2, l = list(1L, "x")))
  expect_survives(tibble::tibble(a = integer()))
})

test_that("a data.table comes back as a data.table", {
  skip_if_not_installed("data.table")
  skip_without_server()
  x <- data.table::data.table(a = 1:2, b = c("x", NA))
  name <- fresh()
  dstack_push(x, name)
  back <- dstack_pull(name)
  expect_s3_class(back, "data.table")
  expect_equal(back, x)
  data.table::set(back, j = "c", value = 1)
  expect_named(back, c("a", "b", "c"))
})

test_that("what a table cannot keep is named, with what to do", {
  x <- data.frame(a = 1:2)
  x$m <- matrix(1:4, 2)
  expect_error(dstack_encode(x), "column 'm' is of class matrix.*dstack_rds", class = "dstack_error")
  x$m <- structure(1:2, class = "money")
  expect_error(dstack_encode(x), "column 'm' is of class money")
  expect_error(dstack_encode(data.frame(d = as.Date(0.5, origin = "1970-01-01"))), "a part of a day")
})

test_that("a table that is too large for the typed form says what to install", {
  local_mocked(MOST_CELLS = 5)
  local_mocked(parquet_package = function() NULL)
  expect_error(dstack_encode(data.frame(a = 1:6)), "install.packages\\(\"arrow\"\\)")
})

test_that("a table that the server does not send in the typed form says what to install", {
  local_mocked(
    parquet_package = function() NULL,
    fetched_as = function(...) signal("at most 5 cells are sent", "unsupported_object", 422L)
  )
  large <- list(attachment = list(content_type = PARQUET, content = list(length = 1e6)))
  expect_error(read_table(large), "at most 5 cells are sent; in R: install.packages\\(\"arrow\"\\)")
})

test_that("a large table that a package for Parquet cannot write travels in the typed form", {
  fails <- function(...) stop("no such type")
  failing <- list(takes = function(...) TRUE, write = fails, read = fails)
  local_mocked(LARGE = 1, parquet = list(failing = failing), parquet_package = function() "failing")
  expect_identical(dstack_encode(cars)$content_type, TYPED)
  expect_survives(cars)
})

# Small tables in Parquet, and no way to the typed form.
local_parquet <- function(env = parent.frame()) {
  if (is.null(parquet_package())) {
    skip("neither arrow nor nanoparquet is installed, so tables in Parquet")
  }
  local_mocked(LARGE = 1, fetched_as = function(...) stop("the typed form is asked for"), env = env)
}

test_that("large tables are Parquet where a package writes it, and come back the same", {
  local_parquet()
  expect_identical(dstack_encode(cars)$content_type, PARQUET)
  expect_survives(mtcars)
  expect_survives(data.frame(
    i = c(1L, NA), d = c(0.1 + 0.2, NA), s = c("\u00fc", NA), l = c(TRUE, NA), n = NA_character_,
    f = factor(c("b", NA), levels = c("c", "b")), o = factor(c("b", "c"), levels = c("c", "b"), ordered = TRUE),
    day = as.Date(c("2026-02-28", NA))
  ))
})

test_that("what Parquet keeps for other languages, arrow keeps to the last digit", {
  skip_if_not_installed("arrow")
  local_parquet()
  x <- data.frame(
    b = bit64::as.integer64(c("9007199254740993", NA)), nan = c(NaN, NA), z = c(1 + 2i, NA),
    t = .POSIXct(c(1e9 + 1 / 3, NA), tz = "Asia/Tokyo"), u = .POSIXct(c(-1.000000001, NA), tz = "UTC"),
    d = as.difftime(c(0.000000001, 90), units = "secs"), m = as.difftime(c(-1.5, NA), units = "mins")
  )
  x$l <- list(1:2, NULL)
  names(x)[[1]] <- "schema"
  expect_identical(dstack_encode(x)$content_type, PARQUET)
  expect_survives(x)
})
