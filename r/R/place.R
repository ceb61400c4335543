# From what a profile says of a server to the addresses of its resources.

roots <- c("/dstack/api/v1", "/dstack/api", "/api")

place_of <- function(server) {
  server <- trimws(server)
  url <- tryCatch(httr::parse_url(server), error = function(error) list())
  if (!isTRUE(url$scheme %in% c("http", "https")) || !nzchar(url$hostname %||% "")) {
    misconfigured("'", sub(".*@", "", server), "' is no address of a server; write http://... or https://...")
  }
  if (!is.null(url$username) || grepl("@", sub("^[a-z]+://([^/]*).*", "\\1", server), fixed = TRUE)) {
    misconfigured("the address of ", url$hostname, " holds a name or a password; use 'token:' for that")
  }
  base <- sub("[?#].*", "", server)
  base <- sub("/+$", "", base)
  for (root in roots) {
    if (endsWith(base, root)) {
      return(substr(base, 1, nchar(base) - nchar(root)))
    }
  }
  base
}

api_of <- function(place) paste0(place, "/dstack/api/v1/")

segment <- function(text) {
  text <- enc2utf8(as.character(text))
  utils::URLencode(text, reserved = TRUE)
}

address <- function(...) paste(c(...), collapse = "/")

name_segments <- function(name) {
  paste(vapply(strsplit(name, "/", fixed = TRUE)[[1]], segment, ""), collapse = "/")
}

path_at <- function(kind, path, ...) address(kind, segment(path$user), name_segments(path$name), "-", ...)

stack_at <- function(path, ...) path_at("stacks", path, ...)

dashboard_at <- function(path, ...) path_at("dashboards", path, ...)

frame_at <- function(path, frame, ...) stack_at(path, "frames", segment(frame_word(frame)), ...)

frame_word <- function(frame) {
  if (is.null(frame)) {
    return("head")
  }
  if (length(frame) != 1 || is.na(frame) || !(is.character(frame) || is.numeric(frame))) {
    refuse("a frame is named by its number, its id or a tag")
  }
  if (is.numeric(frame)) sprintf("%.0f", frame) else frame
}

page_of <- function(place, path, kind = "s") {
  paste0(place, "/dstack/", kind, "/", segment(path$user), "/", name_segments(path$name))
}

# A path as people write it: `sales/eu` is one's own, `/alice/sales` is alice's.
path_of <- function(client, text) {
  tagged <- tag_in(text)
  if (length(tagged)) {
    refuse("'", text, "' names a tag, too, where only a name belongs: ", tagged[[1]])
  }
  if (!startsWith(text, "/")) {
    return(list(user = user_of(client), name = checked_name(text)))
  }
  parts <- strsplit(substring(text, 2), "/", fixed = TRUE)[[1]]
  if (length(parts) < 2) {
    refuse("'", text, "' names a user and no stack; write /user/stack")
  }
  list(user = parts[[1]], name = checked_name(substring(text, nchar(parts[[1]]) + 3)))
}

# A path that may name a frame as well: `sales@prod` is the one with the tag, `sales@3` the third.
frame_path_of <- function(client, text, frame = NULL) {
  tagged <- tag_in(text)
  if (length(tagged) && !is.null(frame)) {
    refuse("the frame is given twice, in '", text, "' and by frame =; leave one out")
  }
  path <- path_of(client, if (length(tagged)) tagged[[1]] else text)
  c(path, list(frame = frame %||% if (length(tagged)) tagged[[2]]))
}

# The name and the tag of `sales@prod`; nothing where there is no tag. A user's name may hold an @.
tag_in <- function(text) {
  if (!is.character(text) || length(text) != 1 || is.na(text)) {
    refuse("the name of a stack is a text such as \"sales\", not ", class(text)[[1]])
  }
  found <- regmatches(text, regexec("^(.*[^/])@([^/@]+)$", text))[[1]][-1]
  if (length(found) && !grepl("^/[^/]+$", found[[1]])) found
}

checked_name <- function(name) {
  parts <- strsplit(paste0(name, "/"), "/", fixed = TRUE)[[1]]
  fits <- grepl("^[\\p{L}\\p{Nd}\\p{M}_.-]+$", parts, perl = TRUE) & !grepl("^([.].*|-+)$", parts)
  if (!nzchar(name) || nchar(name) > 255 || endsWith(name, "/") || !all(fits)) {
    refuse(
      "'", name, "' cannot be a name: names are 1 to 255 letters, digits, '_', '-', '.', and '/' between segments; ",
      "no segment is empty, begins with '.' or is only '-'"
    )
  }
  name
}

path_text <- function(path) paste0(path$user, "/", path$name)
