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
  name <- file_name(pulled$attachment)
  to <- path.expand(to %||% file.path(own_folder(), name))
  written(if (dir.exists(to)) file.path(to, name) else to, function(draft) {
    if (is.null(pulled$inside)) {
      shown <- progress(pulled$attachment$content$length, "down")
      config <- options_of(httr::write_disk(draft, overwrite = TRUE), shown)
      send(pulled$client, "GET", pulled$at, config = config)
    } else {
      writeBin(openssl::base64_decode(pulled$inside), draft)
    }
    check_bytes(file_sha256(draft), pulled)
  })
}

# The path of a file that is there whole, or is as it was before.
written <- function(to, write) {
  to <- path.expand(to)
  if (!dir.exists(dirname(to))) {
    signal(paste0("there is no folder '", dirname(to), "' to write to"), "not_found")
  }
  draft <- tempfile(".dstack-", dirname(to))
  on.exit(unlink(draft))
  if (!suppressWarnings(file.create(draft))) {
    refuse("'", to, "' cannot be written; look at who may write to its folder")
  }
  write(draft)
  if (!suppressWarnings(file.rename(draft, to))) {
    refuse("'", to, "' cannot be written; look at what is there")
  }
  to
}

# What a file holds, read by a function; the file itself is not kept.
fetched_by <- function(pulled, read) {
  file <- fetched_file(pulled)
  on.exit(unlink(dirname(file), recursive = TRUE))
  read(file)
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

# The name that it had, without any folder and what no name of a file holds; else one with the suffix of its type.
file_name <- function(attachment) {
  named <- attachment$settings[["filename"]]
  named <- if (is.character(named) && length(named) == 1) sub(".*[/\\\\]", "", named) else ""
  kept <- gsub("^[. ]+|[. ]+$", "", gsub("[[:cntrl:]<>:\"|?*]", "", named))
  if (nzchar(kept) && nchar(kept, "bytes") <= 200) {
    return(kept)
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
