# Scripts as they were written for the package of 2020; only the names of the stacks are those of the test.

test_that("a profile, one plot, one call", {
  skip_without_server()
  skip_if_not_installed("ggplot2")
  library(ggplot2)
  stack <- fresh("scripts/bars")
  image <- ggplot(mtcars, aes(factor(cyl), fill = factor(gear))) + geom_bar()
  res <- push_frame(stack, image, "My first plot")
  expect_match(res$url, paste0("^http.*/s/.*/", stack, "$"))
  expect_identical(res[["url"]], res$url)
  expect_identical(paste("See", res), paste("See", res$url))
  expect_output(print(res), res$url, fixed = TRUE)
})

test_that("several attachments with params, and the address printed", {
  skip_without_server()
  stack <- fresh("scripts/cars")
  frame <- create_frame(stack = stack)
  frame <- commit(frame, cars[1:10, ], "The first ten", list("rows" = 10L))
  frame <- commit(frame, cars[1:20, ], "The first twenty", list("rows" = 20L))
  expect_output(print(push(frame, "By the number of rows")), paste0("/", stack), fixed = TRUE)
  df <- read.csv(pull(stack, "rows" = 20L))
  expect_identical(df, data.frame(speed = cars$speed, dist = cars$dist)[1:20, ])
  df <- read.csv(pull(stack, params = list(rows = 10L)))
  expect_identical(nrow(df), 10L)
  expect_identical(dstack_history(stack)$message, "By the number of rows")
})

test_that("arguments by their places, and by their names", {
  skip_without_server()
  stack <- fresh("scripts/places")
  push_frame(stack, cars, "Cars", list(a = 1), "The message", "default")
  push_frame(
    stack = stack, obj = cars, description = "Cars", params = list(a = 1), message = "Again",
    profile = "default", handler = dataframe_handler(), protocol = NULL, b = TRUE
  )
  expect_identical(nrow(read.csv(pull(stack, a = 1, b = TRUE))), 50L)
  frame <- create_frame(stack = stack, profile = "default", auto_push = FALSE, check_access = FALSE)
  frame <- commit(frame, cars, description = NULL, params = list(x = "y"), handler = auto_handler())
  push(frame, message = "The third")
  to <- withr::local_tempfile()
  pulled <- pull(stack = stack, profile = "default", filename = to, error = stop, params = list(x = "y"))
  expect_identical(pulled, to)
  expect_identical(nrow(read.csv(pulled)), 50L)
  expect_identical(dstack_history(stack)$message, c("The third", "Again", "The message"))
})

test_that("handlers", {
  skip_without_server()
  skip_if_not_installed("ggplot2")
  library(ggplot2)
  stack <- fresh("scripts/handlers")
  plot <- ggplot(cars, aes(speed, dist)) + geom_point()
  type_of <- function(handler) {
    push_frame(stack, plot, handler = handler)
    tools::file_ext(pull(stack))
  }
  expect_identical(type_of(ggplot_handler()), "png")
  expect_identical(type_of(ggplot_handler(dpi = 72, width = NA, height = NA)), "png")
  expect_identical(type_of(ggplot_handler(dpi = 72, width = 3, height = 2, format = "svg")), "svg")
  expect_identical(type_of(auto_handler(use_plotly_instead_of_ggplot = FALSE)), "png")
  skip_if_not_installed("plotly")
  expect_identical(type_of(plotly_handler()), "json")
  expect_identical(type_of(auto_handler()), "json")
})

test_that("a handler of one's own gives a list, and may change that of another one", {
  skip_without_server()
  stack <- fresh("scripts/own-handlers")
  shout <- function(obj, description, params) {
    bytes <- charToRaw(toupper(obj))
    list(data = openssl::base64_encode(bytes), type = "text/plain", description = description, params = params)
  }
  frame <- create_frame(stack)
  frame <- commit(frame, "quiet", "A text", list(a = 1), handler = shout)
  more <- function(obj, description, params) {
    handled <- dataframe_handler()(obj, description, params)
    handled$params$rows <- nrow(obj)
    handled$params$draft <- NULL
    handled$description <- paste(handled$description, "and more")
    handled
  }
  frame <- commit(frame, cars, "Cars", list(a = 2, draft = TRUE), handler = more)
  push(frame)
  expect_identical(readLines(pull(stack, a = 1), warn = FALSE), "QUIET")
  expect_identical(dstack_pull(stack, rows = 50), cars)
  changed <- dstack_pull(stack, a = 2, all = TRUE)[[1]]
  expect_identical(changed$description, "Cars and more")
  expect_named(changed$params, c("a", "rows"))
  handled <- auto_handler()("a text", "Text", list(a = 1))
  expect_identical(rawToChar(openssl::base64_decode(handled$data)), "a text")
  expect_identical(handled[c("type", "params")], list(type = "text/plain", params = list(a = 1)))
  expect_error(commit(frame, 1, handler = function(obj, description, params) 7), "a handler gives a list")
})

test_that("names of columns and of rows are left out, or stand in the CSV, as a handler says", {
  skip_without_server()
  stack <- fresh("scripts/names")
  lines_of <- function(handler) {
    push_frame(stack, mtcars[1:2, 1:2], handler = handler)
    readLines(pull(stack))
  }
  expect_identical(lines_of(dataframe_handler()), c("\"mpg\",\"cyl\"", "21.0,6.0", "21.0,6.0"))
  expect_identical(lines_of(dataframe_handler(col_names = FALSE)), c("21.0,6.0", "21.0,6.0"))
  expect_identical(lines_of(datatable_handler(row_names = TRUE))[[2]], "\"Mazda RX4\",21.0,6.0")
  expect_identical(read.csv(pull(stack)), mtcars[1:2, 1:2])
})

test_that("a table is read from CSV with what is missing, whatever its columns are", {
  skip_without_server()
  stack <- fresh("scripts/columns")
  x <- data.frame(s = c("a \"b\"", NA, ""), d = c(0.1 + 0.2, NA, Inf), l = c(TRUE, NA, FALSE), i = c(1L, NA, 3L))
  push_frame(stack, x)
  expect_identical(read.csv(pull(stack)), x)
  x$t <- as.POSIXct(c("2026-07-01 12:00:00", NA, "2026-07-01 12:00:01"), tz = "Asia/Tokyo")
  x$day <- as.Date("2026-02-28")
  x$list <- list(1:2, NULL, "x")
  push_frame(stack, x)
  back <- read.csv(pull(stack))
  expect_identical(as.POSIXct(back$t, tz = "Asia/Tokyo"), x$t)
  expect_identical(as.Date(back$day), x$day)
  expect_identical(back$list, c("[1,2]", NA, "\"x\""))
  dstack_push(data.frame(g = c("b", "a"), n = 1:2), stack, by = "g")
  expect_identical(read.csv(pull(stack)), data.frame(g = c("b", "a"), n = 1:2))
})

test_that("an absolute name, and a function for errors", {
  skip_without_server()
  stack <- fresh("scripts/absolute")
  user <- server_entry()$user
  push_frame(stack, "text")
  expect_identical(readLines(pull(paste0("/", user, "/", stack)), warn = FALSE), "text")
  said <- pull(fresh("scripts/nothing"), error = function(words) paste("said:", words))
  expect_match(said, "^said: .*there is no stack")
})

test_that("configure() keeps a profile in the session, in the working directory, and at home", {
  skip_without_server()
  stack <- fresh("scripts/configured")
  entry <- server_entry()
  home <- local_home()
  configure("mine", user = entry$user, token = entry$token, persist = "in_place", server = entry$server)
  use_config(in_place_config)
  expect_match(push_frame(stack, "text", profile = "mine"), stack)
  expect_false(file.exists(file.path(home, ".dstack")))
  use_config(yaml_config)
  expect_error(push_frame(stack, "text", profile = "mine"), "no profile 'mine'")

  configure(user = entry$user, token = entry$token, persist = "global", server = entry$server)
  expect_match(push_frame(stack, "text"), stack)
  configure("project", user = entry$user, token = entry$token, persist = "local", server = entry$server)
  expect_match(push_frame(stack, "text", profile = "project"), stack)
  expect_true(file.exists(".dstack/config.yaml"))
  expect_identical(list_profiles()$profile, "project")
})

test_that("a protocol names another server than the profile", {
  skip_without_server()
  stack <- fresh("scripts/protocol")
  entry <- server_entry()
  local_home()
  configure(user = entry$user, token = entry$token, server = "http://127.0.0.1:9")
  expect_match(push_frame(stack, "text", protocol = json_protocol(entry$server))$url, stack)
  expect_error(push_frame(stack, "text"), "does not answer", class = "dstack_server_unavailable")
  expect_error(create_frame(stack, protocol = function(endpoint, data) NULL), "other protocols are no more")
})
