"""``jupyter dstack COMMAND``: what a person or a script types in a shell, a skin over the public API."""
