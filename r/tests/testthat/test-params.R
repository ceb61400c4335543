test_that("params keep their type", {
  skip_without_server()
  name <- fresh()
  params <- list(
    text = "FR", whole = 2020L, part = 0.1 + 0.2, yes = TRUE, day = as.Date("2026-02-28"),
    time = as.POSIXct("2026-02-28 12:30:00.5", tz = "UTC")
  )
  dstack_push("x", name, params = params)
  found <- dstack_pull(name, all = TRUE)[[1]]$params
  expect_identical(found[1:5], params[1:5])
  expect_equal(as.numeric(found$time), as.numeric(params$time))
  for (key in names(params)) {
    expect_identical(dstack_pull(name, params = params[key]), "x")
  }
})

test_that("a number is one number, and is neither a text nor TRUE", {
  expect_true(same_param(1, 1L))
  expect_false(same_param(1, "1"))
  expect_false(same_param(1L, TRUE))
  expect_true(same_param(factor("a"), "a"))
  expect_false(same_param(as.Date("2026-01-01"), "2026-01-01"))
  skip_if_not_installed("bit64")
  expect_true(same_param(bit64::as.integer64(7), 7))
})

test_that("the same moment matches in another zone", {
  noon <- as.POSIXct("2026-07-01 12:00:00", tz = "UTC")
  expect_identical(iso_time(`attr<-`(noon, "tzone", "Europe/Paris")), "2026-07-01T14:00:00+02:00")
  expect_true(same_param(time_read("2026-07-01T14:00:00+02:00"), noon))
  expect_true(same_param(time_read("2026-07-01T12:00:00Z"), noon))
})

test_that("a time without a zone is what a clock shows, and no moment", {
  withr::local_envvar(TZ = "America/New_York")
  clock <- as.POSIXct("2026-07-01 12:00:00.25")
  expect_identical(param_json(clock), list("$datetime" = "2026-07-01T12:00:00.250000"))
  expect_true(same_param(time_read("2026-07-01T12:00:00.250000"), clock))
  expect_false(same_param(time_read("2026-07-01T16:00:00.250000Z"), clock))
  expect_true(same_param(time_read("2026-07-01T12:00"), as.POSIXct("2026-07-01 12:00:00")))
})

test_that("the zone of the computer is one that others know", {
  withr::local_envvar(TZ = "Asia/Tokyo")
  expect_identical(local_zone(), "Asia/Tokyo")
  withr::local_envvar(TZ = NA)
  expect_silent(expect_true(local_zone() %in% OlsonNames()))
})

test_that("what no param can be is refused in words", {
  expect_error(params_of(list(a = c(1, 2))), "param 'a' is not one text, number")
  expect_error(params_of(list(a = NA)), "param 'a' is NA")
  expect_error(params_of(list(a = Inf)), "param 'a' is Inf")
  expect_error(params_of(list(1)), "a param needs a key")
  expect_error(params_of(list(a = list(1))), "param 'a' is not one")
})

test_that("an attachment is found by its params, and the words say what there is", {
  skip_without_server()
  name <- fresh()
  dstack_frame(name) |>
    dstack_add("a", country = "FR", year = 2020) |>
    dstack_add("b", country = "FR", year = 2021) |>
    dstack_add("c", country = "IT") |>
    dstack_push()
  expect_identical(dstack_pull(name, country = "IT"), "c")
  expect_identical(dstack_pull(name, year = 2021L), "b")
  expect_error(dstack_pull(name, country = "FR"), "2 attachments with country=FR; say which by year \\(2020, 2021\\)")
  expect_error(dstack_pull(name, country = "DE"), "it has country=FR, year=2020; country=FR, year=2021; country=IT")
  expect_length(dstack_pull(name, country = "FR", all = TRUE), 2)
})
