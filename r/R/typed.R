# The typed form of a table: JSON that loses no type, which every server reads and writes. It is in memory as a whole.

TYPED <- "application/vnd.dstack.table+json"

MOST_CELLS <- 5e6

typed_text <- function(flat) {
  columns <- Map(typed_column, names(flat$fields), flat$fields, USE.NAMES = FALSE)
  envelope <- json_text(flat$envelope)
  paste0("{\"version\":1,\"envelope\":", envelope, ",\"columns\":[", paste(columns, collapse = ","), "]}")
}

typed_column <- function(name, column) {
  dictionary <- if (!is.null(column$dictionary)) paste0(",\"dictionary\":", json_array(column$dictionary))
  paste0(
    "{\"name\":", json_strings(name), ",\"type\":", json_text(column$type), dictionary,
    ",\"values\":", json_array(column$values), "}"
  )
}

typed_read <- function(text) {
  parts <- json_read(text)
  if (parts$version > 1) {
    refuse("the table was written by a newer release; update this package to read it")
  }
  fields <- lapply(parts$columns, function(column) values_read(column$type, column$values, column$dictionary))
  names(fields) <- vapply(parts$columns, `[[`, "", "name")
  list(fields = fields, envelope = parts$envelope)
}
