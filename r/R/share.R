#' Share a stack or a dashboard
#'
#' `dstack_share("sales", "ann")` lets ann look, with `push = TRUE` push as well; `access` says who else sees it.
#' `dstack_unshare()` takes a permission back. Without a user and `access` nothing changes, and the answer says who sees
#' it.
#'
#' @param stack The name of a stack.
#' @param user The name of a user.
#' @param push Whether the user may push to the stack, too.
#' @param access `"private"`: you, and whom you name; `"internal"`: any signed-in user; `"public"`: everyone. Not
#'   together with a user.
#' @param dashboard Whether it is a dashboard of that name.
#' @param profile The name of a profile, see [configure()].
#' @return Who sees it: `access`, `users`, and the `url` of its page.
#' @export
#' @examples
#' \dontrun{
#' dstack_share("sales", "ann")
#' dstack_share("sales", access = "internal")
#' dstack_unshare("sales", "ann")
#' }
dstack_share <- function(stack, user = NULL, push = FALSE, access = NULL, dashboard = FALSE, profile = NULL) {
  checked_access(access)
  check_shared(user, push, access)
  shared <- shared_thing(stack, dashboard, profile)
  if (!is.null(access)) {
    ask(shared$client, "PATCH", shared$at(), body = list(access_level = access))
  }
  if (!is.null(user)) {
    body <- list(permission = if (push) "push" else "view")
    ask(shared$client, "PUT", shared$at("permissions", segment(user)), body = body)
  }
  new_shared(shared)
}

#' @rdname dstack_share
#' @export
dstack_unshare <- function(stack, user, dashboard = FALSE, profile = NULL) {
  shared <- shared_thing(stack, dashboard, profile)
  ask(shared$client, "DELETE", shared$at("permissions", segment(user)))
  new_shared(shared)
}

# One change at a time, so that nothing is open to all when the other one is refused.
check_shared <- function(user, push, access) {
  if (!is.null(user) && !is.null(access)) {
    refuse("share it with ", user, ", or with all by access = \"", access, "\"; one of them at a time")
  }
  if (push && is.null(user)) {
    refuse("say who may push: dstack_share(\"sales\", \"ann\", push = TRUE)")
  }
}

shared_thing <- function(name, is_dashboard, profile) {
  client <- client_of(profile)
  path <- path_of(client, name)
  at <- if (is_dashboard) dashboard_at else stack_at
  url <- page_of(client$place, path, if (is_dashboard) "d" else "s")
  list(client = client, path = path, at = function(...) at(path, ...), url = url)
}

new_shared <- function(shared) {
  level <- ask(shared$client, "GET", shared$at())$access_level
  permitted <- pages(shared$client, shared$at("permissions"), "permitted", list(), 10000)
  users <- stats::setNames(vapply(permitted, `[[`, "", "permission"), vapply(permitted, `[[`, "", "user"))
  structure(list(name = shared$path$name, access = level, users = users, url = shared$url), class = "dstack_shared")
}

#' @export
format.dstack_shared <- function(x, ...) {
  pushing <- names(x$users)[x$users == "push"]
  seen <- audience[[x$access]]
  if (x$access == "private" && length(x$users)) {
    seen <- paste(paste(c("you", names(x$users)), collapse = ", "), "see it")
  }
  also <- if (length(pushing)) paste0("; ", paste(pushing, collapse = ", "), " may push to it")
  c(paste0(x$name, ": ", seen, also), x$url)
}

#' @export
print.dstack_shared <- function(x, ...) print_lines(x)
