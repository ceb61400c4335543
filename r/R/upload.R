# Contents go up by their hash: what the server has is not sent again, what is small travels inside of the push.

SMALL <- 32768

MOST_INSIDE <- 100

# Uploads what must be, and gives the small ones in base64.
upload <- function(client, contents) {
  is_small <- vapply(contents, content_length, 0) <= SMALL & seq_along(contents) <= MOST_INSIDE
  large <- contents[!is_small]
  if (length(large)) {
    missing <- ask(client, "POST", "contents/missing", body = list(sha256 = I(names(large))), again = TRUE)
    for (sha256 in unlist(missing$sha256)) {
      put_content(client, sha256, large[[sha256]])
    }
  }
  lapply(contents[is_small], function(content) openssl::base64_encode(all_bytes(content)))
}

all_bytes <- function(content) {
  if (is.null(content$file)) content$bytes else readBin(content$file, "raw", file.size(content$file))
}

# Uploads a content; where the connection breaks, goes on where the server stopped.
put_content <- function(client, sha256, content) {
  offset <- 0
  for (pause in c(pauses, NA)) {
    failed <- tryCatch(put_from(client, sha256, content, offset), dstack_server_unavailable = identity)
    if (is.null(failed)) {
      return(invisible(sha256))
    }
    if (is.na(pause)) {
      stop(failed)
    }
    Sys.sleep(pause)
    offset <- arrived(client, sha256)
  }
}

put_from <- function(client, sha256, content, offset) {
  length <- content_length(content)
  if (offset == length && length > 0) {
    return(NULL)
  }
  sizes <- c("Upload-Length" = sprintf("%.0f", length), "Upload-Offset" = if (offset) sprintf("%.0f", offset))
  config <- options_of(
    httr::content_type("application/octet-stream"),
    httr::add_headers(.headers = sizes),
    if (!is.null(content$file)) streamed(content$file, offset),
    progress(length, "up")
  )
  body <- if (is.null(content$file)) utils::tail(content$bytes, length - offset)
  answer <- send(client, "PUT", paste0("contents/", sha256), body = body, config = config, again = FALSE)
  if (httr::status_code(answer) != 201L) {
    unavailable(client$place, " has not got all of the content yet; push again")
  }
}

# How many bytes of an upload the server has.
arrived <- function(client, sha256) {
  found <- tryCatch(
    send(client, "HEAD", paste0("contents/", sha256)),
    dstack_error = function(error) NULL
  )
  if (is.null(found)) {
    return(0)
  }
  headers <- httr::headers(found)
  as.numeric(headers[["upload-offset"]] %||% headers[["content-length"]])
}

# The bytes of a file from one on, read as they are sent.
streamed <- function(file, offset) {
  connection <- file(file, open = "rb")
  seek(connection, offset)
  read <- function(size, ...) {
    bytes <- if (isOpen(connection)) readBin(connection, "raw", size) else raw()
    if (length(bytes) < size && isOpen(connection)) close(connection)
    bytes
  }
  httr::config(post = TRUE, readfunction = read, postfieldsize_large = file.size(file) - offset)
}

# A bar where somebody looks on and it takes a while.
progress <- function(length, direction) {
  is_shown <- interactive() && !isTRUE(getOption("knitr.in.progress")) && length > 2^20
  if (is_shown && !isFALSE(getOption("dstack.progress"))) httr::progress(direction)
}
