# Where a frame comes from, as far as R knows: the script or document, its commit, and the packages.

origin <- function() {
  place <- origin_place()
  c(
    list(
      user = unname(Sys.info()[["user"]]),
      host = unname(Sys.info()[["nodename"]]),
      script = place,
      platform = R.version$platform,
      packages = json_object(packages_loaded())
    ),
    commit_of(place)
  )
}

origin_place <- function() {
  if (isTRUE(getOption("knitr.in.progress"))) {
    return(knitr::current_input(dir = TRUE))
  }
  given <- grep("^--file=", commandArgs(), value = TRUE)
  if (length(given)) normalizePath(sub("^--file=", "", given[[1]]), mustWork = FALSE)
}

packages_loaded <- function() {
  names <- sort(setdiff(loadedNamespaces(), c("base", "compiler")))
  versions <- lapply(names, function(name) as.character(getNamespaceVersion(name)))
  c(list(R = as.character(getRversion())), stats::setNames(versions, names))
}

commit_of <- function(place) {
  folder <- if (is.null(place)) getwd() else dirname(place)
  git <- function(...) {
    run <- c("-C", shQuote(folder), ...)
    suppressWarnings(tryCatch(system2("git", run, stdout = TRUE, stderr = FALSE), error = function(error) character()))
  }
  commit <- git("rev-parse", "HEAD")
  if (length(commit) != 1 || !is.null(attr(commit, "status"))) {
    return(list())
  }
  list(commit = commit, dirty = length(git("status", "--porcelain", "--untracked-files=no")) > 0)
}
