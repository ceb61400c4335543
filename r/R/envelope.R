# Data frames as fields and an envelope, and back: docs/table-envelope.md. The index of pandas is the row names where it
# has no name and each value once; else it is the first columns.

POSITION <- "__dstack_position__"

# A data frame as its fields (`column`s by their names) and the envelope that says what they are.
flat_table <- function(x) {
  labels <- names(x)
  columns <- Map(flat_column, as.list(x), labels, USE.NAMES = FALSE)
  fields <- unique_texts(labels, POSITION)
  index <- flat_index(x, fields)
  specs <- Map(
    function(field, label, column) c(list(field = field, label = label), column$kind),
    fields, labels, columns
  )
  envelope <- list(
    version = 1L,
    object = "pandas.DataFrame",
    columns = unname(specs),
    rows = nrow(x),
    index = list(levels = list(index$level)),
    column_labels = list(levels = list(c(strings, list(name = NULL)["name"]))),
    r = list(class = I(class(x)))
  )
  list(fields = c(index$field, stats::setNames(columns, fields)), envelope = envelope)
}

flat_index <- function(x, fields) {
  names <- attr(x, "row.names")
  level <- list(name = NULL)["name"]
  if (is.integer(names) && (.row_names_info(x) < 0 || identical(names, seq_len(nrow(x))))) {
    level <- c(level, list(kind = "number", dtype = "int64", range = c(0L, nrow(x), 1L)))
    return(list(level = level))
  }
  field <- utils::tail(unique_texts(c(fields, "index")), 1)
  column <- flat_column(names, "the row names")
  if (is.integer(names)) {
    column$type <- list(name = "int64")
    column$kind <- list(kind = "number", dtype = "int64")
  }
  list(level = c(level, list(field = field), column$kind), field = stats::setNames(list(column), field))
}

unique_texts <- function(texts, taken = character()) {
  texts[is.na(texts) | !nzchar(texts)] <- "column"
  for (at in seq_along(texts)) {
    found <- texts[[at]]
    number <- 1
    while (found %in% c(taken, utils::head(texts, at - 1))) {
      number <- number + 1
      found <- paste0(texts[[at]], "_", number)
    }
    texts[[at]] <- found
  }
  texts
}

# The data frame of fields (vectors by their names) and their envelope, which may be NULL.
table_of <- function(fields, envelope, int64 = "fit") {
  if (is.null(envelope[["columns"]])) {
    return(data_frame(lapply(fields, plain, int64), names(fields)))
  }
  specs <- envelope[["columns"]]
  columns <- lapply(specs, function(spec) restored(fields[[spec[["field"]]]], spec, int64))
  labels <- vapply(specs, called, "", by = "label")
  levels <- Filter(function(level) isTRUE(level[["field"]] %in% names(fields)), envelope[["index"]][["levels"]])
  names <- if (length(levels) == 1) row_names(fields, levels[[1]])
  if (is.null(names) && length(levels)) {
    columns <- c(lapply(levels, function(level) restored(fields[[level[["field"]]]], level, int64)), columns)
    labels <- c(vapply(levels, called, "", by = "name"), labels)
  }
  rows <- if (length(columns)) NROW(columns[[1]]) else as.integer(envelope[["rows"]] %||% 0)
  classed(data_frame(columns, labels, names, rows), unlist(envelope[["r"]][["class"]]))
}

called <- function(spec, by) if (is.character(spec[[by]])) spec[[by]] else spec[["field"]]

# Row names are integers or texts, whatever integers of 64 bits in columns become.
row_names <- function(fields, level) {
  index <- restored(fields[[level[["field"]]]], level)
  is_plain <- is.character(index) || is.integer(index)
  if (is_plain && is.null(level[["name"]]) && !anyNA(index) && !anyDuplicated(index)) index
}

data_frame <- function(columns, labels, row_names = NULL, rows = length(columns[[1]])) {
  attr(columns, "row.names") <- row_names %||% .set_row_names(rows)
  names(columns) <- labels
  class(columns) <- "data.frame"
  columns
}

# The class that it had; a plain data frame where the package of it is not installed.
classed <- function(frame, classes) {
  if ("data.table" %in% classes && requireNamespace("data.table", quietly = TRUE)) {
    return(data.table::setDT(frame)[])
  }
  if ("tbl_df" %in% classes) {
    class(frame) <- c("tbl_df", "tbl", "data.frame")
  }
  frame
}
