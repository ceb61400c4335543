#' Configure a profile
#'
#' A profile says which server is meant and who asks. Python and the command line `jupyter dstack` read the same file.
#'
#' @param profile The name of the profile; `"default"` is the one that is used where none is named.
#' @param user Your name on the server.
#' @param token A token of the server; `jupyter dstack token create` makes one.
#' @param persist `"global"` writes `~/.dstack/config.yaml` (or `$DSTACK_HOME`, `$DSTACK_CONFIG`), `"local"` writes
#'   `.dstack/config.yaml` in the working directory, `"in_place"` keeps the profile in this session, see [use_config()].
#' @param server The address of the server, for example `"https://dstack.example.org"`.
#' @param dstack_dir The name of the folder, `".dstack"` where nothing is said.
#' @param verify `FALSE` does not check the certificate of the server; a path is a file with certificates to check
#'   it with.
#' @return The path of the file, invisibly; `NULL` with `"in_place"`.
#' @export
#' @examples
#' \dontrun{
#' configure(user = "ann", token = "dsk_0123456789", server = "https://dstack.example.org")
#' }
configure <- function(profile = "default", user, token, persist = c("global", "local", "in_place"),
                      server = NULL, dstack_dir = NULL, verify = TRUE) {
  persist <- match.arg(persist)
  if (is.null(server)) {
    misconfigured("say which server: configure(..., server = \"https://...\"); the dstack cloud of 2020 is gone")
  }
  place_of(server)
  entry <- list(user = user, token = checked_token(token, "token ="), server = server)
  if (!isTRUE(verify)) {
    entry$verify <- verify
  }
  state$dstack_dir <- dstack_dir %||% state$dstack_dir
  if (persist == "in_place") {
    state$in_place[[profile]] <- entry
    return(invisible(NULL))
  }
  file <- if (persist == "local") project_config() else own_config_path()
  put_profile(file, profile, entry)
  if (persist == "local") {
    dstack_trust_project_config()
  }
  invisible(file)
}

own_config_path <- function() {
  named <- Sys.getenv("DSTACK_CONFIG")
  if (nzchar(named)) path.expand(named) else file.path(home_folder(), "config.yaml")
}

put_profile <- function(file, name, entry) {
  text <- if (file.exists(file)) readLines(file, warn = FALSE, encoding = "UTF-8") else character()
  document <- if (length(text)) config_document(file) else list()
  wanted <- document
  wanted$profiles[[name]] <- entry
  write_privately(paste(with_entry(text, document, name, entry, wanted), collapse = "\n"), file)
}

# The text with an entry more, and its comments; anew where the profile is there, or the text is written in another way.
with_entry <- function(text, document, name, entry, wanted) {
  at <- grep("^profiles:\\s*(#.*)?$", text)
  anew <- sub("\n$", "", yaml_of(wanted))
  if (length(at) != 1 || !length(document$profiles) || name %in% names(document$profiles)) {
    return(anew)
  }
  indent <- sub("^( *).*", "\\1", grep("^ +[^ #]", utils::tail(text, -at), value = TRUE)[[1]])
  lines <- strsplit(yaml_of(stats::setNames(list(entry), name)), "\n")[[1]]
  lines <- paste0(indent, sub("^ +", indent, lines))
  changed <- append(text, lines, after = at)
  read <- tryCatch(yaml::yaml.load(paste(changed, collapse = "\n")), error = function(error) NULL)
  same <- function(profiles) profiles[order(names(profiles))]
  if (identical(same(read$profiles), same(wanted$profiles))) changed else anew
}

yaml_of <- function(document) {
  words <- function(x) structure(tolower(as.character(x)), class = "verbatim")
  yaml::as.yaml(document, handlers = list(logical = words))
}

#' Use other profiles
#'
#' @param config_func What gives the profiles: `yaml_config` is the file, `in_place_config` what
#'   `configure(persist = "in_place")` keeps in this session.
#' @return Nothing.
#' @export
#' @examples
#' configure(user = "ann", token = "dsk_1", persist = "in_place", server = "http://localhost:8889")
#' use_config(in_place_config)
#' list_profiles()
#' use_config(yaml_config)
use_config <- function(config_func = yaml_config) {
  state$uses_in_place <- isTRUE(attr(config_func, "in_place"))
  invisible(NULL)
}

#' @rdname use_config
#' @export
yaml_config <- structure(function() yaml_config, in_place = FALSE)

#' @rdname use_config
#' @export
in_place_config <- structure(function() in_place_config, in_place = TRUE)

#' List the profiles
#'
#' Tokens are shown as stars and their last four characters.
#'
#' @return A data frame with a row for each profile.
#' @export
#' @examples
#' configure(user = "ann", token = "dsk_1", persist = "in_place", server = "http://localhost:8889")
#' use_config(in_place_config)
#' list_profiles()
#' use_config(yaml_config)
list_profiles <- function() {
  entries <- config_entries()
  said <- function(what) vapply(entries, function(entry) as.character(entry[[what]] %||% NA), "", USE.NAMES = FALSE)
  data.frame(
    profile = as.character(names(entries)),
    user = said("user"),
    token = starred(said("token")),
    server = said("server")
  )
}

starred <- function(tokens) {
  hidden <- nchar(tokens) - ifelse(nchar(tokens) < 12, 0, 4)
  ifelse(is.na(tokens), NA, paste0(strrep("*", hidden), substring(tokens, hidden + 1)))
}
