# In R Markdown and Quarto (knitr) and in Jupyter (IRkernel) results are links, and pictures are shown. The methods are
# registered where those packages are loaded.

link_html <- function(x) {
  lines <- format(x)
  paste0("<p><a href=\"", escaped(x$url), "\" target=\"_blank\" rel=\"noopener\">", escaped(lines[[1]]), "</a></p>")
}

link_markdown <- function(x) {
  words <- gsub("[[:space:]]+", " ", format(x)[[1]])
  paste0("[", gsub("([][\\\\`*_<>&$@{}~^|])", "\\\\\\1", words), "](", x$url, ")")
}

escaped <- function(text) {
  for (one in list(c("&", "&amp;"), c("<", "&lt;"), c(">", "&gt;"), c("\"", "&quot;"))) {
    text <- gsub(one[[1]], one[[2]], text, fixed = TRUE)
  }
  text
}

knit_link <- function(x, ...) knitr::asis_output(paste0("\n\n", link_markdown(x), "\n\n"))

# A picture by its path; of other files the name. knitr writes the path into the page as it is, so that it must not be a
# name that somebody else chose.
knit_path <- function(x, ...) {
  if (!is_picture(x)) {
    return(knitr::normal_print(as.character(x)))
  }
  copy <- tempfile("picture-", fileext = suffix_of(attr(x, "content_type")))
  file.copy(x, copy)
  knitr::include_graphics(copy)
}

is_picture <- function(path) startsWith(attr(path, "content_type") %||% "", "image/")

repr_picture <- function(obj, ...) {
  if (!is_picture(obj)) {
    return(NULL)
  }
  bytes <- readBin(obj, "raw", file.size(obj))
  source <- paste0("data:", attr(obj, "content_type"), ";base64,", openssl::base64_encode(bytes))
  paste0("<img alt=\"", escaped(basename(obj)), "\" src=\"", escaped(source), "\">")
}

linked <- c("dstack_pushed", "dstack_address", "dstack_shared", "dstack_dashboard")

.onLoad <- function(libname, pkgname) {
  register <- function(package, generic, class, method) {
    force(class)
    registered <- function(...) registerS3method(generic, class, method, asNamespace(package))
    setHook(packageEvent(package, "onLoad"), registered)
    if (isNamespaceLoaded(package)) {
      registered()
    }
  }
  for (class in linked) {
    register("knitr", "knit_print", class, knit_link)
    register("repr", "repr_html", class, function(obj, ...) link_html(obj))
    register("repr", "repr_text", class, function(obj, ...) paste(format(obj), collapse = "\n"))
  }
  register("knitr", "knit_print", "dstack_path", knit_path)
  register("repr", "repr_html", "dstack_path", repr_picture)
  register("repr", "repr_text", "dstack_path", function(obj, ...) as.character(obj))
}
