# JSON as the server takes it: numbers keep all their digits, texts are UTF-8, and a vector of one value is that value
# unless `I()` says that it is a list. Doubles have a fraction or an exponent where `typed`, so that they stay doubles.

json_text <- function(x, typed = FALSE) {
  if (is.null(x)) {
    return("null")
  }
  UseMethod("json_text")
}

#' @export
json_text.list <- function(x, typed = FALSE) {
  parts <- vapply(x, json_text, "", typed = typed, USE.NAMES = FALSE)
  if (is.null(names(x))) {
    return(paste0("[", paste(parts, collapse = ","), "]"))
  }
  paste0("{", paste0(json_strings(names(x)), ":", parts, collapse = ","), "}")
}

#' @export
json_text.data.frame <- function(x, typed = FALSE) {
  rows <- lapply(seq_len(nrow(x)), function(row) lapply(as.list(x), `[[`, row))
  json_text(rows, typed)
}

#' @export
json_text.json <- function(x, typed = FALSE) unclass(x)

#' @export
json_text.AsIs <- function(x, typed = FALSE) {
  class(x) <- setdiff(class(x), "AsIs")
  if (is.list(x)) json_text(x, typed) else json_array(json_values(x, typed))
}

#' @export
json_text.default <- function(x, typed = FALSE) {
  values <- json_values(x, typed)
  if (!is.null(names(x))) {
    return(json_text(as.list(x), typed))
  }
  if (length(values) == 1) values else json_array(values)
}

# A named list as an object, also where it is empty.
json_object <- function(x) if (length(x)) as.list(x) else structure("{}", class = "json")

json_array <- function(values) paste0("[", paste(values, collapse = ","), "]")

# The values of a vector as JSON; what is missing is null.
json_values <- function(x, typed = FALSE) UseMethod("json_values")

#' @export
json_values.logical <- function(x, typed = FALSE) {
  found <- ifelse(x, "true", "false")
  found[is.na(x)] <- "null"
  found
}

#' @export
json_values.integer <- function(x, typed = FALSE) or_null(sprintf("%d", x), x)

#' @export
json_values.numeric <- function(x, typed = FALSE) {
  short <- number_texts(x, typed)
  short[is.nan(x)] <- "\"NaN\""
  short[is.infinite(x)] <- ifelse(x[is.infinite(x)] > 0, "\"Infinity\"", "\"-Infinity\"")
  or_null(short, x, is.na(x) & !is.nan(x))
}

# The shortest texts that say these very numbers.
number_texts <- function(x, typed = FALSE) {
  short <- sprintf("%.15g", x)
  inexact <- is_inexact(short, x)
  short[inexact] <- sprintf("%.17g", x[inexact])
  whole <- typed & !grepl("[.e]", short)
  short[whole] <- paste0(short[whole], ".0")
  short
}

# Which texts another number is read from. R itself reads the last digit wrong now and then, so that the reader of JSON
# says it.
is_inexact <- function(texts, x) {
  usual <- which(is.finite(x) & abs(x) < 1e300 & (abs(x) > 1e-300 | x == 0))
  inexact <- is.finite(x)
  read <- jsonlite::parse_json(json_array(texts[usual]), simplifyVector = TRUE)
  inexact[usual] <- as.numeric(unlist(read)) != x[usual]
  inexact
}

#' @export
json_values.character <- function(x, typed = FALSE) or_null(json_strings(x), x)

#' @export
json_values.factor <- function(x, typed = FALSE) json_values(as.character(x))

#' @export
json_values.default <- function(x, typed = FALSE) {
  refuse("a value of class ", class(x)[[1]], " has no form as JSON; make it a text, a number, a list, or leave it out")
}

#' @export
json_values.Date <- function(x, typed = FALSE) json_values(format(x))

#' @export
json_values.POSIXct <- function(x, typed = FALSE) json_values(iso_time(x))

or_null <- function(values, x, missing = is.na(x)) {
  values[missing] <- "null"
  values
}

json_strings <- function(x) {
  escaped <- enc2utf8(as.character(x))
  bad <- which(!is.na(escaped) & !validUTF8(escaped))
  if (length(bad)) {
    shown <- encodeString(escaped[[bad[[1]]]], quote = "'")
    refuse("the text ", shown, " is no UTF-8; say what it is with Encoding() or iconv()")
  }
  escaped <- gsub("\\", "\\\\", escaped, fixed = TRUE)
  escaped <- gsub("\"", "\\\"", escaped, fixed = TRUE)
  for (code in control_codes(escaped)) {
    escaped <- gsub(intToUtf8(code), sprintf("\\u%04x", code), escaped, fixed = TRUE)
  }
  paste0("\"", escaped, "\"", recycle0 = TRUE)
}

control_codes <- function(texts) {
  found <- grep("[\x01-\x1f]", texts, value = TRUE, perl = TRUE)
  codes <- unique(unlist(lapply(found, utf8ToInt)))
  codes[codes < 32]
}

# A text of JSON that anybody may have written: `jsonlite::fromJSON()` would take some of them for a file or an address.
json_read <- function(text) jsonlite::parse_json(text, simplifyVector = FALSE)

# JSON as vectors and data frames, as far as no value becomes another one: a text and a number are a list.
simplified <- function(x) {
  if (!is.list(x) || !length(x)) {
    return(x)
  }
  if (!is.null(names(x))) {
    return(lapply(x, simplified))
  }
  if (are_scalars(x)) {
    return(present(x))
  }
  if (are_records(x)) {
    columns <- lapply(seq_along(x[[1]]), function(at) present(lapply(x, `[[`, at)))
    return(data_frame(columns, names(x[[1]])))
  }
  lapply(x, simplified)
}

are_scalars <- function(x) {
  kinds <- unique(vapply(x, function(value) if (is.numeric(value)) "number" else typeof(value), ""))
  length(setdiff(kinds, "NULL")) == 1 && !"list" %in% kinds
}

are_records <- function(x) {
  keys <- names(x[[1]])
  alike <- vapply(x, function(row) is.list(row) && identical(names(row), keys), NA)
  length(keys) && all(alike) && all(vapply(seq_along(keys), function(at) are_scalars(lapply(x, `[[`, at)), NA))
}
