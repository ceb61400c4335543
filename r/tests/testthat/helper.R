# The tests ask a real server: that of $DSTACK_SERVER, with the token in $DSTACK_TOKEN.

skip_without_server <- function() {
  if (!nzchar(Sys.getenv("DSTACK_SERVER"))) {
    skip("no server is named by $DSTACK_SERVER; 'make r-tests' starts one")
  }
}

# A name that no other test has.
fresh <- function(name = "stack") paste0(name, "-", new_id())

expect_survives <- function(x) {
  skip_without_server()
  name <- fresh()
  dstack_push(x, name)
  expect_identical(dstack_pull(name), x)
}

# A home folder of the test's own, and nothing in the environment that names a server.
local_home <- function(env = parent.frame()) {
  home <- withr::local_tempdir(.local_envir = env)
  names <- c("DSTACK_SERVER", "DSTACK_TOKEN", "DSTACK_TOKEN_FILE", "DSTACK_CONFIG")
  withr::local_envvar(c(stats::setNames(rep(NA, 4), names), HOME = home, DSTACK_HOME = NA), .local_envir = env)
  withr::local_dir(withr::local_tempdir(.local_envir = env), .local_envir = env)
  before <- as.list(state)
  withr::defer(list2env(before, state), envir = env)
  home
}

write_config <- function(home, ..., file = file.path(home, ".dstack", "config.yaml")) {
  dir.create(dirname(file), showWarnings = FALSE, recursive = TRUE)
  writeLines(c(...), file)
  file
}

# The profile that the tests use, as an entry of a file.
server_entry <- function() {
  list(user = dstack:::user_of(client_of()), token = Sys.getenv("DSTACK_TOKEN"), server = Sys.getenv("DSTACK_SERVER"))
}

# Another value of the package for the time of a test.
local_mocked <- function(..., env = parent.frame()) {
  values <- list(...)
  namespace <- asNamespace("dstack")
  before <- mget(names(values), namespace)
  assign_all <- function(values) {
    for (name in names(values)) {
      unlockBinding(name, namespace)
      assign(name, values[[name]], namespace)
    }
  }
  assign_all(values)
  withr::defer(assign_all(before), envir = env)
}
