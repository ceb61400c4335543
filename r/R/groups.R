# `by =`: a table as one attachment for each group of equal values, and together again. Python does the same, and reads
# it.

groups_of <- function(x, by, params) {
  if (!is.data.frame(x)) {
    refuse("by = cuts a table by its columns; this is ", class(x)[[1]])
  }
  x_plain <- as.data.frame(x)
  check_by(x_plain, by, params)
  keys <- lapply(x_plain[by], function(key) {
    # To `match()` all negative integers of 64 bits are the same.
    comparable <- if (inherits(key, "integer64")) as.character(key) else key
    match(comparable, unique(comparable))
  })
  key <- do.call(paste, unname(keys))
  group <- match(key, unique(key))
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
    values <- field$values()
    field$values <- lazily(values[rows])
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

# The groups as one table in its order. Values come together before it is known what they become, so that integers of
# 64 bits become the same in all groups.
joined <- function(read) {
  names <- names(read[[1]]$fields)
  alike <- vapply(read, function(group) setequal(names(group$fields), names), NA)
  fields <- lapply(names[all(alike)], function(name) do.call(c, lapply(read, function(group) group$fields[[name]])))
  names(fields) <- names[all(alike)]
  positions <- as.numeric(plain(fields[[POSITION]], "double"))
  if (!length(positions) || anyNA(positions) || anyDuplicated(positions)) {
    refuse("the attachments are not groups of one table; pull them one by one, or with all = TRUE")
  }
  fields <- lapply(fields, `[`, order(positions))
  envelope <- read[[1]]$envelope
  envelope[["rows"]] <- length(positions)
  list(fields = fields, envelope = envelope)
}
