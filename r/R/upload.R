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

put_content <- function(client, sha256, content) {
  length <- content_length(content)
  body <- if (is.null(content$file)) content$bytes else httr::upload_file(content$file, "application/octet-stream")
  config <- options_of(
    httr::content_type("application/octet-stream"),
    httr::add_headers("Upload-Length" = sprintf("%.0f", length)),
    progress(length, "up")
  )
  send(client, "PUT", paste0("contents/", sha256), body = body, config = config)
  invisible(sha256)
}

# A bar where somebody looks on and it takes a while.
progress <- function(length, direction) {
  is_shown <- interactive() && !isTRUE(getOption("knitr.in.progress")) && length > 2^20
  if (is_shown && !isFALSE(getOption("dstack.progress"))) httr::progress(direction)
}
