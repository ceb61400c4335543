"""Attachments that nobody said more of than their content type."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from typing import Any

from dstack_jupyter.codecs.base import Encoded, Stored
from dstack_jupyter.codecs.display import DISPLAYED, display_of
from dstack_jupyter.model.errors import UnsupportedObject

_PICTURES = ("image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/tiff")
_JSON = ("application/json", "text/json")


class PlainDecoder:
    """Pictures, HTML, JSON and text as the object that a notebook shows best."""

    name = "plain"
    supports = ""
    gives = "PIL images, objects of IPython.display, text, JSON"
    libraries = ("ipython", "pillow")
    applications = ("image",)
    content_types = (*_PICTURES, "image/svg+xml", "text/html", "text/latex", "text/*", *_JSON)
    rank = 900

    def handles(self, obj: object) -> bool:
        """It decodes only."""
        return False

    def encode(self, obj: Any, options: Mapping[str, Any]) -> Encoded:
        """It decodes only."""
        raise UnsupportedObject("the plain decoder encodes nothing")

    def decode(self, stored: Stored) -> Any:
        """A PIL image where PIL is installed, else an object of `IPython.display`; JSON as dicts and lists."""
        content_type = stored.content_type.partition(";")[0]
        if content_type in _JSON:
            return json.loads(bytes(stored.read()))
        if content_type in _PICTURES and importlib.util.find_spec("PIL"):
            from dstack_jupyter.codecs.pil import image_of

            return image_of(stored.read())
        if content_type not in DISPLAYED and content_type.startswith("text/"):
            return bytes(stored.read()).decode("utf-8", "replace")
        return display_of(stored)
