test_that("a string is a text, and a file is a file with its name", {
  skip_without_server()
  name <- fresh()
  dstack_push("report.html", name)
  expect_identical(dstack_pull(name), "report.html")
  folder <- withr::local_tempdir()
  file <- file.path(folder, "report.html")
  writeLines("<script>alert(1)</script>", file)
  dstack_push(dstack_file(file), name)
  back <- dstack_pull(name)
  expect_identical(basename(back), "report.html")
  expect_identical(readLines(back), readLines(file))
  expect_error(dstack_file(file.path(folder, "nothing")), "there is no file")
})

test_that("texts are UTF-8, whatever they were", {
  skip_without_server()
  name <- fresh()
  dstack_push(iconv("na\u00efve", "UTF-8", "latin1"), name)
  expect_identical(dstack_pull(name), "na\u00efve")
  dstack_push(dstack_markdown(c("# Title", "*text*")), name)
  expect_identical(dstack_pull(name), "# Title\n*text*")
})

test_that("a list is JSON where it is asked for, with its types", {
  skip_without_server()
  name <- fresh()
  x <- list(
    whole = 1L, part = c(1, 0.1 + 0.2), texts = c("a", NA), none = NULL, yes = TRUE, inner = list(a = list("b", 2L))
  )
  dstack_push(dstack_json(x), name)
  expect_identical(dstack_pull(name), x)
  expect_identical(dstack_encode(dstack_json(list(I(1L), list())))$bytes, charToRaw("[[1],[]]"))
  expect_error(dstack_json(list(mean)), "no form as JSON")
})

test_that("a text that no string of R can hold is refused, and is had as a file", {
  skip_without_server()
  name <- fresh()
  dstack_push(dstack_content(bytes = as.raw(c(97, 0, 98)), content_type = "text/plain"), name)
  expect_error(dstack_pull(name), "NUL character")
  expect_identical(file.size(dstack_pull(name, to = withr::local_tempfile())), 3)
})

test_that("a table that anybody may have written is refused in words where it is none", {
  skip_without_server()
  name <- fresh()
  column <- "{\"name\":\"a\",\"type\":{\"name\":\"int32\"},\"values\":[1]}"
  texts <- c(
    "", "[]", "{\"version\":1}", "{\"version\":9,\"columns\":[]}",
    sprintf("{\"version\":1,\"columns\":[%s]}", sub("int32", "money", column)),
    sprintf("{\"version\":1,\"columns\":[%s]}", sub("[1]", "[[{}]]", column, fixed = TRUE)),
    sprintf("{\"version\":1,\"columns\":[%s],\"envelope\":{\"columns\":[7]}}", column),
    "{\"version\":1,\"columns\":[{\"name\":\"a\",\"type\":{\"name\":\"string\"},\"values\":[\"a\\u0000b\"]}]}"
  )
  for (text in texts) {
    dstack_push(text_content(text, content_type = TYPED), name)
    expect_error(dstack_pull(name), class = "dstack_error")
  }
})

test_that("an R object comes back as it was to one who trusts it, and to nobody else", {
  skip_without_server()
  name <- fresh()
  model <- stats::lm(dist ~ speed, cars)
  dstack_push(model, name)
  expect_error(dstack_pull(name), "trust = TRUE", class = "dstack_not_trusted")
  expect_identical(stats::coef(dstack_pull(name, trust = TRUE)), stats::coef(model))
  dstack_push(list(1, "a", NULL), name)
  expect_identical(dstack_pull(name, trust = TRUE), list(1, "a", NULL))
})

test_that("a large content is streamed from a file to a file, and is sent once", {
  skip_without_server()
  name <- fresh()
  file <- withr::local_tempfile(fileext = ".bin")
  writeBin(openssl::rand_bytes(3e6), file)
  dstack_push(dstack_file(file), name)
  to <- withr::local_tempfile()
  expect_identical(dstack_pull(name, to = to), to)
  expect_identical(file_sha256(to), file_sha256(file))
  local_mocked(put_content = function(...) stop("it was sent again"))
  expect_true(dstack_push(dstack_file(file), fresh())$created)
})

test_that("a pull to a file that fails leaves the file that was there", {
  skip_without_server()
  name <- fresh()
  dstack_push(dstack_content(bytes = openssl::rand_bytes(1e5), content_type = "a/b"), name)
  to <- withr::local_tempfile(lines = "before")
  local_mocked(check_bytes = function(...) stop("damaged"))
  expect_error(dstack_pull(name, to = to), "damaged")
  expect_identical(readLines(to), "before")
  expect_length(Sys.glob(paste0(to, ".part")), 0)
})

test_that("bytes that are not those that were pushed are never handed out", {
  skip_without_server()
  name <- fresh()
  dstack_push(dstack_content(bytes = openssl::rand_bytes(1e5), content_type = "text/plain"), name)
  found <- matching(name, NULL, list(), NULL)$pulled[[1]]
  found$attachment$content$sha256 <- strrep("0", 64)
  expect_error(fetched_bytes(found), class = "dstack_content_damaged")
})

test_that("a push that is the same makes no frame, unless it is forced", {
  skip_without_server()
  name <- fresh()
  expect_true(dstack_push(cars, name)$created)
  expect_false(dstack_push(cars, name)$created)
  expect_true(dstack_push(cars, name, force = TRUE)$created)
})

test_that("a frame that is pushed twice is one frame", {
  skip_without_server()
  name <- fresh()
  frame <- dstack_frame(name) |> dstack_add(cars)
  dstack_push(frame)
  dstack_push(frame)
  expect_identical(nrow(dstack_history(name)), 1L)
})

test_that("what the head has is kept where it is asked for", {
  skip_without_server()
  name <- fresh()
  dstack_push("a", name, part = 1)
  dstack_push("b", name, part = 2, keep = TRUE)
  expect_identical(dstack_pull(name, part = 1), "a")
})

test_that("by = cuts a table, and a pull puts it together in its order", {
  skip_without_server()
  name <- fresh()
  x <- data.frame(g = c("b", "a", "b", "a"), n = 1:4, f = factor(c("x", "y", "y", "x")))
  dstack_push(x, name, by = "g")
  expect_identical(dstack_pull(name), x)
  expect_identical(dstack_pull(name, g = "a")$n, c(2L, 4L))
  dstack_push(mtcars, name, by = c("cyl", "gear"))
  expect_identical(dstack_pull(name), mtcars)
  expect_error(dstack_push(x, name, by = "h"), "by = \"h\" is no column")
  expect_error(dstack_push(x, name, g = "a", by = "g"), "a column of by = and a param")
  expect_error(dstack_push(data.frame(g = NA), name, by = "g"), "a missing value")
})

test_that("in groups integers of 64 bits become the same, and keys are what they are", {
  skip_without_server()
  skip_if_not_installed("bit64")
  name <- fresh()
  long <- bit64::as.integer64(c("1", "9007199254740993", "3"))
  x <- data.frame(g = c("b", "a", "b"), n = long)
  x[["__a"]] <- .POSIXct(c(1, 2, 3), tz = "Asia/Tokyo")
  dstack_push(x, name, by = "g")
  expect_identical(dstack_pull(name), x)
  expect_identical(dstack_pull(name, int64 = "double")$n, c(1, 9007199254740992, 3))
  dstack_push(data.frame(g = bit64::as.integer64(c(-1, -2, -1)), n = 1:3), name, by = "g")
  expect_identical(vapply(dstack_pull(name, all = TRUE), function(one) nrow(one$value), 1L), 2:1)
  x <- data.frame(sep = c("a", "b"), collapse = c("c", "d"), n = 1:2)
  dstack_push(x, name, by = c("sep", "collapse"))
  expect_identical(dstack_pull(name), x)
})

test_that("integers of another language do not become those of a group", {
  skip_without_server()
  skip_if_not_installed("bit64")
  column <- "{\"name\":\"%s\",\"type\":{\"name\":\"int64\"},\"values\":[%s]}"
  text <- function(value, position) {
    columns <- paste(sprintf(column, c("n", POSITION), c(value, position)), collapse = ",")
    envelope <- sprintf("{\"version\":1,\"hidden\":[\"%s\"]}", POSITION)
    sprintf("{\"version\":1,\"envelope\":%s,\"columns\":[%s]}", envelope, columns)
  }
  name <- fresh()
  frame <- dstack_frame(name)
  for (group in list(list("7", 0L), list("\"9007199254740993\"", 1L))) {
    part <- text_content(text(group[[1]], group[[2]]), content_type = TYPED, settings = list(by = I("g")))
    frame <- dstack_add(frame, part, g = group[[2]])
  }
  dstack_push(frame)
  expect_identical(dstack_pull(name)$n, bit64::as.integer64(c("7", "9007199254740993")))
})

test_that("a name with a tag is a frame where one is looked at, and no name of what is pushed", {
  skip_without_server()
  name <- fresh()
  dstack_push("x", name)
  tagged <- paste0(name, "@prod")
  refusals <- list(
    function() dstack_push("x", tagged), function() dstack_history(tagged), function() dstack_share(tagged),
    function() dstack_dashboard("Sales", tagged)
  )
  for (refused in refusals) {
    expect_error(refused(), "names a tag, too, where only a name belongs", class = "dstack_error")
  }
  expect_error(dstack_pull(paste0(name, "@1"), frame = 1), "the frame is given twice", class = "dstack_error")
})

test_that("an argument is not swallowed, nor taken for the beginning of another one", {
  skip_without_server()
  name <- fresh()
  frame <- dstack_frame(name) |> dstack_add("x")
  expect_error(dstack_push(frame, mesage = "May"), "pushed with message = alone", class = "dstack_error")
  withr::local_options(warnPartialMatchArgs = FALSE)
  expect_error(dstack_push("x", name, s = 1), "R takes 's =' for the argument 'stack'", class = "dstack_error")
  expect_error(dstack_pull(name, st = 1), "write params = list\\(st = ...\\)", class = "dstack_error")
  expect_error(frame |> dstack_add("x", f = 1), "the argument 'frame'", class = "dstack_error")
  dstack_push("x", name, params = list(s = 1), m = 2)
  expect_identical(dstack_pull(name, params = list(s = 1, m = 2)), "x")
})

test_that("a frame holds no secret, and is pushed to the server that it was begun for", {
  skip_without_server()
  name <- fresh()
  frame <- dstack_frame(name) |> dstack_add("x")
  kept <- withr::local_tempfile()
  saveRDS(frame, kept, compress = FALSE)
  expect_length(grepRaw(Sys.getenv("DSTACK_TOKEN"), readBin(kept, "raw", file.size(kept)), fixed = TRUE), 0)
  withr::with_envvar(c(DSTACK_SERVER = "http://127.0.0.1:9"), {
    expect_error(dstack_push(frame), "begin it anew", class = "dstack_configuration")
  })
  expect_identical(dstack_push(readRDS(kept))$stack, path_text(frame$path))
})

test_that("a file is written whole over the one that was there, or that one stays", {
  skip_without_server()
  name <- fresh()
  dstack_push(dstack_content(bytes = as.raw(1:9), content_type = "a/b", settings = list(filename = "nine")), name)
  folder <- withr::local_tempdir()
  to <- file.path(folder, "kept")
  writeLines("before", to)
  writeLines("mine", paste0(to, ".part"))
  found <- matching(name, NULL, list(), NULL)$pulled[[1]]
  found$attachment$content$sha256 <- strrep("0", 64)
  expect_error(fetched_file(found, to), class = "dstack_content_damaged")
  expect_identical(readLines(to), "before")
  expect_identical(dstack_pull(name, to = to), to)
  expect_identical(file.size(to), 9)
  expect_identical(readLines(paste0(to, ".part")), "mine")
  expect_identical(basename(dstack_pull(name, to = folder)), "nine")
  expect_setequal(list.files(folder, all.files = TRUE, no.. = TRUE), c("kept", "kept.part", "nine"))
  expect_error(dstack_pull(name, to = file.path(folder, "no", "file")), "no folder", class = "dstack_not_found")
})

test_that("what was made for a push or a pull that failed does not stay", {
  skip_without_server()
  name <- fresh()
  dstack_push(list(1), name)
  left <- function() list.files(tempdir(), "^(dstack-|[.]dstack-)", all.files = TRUE)
  before <- left()
  dstack_pull(name, trust = TRUE)
  expect_error(dstack_plot(stop("no plot")), "no plot")
  expect_identical(left(), before)
})

test_that("an older frame is pulled, tagged or by its number, and becomes the head", {
  skip_without_server()
  name <- fresh()
  dstack_push("one", name, message = "first")
  dstack_push("two", name, message = "second")
  expect_identical(dstack_pull(name, frame = 1), "one")
  expect_identical(dstack_pull(paste0(name, "@1")), "one")
  history <- dstack_history(name)
  expect_identical(history$message, c("second", "first"))
  expect_s3_class(history$time, "POSIXct")
  expect_identical(dstack_set_head(name, 1), 2L)
  expect_identical(dstack_pull(name), "one")
  expect_error(dstack_set_head(name), "say which frame")
})

test_that("lists go beyond a page, and searches find", {
  skip_without_server()
  name <- fresh("findable")
  for (text in c("a", "b", "c")) {
    dstack_push(text, name)
  }
  client <- client_of()
  found <- pages(client, stack_at(path_of(client, name), "frames"), "frames", list(limit = NULL), 2)
  expect_length(found, 2)
  expect_identical(nrow(dstack_history(name, limit = 2)), 2L)
  expect_identical(basename(dstack_stacks(name)$stack), name)
  expect_identical(nrow(dstack_stacks(fresh("nowhere"))), 0L)
})

test_that("a stack is shared, and is not any more", {
  skip_without_server()
  other <- Sys.getenv("DSTACK_OTHER_USER")
  skip_if_not(nzchar(other), "no other user is named by $DSTACK_OTHER_USER, so sharing")
  name <- fresh()
  dstack_push("x", name)
  expect_identical(dstack_share(name, other, push = TRUE)$users, stats::setNames("push", other))
  expect_output(print(dstack_share(name, access = "public")), "everyone sees it; .* may push to it")
  expect_length(dstack_unshare(name, other)$users, 0)
  expect_error(dstack_share(name, fresh("nobody")), "there is no user", class = "dstack_not_found")
  dstack_share(name, access = "private")
  expect_error(dstack_share(name, fresh("nobody"), access = "public"), "one of them at a time", class = "dstack_error")
  expect_error(dstack_share(name, push = TRUE), "say who may push", class = "dstack_error")
  expect_error(dstack_share(name, access = "all"), "access is \"private\"", class = "dstack_error")
  expect_identical(dstack_share(name)$access, "private")
})

test_that("a dashboard is made, and gets what is missing", {
  skip_without_server()
  one <- fresh("one")
  two <- fresh("two")
  dstack_push(cars, one)
  dstack_push(cars, two)
  title <- paste("World,", fresh())
  made <- dstack_dashboard(title, one, description = "About *it*")
  expect_match(made$url, "/d/.*/world-stack-")
  more <- dstack_dashboard(title, c(one, two))
  expect_identical(basename(more$stacks), c(one, two))
  expect_identical(more$url, made$url)
  expect_output(print(dstack_share(basename(made$url), access = "internal", dashboard = TRUE)), "any signed-in user")
})

test_that("a frame says where it came from, and what was pulled before it", {
  skip_without_server()
  source <- fresh("source")
  name <- fresh()
  dstack_push(cars, source)
  dstack_pull(source)
  dstack_push("made of it", name)
  client <- client_of()
  frame <- ask(client, "GET", frame_at(path_of(client, name), NULL))
  expect_identical(frame$origin$packages$R, as.character(getRversion()))
  lineage <- ask(client, "GET", frame_at(path_of(client, name), NULL, "lineage"))
  expect_match(json_text(lineage), source)
})
