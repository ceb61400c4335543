"""Whole stacks and dashboards on their way to another store, through a file or straight."""
