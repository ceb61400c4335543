# Params: typed key/value pairs. A whole number is one number, however R holds it: 1 is 1L.

params_of <- function(...) {
  given <- list(...)
  merged <- list()
  for (each in given) {
    each <- as.list(each)
    check_keys(each)
    merged[names(each)] <- each
  }
  for (key in names(merged)) {
    check_param(key, merged[[key]])
  }
  merged
}

# R takes `s = 1` for `stack = 1`, as the beginning of its name, and the param would be lost.
no_beginnings <- function(call = sys.call(-1), taker = sys.function(-1)) {
  arguments <- names(formals(taker))
  before <- arguments[seq_len(match("...", arguments) - 1)]
  for (name in setdiff(names(call), c("", arguments))) {
    meant <- before[startsWith(before, name)]
    if (length(meant)) {
      refuse("R takes '", name, " =' for the argument '", meant[[1]], "'; write params = list(", name, " = ...)")
    }
  }
}

check_keys <- function(params) {
  keys <- names(params) %||% rep("", length(params))
  if (!all(nzchar(keys) & nchar(keys) <= 255)) {
    refuse(
      "a param needs a key of 1 to 255 characters, as in country = \"FR\"; ",
      "one that is called like an argument goes into params = list(...)"
    )
  }
}

check_param <- function(key, value) {
  if (length(value) != 1 || is.null(param_kind(value))) {
    refuse("param '", key, "' is not one text, number, TRUE or FALSE, date or time")
  }
  if (is.na(value) || (is.numeric(value) && !is.finite(value))) {
    refuse("param '", key, "' is ", format(value), ", which no pull could match; leave it out or use a text")
  }
}

params_json <- function(params) json_object(lapply(params, param_json))

param_json <- function(value) UseMethod("param_json")

#' @export
param_json.default <- function(value) value

#' @export
param_json.factor <- function(value) as.character(value)

#' @export
param_json.integer64 <- function(value) structure(as.character(value), class = "json")

#' @export
param_json.Date <- function(value) list("$date" = format(value, "%Y-%m-%d"))

# A time without a zone is what a clock on the wall shows, as in Python; another one is a moment.
#' @export
param_json.POSIXct <- function(value) list("$datetime" = if (is_clock(value)) clock_text(value) else iso_time(value))

#' @export
param_json.POSIXlt <- function(value) param_json(as.POSIXct(value))

params_read <- function(params) {
  read <- lapply(params, function(value) {
    if (!is.list(value)) {
      return(value)
    }
    switch(names(value)[[1]],
      "$date" = as.Date(value[[1]]),
      "$datetime" = time_read(value[[1]]),
      value
    )
  })
  if (length(read)) read else stats::setNames(list(), character())
}

# Whether two values are the same param, which is what the server says too: 2 and 2L are, 1 and TRUE are not.
same_param <- function(left, right) {
  identical(param_kind(left), param_kind(right)) && isTRUE(param_plain(left) == param_plain(right))
}

# What kind of value it is; NULL for what no param can be.
param_kind <- function(value) UseMethod("param_kind")

#' @export
param_kind.default <- function(value) NULL

#' @export
param_kind.character <- function(value) "text"

#' @export
param_kind.factor <- function(value) "text"

#' @export
param_kind.logical <- function(value) "truth"

#' @export
param_kind.numeric <- function(value) "number"

#' @export
param_kind.integer64 <- function(value) "number"

#' @export
param_kind.Date <- function(value) "date"

#' @export
param_kind.POSIXct <- function(value) if (is_clock(value)) "clock" else "time"

#' @export
param_kind.POSIXlt <- function(value) param_kind(as.POSIXct(value))

# The value as one that is compared.
param_plain <- function(value) UseMethod("param_plain")

#' @export
param_plain.default <- function(value) value

#' @export
param_plain.factor <- function(value) as.character(value)

#' @export
param_plain.integer64 <- function(value) as.numeric(as.character(value))

#' @export
param_plain.POSIXct <- function(value) if (is_clock(value)) clock_text(value) else round(as.numeric(value) * 1e6)

#' @export
param_plain.POSIXlt <- function(value) param_plain(as.POSIXct(value))

matches <- function(params, wanted) {
  all(vapply(names(wanted), function(key) {
    key %in% names(params) && same_param(params[[key]], wanted[[key]])
  }, NA))
}

described <- function(params) {
  paste(names(params), vapply(params, param_text, ""), sep = "=", collapse = ", ")
}

param_text <- function(value) {
  if (is.logical(value)) tolower(as.character(value)) else as.character(value)
}

# ISO 8601 with microseconds where there are some. A time without a zone of its own is in that of the computer.
iso_time <- function(time) {
  parts <- whole_and_rest(as.numeric(time), 1e6)
  whole <- as.POSIXct(parts$whole, origin = "1970-01-01", tz = zone_name(time))
  offset <- sub("(..)$", ":\\1", format(whole, "%z"))
  fraction <- ifelse(parts$rest > 0, sprintf(".%06d", as.integer(parts$rest)), "")
  ifelse(is.na(whole), NA, paste0(format(whole, "%Y-%m-%dT%H:%M:%S"), fraction, offset))
}

is_clock <- function(time) !any(nzchar(attr(time, "tzone")[1]), na.rm = TRUE)

clock_text <- function(time) sub("[+-]\\d{2}:\\d{2}$", "", iso_time(time))

time_read <- function(text) {
  text <- sub("Z$", "+00:00", text)
  zone <- regmatches(text, regexpr("[+-]\\d{2}:\\d{2}$", text))
  plain <- sub("[+-]\\d{2}:\\d{2}$", "", text)
  tz <- if (length(zone)) "UTC" else ""
  time <- as.POSIXct(sub("T", " ", plain), tz = tz, tryFormats = c("%Y-%m-%d %H:%M:%OS", "%Y-%m-%d %H:%M"))
  if (length(zone)) {
    sign <- if (startsWith(zone, "-")) 1 else -1
    parts <- as.numeric(strsplit(substring(zone, 2), ":")[[1]])
    time <- time + sign * (parts[[1]] * 3600 + parts[[2]] * 60)
  }
  time
}

zone_name <- function(time) {
  zone <- attr(time, "tzone")[1]
  if (is.null(zone) || is.na(zone) || !nzchar(zone)) local_zone() else zone
}

# The zone of the computer. `Sys.timezone()` asks systemd first, which complains where it does not run.
local_zone <- function() {
  named <- c(Sys.getenv("TZ"), sub(".*/zoneinfo/", "", Sys.readlink("/etc/localtime")))
  known <- named[named %in% OlsonNames()]
  found <- if (length(known)) known[[1]] else suppressWarnings(Sys.timezone())
  if (isTRUE(found %in% OlsonNames())) found else "UTC"
}
