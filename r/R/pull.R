#' Pull an object
#'
#' Gives what was pushed: a data frame (a tibble or data.table where it was one), a text, an R object, or the path of a
#' copy of a file. What Python pushed comes as what R has for it.
#'
#' @param stack The name of a stack: `"sales"`, `"/alice/sales"`, or with a tag or number `"sales@prod"`.
#' @param ... Params of the attachment that is wanted, where the frame has several: `country = "FR", year = 2020`.
#' @param frame Which frame: its number, its id or a tag; the head where nothing is said.
#' @param params A named list of params, beside those in `...`.
#' @param all All attachments with these params: a list, each with `params`, `description` and `value`.
#' @param to The path of a file to which the bytes are streamed as they are stored; it is returned.
#' @param trust `TRUE` reads RDS, which may run code of whoever pushed it.
#' @param int64 What integers of 64 bits become: `"fit"` is integer where all of them fit, else integer64 (double where
#'   the package bit64 is not installed); `"integer64"` and `"double"` are always that.
#' @param profile The name of a profile, see [configure()].
#' @return The object.
#' @export
#' @examples
#' \dontrun{
#' dstack_pull("sales", country = "FR")
#' dstack_pull("sales", frame = 3)
#' dstack_pull("model", trust = TRUE)
#' }
dstack_pull <- function(stack, ..., frame = NULL, params = NULL, all = FALSE, to = NULL, trust = FALSE,
                        int64 = c("fit", "integer64", "double"), profile = NULL) {
  no_beginnings()
  int64 <- match.arg(int64)
  found <- matching(stack, frame, params_of(params, list(...)), profile)
  if (all && !is.null(to)) {
    refuse("all = TRUE and to = do not go together; pull one attachment to a file")
  }
  if (all) {
    return(lapply(found$pulled, function(one) {
      attachment <- one$attachment
      list(params = attachment$params, description = attachment$description, value = decoded(one, trust, int64))
    }))
  }
  if (is.null(to) && are_groups(found$pulled)) {
    return(table_in(read_tables(found$pulled), int64))
  }
  one <- the_one(found)
  if (is.null(to)) decoded(one, trust, int64) else fetched_file(one, to)
}

# The frame of a stack, and those of its attachments that have the params.
matching <- function(stack, frame, wanted, profile) {
  client <- client_of(profile)
  path <- frame_path_of(client, stack, frame)
  answer <- ask(client, "GET", frame_at(path, path$frame, "pull"))
  attachments <- lapply(answer$frame$attachments, function(one) {
    one$params <- params_read(one$params)
    one
  })
  note_input(client, path, answer$frame)
  fits <- vapply(attachments, function(one) matches(one$params, wanted), NA)
  if (!any(fits)) {
    signal(no_match(path, answer$frame, attachments, wanted), "no_match")
  }
  pulled <- lapply(attachments[fits], new_pulled, client, path, answer)
  list(path = path, wanted = wanted, pulled = pulled)
}

new_pulled <- function(attachment, client, path, answer) {
  at <- frame_at(path, answer$frame$id, "attachments", attachment$index, "content")
  inside <- answer$contents[[attachment$content$sha256]]
  list(client = client, attachment = attachment, at = at, inside = inside)
}

note_input <- function(client, path, frame) {
  if (is.null(client$token)) {
    return(invisible(NULL))
  }
  state$inputs[[frame$id]] <- list(
    store = me_of(client)$store, user = path$user, name = path$name, number = frame$number, frame = frame$id
  )
  state$inputs <- utils::tail(state$inputs, 1000)
}

# The attachment that is meant, where several have the params: the one that has no others.
the_one <- function(found) {
  pulled <- found$pulled
  if (length(pulled) > 1) {
    exact <- Filter(function(one) setequal(names(one$attachment$params), names(found$wanted)), pulled)
    if (length(exact) != 1) {
      signal(several(found), "ambiguous_params")
    }
    pulled <- exact
  }
  pulled[[1]]
}

no_match <- function(path, frame, attachments, wanted) {
  there <- vapply(attachments, function(one) {
    if (length(one$params)) described(one$params) else "one without params"
  }, "")
  paste0(
    "frame ", frame$number, " of ", path$name, " has no attachment with ", described(wanted), "; it has ",
    paste(utils::head(there, 12), collapse = "; ")
  )
}

several <- function(found) {
  all_params <- lapply(found$pulled, function(one) one$attachment$params)
  keys <- setdiff(unique(unlist(lapply(all_params, names))), names(found$wanted))
  values <- vapply(keys, function(key) {
    texts <- unlist(lapply(all_params, function(params) if (key %in% names(params)) param_text(params[[key]])))
    paste0(key, " (", listed(unique(texts)), ")")
  }, "")
  paste0(
    found$path$name, " has ", length(found$pulled), " attachments",
    if (length(found$wanted)) paste0(" with ", described(found$wanted)),
    "; say which by ", paste(values, collapse = ", "), ", or take all of them with all = TRUE"
  )
}
