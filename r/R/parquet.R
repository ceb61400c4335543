# Parquet by the packages that write it, for tables that are large in the typed form. The envelope is the same. What a
# package would not keep to the last digit it leaves to the typed form.

to_parquet <- function(flat, settings) {
  package <- parquet_package()
  if (is.null(package) || !parquet[[package]]$takes(flat$fields)) {
    return(NULL)
  }
  file <- tempfile("dstack-", fileext = ".parquet")
  made <- or_null_of({
    parquet[[package]]$write(flat$fields, file, json_text(flat$envelope))
    content(file = file, content_type = PARQUET, settings = settings)
  })
  if (is.null(made)) {
    unlink(file)
  }
  made
}

from_parquet <- function(pulled) {
  package <- parquet_package()
  if (is.null(package)) {
    return(NULL)
  }
  read <- fetched_by(pulled, function(file) or_null_of(parquet[[package]]$read(file)))
  if (!is.null(read)) {
    list(fields = read$fields, envelope = if (length(read$envelope)) json_read(read$envelope[[1]]))
  }
}

# A package for Parquet may lack a type, as that of nested values; the typed form has all of them.
or_null_of <- function(made) {
  tryCatch(made, dstack_error = stop, error = function(error) NULL)
}

# Kinds of columns that nanoparquet keeps as they are; of moments and long integers it loses digits.
plain_types <- c("bool", "int32", "float64", "string", "dictionary", "date32")

write_nanoparquet <- function(fields, file, envelope) {
  frame <- data_frame(lapply(fields, `[[`, "native"), names(fields))
  nanoparquet::write_parquet(frame, file, metadata = c(dstack.table = envelope))
}

read_nanoparquet <- function(file) {
  leaves <- nanoparquet::read_parquet_schema(file)[-1, ]
  known <- c(
    "BOOLEAN logical", "INT32 integer", "INT32 Date", "DOUBLE double", "BYTE_ARRAY character", "BYTE_ARRAY factor"
  )
  fields <- as.list(nanoparquet::read_parquet(file))
  if (length(fields) != nrow(leaves) || !all(paste(leaves$type, leaves$r_type) %in% known)) {
    stop("a column has a type of which nanoparquet loses something")
  }
  kept <- nanoparquet::read_parquet_metadata(file)$file_meta_data$key_value_metadata[[1]]
  list(fields = fields, envelope = kept$value[kept$key == "dstack.table"])
}

parquet <- list(
  arrow = list(
    takes = function(fields) TRUE,
    write = function(fields, file, envelope) write_arrow(fields, file, envelope),
    read = function(file) read_arrow(file)
  ),
  nanoparquet = list(
    takes = function(fields) {
      all(vapply(fields, function(field) field$type$name %in% plain_types && !anyNaN(field$native), NA))
    },
    write = write_nanoparquet,
    read = read_nanoparquet
  )
)

anyNaN <- function(x) is.double(x) && any(is.nan(x))

parquet_package <- function() {
  wanted <- names(parquet)
  found <- wanted[vapply(wanted, requireNamespace, NA, quietly = TRUE)]
  if (length(found)) found[[1]]
}
