"""The words of dstack as types. Imports nothing of this package."""
