#' The functions of 2020
#'
#' Scripts that were written for the package of 2020 run as they are. `push()` and `push_frame()` give the address of
#' the stack, `pull()` the path of a file: `read.csv(pull("sales"))`. New code is shorter with [dstack_push()] and
#' [dstack_pull()], which keep types.
#'
#' @param stack The name of a stack: `"sales"` is your own, `"/alice/sales"` is alice's.
#' @param profile The name of a profile, see [configure()].
#' @param auto_push Upload each content at the commit. The frame is seen whole after `push()`, as without it.
#' @param protocol,encryption Were hooks of 2020; only `NULL` is taken.
#' @param check_access Ask at once whether you may push there.
#' @param access Who sees a new stack: `"private"`, `"internal"` or `"public"`.
#' @param frame A frame that `create_frame()` made.
#' @param obj An object, see [dstack_encode()].
#' @param description A text in Markdown, shown with the attachment.
#' @param params A named list of params of the attachment.
#' @param handler How the object is encoded: [auto_handler()] and its like.
#' @param ... Params, beside those in `params`.
#' @param message What changed, for the history.
#' @param filename The path of the file to write; one of the session's own where nothing is said.
#' @param error A function that is called with the words of what went wrong.
#' @return `create_frame()` and `commit()` give the frame, `push()` and `push_frame()` the address of the stack,
#'   `pull()` the path of a file.
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
  no_hooks(protocol, encryption)
  frame <- dstack_frame(stack, access = access, profile = profile)
  if (check_access) {
    check_may_push(frame)
  }
  frame$auto_push <- isTRUE(auto_push)
  frame
}

#' @rdname functions-of-2020
#' @export
commit <- function(frame, obj, description = NULL, params = NULL, handler = auto_handler(), ...) {
  frame <- dstack_add(frame, handler(obj), description = description, params = params_of(params, list(...)))
  if (isTRUE(frame$auto_push)) {
    upload_early(frame)
  }
  frame
}

#' @rdname functions-of-2020
#' @export
push <- function(frame, message = NULL) dstack_push(frame, message = message)$url

#' @rdname functions-of-2020
#' @export
push_frame <- function(stack, obj, description = NULL, params = NULL, message = NULL, profile = "default",
                       handler = auto_handler(), protocol = NULL, encryption = NULL, ..., access = NULL) {
  frame <- create_frame(
    stack, profile,
    protocol = protocol, encryption = encryption, check_access = FALSE, access = access
  )
  push(commit(frame, obj, description, params, handler, ...), message)
}

#' @rdname functions-of-2020
#' @export
pull <- function(stack, profile = "default", filename = NULL, error = stop, params = NULL, ...) {
  tryCatch(
    saved(the_one(matching(stack, NULL, params_of(params, list(...)), profile)), filename),
    dstack_error = function(condition) {
      if (identical(error, stop)) stop(condition) else error(conditionMessage(condition))
    }
  )
}

# As 2020 had it: tables are CSV, all else is as it was pushed.
saved <- function(pulled, filename) {
  is_other_table <- kind_of(pulled$attachment) == "table" && bare_type(pulled) != "text/csv"
  if (!is_other_table) {
    return(fetched_file(pulled, filename))
  }
  to <- path.expand(filename %||% file.path(own_folder(), "table.csv"))
  writeBin(fetched_as(pulled, "csv"), to)
  to
}

no_hooks <- function(protocol, encryption) {
  if (!is.null(protocol) || !is.null(encryption)) {
    refuse("protocol = and encryption = are no more; leave them out, and use https:// in the address of the server")
  }
}

# A stack that is not there yet is one's own to make, or somebody else's, who must make it first.
check_may_push <- function(frame) {
  me <- me_of(frame$client)
  if (identical(frame$path$user, me$user)) {
    return(invisible(frame))
  }
  ask(frame$client, "GET", stack_at(frame$path))
  invisible(frame)
}

upload_early <- function(frame) {
  content <- frame$attachments[[length(frame$attachments)]]$content
  if (content_length(content) > SMALL) {
    upload(frame$client, stats::setNames(list(content), content_sha256(content)))
  }
}

#' Handlers of 2020
#'
#' A handler says how an object is encoded: `push_frame("plot", p, handler = ggplot_handler(format = "svg"))`.
#'
#' @param use_plotly_instead_of_ggplot Whether plots of ggplot2 become interactive, where the package plotly is
#'   installed.
#' @param dpi Dots per inch of a PNG.
#' @param width,height The size in inches; 7 by 5 where nothing is said.
#' @param format `"png"` or `"svg"`.
#' @return A function that encodes an object.
#' @export
#' @examples
#' handler <- dataframe_handler()
#' handler(cars)
auto_handler <- function(use_plotly_instead_of_ggplot = TRUE) {
  is_plotly <- use_plotly_instead_of_ggplot && requireNamespace("plotly", quietly = TRUE)
  function(obj) if (is_plotly && inherits(obj, "ggplot")) plotly_handler()(obj) else dstack_encode(obj)
}

#' @rdname auto_handler
#' @export
ggplot_handler <- function(dpi = 300, width = NULL, height = NULL, format = c("png", "svg")) {
  format <- match.arg(format)
  function(obj) dstack_plot(obj, format, width %||% 7, height %||% 5, dpi)
}

#' @rdname auto_handler
#' @export
plotly_handler <- function() {
  function(obj) if (inherits(obj, "plotly")) dstack_encode(obj) else dstack_plot(obj, "plotly")
}

#' @rdname auto_handler
#' @export
dataframe_handler <- function() function(obj) dstack_encode(obj)

#' @rdname auto_handler
#' @export
datatable_handler <- dataframe_handler
