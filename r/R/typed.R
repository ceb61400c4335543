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
    ",\"values\":", json_array(column$values()), "}"
  )
}

typed_read <- function(text) {
  check_nul(text)
  in_words(typed_parts(text))
}

typed_parts <- function(text) {
  parts <- json_read(text)
  if (parts$version > 1) {
    refuse("the table was written by a newer release; update this package to read it")
  }
  fields <- lapply(parts$columns, read_column)
  names(fields) <- vapply(parts$columns, `[[`, "", "name")
  list(fields = fields, envelope = parts$envelope)
}

read_column <- function(column) {
  read <- values_read(column$type, column$values, column$dictionary)
  if (length(read) != length(column$values)) {
    refuse("column '", column$name, "' holds what is no value of its type")
  }
  read
}

# A text with a NUL is cut there by whatever makes a string of R of it.
check_nul <- function(text) {
  if (grepl("\\u0000", text, fixed = TRUE) && grepl("(?<!\\\\)(\\\\\\\\)*\\\\u0000", text, perl = TRUE)) {
    refuse("the table holds a text with a NUL character, which no string of R can hold; pull it to a file: to =")
  }
}

# What comes of a table that anybody may have written.
in_words <- function(made) {
  tryCatch(
    made,
    error = function(error) {
      if (inherits(error, "dstack_error")) stop(error)
      signal(paste0("the attachment is no table that can be read: ", conditionMessage(error)), "unsupported_object")
    }
  )
}
