"""The HTTP interface ``dstack/api/v1``: resources, raw bytes, cursors and ETags."""
