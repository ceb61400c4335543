#' List stacks
#'
#' @param search What to look for, as the search of the web page takes it: `"sales country:FR"`.
#' @param user Whose stacks; `whose` is `"mine"` or `"shared"` (by others, with you).
#' @param whose See `user`.
#' @param sort `"time"`, newest first, or `"name"`.
#' @param limit The most stacks to list.
#' @param profile The name of a profile, see [configure()].
#' @return A data frame with a row for each stack.
#' @export
#' @examples
#' \dontrun{
#' dstack_stacks()
#' dstack_stacks("country:FR", whose = "mine")
#' }
dstack_stacks <- function(search = "", user = NULL, whose = NULL, sort = c("time", "name"), limit = 1000,
                          profile = NULL) {
  client <- client_of(profile)
  query <- list(q = search, user = user, whose = whose, sort = match.arg(sort))
  found <- pages(client, "stacks", "stacks", query, limit)
  data.frame(
    stack = told(found, function(one) path_text(one)),
    number = as.integer(told(found, function(one) one$head$number)),
    time = server_times(told(found, function(one) one$head$time)),
    message = told(found, function(one) one$head$message),
    kind = told(found, function(one) one$head$kind),
    access = told(found, function(one) one$access_level),
    url = told(found, function(one) page_of(client$place, one))
  )
}

#' The history of a stack
#'
#' @param stack The name of a stack.
#' @param limit The most frames to list.
#' @param profile The name of a profile, see [configure()].
#' @return A data frame with a row for each frame, newest first.
#' @export
#' @examples
#' \dontrun{
#' dstack_history("sales")
#' }
dstack_history <- function(stack, limit = 1000, profile = NULL) {
  client <- client_of(profile)
  found <- pages(client, stack_at(path_of(client, stack), "frames"), "frames", list(), limit)
  data.frame(
    number = as.integer(told(found, function(one) one$number)),
    id = told(found, function(one) one$id),
    time = server_times(told(found, function(one) one$time)),
    message = told(found, function(one) one$message),
    by = told(found, function(one) one$origin$user),
    attachments = as.integer(told(found, function(one) one$attachment_count)),
    bytes = as.numeric(told(found, function(one) one$length)),
    kind = told(found, function(one) one$kind),
    tags = told(found, function(one) paste(unlist(one$tags), collapse = ", "))
  )
}

#' Set the head of a stack
#'
#' The head is the frame that a stack shows, and that a pull gives.
#'
#' @param stack The name of a stack; `"sales@3"` names the frame as well.
#' @param frame Which frame: its number, its id or a tag.
#' @param profile The name of a profile, see [configure()].
#' @return The number of the frame that was the head before, invisibly.
#' @export
#' @examples
#' \dontrun{
#' dstack_set_head("sales", 3)
#' }
dstack_set_head <- function(stack, frame = NULL, profile = NULL) {
  client <- client_of(profile)
  path <- frame_path_of(client, stack, frame)
  if (is.null(path$frame)) {
    refuse("say which frame: dstack_set_head(\"", path$name, "\", 3)")
  }
  moved <- ask(client, "PUT", stack_at(path, "head"), body = list(frame = frame_word(path$frame)))
  invisible(moved$old$number)
}

# The items of a list, page after page.
pages <- function(client, at, what, query, limit) {
  found <- list()
  after <- NULL
  while (length(found) < limit) {
    page <- ask(client, "GET", at, query = c(query, list(limit = min(limit - length(found), 1000), after = after)))
    found <- c(found, page[[what]])
    after <- page[["next"]]
    if (is.null(after)) {
      break
    }
  }
  found
}

# What is said of each item, NA where nothing is.
told <- function(items, say) vapply(items, function(item) as.character(say(item) %||% NA), "")

server_times <- function(texts) {
  times <- vapply(texts, function(text) if (is.na(text)) NA_real_ else as.numeric(time_read(text)), 0)
  .POSIXct(unname(times), tz = "")
}
