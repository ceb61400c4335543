# `by =`: a table as one attachment for each group of equal values, and together again. Python does the same, and reads
# it.

groups_of <- function(x, by, params) {
  if (!is.data.frame(x)) {
    refuse("by = cuts a table by its columns; this is ", class(x)[[1]])
  }
  x_plain <- as.data.frame(x)
  check_by(x_plain, by, params)
  keys <- lapply(x_plain[by], function(key) match(key, unique(key)))
  group <- match(do.call(paste, keys), unique(do.call(paste, keys)))
  flat <- flat_table(x)
  lapply(split(seq_along(group), group), function(rows) {
    own <- lapply(stats::setNames(by, by), function(key) x_plain[[key]][[rows[[1]]]])
    list(params = params_of(own, params), content = encode_group(flat, x, rows, by))
  })
}

check_by <- function(x, by, params) {
  missing <- setdiff(by, names(x))
  if (length(missing)) {
    refuse("by = \"", missing[[1]], "\" is no column of the table; it has ", listed(names(x)))
  }
  both <- intersect(by, names(params))
  if (length(both)) {
    refuse("'", both[[1]], "' is a column of by = and a param as well; leave one out")
  }
  if (!nrow(x)) {
    refuse("the table has no rows, so by = makes no group; push it without by =")
  }
  for (key in by) {
    if (anyNA(x[[key]])) {
      refuse("column '", key, "' has a missing value, which no param can have; fill it, or leave the rows out")
    }
  }
}

encode_group <- function(flat, x, rows, by) {
  flat$fields <- lapply(flat$fields, function(field) {
    field$values <- field$values[rows]
    field
  })
  flat$fields[[POSITION]] <- column(list(name = "int64"), json_values(rows - 1L), NULL)
  range <- flat$envelope$index$levels[[1]]$range
  whole <- list(rows = nrow(x), stop = range[2])
  flat$envelope$hidden <- I(POSITION)
  flat$envelope$rows <- NULL
  if (!is.null(range)) {
    # How many rows there are in all changes with any group, and is in the settings alone.
    flat$envelope$index$levels[[1]]$range <- c(0, 2^40, 1)
  }
  settings <- list(rows = length(rows), columns = ncol(x), schema = schema_of(x), by = I(by))
  settings$whole <- whole[!vapply(whole, is.null, NA)]
  text_content(typed_text(flat), content_type = TYPED, settings = settings)
}

are_groups <- function(pulled) length(pulled) > 1 && all(vapply(pulled, is_group, NA))

is_group <- function(one) !is.null(one$attachment$settings[["by"]])

together <- function(pulled, int64) {
  read <- lapply(pulled, read_table)
  positions <- unlist(lapply(read, function(group) as.numeric(plain(group$fields[[POSITION]], "double"))))
  parts <- lapply(read, function(group) table_of(group$fields, group$envelope, int64))
  if (length(positions) != sum(vapply(parts, nrow, 1L)) || anyDuplicated(positions)) {
    refuse("the attachments are not groups of one table; pull them one by one, or with all = TRUE")
  }
  whole <- do.call(rbind, parts)
  whole <- whole[order(positions), , drop = FALSE]
  if (is.integer(attr(whole, "row.names")) && is_ranged(read[[1]]$envelope)) {
    attr(whole, "row.names") <- .set_row_names(nrow(whole))
  }
  whole
}

is_ranged <- function(envelope) !is.null(envelope$index$levels[[1]]$range)
