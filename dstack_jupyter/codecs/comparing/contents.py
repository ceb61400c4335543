"""Contents that nothing more is known of, or that are of two kinds."""

from __future__ import annotations

from dataclasses import dataclass

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.comparing.base import LIMIT, How
from dstack_jupyter.model.diffs import ContentChanges


class Contents:
    """Any two contents: what they are, and how long. They are the same where their hashes are."""

    name = "content"

    def takes(self, stored: Stored) -> bool:
        """It takes all."""
        return True

    def compare(self, old: Stored, new: Stored, how: How) -> ContentComparison:
        """The bytes are not read."""
        return ContentComparison(_kind(old), _kind(new))


@dataclass(frozen=True)
class ContentComparison:
    """Two contents by what they are."""

    old: str
    new: str

    def changes(self, limit: int = LIMIT) -> ContentChanges:
        """What is known."""
        return ContentChanges(old=self.old, new=self.new)


def _kind(stored: Stored) -> str:
    return stored.application or stored.content_type
