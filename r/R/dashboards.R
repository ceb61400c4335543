#' Make a dashboard
#'
#' A dashboard is a page of cards, each of which shows a stack. Where there is one of that name, what is missing is
#' added.
#'
#' @param title The heading of the page.
#' @param stacks Names of stacks, one card for each.
#' @param description A text in Markdown, below the heading.
#' @param name The name in the address, which is made from the title where it is not given.
#' @param columns 1 or 2.
#' @param profile The name of a profile, see [configure()].
#' @return The dashboard: its `url`, `name`, `title` and `stacks`.
#' @export
#' @examples
#' \dontrun{
#' dstack_dashboard("World", c("gdp", "population"))
#' }
dstack_dashboard <- function(title, stacks = character(), description = NULL, name = NULL, columns = 2,
                             profile = NULL) {
  client <- client_of(profile)
  path <- path_of(client, name %||% name_from(title))
  found <- tryCatch(ask(client, "GET", dashboard_at(path)), dstack_not_found = function(error) NULL)
  spec <- found$spec %||% list(title = title, columns = columns, cards = list())
  spec$description <- description %||% spec$description
  wanted <- vapply(stacks, function(stack) path_text(path_of(client, stack)), "", USE.NAMES = FALSE)
  there <- vapply(spec$cards, `[[`, "", "stack")
  cards <- lapply(setdiff(wanted, there), function(stack) list(stack = stack))
  spec$cards <- I(c(lapply(spec$cards, whole_card), cards))
  body <- list(spec = spec, revision = found$revision %||% 0L)
  new_dashboard(client, ask(client, "PUT", dashboard_at(path), body = body))
}

whole_card <- function(card) {
  card$split <- I(as.character(unlist(card$split)))
  card
}

new_dashboard <- function(client, answer) {
  spec <- answer$spec
  structure(
    list(
      url = page_of(client$place, answer, "d"), name = path_text(answer), title = spec$title,
      stacks = vapply(spec$cards, `[[`, "", "stack")
    ),
    class = "dstack_dashboard"
  )
}

# A name from a text, as a title: `World, 2007` is `world-2007`.
name_from <- function(text) {
  name <- gsub("[^\\p{L}\\p{Nd}\\p{M}_.-]+", "-", tolower(text), perl = TRUE)
  name <- gsub("^[-.]+|-+$", "", gsub("-+", "-", name))
  if (!nzchar(name)) {
    refuse("no name can be made from '", text, "'; give one: name = \"sales\"")
  }
  substr(name, 1, 255)
}

#' @export
format.dstack_dashboard <- function(x, ...) c(paste0(x$title, " (", counted(length(x$stacks), "card"), ")"), x$url)

#' @export
print.dstack_dashboard <- function(x, ...) print_lines(x)
