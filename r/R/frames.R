#' Put a frame together
#'
#' A frame is one revision of a stack. It may have many attachments, which params tell apart; the page of the stack and
#' dashboards make controls of them. Nothing is seen of it before it is pushed.
#'
#' @param stack The name of a stack: `"sales"` is your own, `"/alice/sales"` is alice's.
#' @param message What changed, for the history.
#' @param params A named list of params of the frame itself.
#' @param access Who sees a new stack: `"private"`, `"internal"` or `"public"`.
#' @param keep Carry the attachments of the head over whose params the new ones have not.
#' @param force Make a frame even where it is the same as the head.
#' @param profile The name of a profile, see [configure()].
#' @return A frame. `dstack_add()` gives it with an attachment more, so that calls can be piped.
#' @export
#' @examples
#' \dontrun{
#' dstack_frame("sales", message = "May") |>
#'   dstack_add(france, country = "FR") |>
#'   dstack_add(italy, country = "IT") |>
#'   dstack_push()
#' }
dstack_frame <- function(stack, message = NULL, params = NULL, access = NULL, keep = FALSE, force = FALSE,
                         profile = NULL) {
  new_frame(stack, message, params_of(params), checked_access(access), keep, force, profile)
}

# A frame may be printed or saved, so that it has no token: who asks is looked up anew when it is pushed.
new_frame <- function(stack, message = NULL, params = list(), access = NULL, keep = FALSE, force = FALSE,
                      profile = NULL, server = NULL) {
  client <- client_of(profile, server)
  structure(
    list(
      profile = profile, server = server, place = client$place, path = path_of(client, stack), id = new_id(),
      message = message, params = params, access = access, keep = keep, force = force, attachments = list()
    ),
    class = "dstack_frame"
  )
}

client_of_frame <- function(frame) {
  client <- client_of(frame[["profile"]], frame[["server"]])
  if (!identical(client$place, frame$place)) {
    misconfigured("the frame was begun for ", frame$place, ", and its profile names ", client$place, "; begin it anew")
  }
  client
}

checked_access <- function(access) {
  if (!is.null(access) && !isTRUE(access %in% names(audience))) {
    refuse("access is \"private\", \"internal\" or \"public\"")
  }
  access
}

#' @rdname dstack_frame
#' @param frame A frame.
#' @param x An object: see [dstack_encode()].
#' @param ... Params of the attachment: `country = "FR", year = 2020`.
#' @param description A text in Markdown, shown with the attachment.
#' @param by Names of columns: a table becomes one attachment for each group of equal values in them, and
#'   [dstack_pull()] puts it together again.
#' @export
dstack_add <- function(frame, x, ..., description = NULL, params = NULL, by = NULL) {
  no_beginnings()
  if (!inherits(frame, "dstack_frame")) {
    refuse("the frame comes first: dstack_frame(\"sales\") |> dstack_add(x)")
  }
  given <- params_of(params, list(...))
  parts <- if (is.null(by)) list(list(params = given, content = dstack_encode(x))) else groups_of(x, by, given)
  with_attachments(frame, parts, description)
}

with_attachments <- function(frame, parts, description) {
  described <- lapply(unname(parts), c, list(description = description))
  frame$attachments <- c(frame$attachments, described)
  frame
}

#' @export
format.dstack_frame <- function(x, ...) {
  paste0("<frame of ", path_text(x$path), " with ", counted(length(x$attachments), "attachment"), ", not pushed yet>")
}

#' @export
print.dstack_frame <- function(x, ...) print_lines(x)

new_id <- function() paste(format(openssl::rand_bytes(16)), collapse = "")

counted <- function(count, noun) paste0(count, " ", noun, if (count != 1) "s")
