PROFILES <- c(
  "# mine",
  "profiles:",
  "  team: # the server of the team",
  "    server: https://dstack.example.org/hub/dstack/api",
  "    user: ann",
  "    token: dsk_0123456789abcdef",
  "    verify: false"
)

test_that("a profile is read as Python writes it", {
  write_config(local_home(), PROFILES)
  client <- client_of("team")
  expect_identical(client$place, "https://dstack.example.org/hub")
  expect_identical(client$token, "dsk_0123456789abcdef")
  expect_false(client$verify)
})

test_that("the address of a server is its own, or that of one of its interfaces", {
  for (end in c("", "/", "/dstack/api", "/dstack/api/v1", "/api", "/api/")) {
    expect_identical(place_of(paste0("http://localhost:8080/user/ann", end)), "http://localhost:8080/user/ann")
  }
  expect_error(place_of("localhost:8080"), "no address of a server")
  expect_error(place_of("https://ann:secret@example.org"), "holds a name or a password")
})

test_that("a profile that is added leaves the comments of the file, which nobody else may read", {
  file <- write_config(local_home(), PROFILES)
  configure(user = "bob", token = "dsk_9", server = "http://localhost:8080", verify = "/etc/ca.pem")
  expect_true(all(PROFILES %in% readLines(file)))
  expect_identical(format(file.mode(file)), "600")
  expect_identical(config_entries()$default$verify, "/etc/ca.pem")
  expect_identical(config_entries()$team$verify, FALSE)
})

test_that("a profile that is there is made another, and the others stay", {
  file <- write_config(local_home(), PROFILES)
  configure("team", user = "bob", token = "dsk_9", server = "http://localhost:8080")
  expect_identical(config_entries()$team, list(user = "bob", token = "dsk_9", server = "http://localhost:8080"))
  expect_identical(list.files(dirname(file)), "config.yaml")
})

test_that("$DSTACK_CONFIG names the file, for reading and for writing", {
  home <- local_home()
  write_config(home, PROFILES)
  entries <- "profiles: {other: {server: 'http://localhost:1', token: dsk_1}}"
  other <- write_config(home, entries, file = file.path(home, "o.yaml"))
  withr::local_envvar(DSTACK_CONFIG = other)
  expect_identical(list_profiles()$profile, "other")
  configure("new", user = "ann", token = "dsk_2", server = "http://localhost:2")
  expect_setequal(list_profiles()$profile, c("other", "new"))
  withr::local_envvar(DSTACK_CONFIG = file.path(home, "nothing.yaml"))
  expect_error(list_profiles(), "which is not there")
})

test_that("the profiles of a project are used when they are trusted, and as long as they stay the same", {
  write_config(local_home(), PROFILES)
  project <- write_config(getwd(), "profiles: {default: {server: 'http://evil.example', token: x}}")
  expect_warning(list_profiles(), "is not used")
  expect_identical(list_profiles()$profile, "team")
  dstack_trust_project_config()
  expect_identical(list_profiles()$profile, "default")
  cat("# changed\n", file = project, append = TRUE)
  state$said <- character()
  expect_warning(expect_identical(list_profiles()$profile, "team"), "is not used")
})

test_that("a profile is not put into a file of somebody else", {
  local_home()
  project <- write_config(getwd(), "profiles: {default: {server: 'http://evil.example', token: x}}")
  before <- readLines(project)
  add <- function() configure("mine", user = "ann", token = "dsk_1", persist = "local", server = "http://localhost:1")
  expect_error(add(), "Look at it, then say dstack_trust_project_config", class = "dstack_configuration")
  expect_identical(readLines(project), before)
  dstack_trust_project_config()
  add()
  expect_identical(list_profiles()$profile, c("default", "mine"))
})

test_that("in the home folder the profiles of the working directory are one's own", {
  home <- local_home()
  write_config(home, PROFILES)
  withr::local_dir(home)
  configure("mine", user = "ann", token = "dsk_1", persist = "local", server = "http://localhost:1")
  expect_setequal(list_profiles()$profile, c("team", "mine"))
})

test_that("a key that begins like another one is not taken for it", {
  write_config(local_home(), "profiles: {default: {server_name: x, token_file: y, store: local}}")
  expect_error(client_of(), "no profile names a server")
  write_config(Sys.getenv("HOME"), "profiles: {default: {server: 'http://localhost:1', token_file: y}}")
  expect_null(client_of()$token)
})

test_that("tokens are stars", {
  write_config(local_home(), PROFILES)
  expect_identical(list_profiles()$token, "****************cdef")
  configure("short", user = "a", token = "12345678", server = "http://localhost:1", persist = "in_place")
  use_config(in_place_config)
  expect_identical(list_profiles()$token, "********")
})

test_that("what gives the profiles is named, or called", {
  local_home()
  configure("mine", user = "a", token = "dsk_1", server = "http://localhost:1", persist = "in_place")
  use_config(in_place_config())
  expect_identical(list_profiles()$profile, "mine")
  use_config(yaml_config())
  expect_identical(nrow(list_profiles()), 0L)
})

test_that("the environment names a server, and its token goes to that server alone", {
  write_config(local_home(), PROFILES, "  open: {server: 'http://open.example'}")
  withr::local_envvar(DSTACK_SERVER = "http://localhost:8080", DSTACK_TOKEN = "dsk_env")
  expect_identical(client_of()$token, "dsk_env")
  expect_null(client_of("open")$token)
  withr::local_envvar(DSTACK_SERVER = NA)
  expect_identical(client_of("open")$token, "dsk_env")
  expect_identical(client_of("team")$token, "dsk_0123456789abcdef")
})

test_that("a profile that is named goes before the environment, the usual one where it has a server", {
  home <- local_home()
  write_config(home, PROFILES, "  default: {server: 'http://usual.example'}")
  withr::local_envvar(DSTACK_SERVER = "http://environment.example")
  expect_identical(client_of()$place, "http://environment.example")
  expect_identical(client_of("default")$place, "http://usual.example")
  write_config(home, PROFILES)
  expect_identical(client_of("default")$place, "http://environment.example")
})

test_that("a function of one's own gives the profiles", {
  local_home()
  withr::local_envvar(DSTACK_SERVER = "http://environment.example")
  entry <- list(user = "ann", token = "dsk_own", server = "http://own.example")
  use_config(function() {
    list(get_profile = function(profile) if (profile == "own") entry, list_profiles = function() "own")
  })
  expect_identical(list_profiles()$profile, "own")
  expect_identical(client_of("own")[c("place", "token")], list(place = "http://own.example", token = "dsk_own"))
  expect_error(client_of("other"), "no profile 'other' in this session; it has own")
  expect_error(use_config(function() "a text"), "see \\?use_config", class = "dstack_configuration")
  expect_identical(in_place_config()$list_profiles(), character())
})

test_that("a token is read from a file that is named", {
  home <- local_home()
  file <- write_config(home, "dsk_mounted", file = file.path(home, "secret"))
  withr::local_envvar(DSTACK_SERVER = "http://localhost:8080", DSTACK_TOKEN_FILE = file)
  expect_identical(client_of()$token, "dsk_mounted")
})

test_that("without a server the words say how to start or choose one", {
  home <- local_home()
  expect_error(dstack_pull("sales"), "jupyter dstack.*configure", class = "dstack_configuration")
  write_config(home, "profiles: {default: {store: local}}")
  expect_error(dstack_pull("sales"), "jupyter dstack", class = "dstack_configuration")
  write_config(home, "profiles: {default: {user: ann, token: x}}")
  expect_error(dstack_pull("sales"), "the dstack cloud, which is gone")
  write_config(home, "profiles: [a]")
  expect_error(dstack_pull("sales"), "mend it or move it away")
  withr::local_envvar(DSTACK_SERVER = "http://127.0.0.1:9")
  expect_error(dstack_pull("sales"), "does not answer.*jupyter dstack", class = "dstack_server_unavailable")
})

test_that("the server of this computer is used where no profile names another", {
  server <- "  server: {server: 'http://localhost:8888', token: dsk_1}"
  write_config(local_home(), "profiles:", "  default: {store: local}", server)
  expect_identical(client_of()$place, "http://localhost:8888")
})
