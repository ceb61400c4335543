#' Push and pull tables, plots and models as stacks
#'
#' Begin with [configure()], [dstack_push()] and [dstack_pull()]; `vignette("dstack")` shows more. The functions of 2020
#' are there as they were: [push_frame()], [create_frame()], [pull()].
#'
#' @keywords internal
"_PACKAGE"
