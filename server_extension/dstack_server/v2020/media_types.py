"""The short names of types that the R client sends, and the one of each type as answers have it."""

from __future__ import annotations

from typing import NamedTuple


class MediaType(NamedTuple):
    """What bytes are, and who can read them."""

    content_type: str
    application: str | None = None


_LEGACY = {
    "text/csv": MediaType("text/csv"),
    "plotly": MediaType("text/json", "plotly"),
    "bokeh": MediaType("text/json", "bokeh"),
    "image/png": MediaType("image/png", "image"),
    "image/jpg": MediaType("image/jpeg", "image"),
    "image/jpeg": MediaType("image/jpeg", "image"),
    "image/svg": MediaType("image/svg+xml", "image"),
    "image/svg+xml": MediaType("image/svg+xml", "image"),
}


def media_type_of(legacy: str) -> MediaType:
    """What a short name means; one that is not known is a content type itself."""
    return _LEGACY.get(legacy, MediaType(legacy))


def legacy_of(content_type: str, application: str | None) -> str:
    """The short name in an answer."""
    return application if application in ("plotly", "bokeh") else content_type
