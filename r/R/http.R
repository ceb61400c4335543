# Requests to one server: who asks, what is sent again when a connection breaks, and what a refusal says.
# Proxies and other options are those of httr: httr::set_config(httr::use_proxy("...")).

pauses <- c(0.1, 0.4, 1)

# Seconds without a byte after which nothing is waited for any more; options(dstack.timeout = 600) waits longer.
PATIENCE <- 120

busy <- c(429L, 502L, 503L, 504L)

client_of <- function(profile = NULL, server = NULL) {
  entry <- read_profile(profile)
  place <- place_of(server %||% entry[["server"]])
  list(place = place, token = token_of(entry, place), verify = entry[["verify"]] %||% TRUE)
}

# What is known of the asker, asked once for each server and token.
me_of <- function(client) {
  key <- paste(client$place, client$token)
  if (is.null(state$me[[key]])) {
    state$me[[key]] <- ask(client, "GET", "me")
  }
  state$me[[key]]
}

user_of <- function(client) {
  user <- me_of(client)$user
  if (!nzchar(user %||% "")) {
    signal(paste0(client$place, " wants to know who you are: ", token_advice), "not_signed_in", 401L)
  }
  user
}

token_advice <- paste(
  "put a token there as 'token:' in the profile, in $DSTACK_TOKEN,",
  "or in a file that $DSTACK_TOKEN_FILE names"
)

# The JSON that an address answers with; `again` is for what may be done twice.
ask <- function(client, method, at, query = NULL, body = NULL, again = method == "GET") {
  body <- if (!is.null(body)) charToRaw(enc2utf8(json_text(body)))
  sent <- if (!is.null(body)) httr::content_type_json()
  config <- options_of(sent, httr::accept_json())
  response <- send(client, method, at, query = query, body = body, config = config, again = again)
  if (httr::status_code(response) == 204L) {
    return(invisible(NULL))
  }
  tryCatch(json_read(text_in(response$content)), error = function(error) not_understood(client))
}

not_understood <- function(client) {
  unavailable(
    client$place, " answers in a way that this package does not know; is the address right, ",
    "and the dstack-jupyter there new enough?"
  )
}

send <- function(client, method, at, query = NULL, body = NULL, config = NULL, again = TRUE) {
  query <- query[!vapply(query, is.null, NA)]
  url <- httr::modify_url(paste0(api_of(client$place), at), query = if (length(query)) query)
  # By itself curl repeats what it sent over a connection that was open already, and had been closed.
  once <- if (!again) httr::config(fresh_connect = 1L)
  config <- options_of(usual_config(client), config, once)
  for (pause in c(pauses, NA)) {
    response <- tryCatch(httr::VERB(method, url, config, body = body, encode = "raw"), error = identity)
    is_last <- is.na(pause) || !(again || was_not_sent(response)) || !may_pass(response)
    if (is_last) {
      return(checked(response, client))
    }
    Sys.sleep(pause)
  }
}

# Options of httr as one, without those that are NULL.
options_of <- function(...) Reduce(c, Filter(Negate(is.null), list(...)))

usual_config <- function(client) {
  options_of(
    httr::user_agent(paste0("dstack-r/", utils::packageVersion("dstack"))),
    httr::config(followlocation = 0L, connecttimeout = 10L, low_speed_limit = 1L, low_speed_time = patience()),
    if (!is.null(client$token)) httr::add_headers(Authorization = paste("Bearer", client$token)),
    tls_config(client$verify)
  )
}

patience <- function() as.integer(getOption("dstack.timeout", PATIENCE))

tls_config <- function(verify) {
  if (isFALSE(verify)) {
    return(httr::config(ssl_verifypeer = 0L, ssl_verifyhost = 0L))
  }
  bundles <- c(if (is.character(verify)) path.expand(verify), Sys.getenv(c("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")))
  bundle <- utils::head(bundles[nzchar(bundles)], 1)
  if (length(bundle)) httr::config(cainfo = unname(bundle))
}

was_not_sent <- function(response) {
  inherits(response, "error") && grepl("connect to|resolve host|refused", conditionMessage(response))
}

may_pass <- function(response) {
  if (inherits(response, "error")) {
    return(!grepl("certificate|SSL|interrupt|too slow", conditionMessage(response)))
  }
  httr::status_code(response) %in% busy && is.null(words_of(response)$code)
}

checked <- function(response, client) {
  if (inherits(response, "error")) {
    no_answer(response, client)
  }
  if (httr::status_code(response) < 300L) {
    return(response)
  }
  refusal(response, client)
}

refusal <- function(response, client) {
  said <- words_of(response)
  status <- httr::status_code(response)
  if (is.null(said$code)) {
    of_a_stranger(status, client$place)
  }
  if (status == 401L && is.null(client$token)) {
    signal(paste0(client$place, " wants to know who you are: ", token_advice), "not_signed_in", status)
  }
  signal(said$message, said$code, status)
}

words_of <- function(response) {
  body <- content_of(response)
  said <- tryCatch(json_read(text_in(body)), error = function(error) NULL)
  if (is.list(said) && is.character(said$message) && is.character(said$code)) said
}

# The bytes of an answer, also of one that went to a file.
content_of <- function(response) {
  content <- response$content
  if (inherits(content, "path")) readBin(content, "raw", min(file.size(content), 65536)) else content
}

text_in <- function(bytes) {
  text <- rawToChar(bytes[bytes != 0])
  Encoding(text) <- "UTF-8"
  text
}

of_a_stranger <- function(status, place) {
  words <- if (status %in% 300:399) {
    " sends to another address; write that one in the profile"
  } else if (status %in% busy) {
    " does not answer now; try again later"
  } else if (status == 413L) {
    " or something before it refuses so many bytes at once; ask its keeper"
  } else {
    " is not dstack, as far as its answer says; is the address right, or does a proxy want a sign-in?"
  }
  signal(paste0("the server at ", place, words, " (HTTP ", status, ")"), "server_unavailable", status)
}

no_answer <- function(error, client) {
  reason <- conditionMessage(error)
  if (grepl("certificate|SSL", reason)) {
    unavailable(
      "the certificate of ", client$place, " cannot be trusted: ", reason,
      ". Name the certificate of who signed it as 'verify: /path/of/ca.pem' in the profile"
    )
  }
  if (grepl("too slow", reason)) {
    unavailable(
      client$place, " does not answer: nothing came for ", patience(), " seconds. Try again later, or wait longer: ",
      "options(dstack.timeout = 600)"
    )
  }
  unavailable(
    client$place, " does not answer: ", reason, ". Start the server there ('jupyter dstack' on your own computer), or ",
    "choose another profile: list_profiles()"
  )
}
