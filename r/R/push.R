#' Push an object
#'
#' Makes a frame of a stack, and moves the head to it. A push that is the same as the head makes none.
#'
#' @param x An object, see [dstack_encode()]; or a frame that [dstack_frame()] began.
#' @param stack The name of a stack: `"sales"` is your own, `"/alice/sales"` is alice's.
#' @param ... Params of the attachment: `country = "FR", year = 2020`.
#' @param description A text in Markdown, shown with the attachment.
#' @param by Names of columns: the table becomes one attachment for each group of equal values in them.
#' @inheritParams dstack_frame
#' @param params A named list of params, beside those in `...`.
#' @return What was made: `url`, `stack`, `number`, `id`, and whether a frame was `created`.
#' @export
#' @examples
#' \dontrun{
#' dstack_push(cars, "cars")
#' cars |> dstack_push("cars", source = "base R", message = "The first version")
#' }
dstack_push <- function(x, ...) UseMethod("dstack_push")

#' @rdname dstack_push
#' @export
dstack_push.default <- function(x, stack, ..., message = NULL, description = NULL, params = NULL, by = NULL,
                                access = NULL, keep = FALSE, force = FALSE, profile = NULL) {
  no_beginnings()
  if (missing(stack)) {
    refuse("say the name of the stack, too: dstack_push(x, \"sales\")")
  }
  frame <- dstack_frame(stack, message, access = access, keep = keep, force = force, profile = profile)
  dstack_push(dstack_add(frame, x, ..., description = description, params = params, by = by))
}

#' @rdname dstack_push
#' @export
dstack_push.dstack_frame <- function(x, message = NULL, ...) {
  if (...length()) {
    refuse("a frame is pushed with message = alone; params stand with dstack_add(), all else with dstack_frame()")
  }
  frame <- x
  if (!length(frame$attachments)) {
    refuse("the frame has no attachment; add one: dstack_add(frame, x)")
  }
  client <- client_of_frame(frame)
  frame$message <- message %||% frame$message
  attachments <- lapply(frame$attachments, described_content)
  contents <- lapply(frame$attachments, `[[`, "content")
  names(contents) <- vapply(attachments, function(one) one$content$sha256, "")
  inside <- upload(client, contents[!duplicated(names(contents))])
  body <- push_body(frame, attachments, inside)
  new_pushed(frame, ask(client, "POST", stack_at(frame$path, "frames"), body = body, again = TRUE))
}

described_content <- function(part) {
  content <- part$content
  list(
    content = list(sha256 = content_sha256(content), length = content_length(content)),
    content_type = content$content_type,
    application = content$application,
    params = params_json(part$params),
    settings = json_object(content$settings),
    description = part$description
  )
}

push_body <- function(frame, attachments, inside) {
  list(
    frame = list(
      id = frame$id,
      attachments = attachments,
      message = frame$message,
      params = params_json(frame$params),
      origin = origin(),
      inputs = unname(as.list(state$inputs))
    ),
    contents = json_object(inside),
    access = frame$access,
    force = frame$force,
    keep = frame$keep
  )
}

new_pushed <- function(frame, answer) {
  made <- answer$frame
  structure(
    list(
      url = page_of(frame$place, frame$path),
      stack = path_text(frame$path),
      number = made$number,
      id = made$id,
      created = answer$created,
      access = answer$stack$access_level,
      attachments = length(made$attachments),
      length = sum(vapply(made$attachments, function(one) as.numeric(one$content$length), 0))
    ),
    class = "dstack_pushed"
  )
}
