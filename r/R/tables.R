# In which form tables travel: the typed form, which needs no other package, and Parquet where that is large.

PARQUET <- "application/vnd.apache.parquet"

# Cells from which on a table is Parquet, where a package writes and reads it.
LARGE <- 5e5

encode_table <- function(flat, x, settings) {
  cells <- as.numeric(nrow(x)) * length(flat$fields)
  made <- if (cells >= LARGE) to_parquet(flat, settings)
  if (!is.null(made)) {
    return(made)
  }
  if (cells > MOST_CELLS) {
    refuse(
      "the table has ", format(cells, big.mark = ","), " cells, and at most ", format(MOST_CELLS, big.mark = ","),
      " travel without Parquet: install.packages(\"arrow\"), or push it in parts with by ="
    )
  }
  text_content(typed_text(flat), content_type = TYPED, settings = settings)
}

# The fields and the envelope of a table, which may be in groups.
read_tables <- function(pulled) {
  read <- lapply(pulled, read_table)
  if (length(read) == 1) read[[1]] else joined(read)
}

# The data frame of what was read.
table_in <- function(read, int64 = "fit") {
  shown <- setdiff(names(read$fields), unlist(read$envelope[["hidden"]]))
  in_words(table_of(read$fields[shown], read$envelope, int64))
}

read_table <- function(pulled) {
  if (identical(bare_type(pulled), TYPED)) {
    return(typed_read(text_in(fetched_bytes(pulled))))
  }
  is_large <- pulled$attachment$content$length > LARGE && identical(bare_type(pulled), PARQUET)
  read <- if (is_large) from_parquet(pulled)
  if (!is.null(read)) {
    return(read)
  }
  tryCatch(
    typed_read(text_in(fetched_as(pulled, "typed"))),
    dstack_unsupported_object = function(error) {
      advice <- if (is_large && is.null(parquet_package())) "; in R: install.packages(\"arrow\")" else ""
      signal(paste0(conditionMessage(error), advice), error$code, error$status)
    }
  )
}
