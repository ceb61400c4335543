# How a column travels: its type in the typed form, its values, and its kind, which says what pandas makes of it
# (docs/table-envelope.md). What R alone knows stands in `r` of the kind. A class of columns is one method.

flat_column <- function(x, name) UseMethod("flat_column")

column <- function(type, values, kind, dictionary = NULL, native = NULL) {
  list(type = type, values = values, kind = kind, dictionary = dictionary, native = native)
}

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
flat_column.logical <- function(x, name) column(list(name = "bool"), json_values(x), numbers(x, "bool", "boolean"))

#' @export
flat_column.integer <- function(x, name) column(list(name = "int32"), json_values(x), numbers(x, "int32", "Int32"))

#' @export
flat_column.integer64 <- function(x, name) {
  needs("bit64", paste0("column '", name, "' of class integer64"))
  kind <- c(numbers(x, "int64", "Int64"), list(r = list(class = "integer64")))
  column(list(name = "int64"), json_integers(as.character(x)), kind)
}

#' @export
flat_column.numeric <- function(x, name) {
  column(list(name = "float64"), json_values(x), list(kind = "number", dtype = "float64"))
}

#' @export
flat_column.complex <- function(x, name) {
  parts <- paste0("[", json_values(Re(x)), ",", json_values(Im(x)), "]")
  fields <- lapply(c("re", "im"), function(part) list(name = part, type = list(name = "float64")))
  values <- or_null(parts, x, is.na(Re(x)) & !is.nan(Re(x)))
  values[values == "null"] <- "[null,null]"
  column(list(name = "struct", fields = fields), values, list(kind = "complex", dtype = "complex128"))
}

#' @export
flat_column.character <- function(x, name) column(list(name = "string"), json_values(x), strings)

#' @export
flat_column.factor <- function(x, name) {
  levels <- levels(x)
  if (anyNA(levels)) {
    refuse("column '", name, "' is a factor with a level NA, which no other library knows; name the level first")
  }
  type <- list(name = "dictionary", index = list(name = "int32"), of = list(name = "string"), ordered = is.ordered(x))
  categories <- c(strings, list(values = I(levels)))
  kind <- list(kind = "category", ordered = is.ordered(x), categories = categories, stored = "values")
  column(type, json_values(as.integer(x) - 1L), kind, json_values(levels))
}

#' @export
flat_column.Date <- function(x, name) {
  days <- unclass(x)
  if (any(days != floor(days), na.rm = TRUE)) {
    refuse("column '", name, "' has dates with a part of a day; round them: as.Date(format(x))")
  }
  kind <- list(kind = "object", of = "date", missing = "None", r = list(storage = typeof(days)))
  column(list(name = "date32"), json_integers(sprintf("%.0f", days)), kind)
}

#' @export
flat_column.POSIXct <- function(x, name) {
  zone <- zone_name(x)
  seconds <- as.numeric(unclass(x))
  is_micro <- all(round(seconds * 1e6) / 1e6 == seconds, na.rm = TRUE)
  kind <- list(kind = "datetime", unit = if (is_micro) "us" else "ns", zone = list(name = zone))
  hints <- list(tzone = attr(x, "tzone"), storage = typeof(unclass(x)))
  kind$r <- hints[!vapply(hints, is.null, NA)]
  values <- if (is_micro) sprintf("%.0f", seconds * 1e6) else nanoseconds(seconds)
  column(list(name = "timestamp", unit = kind$unit, zone = zone), json_integers(values), kind)
}

#' @export
flat_column.POSIXlt <- function(x, name) flat_column(as.POSIXct(x), name)

#' @export
flat_column.difftime <- function(x, name) {
  seconds <- as.numeric(x, units = "secs")
  kind <- list(kind = "timedelta", unit = "ns", r = list(units = units(x), class = I(class(x))))
  column(list(name = "duration", unit = "ns"), json_integers(nanoseconds(seconds)), kind)
}

#' @export
flat_column.list <- function(x, name) {
  texts <- vapply(x, function(value) if (is.null(value)) NA_character_ else json_text(value, typed = TRUE), "")
  kind <- list(kind = "object", of = "json", missing = "None")
  column(list(name = "string"), json_values(texts), kind, native = texts)
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

nanoseconds <- function(seconds) {
  whole <- floor(seconds)
  nano <- round((seconds - whole) * 1e9)
  carry <- !is.na(nano) & nano == 1e9
  whole[carry] <- whole[carry] + 1
  nano[carry] <- 0
  # Below zero the whole seconds are the next ones up, and the rest is taken from them.
  below <- !is.na(whole) & whole < 0 & nano > 0
  whole[below] <- whole[below] + 1
  nano[below] <- 1e9 - nano[below]
  sign <- ifelse(below & whole == 0, "-", "")
  text <- sub("^(-?)0+(?=\\d)", "\\1", paste0(sign, sprintf("%.0f", whole), sprintf("%09.0f", nano)), perl = TRUE)
  ifelse(is.na(seconds), NA, text)
}
