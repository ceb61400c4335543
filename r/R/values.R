# The values of a column in the typed form, as a vector of R. A type is one row of `readers`.

values_read <- function(type, values, dictionary = NULL) {
  reader <- readers[[type$name]]
  if (is.null(reader)) {
    refuse("a column has the type '", type$name, "', which this package does not know; update it")
  }
  if (type$name == "dictionary") read_dictionary(type, values, dictionary) else reader(type, values)
}

# What is missing is NA; a whole column of it has no type yet.
present <- function(values) {
  values[vapply(values, is.null, NA)] <- NA
  unlist(values)
}

read_integers <- function(type, values) as.integer(present(values))

# Integers that R may not have as integers: in a wrapping until it is known what they become, see `plain`.
read_long <- function(type, values) {
  texts <- vapply(values, is.character, NA)
  if (!any(texts)) {
    return(long(as.numeric(present(values))))
  }
  numbers <- !texts & lengths(values) > 0
  values[numbers] <- lapply(values[numbers], long_texts)
  long(as.character(present(values)))
}

# `values` are doubles that say them exactly, texts, or integer64.
long <- function(values) structure(list(values = values), class = "dstack_long")

#' @export
length.dstack_long <- function(x) length(unclass(x)$values)

#' @export
`[.dstack_long` <- function(x, i) long(unclass(x)$values[i])

#' @export
c.dstack_long <- function(...) {
  parts <- lapply(list(...), function(part) if (inherits(part, "dstack_long")) unclass(part)$values else part)
  are_doubles <- vapply(parts, function(part) is.double(part) && !inherits(part, "integer64"), NA)
  long(if (all(are_doubles)) unlist(parts) else unlist(lapply(parts, long_texts)))
}

#' @export
as.character.dstack_long <- function(x, ...) long_texts(unclass(x)$values)

long_texts <- function(values) {
  if (!is.double(values) || inherits(values, "integer64")) {
    return(as.character(values))
  }
  ifelse(is.na(values), NA, sprintf("%.0f", values))
}

read_floats <- function(type, values) {
  special <- vapply(values, is.character, NA)
  values[special] <- lapply(values[special], function(text) as.numeric(sub("inity", "", text)))
  as.numeric(present(values))
}

read_texts <- function(type, values) as.character(present(values))

read_dictionary <- function(type, values, dictionary) {
  positions <- as.integer(present(values)) + 1L
  known <- values_read(type$of, dictionary)
  if (!is.character(known)) {
    return(known[positions])
  }
  structure(positions, levels = known, class = c(if (isTRUE(type$ordered)) "ordered", "factor"))
}

read_dates <- function(type, values) {
  days <- as.numeric(present(values)) / if (type$name == "date64") 86400000 else 1
  structure(days, class = "Date")
}

per_second <- c(s = 1, ms = 1e3, us = 1e6, ns = 1e9)

# Moments and durations in seconds; nanoseconds that a double has not exactly come as text.
read_seconds <- function(type, values) {
  found <- unclass(read_long(type, values))$values
  if (is.numeric(found)) {
    return(found / per_second[[type$unit]])
  }
  digits <- log10(per_second[[type$unit]])
  known <- ifelse(is.na(found), "0", found)
  below <- startsWith(known, "-")
  padded <- gsub(" ", "0", formatC(sub("-", "", known, fixed = TRUE), width = digits + 1), fixed = TRUE)
  cut <- nchar(padded) - digits
  seconds <- as.numeric(substr(padded, 1, cut)) + as.numeric(substring(padded, cut + 1)) / per_second[[type$unit]]
  seconds[is.na(found)] <- NA
  ifelse(below, -seconds, seconds)
}

read_moments <- function(type, values) .POSIXct(read_seconds(type, values), tz = type$zone %||% "UTC")

read_durations <- function(type, values) .difftime(read_seconds(type, values), "secs")

read_bytes <- function(type, values) lapply(values, function(value) if (!is.null(value)) openssl::base64_decode(value))

read_lists <- function(type, values) {
  lapply(values, function(value) if (!is.null(value)) plain(values_read(type$of, value)))
}

read_structs <- function(type, values) {
  names <- vapply(type$fields, `[[`, "", "name")
  lapply(values, function(value) {
    if (!is.null(value)) {
      read <- Map(function(field, part) plain(values_read(field$type, list(part)))[[1]], type$fields, value)
      stats::setNames(read, names)
    }
  })
}

read_maps <- function(type, values) {
  lapply(values, function(pairs) {
    if (!is.null(pairs)) {
      keys <- plain(values_read(type$key, lapply(pairs, `[[`, 1)))
      stats::setNames(as.list(plain(values_read(type$of, lapply(pairs, `[[`, 2)))), as.character(keys))
    }
  })
}

readers <- list(
  null = function(type, values) rep(NA, length(values)),
  bool = function(type, values) as.logical(present(values)),
  int8 = read_integers, int16 = read_integers, int32 = read_integers, uint8 = read_integers, uint16 = read_integers,
  uint32 = read_long, int64 = read_long, uint64 = read_long,
  float16 = read_floats, float32 = read_floats, float64 = read_floats,
  decimal = function(type, values) as.numeric(present(values)),
  string = read_texts, large_string = read_texts,
  binary = read_bytes, large_binary = read_bytes, fixed_binary = read_bytes,
  date32 = read_dates, date64 = read_dates,
  timestamp = read_moments, time = read_durations, duration = read_durations,
  dictionary = read_dictionary,
  list = read_lists, large_list = read_lists, fixed_list = read_lists, struct = read_structs, map = read_maps
)

# Integers of 64 bits as the one who pulls wants them; other values as they are.
plain <- function(x, int64 = "fit") {
  if (!inherits(x, "dstack_long")) {
    return(x)
  }
  values <- unclass(x)$values
  doubles <- suppressWarnings(as.numeric(values))
  if (int64 == "fit" && all(abs(doubles) <= .Machine$integer.max, na.rm = TRUE)) {
    return(as.integer(doubles))
  }
  if (int64 == "double" || (int64 == "fit" && (is_beyond(values) || !requireNamespace("bit64", quietly = TRUE)))) {
    return(doubles)
  }
  needs("bit64", "a column of 64-bit integers")
  if (is_beyond(values)) {
    refuse("a column has integers without a sign that integer64 cannot hold; int64 = \"double\" gives the closest")
  }
  bit64::as.integer64(values)
}

# Whether integer64 cannot hold them all: those without a sign may be twice as large, and the least one is its NA.
is_beyond <- function(values) {
  digits <- sub("-", "", if (is.character(values)) values else character(), fixed = TRUE)
  any(nchar(digits) > 19 | (nchar(digits) == 19 & digits > "9223372036854775807"), na.rm = TRUE)
}
