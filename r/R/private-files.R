# Files that hold secrets: nobody else may read them, and a reader sees the old one or the new one, never a part.

write_privately <- function(text, file) {
  force(text)
  old <- Sys.umask("077")
  on.exit(Sys.umask(old))
  dir.create(dirname(file), recursive = TRUE, showWarnings = FALSE)
  target <- normalizePath(file, mustWork = FALSE)
  draft <- paste0(target, ".", Sys.getpid())
  on.exit(unlink(draft), add = TRUE)
  written <- tryCatch(
    {
      writeLines(enc2utf8(text), draft, useBytes = TRUE)
      Sys.chmod(draft, "600", use_umask = FALSE)
      file.rename(draft, target)
    },
    error = function(error) FALSE,
    warning = function(warning) FALSE
  )
  if (!written) {
    misconfigured(target, " cannot be written; look at who may write to its folder")
  }
  invisible(target)
}

file_sha256 <- function(file) {
  connection <- file(file, open = "rb")
  on.exit(close(connection))
  hash_text(openssl::sha256(connection))
}

bytes_sha256 <- function(bytes) hash_text(openssl::sha256(bytes))

hash_text <- function(hash) paste(format(as.raw(unclass(hash))), collapse = "")
