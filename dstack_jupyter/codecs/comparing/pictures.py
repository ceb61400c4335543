"""Pictures, to be seen side by side."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.comparing.base import LIMIT, How
from dstack_jupyter.codecs.comparing.sizes import size_of
from dstack_jupyter.codecs.comparing.texts import content_type_of
from dstack_jupyter.model.diffs import Picture, PictureChanges

_TYPES = ("image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp", "image/avif", "image/svg+xml")
"""What browsers show in an ``<img>``, where no part of a picture can run."""
MAX_LENGTH = 2 << 20
"""Bytes of a picture that travels with a comparison."""


class Pictures:
    """Two pictures of any type that a browser shows."""

    name = "picture"

    def takes(self, stored: Stored) -> bool:
        """Whether it is stored as a picture."""
        return content_type_of(stored) in _TYPES

    def compare(self, old: Stored, new: Stored, how: How) -> PictureComparison:
        """Read both."""
        return PictureComparison(_picture(old), _picture(new))


@dataclass(frozen=True)
class PictureComparison:
    """Two pictures."""

    old: Picture
    new: Picture

    def changes(self, limit: int = LIMIT) -> PictureChanges:
        """Both, with their bytes where they are not too many."""
        return PictureChanges(old=self.old, new=self.new)


def _picture(stored: Stored) -> Picture:
    content, content_type = stored.read(), content_type_of(stored)
    width, height = size_of(content, content_type) or (None, None)
    src = f"data:{content_type};base64,{base64.b64encode(content).decode()}" if len(content) <= MAX_LENGTH else None
    return Picture(content_type=content_type, length=len(content), width=width, height=height, src=src)
