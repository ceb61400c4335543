"""Which comparison two attachments have, by what they are."""

from __future__ import annotations

import importlib
from functools import cache

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.comparing.base import Comparer, Comparison, How
from dstack_jupyter.codecs.faults import in_words
from dstack_jupyter.model.errors import UnsupportedObject

_KINDS = (
    "tables.comparer.Tables",
    "notebooks.Notebooks",
    "figures.Figures",
    "folders.Folders",
    "texts.Texts",
    "pictures.Pictures",
    "contents.Contents",
)


def compare(old: Stored, new: Stored, how: How | None = None) -> Comparison:
    """Compare two contents by the first kind that takes both; the last one takes all.

    Raises `InvalidValue` for a key that does not tell the rows of a table apart.
    """
    *kinds, last = [kind for kind in comparers() if kind.takes(old) and kind.takes(new)]
    for kind in kinds:
        try:
            with in_words(old, new):
                return kind.compare(old, new, how or How())
        except UnsupportedObject:  # a text that is no notebook can still be compared as a text
            continue
    return last.compare(old, new, how or How())


@cache
def comparers() -> tuple[Comparer, ...]:
    """All kinds, in the order in which they are asked."""
    return tuple(_made(name) for name in _KINDS)


def _made(dotted: str) -> Comparer:
    module, _, name = dotted.rpartition(".")
    made: Comparer = getattr(importlib.import_module(f"dstack_jupyter.codecs.comparing.{module}"), name)()
    return made
