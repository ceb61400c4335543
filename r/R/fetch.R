# The bytes of an attachment, checked by their hash: in memory, or streamed to a file.

fetched_bytes <- function(pulled) {
  bytes <- if (is.null(pulled$inside)) {
    send(pulled$client, "GET", pulled$at, config = progress(pulled$attachment$content$length, "down"))$content
  } else {
    openssl::base64_decode(pulled$inside)
  }
  check_bytes(bytes_sha256(bytes), pulled)
  bytes
}

# The file at a path, or at one of the session's own with the name that the file had.
fetched_file <- function(pulled, to = NULL) {
  to <- path.expand(to %||% file.path(own_folder(), file_name(pulled$attachment)))
  draft <- paste0(to, ".part")
  on.exit(unlink(draft))
  if (is.null(pulled$inside)) {
    config <- options_of(httr::write_disk(draft, overwrite = TRUE), progress(pulled$attachment$content$length, "down"))
    send(pulled$client, "GET", pulled$at, config = config)
  } else {
    writeBin(openssl::base64_decode(pulled$inside), draft)
  }
  check_bytes(file_sha256(draft), pulled)
  if (!file.rename(draft, to)) {
    refuse("'", to, "' cannot be written; look at who may write to its folder")
  }
  to
}

fetched_as <- function(pulled, format) {
  send(pulled$client, "GET", pulled$at, query = list(format = format))$content
}

check_bytes <- function(sha256, pulled) {
  if (!identical(sha256, pulled$attachment$content$sha256)) {
    words <- "the bytes that came are not those that were pushed; pull again, and let the store be verified"
    signal(words, "content_damaged")
  }
}

own_folder <- function() {
  folder <- tempfile("dstack-")
  dir.create(folder)
  folder
}

# The name that it had, without any folder; else one with the suffix of its type.
file_name <- function(attachment) {
  name <- attachment$settings[["filename"]]
  if (is.character(name) && length(name) == 1 && grepl("^[^/\\\\]+$", name) && !name %in% c(".", "..")) {
    return(name)
  }
  paste0("attachment-", attachment$index, suffix_of(attachment$content_type))
}

suffixes <- c(
  "image/png" = ".png", "image/svg+xml" = ".svg", "image/jpeg" = ".jpg", "image/gif" = ".gif", "text/html" = ".html",
  "text/csv" = ".csv", "text/plain" = ".txt", "text/markdown" = ".md", "application/json" = ".json",
  "application/pdf" = ".pdf", "application/x-r-rds" = ".rds", "application/vnd.apache.parquet" = ".parquet",
  "application/x-ipynb+json" = ".ipynb", "application/vnd.dstack.table+json" = ".json"
)

suffix_of <- function(content_type) {
  found <- suffixes[bare(content_type)]
  if (is.na(found)) ".bin" else unname(found)
}

bare <- function(content_type) tolower(trimws(sub(";.*", "", content_type)))

bare_type <- function(pulled) bare(pulled$attachment$content_type)
