# Parquet by the packages that write it, for tables that are large in the typed form. The envelope is the same.

parquet_encode <- function(write) {
  function(flat, x, settings) {
    file <- tempfile("dstack-", fileext = ".parquet")
    fields <- native_fields(flat, x)
    write(data_frame(fields, names(fields)), file, json_text(flat$envelope))
    content(file = file, content_type = PARQUET, settings = settings)
  }
}

# The columns as a package for Parquet takes them; a list is its JSON, the row names are a column.
native_fields <- function(flat, x) {
  given <- c(if (length(flat$fields) > length(x)) list(attr(x, "row.names")), as.list(x))
  stats::setNames(Map(function(field, vector) field$native %||% vector, flat$fields, given), names(flat$fields))
}

parquet <- list(
  nanoparquet = list(
    encode = parquet_encode(function(frame, file, envelope) {
      nanoparquet::write_parquet(frame, file, metadata = c(dstack.table = envelope))
    }),
    read = function(file) {
      known <- nanoparquet::read_parquet_metadata(file)$file_meta_data$key_value_metadata[[1]]
      list(fields = as.list(nanoparquet::read_parquet(file)), envelope = known$value[known$key == "dstack.table"])
    }
  ),
  arrow = list(
    encode = parquet_encode(function(frame, file, envelope) {
      table <- arrow::arrow_table(frame)
      table$metadata <- list(dstack.table = envelope)
      arrow::write_parquet(table, file)
    }),
    read = function(file) {
      table <- arrow::read_parquet(file, as_data_frame = FALSE)
      list(fields = as.list(as.data.frame(table)), envelope = table$metadata$dstack.table)
    }
  )
)

parquet_read <- function(file, package) {
  read <- parquet[[package]]$read(file)
  envelope <- if (length(read$envelope)) json_read(read$envelope[[1]])
  list(fields = read$fields, envelope = envelope)
}

parquet_package <- function() {
  wanted <- names(parquet)
  found <- wanted[vapply(wanted, requireNamespace, NA, quietly = TRUE)]
  if (length(found)) found[[1]]
}
