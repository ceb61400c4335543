# Results in a console are words, in a page a link.

print_lines <- function(x) {
  writeLines(format(x))
  invisible(x)
}

#' @export
format.dstack_pushed <- function(x, ...) {
  frame <- if (x$created) ", frame " else ", unchanged since frame "
  c(paste0(x$stack, frame, x$number, " (", counted(x$attachments, "attachment"), "); ", audience[[x$access]]), x$url)
}

audience <- c(private = "only you see it", internal = "any signed-in user sees it", public = "everyone sees it")

#' @export
print.dstack_pushed <- function(x, ...) print_lines(x)

#' @export
as.character.dstack_pushed <- function(x, ...) x$url

#' @export
print.dstack_path <- function(x, ...) print_lines(x)

#' @export
format.dstack_path <- function(x, ...) as.character(unclass(x))

#' @export
as.character.dstack_path <- function(x, ...) as.vector(unclass(x))
