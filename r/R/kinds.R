# What a column was, beyond the type that it travels as: the inverse of `flat_column`, and what pandas has besides.

restored <- function(x, spec, int64 = "fit") {
  restore <- kinds[[spec$kind %||% ""]]
  if (is.null(restore)) x else restore(x, spec, int64)
}

restore_number <- function(x, spec, int64) {
  is_float <- grepl("float", spec$dtype %||% "")
  if (is_float || is.logical(x)) {
    return(x)
  }
  plain(as_long(x), if ("integer64" %in% unlist(spec[["r"]]$class)) "integer64" else int64)
}

# Integers that came as doubles, as packages for Parquet give them.
as_long <- function(x) if (typeof(x) == "double" && !inherits(x, "integer64")) long(unclass(x)) else x

restore_category <- function(x, spec, int64) {
  levels <- spec$categories$values
  simple <- length(levels) > 0 && all(vapply(levels, function(level) is.atomic(level) && length(level) == 1, NA))
  if (!simple) {
    return(x)
  }
  ordered <- isTRUE(spec$ordered)
  texts <- if (is.factor(x)) as.character(x) else as.character(plain(x))
  factor(texts, levels = vapply(levels, as.character, ""), ordered = ordered)
}

restore_complex <- function(x, spec, int64) {
  part <- function(name) vapply(x, function(value) as.numeric(value[[name]] %||% NA), 0)
  complex(real = part("re"), imaginary = part("im"))
}

restore_object <- function(x, spec, int64) {
  if (identical(spec[["of"]], "json")) {
    return(lapply(x, function(text) if (!is.na(text)) simplified(json_read(text))))
  }
  if (identical(spec[["of"]], "date") && identical(spec[["r"]]$storage, "integer")) {
    return(structure(as.integer(x), class = "Date"))
  }
  if (identical(spec[["of"]], "integer")) plain(x, int64) else x
}

restore_datetime <- function(x, spec, int64) {
  if (identical(spec[["r"]]$storage, "integer")) {
    x <- structure(as.integer(x), class = class(x))
  }
  attr(x, "tzone") <- if (is.null(spec[["r"]])) spec$zone$name %||% "UTC" else unlist(spec[["r"]]$tzone)
  x
}

restore_timedelta <- function(x, spec, int64) {
  if (is.null(spec[["r"]]$units)) {
    return(x)
  }
  units(x) <- spec[["r"]]$units
  if ("hms" %in% unlist(spec[["r"]]$class)) structure(x, class = c("hms", "difftime")) else x
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
