# The bytes of an attachment: in memory, or in a file that is streamed. What is said of them stands beside.

content <- function(bytes = NULL, file = NULL, content_type, application = NULL, settings = list()) {
  structure(
    list(bytes = bytes, file = file, content_type = content_type, application = application, settings = settings),
    class = "dstack_content"
  )
}

text_content <- function(text, ...) content(bytes = charToRaw(enc2utf8(text)), ...)

content_length <- function(content) if (is.null(content$file)) length(content$bytes) else file.size(content$file)

content_sha256 <- function(content) {
  if (is.null(content$file)) bytes_sha256(content$bytes) else file_sha256(content$file)
}

#' @export
format.dstack_content <- function(x, ...) paste0("<", x$content_type, ", ", content_length(x), " bytes>")

#' @export
print.dstack_content <- function(x, ...) print_lines(x)
