#' The functions of 2020
#'
#' Scripts that were written for the package of 2020 run as they are. `push()` and `push_frame()` give the address of
#' the stack, which `push(frame)$url` is, too, and `pull()` the path of a file: `read.csv(pull("sales"))`. New code is
#' shorter with [dstack_push()] and [dstack_pull()], which keep types.
#'
#' @param stack The name of a stack: `"sales"` is your own, `"/alice/sales"` is alice's.
#' @param profile The name of a profile, see [configure()].
#' @param auto_push Upload each content at the commit. The frame is seen whole after `push()`, as without it.
#' @param protocol What `json_protocol()` gives says another server than that of the profile; `NULL` is the profile's.
#' @param encryption Was a hook of 2020; only `NULL` is taken.
#' @param check_access Ask at once whether you may push there.
#' @param access Who sees a new stack: `"private"`, `"internal"` or `"public"`.
#' @param frame A frame that `create_frame()` made.
#' @param obj An object, see [dstack_encode()].
#' @param description A text in Markdown, shown with the attachment.
#' @param params A named list of params of the attachment.
#' @param handler How the object is encoded: [auto_handler()] and its like, or a function of the object, its
#'   description and its params that gives a list of `data` (bytes in base64), `type`, `description` and `params`.
#' @param ... Params, beside those in `params`.
#' @param message What changed, for the history.
#' @param filename The path of the file to write; one of the session's own where nothing is said.
#' @param error A function that is called with the words of what went wrong.
#' @param server The address of a server.
#' @return `create_frame()` and `commit()` give the frame, `push()` and `push_frame()` the address of the stack,
#'   `pull()` the path of a file. A table is CSV without row names, as it was then, and what is missing is `NA` there.
#' @name functions-of-2020
#' @examples
#' \dontrun{
#' frame <- create_frame("cars")
#' frame <- commit(frame, cars, "Speed and distance", list(source = "base R"))
#' print(push(frame, "The first version"))
#' cars <- read.csv(pull("cars", source = "base R"))
#' }
NULL

#' @rdname functions-of-2020
#' @export
create_frame <- function(stack, profile = "default", auto_push = FALSE, protocol = NULL, encryption = NULL,
                         check_access = TRUE, access = NULL) {
  if (!is.null(encryption)) {
    refuse("encryption = is no more; leave it out, and use https:// in the address of the server")
  }
  named <- if (!missing(profile)) profile
  frame <- new_frame(stack, access = checked_access(access), profile = named, server = server_of(protocol))
  if (check_access) {
    check_may_push(frame)
  }
  frame$auto_push <- isTRUE(auto_push)
  frame
}

#' @rdname functions-of-2020
#' @export
commit <- function(frame, obj, description = NULL, params = NULL, handler = auto_handler(), ...) {
  given <- params_of(params, list(...))
  handled <- handled_by(handler, obj, description, given)
  part <- list(params = params_of(handled$params), content = handled$content)
  frame <- with_attachments(frame, list(part), handled$description)
  if (isTRUE(frame$auto_push)) {
    upload_early(frame)
  }
  frame
}

#' @rdname functions-of-2020
#' @export
push <- function(frame, message = NULL) new_address(dstack_push(frame, message = message))

#' @rdname functions-of-2020
#' @export
push_frame <- function(stack, obj, description = NULL, params = NULL, message = NULL, profile = "default",
                       handler = auto_handler(), protocol = NULL, encryption = NULL, ..., access = NULL) {
  frame <- create_frame(stack, profile, FALSE, protocol, encryption, check_access = FALSE, access = access)
  push(commit(frame, obj, description, params, handler, ...), message)
}

#' @rdname functions-of-2020
#' @export
pull <- function(stack, profile = "default", filename = NULL, error = stop, params = NULL, ...) {
  named <- if (!missing(profile)) profile
  tryCatch(
    saved(matching(stack, NULL, params_of(params, list(...)), named), filename),
    dstack_error = function(condition) {
      if (identical(error, stop)) stop(condition) else error(conditionMessage(condition))
    }
  )
}

#' @rdname functions-of-2020
#' @export
json_protocol <- function(server, error = stop) structure(list(server = server), class = "dstack_protocol")

server_of <- function(protocol) {
  if (!is.null(protocol) && !inherits(protocol, "dstack_protocol")) {
    refuse("protocol = is json_protocol(\"https://...\") or nothing; other protocols are no more")
  }
  protocol$server
}

# The address as a text, of which `$url` is the same: both were written in 2020.
new_address <- function(pushed) {
  structure(pushed$url, pushed = unclass(pushed), class = c("dstack_address", "character"))
}

#' @export
`$.dstack_address` <- function(x, name) attr(x, "pushed")[[name]]

#' @export
`[[.dstack_address` <- function(x, i) if (is.character(i)) attr(x, "pushed")[[i]] else as.vector(unclass(x))[[i]]

#' @export
format.dstack_address <- function(x, ...) as.character(x)

#' @export
as.character.dstack_address <- function(x, ...) as.vector(unclass(x))

#' @export
print.dstack_address <- function(x, ...) print_lines(x)

# As 2020 had it: tables are CSV, all else is as it was pushed.
saved <- function(found, filename) {
  pulled <- if (are_groups(found$pulled)) found$pulled else list(the_one(found))
  is_other_table <- kind_of(pulled[[1]]$attachment) == "table" && bare_type(pulled[[1]]) != "text/csv"
  if (!is_other_table) {
    return(fetched_file(pulled[[1]], filename))
  }
  read <- read_tables(pulled)
  frame <- table_in(read)
  # The index of pandas stood in a column without a heading; row names of R were left out.
  has_index <- is.null(read$envelope[["r"]]) && .row_names_info(frame) >= 0
  written(filename %||% file.path(own_folder(), "table.csv"), function(draft) {
    write_csv(frame, draft, col_names = if (has_index) NA else TRUE, row_names = has_index)
  })
}

# A stack that is not there yet is one's own to make, or somebody else's, who must make it first.
check_may_push <- function(frame) {
  client <- client_of_frame(frame)
  if (!identical(frame$path$user, user_of(client))) {
    ask(client, "GET", stack_at(frame$path))
  }
  invisible(frame)
}

upload_early <- function(frame) {
  content <- frame$attachments[[length(frame$attachments)]]$content
  if (content_length(content) > SMALL) {
    upload(client_of_frame(frame), stats::setNames(list(content), content_sha256(content)))
  }
}
