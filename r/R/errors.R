# Errors are conditions of the class `dstack_error`, and of one that names their code: `dstack_not_found`.

signal <- function(message, code, status = NULL) {
  stop(structure(
    class = c(paste0("dstack_", code), "dstack_error", "error", "condition"),
    list(message = message, call = NULL, code = code, status = status)
  ))
}

refuse <- function(...) signal(paste0(...), "invalid_value")

misconfigured <- function(...) signal(paste0(...), "configuration")

unavailable <- function(...) signal(paste0(...), "server_unavailable")

needs <- function(package, what) {
  if (!requireNamespace(package, quietly = TRUE)) {
    signal(paste0(what, " needs the package ", package, ": install.packages(\"", package, "\")"), "missing_package")
  }
}

listed <- function(texts, most = 12) {
  shown <- utils::head(texts, most)
  paste0(paste(shown, collapse = ", "), if (length(texts) > most) ", ...")
}

`%||%` <- function(left, right) if (is.null(left)) right else left
