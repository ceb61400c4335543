"""Whole stores, kept beside and brought back."""
