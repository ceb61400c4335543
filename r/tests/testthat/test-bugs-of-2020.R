# What the package of 2020 did wrong, each gone.

test_that("a data frame of one column is not corrupted", {
  skip_without_server()
  name <- fresh()
  push_frame(name, data.frame(n = c(11, 12, 13)))
  expect_identical(read.csv(pull(name))$n, c(11, 12, 13))
  expect_identical(dstack_pull(name), data.frame(n = c(11, 12, 13)))
})

test_that("columns do not become texts, and what is missing does not become the text NA", {
  skip_without_server()
  name <- fresh()
  x <- data.frame(n = c(1.5, NA), s = c("NA", NA), l = c(TRUE, NA))
  push_frame(name, x)
  expect_identical(dstack_pull(name), x)
  expect_identical(readLines(pull(name)), c("\"n\",\"s\",\"l\"", "1.5,\"NA\",TRUE", "NA,NA,NA"))
  expect_identical(read.csv(pull(name)), data.frame(n = c(1.5, NA), s = NA, l = c(TRUE, NA)))
})

test_that("a small binary content is pulled", {
  skip_without_server()
  name <- fresh()
  file <- withr::local_tempfile(fileext = ".bin")
  writeBin(as.raw(0:255), file)
  push_frame(name, dstack_file(file))
  expect_identical(readBin(pull(name), "raw", 1000), as.raw(0:255))
})

test_that("a text that is pulled gets no newline more", {
  skip_without_server()
  name <- fresh()
  push_frame(name, "no newline at the end")
  file <- pull(name)
  expect_identical(file.size(file), as.numeric(nchar("no newline at the end")))
  expect_identical(dstack_pull(name), "no newline at the end")
})

test_that("a content that does not arrive is an error, and no frame is made", {
  skip_without_server()
  name <- fresh()
  frame <- commit(create_frame(name), dstack_content(bytes = as.raw(rep(1, 1e5)), content_type = "a/b"))
  local_mocked(content_sha256 = function(content) strrep("0", 64))
  expect_error(push(frame), "hash|sha256|SHA-256", class = "dstack_error")
  expect_error(dstack_history(name), "no stack", class = "dstack_not_found")
})

test_that("an error has the words of the server, not those of HTTP", {
  skip_without_server()
  error <- expect_error(pull(fresh("nothing")), "there is no stack nothing", class = "dstack_not_found")
  expect_no_match(conditionMessage(error), "HTTP|Not Found")
  expect_identical(error$status, 404L)
})

test_that("a number matches, whether it is 1 or 1L", {
  skip_without_server()
  name <- fresh()
  frame <- create_frame(name)
  frame <- commit(frame, "one", params = list(a = 1L))
  frame <- commit(frame, "two", params = list(a = 2))
  push(frame)
  expect_identical(readLines(pull(name, a = 1), warn = FALSE), "one")
  expect_identical(readLines(pull(name, a = 2L), warn = FALSE), "two")
})

test_that("a push says who may see it", {
  skip_without_server()
  name <- fresh()
  push_frame(name, cars, access = "internal")
  expect_identical(dstack_share(name)$access, "internal")
  name <- fresh()
  push_frame(name, cars)
  expect_identical(dstack_share(name)$access, "private")
})

test_that("stacks are listed", {
  skip_without_server()
  name <- fresh()
  push_frame(name, cars)
  expect_true(any(endsWith(dstack_stacks()$stack, name)))
})

test_that("files are pushed", {
  skip_without_server()
  name <- fresh()
  file <- file.path(withr::local_tempdir(), "report.html")
  writeLines("<h1>Report</h1>", file)
  push_frame(name, dstack_file(file))
  expect_identical(basename(pull(name)), "report.html")
})

test_that("large contents after the first are pushed with auto_push", {
  skip_without_server()
  name <- fresh()
  frame <- create_frame(name, auto_push = TRUE)
  large <- lapply(1:3, function(seed) dstack_content(bytes = as.raw((1:1e6 * seed) %% 251), content_type = "a/b"))
  for (number in 1:3) {
    frame <- commit(frame, large[[number]], params = list(number = number))
  }
  expect_error(dstack_history(name), class = "dstack_not_found")
  push(frame)
  expect_identical(readBin(pull(name, number = 3), "raw", 2e6), large[[3]]$bytes)
})

test_that("a name that no server takes is refused before anything is sent", {
  skip_without_server()
  for (name in c("a//b", "-", "", ".hidden", "a b", strrep("x", 256), "/nobody")) {
    expect_error(create_frame(name), class = "dstack_error")
  }
})
