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

test_that("a frame and a content say what they are", {
  expect_output(print(dstack_encode("text")), "<text/plain, 4 bytes>", fixed = TRUE)
  skip_without_server()
  expect_output(print(dstack_frame("sales") |> dstack_add("x")), "sales with 1 attachment, not pushed yet")
})
