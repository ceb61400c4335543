#' Trust the profiles of a project
#'
#' `.dstack/config.yaml` in the working directory decides where pushes go, so it is not used before you say so, and asks
#' anew when it changes. What `configure(persist = "local")` writes is trusted. Python keeps the same record.
#'
#' @return The path of the file, invisibly.
#' @export
#' @examples
#' \dontrun{
#' dstack_trust_project_config()
#' }
dstack_trust_project_config <- function() {
  project <- project_config()
  if (!file.exists(project)) {
    misconfigured("there is no ", project, " to trust")
  }
  record <- trusted()
  record[[project]] <- file_sha256(project)
  write_privately(json_text(record[order(names(record))]), trust_record())
  invisible(project)
}

trust_record <- function() file.path(home_folder(), "store", "trusted.json")

trusted <- function() {
  if (!file.exists(trust_record())) {
    return(list())
  }
  text <- paste(readLines(trust_record(), warn = FALSE), collapse = "\n")
  record <- tryCatch(json_read(text), error = function(error) list())
  if (is.list(record)) record else list()
}

is_trusted <- function(project) identical(trusted()[[project]], file_sha256(project))

say_untrusted <- function(project) {
  if (!project %in% state$said) {
    state$said <- c(state$said, project)
    warning(
      project, " is not used: it decides where pushes go. If you trust it, say so once: dstack_trust_project_config()",
      call. = FALSE
    )
  }
}
