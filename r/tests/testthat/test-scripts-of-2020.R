# Scripts as they were written for the package of 2020, unchanged.

test_that("a profile, one plot, one call", {
  skip_without_server()
  skip_if_not_installed("ggplot2")
  library(ggplot2)
  image <- ggplot(mtcars, aes(factor(cyl), fill = factor(gear))) + geom_bar()
  url <- push_frame("scripts/bars", image, "My first plot")
  expect_match(url, "^http.*/s/.*/scripts/bars$")
  expect_type(url, "character")
})

test_that("several attachments with params, and the address printed", {
  skip_without_server()
  frame <- create_frame(stack = "scripts/cars")
  frame <- commit(frame, cars[1:10, ], "The first ten", list("rows" = 10L))
  frame <- commit(frame, cars[1:20, ], "The first twenty", list("rows" = 20L))
  expect_output(print(push(frame, "By the number of rows")), "/scripts/cars")
  df <- read.csv(pull("scripts/cars", "rows" = 20L))
  expect_identical(dim(df[c("speed", "dist")]), c(20L, 2L))
  df <- read.csv(pull("scripts/cars", params = list(rows = 10L)))
  expect_identical(nrow(df), 10L)
  expect_identical(dstack_history("scripts/cars")$message[[1]], "By the number of rows")
})

test_that("arguments by their places, and by their names", {
  skip_without_server()
  push_frame("scripts/places", cars, "Cars", list(a = 1), "The message", "default")
  push_frame(
    stack = "scripts/places", obj = cars, description = "Cars", params = list(a = 1), message = "Again",
    profile = "default", handler = dataframe_handler(), b = TRUE
  )
  expect_identical(nrow(read.csv(pull("scripts/places", a = 1, b = TRUE))), 50L)
  frame <- create_frame(stack = "scripts/places", profile = "default", auto_push = FALSE, check_access = FALSE)
  frame <- commit(frame, cars, description = NULL, params = list(x = "y"), handler = auto_handler())
  push(frame, message = "The third")
  pulled <- pull(
    stack = "scripts/places", profile = "default", filename = tempfile(), error = stop, params = list(x = "y")
  )
  expect_identical(nrow(read.csv(pulled)), 50L)
})

test_that("handlers", {
  skip_without_server()
  skip_if_not_installed("ggplot2")
  library(ggplot2)
  plot <- ggplot(cars, aes(speed, dist)) + geom_point()
  type_of <- function(handler) {
    push_frame("scripts/handlers", plot, handler = handler)
    tools::file_ext(pull("scripts/handlers"))
  }
  expect_identical(type_of(ggplot_handler()), "png")
  expect_identical(type_of(ggplot_handler(dpi = 72, width = 3, height = 2, format = "svg")), "svg")
  expect_identical(type_of(auto_handler(use_plotly_instead_of_ggplot = FALSE)), "png")
  skip_if_not_installed("plotly")
  expect_identical(type_of(plotly_handler()), "json")
  expect_identical(type_of(auto_handler()), "json")
})

test_that("an absolute name, and a function for errors", {
  skip_without_server()
  user <- server_entry()$user
  push_frame("scripts/absolute", "text")
  expect_identical(readLines(pull(paste0("/", user, "/scripts/absolute")), warn = FALSE), "text")
  expect_identical(pull("scripts/nothing", error = function(words) paste("said:", words)) |> substr(1, 5), "said:")
})

test_that("configure() keeps a profile in the session, in the working directory, and at home", {
  skip_without_server()
  entry <- server_entry()
  home <- local_home()
  configure("mine", user = entry$user, token = entry$token, persist = "in_place", server = entry$server)
  use_config(in_place_config)
  expect_match(push_frame("scripts/in-place", "text", profile = "mine"), "scripts/in-place")
  expect_false(file.exists(file.path(home, ".dstack")))
  use_config(yaml_config)
  expect_error(push_frame("scripts/in-place", "text", profile = "mine"), "no profile 'mine'")

  configure(user = entry$user, token = entry$token, persist = "global", server = entry$server)
  expect_match(push_frame("scripts/global", "text"), "scripts/global")
  configure("project", user = entry$user, token = entry$token, persist = "local", server = entry$server)
  expect_match(push_frame("scripts/local", "text", profile = "project"), "scripts/local")
  expect_true(file.exists(".dstack/config.yaml"))
  expect_identical(list_profiles()$profile, "project")
})
