# What a session remembers: profiles that are kept in it alone, and who one is to a server.

state <- new.env(parent = emptyenv())
state$in_place <- list()
state$config <- NULL
state$dstack_dir <- ".dstack"
state$me <- list()
state$said <- character()
state$inputs <- list()
