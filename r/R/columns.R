# How a column travels: its type in the typed form, its values, and its kind, which says what pandas makes of it
# (docs/table-envelope.md). What R alone knows stands in `r` of the kind. A class of columns is one method.

flat_column <- function(x, name) UseMethod("flat_column")

# `native` is the vector that a package for Parquet takes. `values` gives the texts, which Parquet does not need.
column <- function(type, values, kind, dictionary = NULL, native = NULL) {
  list(type = type, values = lazily(values), kind = kind, dictionary = dictionary, native = native)
}

lazily <- function(values) function() values

#' @export
flat_column.default <- function(x, name) {
  refuse(
    "column '", name, "' is of class ", class(x)[[1]], ", which a table cannot keep; convert it to text, numbers, ",
    "dates, times or a list, or push the object as it is: dstack_rds(x)"
  )
}

#' @export
flat_column.matrix <- flat_column.default

#' @export
flat_column.data.frame <- flat_column.default

#' @export
flat_column.AsIs <- function(x, name) {
  class(x) <- setdiff(class(x), "AsIs")
  flat_column(x, name)
}

#' @export
flat_column.logical <- function(x, name) {
  column(list(name = "bool"), json_values(x), numbers(x, "bool", "boolean"), native = x)
}

#' @export
flat_column.integer <- function(x, name) {
  column(list(name = "int32"), json_values(x), numbers(x, "int32", "Int32"), native = x)
}

#' @export
flat_column.integer64 <- function(x, name) {
  needs("bit64", paste0("column '", name, "' of class integer64"))
  kind <- c(numbers(x, "int64", "Int64"), list(r = list(class = "integer64")))
  column(list(name = "int64"), json_integers(as.character(x)), kind, native = x)
}

#' @export
flat_column.numeric <- function(x, name) {
  column(list(name = "float64"), json_values(x), list(kind = "number", dtype = "float64"), native = x)
}

#' @export
flat_column.complex <- function(x, name) {
  parts <- paste0("[", json_values(Re(x)), ",", json_values(Im(x)), "]")
  fields <- lapply(c("re", "im"), function(part) list(name = part, type = list(name = "float64")))
  native <- data_frame(list(Re(x), Im(x)), c("re", "im"))
  column(list(name = "struct", fields = fields), parts, list(kind = "complex", dtype = "complex128"), native = native)
}

#' @export
flat_column.character <- function(x, name) column(list(name = "string"), json_values(x), strings, native = x)

#' @export
flat_column.factor <- function(x, name) {
  levels <- levels(x)
  if (anyNA(levels)) {
    refuse("column '", name, "' is a factor with a level NA, which no other library knows; name the level first")
  }
  type <- list(name = "dictionary", index = list(name = "int32"), of = list(name = "string"), ordered = is.ordered(x))
  categories <- c(strings, list(values = I(levels)))
  kind <- list(kind = "category", ordered = is.ordered(x), categories = categories, stored = "values")
  column(type, json_values(as.integer(x) - 1L), kind, json_values(levels), native = x)
}

#' @export
flat_column.Date <- function(x, name) {
  days <- unclass(x)
  if (any(days != floor(days), na.rm = TRUE)) {
    refuse("column '", name, "' has dates with a part of a day; round them: as.Date(format(x))")
  }
  check_range(days, FIRST_DAY, LAST_DAY, name, "dates beyond the years 1 to 9999")
  kind <- list(kind = "object", of = "date", missing = "None", r = list(storage = typeof(days)))
  column(list(name = "date32"), json_integers(sprintf("%.0f", days)), kind, native = x)
}

#' @export
flat_column.POSIXct <- function(x, name) {
  zone <- zone_name(x)
  seconds <- as.numeric(unclass(x))
  check_range(seconds, -MOST_SECONDS, MOST_SECONDS, name, "times that are infinite, or too far away")
  is_micro <- all(round(seconds * 1e6) / 1e6 == seconds, na.rm = TRUE)
  unit <- if (is_micro || !are_near(seconds)) "us" else "ns"
  kind <- list(kind = "datetime", unit = unit, zone = list(name = zone))
  hints <- list(tzone = attr(x, "tzone"), storage = typeof(unclass(x)))
  kind$r <- hints[!vapply(hints, is.null, NA)]
  units <- units_of(seconds, unit)
  column(list(name = "timestamp", unit = unit, zone = zone), json_integers(units), kind, native = units)
}

#' @export
flat_column.POSIXlt <- function(x, name) flat_column(as.POSIXct(x), name)

#' @export
flat_column.difftime <- function(x, name) {
  seconds <- as.numeric(x, units = "secs")
  check_range(seconds, -MOST_SECONDS, MOST_SECONDS, name, "durations that are infinite, or too long")
  unit <- if (are_near(seconds)) "ns" else "us"
  hints <- list(units = units(x), class = I(class(x)), storage = typeof(unclass(x)))
  kind <- list(kind = "timedelta", unit = unit, r = hints)
  units <- units_of(seconds, unit)
  column(list(name = "duration", unit = unit), json_integers(units), kind, native = units)
}

#' @export
flat_column.list <- function(x, name) {
  are_bytes <- vapply(x, is.raw, NA)
  if (any(are_bytes) && all(are_bytes | vapply(x, is.null, NA))) {
    return(bytes_column(x))
  }
  texts <- vapply(x, function(value) if (is.null(value)) NA_character_ else json_text(value, typed = TRUE), "")
  kind <- list(kind = "object", of = "json", missing = "None")
  column(list(name = "string"), json_values(texts), kind, native = texts)
}

bytes_column <- function(x) {
  texts <- vapply(x, function(value) if (is.null(value)) NA_character_ else openssl::base64_encode(value), "")
  column(list(name = "binary"), json_values(texts), list(kind = "object", of = "bytes", missing = "None"), native = x)
}

# Integers and truth values with missing ones have a dtype of their own in pandas.
numbers <- function(x, plain, nullable) {
  if (anyNA(x)) list(kind = "nullable", dtype = nullable) else list(kind = "number", dtype = plain)
}

strings <- list(kind = "string", storage = "pyarrow", missing = "nan")

# Integers as text; those that a double has not exactly stand in quotes.
json_integers <- function(texts) {
  missing <- is.na(texts) | texts %in% c("NA", "NaN")
  long <- !missing & nchar(texts) > 15
  texts[long] <- paste0("\"", texts[long], "\"")
  texts[missing] <- "null"
  texts
}

# The days and seconds, since 1970, that others can read: dates of the years 1 to 9999, microseconds in 64 bits.
FIRST_DAY <- -719162
LAST_DAY <- 2932896
MOST_SECONDS <- 9.2e12

check_range <- function(values, least, most, name, what) {
  if (any(values < least | values > most, na.rm = TRUE)) {
    refuse("column '", name, "' has ", what, ", which no other library reads; make them NA")
  }
}

# Whether nanoseconds of them fit into 64 bits.
are_near <- function(seconds) all(abs(seconds) < 9.2e9, na.rm = TRUE)

units_of <- function(seconds, unit) {
  parts <- whole_and_rest(abs(seconds), per_second[[unit]])
  digits <- sprintf(paste0("%0", log10(per_second[[unit]]), ".0f"), parts$rest)
  text <- sub("^0+(?=\\d)", "", paste0(sprintf("%.0f", parts$whole), digits), perl = TRUE)
  ifelse(is.na(seconds), NA, ifelse(seconds < 0 & text != "0", paste0("-", text), text))
}

# Seconds as whole ones, and the rest as a whole number of a smaller unit.
whole_and_rest <- function(seconds, per_second) {
  whole <- floor(seconds)
  rest <- round((seconds - whole) * per_second)
  carry <- !is.na(rest) & rest == per_second
  whole[carry] <- whole[carry] + 1
  rest[carry] <- 0
  list(whole = whole, rest = rest)
}
