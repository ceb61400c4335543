# Columns as arrays of the package arrow, and back. Moments and durations go as whole numbers of their unit, since arrow
# cuts those of R.

write_arrow <- function(fields, file, envelope) {
  arrays <- lapply(unname(fields), arrow_array)
  table <- do.call(arrow::Table$create, stats::setNames(arrays, paste0("c", seq_along(arrays))))
  table <- table$RenameColumns(names(fields))
  table$metadata <- list(dstack.table = envelope)
  arrow::write_parquet(table, file, version = "2.6")
}

arrow_array <- function(field) {
  type <- field$type
  if (type$name %in% c("timestamp", "duration")) {
    units <- bit64::as.integer64(field$native)
    return(arrow::Array$create(units, type = arrow::int64())$cast(arrow_types[[type$name]](type)))
  }
  made <- arrow_types[[type$name]]
  if (is.null(made)) arrow::Array$create(field$native) else arrow::Array$create(field$native, type = made(type))
}

# Types that arrow would not choose by itself, where all values are missing or there are none.
arrow_types <- list(
  bool = function(type) arrow::bool(),
  int32 = function(type) arrow::int32(),
  int64 = function(type) arrow::int64(),
  float64 = function(type) arrow::float64(),
  string = function(type) arrow::utf8(),
  binary = function(type) arrow::binary(),
  date32 = function(type) arrow::date32(),
  dictionary = function(type) arrow::dictionary(arrow::int32(), arrow::utf8(), ordered = type$ordered),
  struct = function(type) arrow::struct(re = arrow::float64(), im = arrow::float64()),
  timestamp = function(type) arrow::timestamp(type$unit, type$zone),
  duration = function(type) arrow::duration(type$unit)
)

read_arrow <- function(file) {
  table <- arrow::read_parquet(file, as_data_frame = FALSE)
  old <- options(arrow.int64_downcast = FALSE)
  on.exit(options(old))
  fields <- lapply(table$columns, arrow_values)
  list(fields = stats::setNames(fields, names(table)), envelope = table$metadata$dstack.table)
}

# The values of a column, as `values_read()` gives them.
arrow_values <- function(array) {
  name <- array$type$name
  read <- arrow_readers[[name]]
  if (!is.null(read)) {
    return(read(array))
  }
  if (!name %in% same_in_arrow) {
    stop("arrow's values of the type ", name, " are not those of the typed form")
  }
  array$as_vector()
}

same_in_arrow <- c(
  "bool", "int8", "int16", "int32", "uint8", "uint16", "float", "double", "utf8", "large_utf8"
)

arrow_longs <- function(array) long(array$cast(arrow::int64())$as_vector())

arrow_seconds <- function(array) {
  unit <- c("s", "ms", "us", "ns")[[array$type$unit() + 1]]
  units <- array$cast(arrow::int64())$as_vector()
  per <- bit64::as.integer64(per_second[[unit]])
  size <- abs(units)
  seconds <- as.numeric(size %/% per) + as.numeric(size %% per) / per_second[[unit]]
  as.numeric(ifelse(units < 0, -seconds, seconds))
}

arrow_rows <- function(array) {
  names <- vapply(array$type$fields(), function(field) field$name, "")
  parts <- lapply(seq_along(names) - 1L, function(at) {
    plain(arrow_values(arrow::call_function("struct_field", array, options = list(indices = at))))
  })
  missing <- arrow::call_function("is_null", array)$as_vector()
  lapply(seq_along(missing), function(row) if (!missing[[row]]) stats::setNames(lapply(parts, `[[`, row), names))
}

arrow_dictionary <- function(array) {
  values <- array$type$value_type
  if (values$name == "utf8") array$as_vector() else arrow_values(array$cast(values))
}

arrow_readers <- list(
  null = function(array) rep(NA, length(array)),
  int64 = arrow_longs, uint32 = arrow_longs,
  uint64 = function(array) long(array$cast(arrow::utf8())$as_vector()),
  halffloat = function(array) array$cast(arrow::float32())$as_vector(),
  decimal128 = function(array) array$cast(arrow::float64())$as_vector(),
  decimal256 = function(array) array$cast(arrow::float64())$as_vector(),
  date32 = function(array) structure(as.numeric(array$as_vector()), class = "Date"),
  date64 = function(array) structure(as.numeric(array$cast(arrow::date32())$as_vector()), class = "Date"),
  timestamp = function(array) .POSIXct(arrow_seconds(array), tz = arrow_zone(array$type)),
  time32 = function(array) .difftime(arrow_seconds(array), "secs"),
  time64 = function(array) .difftime(arrow_seconds(array), "secs"),
  duration = function(array) .difftime(arrow_seconds(array), "secs"),
  binary = function(array) lapply(array$as_vector(), as.vector),
  large_binary = function(array) lapply(array$as_vector(), as.vector),
  fixed_size_binary = function(array) lapply(array$as_vector(), as.vector),
  dictionary = arrow_dictionary,
  struct = arrow_rows
)

arrow_zone <- function(type) if (nzchar(type$timezone())) type$timezone() else "UTC"
