"""What a kind of comparison is: it takes two contents that it knows, and tells what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.model.diffs import (
    ContentChanges,
    FigureChanges,
    NotebookChanges,
    PictureChanges,
    TableChanges,
    TextChanges,
)

AnyChanges = TableChanges | TextChanges | NotebookChanges | PictureChanges | FigureChanges | ContentChanges

LIMIT = 100
"""Rows of each kind, or cells of a notebook, that travel where nobody says another number; of lines ten times this."""


@dataclass(frozen=True)
class How:
    """What the caller wants of a comparison.

    Attributes
    ----------
    key
        Columns, or levels of the index, that tell the rows of a table apart.
    tolerance
        Floats that differ by no more than this are equal.
    """

    key: tuple[Any, ...] = ()
    tolerance: float = 0


class Comparison(Protocol):
    """Two contents that were compared."""

    def changes(self, limit: int = LIMIT) -> AnyChanges:
        """What differs, as data of a limited length."""


class Comparer(Protocol):
    """A kind of contents. Instances are stateless."""

    name: str

    def takes(self, stored: Stored) -> bool:
        """Whether it knows contents of this type; the bytes are not read."""

    def compare(self, old: Stored, new: Stored, how: How) -> Comparison:
        """Read both; raises `UnsupportedObject` where the bytes are not what their type says."""
