"""The library of dstack: keep what a notebook makes, and show it to others."""

__version__ = "0.1.0"
