#' Configure a profile
#'
#' A profile says which server is meant and who asks. Python and the command line `jupyter dstack` read the same file.
#'
#' @param profile The name of the profile; `"default"` is the one that is used where none is named.
#' @param user Your name on the server.
#' @param token A token of the server; `jupyter dstack token create` makes one.
#' @param persist `"global"` writes `~/.dstack/config.yaml` (or `$DSTACK_HOME`, `$DSTACK_CONFIG`), `"local"` writes
#'   `.dstack/config.yaml` in the working directory (not into one that you did not write or trust, see
#'   [dstack_trust_project_config()]), `"in_place"` keeps the profile in this session, see [use_config()].
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
  file <- if (persist == "local") checked_project(project_config()) else own_config_path()
  put_profile(file, profile, entry)
  if (persist == "local") {
    dstack_trust_project_config()
  }
  invisible(file)
}

# What somebody else wrote would be trusted together with the profile that is added.
checked_project <- function(project) {
  if (file.exists(project) && !is_own(project) && !is_trusted(project)) {
    misconfigured(
      project, " is not known to be yours, and the profiles that are in it would be trusted, too. ",
      "Look at it, then say dstack_trust_project_config(), or move it away"
    )
  }
  project
}

own_config_path <- function() {
  named <- Sys.getenv("DSTACK_CONFIG")
  if (nzchar(named)) path.expand(named) else file.path(home_folder(), "config.yaml")
}

put_profile <- function(file, name, entry) {
  text <- if (file.exists(file)) readLines(file, warn = FALSE, encoding = "UTF-8") else character()
  document <- if (length(text)) config_document(file) else list()
  wanted <- document
  wanted[["profiles"]][[name]] <- entry
  write_privately(paste(with_entry(text, document, name, entry, wanted), collapse = "\n"), file)
}

# The text with an entry more, and its comments; anew where the profile is there, or the text is written in another way.
with_entry <- function(text, document, name, entry, wanted) {
  at <- grep("^profiles:\\s*(#.*)?$", text)
  anew <- sub("\n$", "", yaml_of(wanted))
  if (length(at) != 1 || !length(document[["profiles"]]) || name %in% names(document[["profiles"]])) {
    return(anew)
  }
  indent <- sub("^( *).*", "\\1", grep("^ +[^ #]", utils::tail(text, -at), value = TRUE)[[1]])
  lines <- strsplit(yaml_of(stats::setNames(list(entry), name)), "\n")[[1]]
  lines <- paste0(indent, sub("^ +", indent, lines))
  changed <- append(text, lines, after = at)
  read <- tryCatch(yaml::yaml.load(paste(changed, collapse = "\n")), error = function(error) NULL)
  same <- function(profiles) profiles[order(names(profiles))]
  if (identical(same(read[["profiles"]]), same(wanted[["profiles"]]))) changed else anew
}

yaml_of <- function(document) {
  words <- function(x) structure(tolower(as.character(x)), class = "verbatim")
  yaml::as.yaml(document, handlers = list(logical = words))
}

#' Use other profiles
#'
#' Profiles that do not come from the file go before `$DSTACK_SERVER`.
#'
#' @param config_func What gives the profiles: `yaml_config` is the file, `in_place_config` what
#'   `configure(persist = "in_place")` keeps in this session. A function of your own gives, as these two, a list of
#'   two functions: `get_profile(name)` gives a list with `user`, `token`, `server`, and `list_profiles()` the names.
#' @return `use_config()` nothing, `yaml_config()` and `in_place_config()` such a list.
#' @export
#' @examples
#' configure(user = "ann", token = "dsk_1", persist = "in_place", server = "http://localhost:8889")
#' use_config(in_place_config)
#' list_profiles()
#' use_config(yaml_config)
use_config <- function(config_func = yaml_config) {
  config <- if (is.function(config_func)) config_func() else config_func
  if (!is.list(config) || !all(vapply(config[c("get_profile", "list_profiles")], is.function, NA))) {
    misconfigured("what gives the profiles is yaml_config, in_place_config, or a function like these; see ?use_config")
  }
  state$config <- config_func
  invisible(NULL)
}

#' @rdname use_config
#' @export
yaml_config <- function() structure(config_of(function() config_document(config_path())[["profiles"]]), is_file = TRUE)

#' @rdname use_config
#' @export
in_place_config <- function() config_of(function() state$in_place)

config_of <- function(entries) {
  list(get_profile = function(profile) entries()[[profile]], list_profiles = function() as.character(names(entries())))
}

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
