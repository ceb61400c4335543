# What a column was, beyond the type that it travels as: the inverse of `flat_column`, and what pandas has besides.

restored <- function(x, spec, int64 = "fit") {
  restore <- kinds[[spec[["kind"]] %||% ""]]
  if (is.null(restore)) x else restore(x, spec, int64)
}

restore_number <- function(x, spec, int64) {
  is_float <- grepl("float", spec[["dtype"]] %||% "")
  if (is_float || is.logical(x)) {
    return(x)
  }
  was_long <- "integer64" %in% unlist(spec[["r"]][["class"]])
  plain(as_long(x), if (was_long && int64 == "fit") "integer64" else int64)
}

# Integers that came as doubles or integer64, as packages for Parquet give them.
as_long <- function(x) if (is.double(x)) long(if (inherits(x, "integer64")) x else unclass(x)) else x

restore_category <- function(x, spec, int64) {
  levels <- lapply(spec[["categories"]][["values"]], level_text)
  if (!length(levels) || any(vapply(levels, is.null, NA))) {
    return(plain(x, int64))
  }
  factor(category_texts(x), levels = unlist(levels), ordered = isTRUE(spec[["ordered"]]))
}

# The text of a category; NULL of one that R has no text for, as an interval.
level_text <- function(level) {
  if (is.list(level) && identical(names(level), "$int")) {
    return(level[["$int"]])
  }
  if (is.atomic(level) && length(level) == 1) category_texts(level)
}

# 100000 is not 1e+05.
category_texts <- function(x) if (is.numeric(x) && !is.object(x)) number_texts(x) else as.character(x)

restore_complex <- function(x, spec, int64) {
  part <- function(name) vapply(x, function(value) as.numeric(value[[name]] %||% NA), 0)
  complex(real = part("re"), imaginary = part("im"))
}

restore_object <- function(x, spec, int64) {
  if (identical(spec[["of"]], "json")) {
    return(lapply(x, function(text) if (!is.na(text)) simplified(json_read(text))))
  }
  if (identical(spec[["of"]], "date") && identical(spec[["r"]][["storage"]], "integer")) {
    return(structure(as.integer(x), class = "Date"))
  }
  if (identical(spec[["of"]], "integer")) plain(x, int64) else x
}

restore_datetime <- function(x, spec, int64) {
  if (identical(spec[["r"]][["storage"]], "integer")) {
    x <- structure(as.integer(x), class = class(x))
  }
  attr(x, "tzone") <- if (is.null(spec[["r"]])) spec[["zone"]][["name"]] %||% "UTC" else unlist(spec[["r"]][["tzone"]])
  x
}

restore_timedelta <- function(x, spec, int64) {
  native <- spec[["r"]]
  if (is.null(native[["units"]])) {
    return(x)
  }
  units(x) <- native[["units"]]
  if (identical(native[["storage"]], "integer")) {
    x <- .difftime(as.integer(round(unclass(x))), native[["units"]])
  }
  if ("hms" %in% unlist(native[["class"]])) structure(x, class = c("hms", "difftime")) else x
}

kinds <- list(
  number = restore_number,
  nullable = restore_number,
  sparse = function(x, spec, int64) restored(x, spec[["of"]], int64),
  arrow = function(x, spec, int64) plain(x, int64),
  category = restore_category,
  complex = restore_complex,
  object = restore_object,
  datetime = restore_datetime,
  timedelta = restore_timedelta
)
