"""A store that a server has: the verbs of `client.backend` over its HTTP interface."""
