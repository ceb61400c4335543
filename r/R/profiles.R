# Which server is meant and who asks. The file is the one that Python and the command line use: docs/profiles.md.

home_folder <- function() {
  named <- Sys.getenv("DSTACK_HOME")
  path.expand(if (nzchar(named)) named else file.path("~", state$dstack_dir))
}

config_path <- function() {
  named <- Sys.getenv("DSTACK_CONFIG")
  if (nzchar(named)) {
    return(path.expand(named))
  }
  own <- file.path(home_folder(), "config.yaml")
  project <- project_config()
  if (!file.exists(project) || is_own(project)) {
    return(own)
  }
  if (is_trusted(project)) {
    return(project)
  }
  say_untrusted(project)
  own
}

# Whether a project is the home folder itself.
is_own <- function(project) {
  own <- file.path(home_folder(), "config.yaml")
  identical(normalizePath(project, mustWork = FALSE), normalizePath(own, mustWork = FALSE))
}

project_config <- function() file.path(getwd(), state$dstack_dir, "config.yaml")

# What gives the profiles: the file, or what `use_config()` was told.
current_config <- function() {
  config <- state$config %||% yaml_config
  if (is.function(config)) config() else config
}

is_of_file <- function(config) isTRUE(attr(config, "is_file"))

config_entries <- function(config = current_config()) {
  names <- as.character(config[["list_profiles"]]())
  stats::setNames(lapply(names, config[["get_profile"]]), names)
}

config_document <- function(file) {
  if (!file.exists(file)) {
    if (nzchar(Sys.getenv("DSTACK_CONFIG"))) {
      misconfigured("$DSTACK_CONFIG names ", file, ", which is not there")
    }
    return(list())
  }
  document <- tryCatch(
    yaml::read_yaml(file, fileEncoding = "UTF-8"),
    error = function(error) {
      misconfigured(file, " cannot be read: ", conditionMessage(error), "; mend it or move it away")
    }
  )
  if (!is.null(document) && (!is.list(document) || !is.list(document[["profiles"]] %||% list()))) {
    misconfigured(file, " has no mapping 'profiles'; mend it or move it away")
  }
  document %||% list()
}

# The profile of that name; NULL is $DSTACK_SERVER, then `default`, then the server of this computer.
read_profile <- function(name = NULL) {
  config <- current_config()
  environment <- if (is_of_file(config)) profile_of_environment()
  if (is.null(name) && !is.null(environment)) {
    return(environment)
  }
  wanted <- name %||% "default"
  entries <- config_entries(config)
  if (wanted == "default" && !has_server(entries[["default"]])) {
    if (!is.null(environment)) {
      return(environment)
    }
    wanted <- if (has_server(entries[["server"]])) "server" else wanted
  }
  usable(entries, wanted, if (is_of_file(config)) config_path() else "this session")
}

profile_of_environment <- function() {
  server <- Sys.getenv("DSTACK_SERVER")
  if (nzchar(server)) list(name = "$DSTACK_SERVER", server = server)
}

has_server <- function(entry) is.list(entry) && !is.null(entry[["server"]])

usable <- function(entries, name, source) {
  entry <- entries[[name]]
  if (is.null(entry) && name != "default") {
    known <- if (length(entries)) listed(sort(names(entries))) else "no profiles"
    misconfigured("there is no profile '", name, "' in ", source, "; it has ", known)
  }
  if (is.list(entry) && is.null(entry[["server"]]) && is.null(entry[["store"]])) {
    misconfigured(
      "profile '", name, "' in ", source, " has no 'server'; in 2020 that meant the dstack cloud, which is ",
      "gone. Add 'server: http://...' to it"
    )
  }
  if (!has_server(entry)) {
    misconfigured(
      "no profile names a server, and R reaches stacks through one. Start one on this computer with 'jupyter dstack' ",
      "(it adds the profile 'server'), or choose one: configure(user = , token = , server = \"https://...\")"
    )
  }
  c(list(name = name), entry[c("user", "token", "server", "verify")])
}

token_of <- function(profile, place) {
  if (!is.null(profile[["token"]])) {
    return(checked_token(profile[["token"]], paste0("the token of profile '", profile$name, "'")))
  }
  named <- Sys.getenv("DSTACK_SERVER")
  if (nzchar(named) && !identical(place_of(named), place)) {
    return(NULL)
  }
  token <- Sys.getenv("DSTACK_TOKEN")
  file <- Sys.getenv("DSTACK_TOKEN_FILE")
  if (nzchar(token)) {
    checked_token(token, "$DSTACK_TOKEN")
  } else if (nzchar(file)) {
    checked_token(token_in(file), "the file that $DSTACK_TOKEN_FILE names")
  }
}

token_in <- function(file) {
  tryCatch(
    paste(readLines(path.expand(file), warn = FALSE), collapse = "\n"),
    error = function(error) misconfigured("$DSTACK_TOKEN_FILE names ", file, ", which cannot be read"),
    warning = function(warning) misconfigured("$DSTACK_TOKEN_FILE names ", file, ", which cannot be read")
  )
}

checked_token <- function(token, source) {
  token <- trimws(token)
  if (!grepl("^[!-~]+$", token)) {
    misconfigured(source, " is no token; copy it again")
  }
  token
}
