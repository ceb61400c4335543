# In which form tables travel: the typed form, which needs no other package, and Parquet where that is large.

PARQUET <- "application/vnd.apache.parquet"

# Cells from which on a table is Parquet, where a package writes and reads it.
LARGE <- 5e5

encode_table <- function(flat, x, settings) {
  cells <- as.numeric(nrow(x)) * length(flat$fields)
  package <- if (cells >= LARGE) parquet_package()
  made <- if (!is.null(package)) or_null_of(parquet[[package]]$encode(flat, x, settings))
  if (!is.null(made)) {
    return(made)
  }
  if (cells > MOST_CELLS) {
    refuse(
      "the table has ", format(cells, big.mark = ","), " cells, and at most ", format(MOST_CELLS, big.mark = ","),
      " travel without Parquet: install.packages(\"nanoparquet\"), or push it in parts with by ="
    )
  }
  text_content(typed_text(flat), content_type = TYPED, settings = settings)
}

# The fields and the envelope of an attachment that is a table.
read_table <- function(pulled) {
  if (identical(bare_type(pulled), TYPED)) {
    return(typed_read(text_in(fetched_bytes(pulled))))
  }
  is_large <- pulled$attachment$content$length > LARGE && identical(bare_type(pulled), PARQUET)
  package <- if (is_large) parquet_package()
  read <- if (!is.null(package)) or_null_of(parquet_read(fetched_file(pulled), package))
  if (!is.null(read)) {
    return(read)
  }
  tryCatch(
    typed_read(text_in(fetched_as(pulled, "typed"))),
    dstack_unsupported_object = function(error) {
      advice <- if (is_large) "; in R: install.packages(\"nanoparquet\")" else ""
      signal(paste0(conditionMessage(error), advice), error$code, error$status)
    }
  )
}

# A package for Parquet may lack a type, as that of nested values; the typed form has all of them.
or_null_of <- function(made) {
  tryCatch(made, dstack_error = stop, error = function(error) NULL)
}
