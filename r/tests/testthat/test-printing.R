pushed <- function() {
  structure(
    list(
      url = "http://localhost/dstack/s/ann/a%3Cb", stack = "ann/a<b", number = 3L, id = "1", created = TRUE,
      access = "private", attachments = 2L, length = 10
    ),
    class = "dstack_pushed"
  )
}

test_that("a console shows words and the address", {
  expect_output(print(pushed()), "ann/a<b, frame 3 (2 attachments); only you see it\nhttp://localhost", fixed = TRUE)
  expect_identical(as.character(pushed()), pushed()$url)
})

test_that("a document of knitr shows a link, and what is in it is no markup", {
  skip_if_not_installed("knitr")
  shown <- knitr::knit_print(pushed())
  expect_s3_class(shown, "knit_asis")
  expect_match(shown, "[ann/a\\<b, frame 3 (2 attachments); only you see it]", fixed = TRUE)
  expect_match(shown, "](http://localhost/dstack/s/ann/a%3Cb)", fixed = TRUE)
  of_2020 <- knitr::knit_print(new_address(pushed()))
  expect_match(of_2020, "](http://localhost/dstack/s/ann/a%3Cb)", fixed = TRUE)
})

test_that("a notebook of IRkernel shows a link", {
  skip_if_not_installed("repr")
  expect_match(repr::repr_html(pushed()), "<a href=\"http://localhost/dstack/s/ann/a%3Cb\".*>ann/a&lt;b, frame 3")
  expect_match(repr::repr_text(pushed()), "frame 3")
})

test_that("pictures that were pulled are shown", {
  skip_without_server()
  name <- fresh()
  dstack_push(dstack_plot(plot(cars)), name)
  picture <- dstack_pull(name)
  expect_output(print(picture), "\\.png$")
  skip_if_not_installed("knitr")
  expect_s3_class(knitr::knit_print(picture), "knit_image_paths")
  skip_if_not_installed("repr")
  expect_match(repr::repr_html(picture), "^<img alt=\"attachment-0.png\" src=\"data:image/png;base64,")
})

test_that("what comes with a content of somebody else is no markup of a page", {
  skip_if_not_installed("repr")
  folder <- withr::local_tempdir()
  file <- file.path(folder, "\"><script>.png")
  writeBin(as.raw(1:3), file)
  hostile <- structure(file, content_type = "image/png\"><script>alert(1)</script>", class = "dstack_path")
  expect_no_match(repr::repr_html(hostile), "<script", fixed = TRUE)
  expect_match(repr::repr_html(hostile), "image/png&quot;&gt;&lt;script", fixed = TRUE)
  skip_if_not_installed("knitr")
  shown <- knitr::knit_print(structure(file, content_type = "image/png", class = "dstack_path"))
  expect_match(as.character(shown), "[.]png$")
  expect_no_match(as.character(shown), "script")
  titled <- structure(
    list(title = "a\n\n# b [c](d) &lt;", name = "a", url = "http://localhost/dstack/d/ann/a", stacks = "s"),
    class = "dstack_dashboard"
  )
  expect_match(knitr::knit_print(titled), "[a # b \\[c\\](d) \\&lt;", fixed = TRUE)
})

test_that("a name of a file has neither folders nor control characters, and one that is none is made up", {
  named <- function(name) {
    file_name(list(index = 2, content_type = "image/png", settings = list(filename = name)))
  }
  expect_identical(named("../../etc/pass\nwd\033[1m.png"), "passwd[1m.png")
  expect_identical(named("C:\\report.html"), "report.html")
  for (name in list("..", "a/", NULL, 7, strrep("x", 300))) {
    expect_identical(named(name), "attachment-2.png")
  }
})

test_that("a frame and a content say what they are", {
  expect_output(print(dstack_encode("text")), "<text/plain, 4 bytes>", fixed = TRUE)
  skip_without_server()
  expect_output(print(dstack_frame("sales") |> dstack_add("x")), "sales with 1 attachment, not pushed yet")
})
