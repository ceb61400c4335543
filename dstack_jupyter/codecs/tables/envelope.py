"""The envelope of a table: what a Parquet file does not say about the object that it was.

It stands in the file's metadata under the key ``dstack.table`` as JSON; docs/table-envelope.md describes it
for other languages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dstack_jupyter.codecs.tables.kinds import Spec
from dstack_jupyter.model.errors import UnsupportedObject

KEY = "dstack.table"
VERSION = 1
MAX_LENGTH = 64 << 20
"""Readers of Parquet give up on a text in the metadata that is longer than 100 MB."""
POSITION = "__dstack_position__"
"""The hidden field that holds the row's position in the table that a `by=` push cut into groups."""


@dataclass(frozen=True)
class Envelope:
    """What restores a table.

    Attributes
    ----------
    object
        What it was: ``"pandas.DataFrame"``, ``"polars.DataFrame"``, ...
    columns
        One per column, in order: `field` (its name in the file), `label` (typed JSON) and its spec.
    rows
        How many rows the whole table has; None where it was streamed.
    index, column_labels
        The two axes of a pandas frame, see `axes`.
    attrs, flags
        As pandas has them; `attrs` as typed JSON.
    hidden
        Fields that are not part of the table.
    """

    object: str
    columns: list[Spec]
    rows: int | None = None
    index: Spec | None = None
    column_labels: Spec | None = None
    attrs: Any = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """The envelope as a file holds it: JSON without what is empty."""
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        kept = {name: part for name, part in parts.items() if name == "columns" or part not in (None, {}, ())}
        return json.dumps({"version": VERSION, **kept}, separators=(",", ":"))

    @classmethod
    def from_metadata(cls, metadata: Mapping[bytes, bytes] | None) -> Envelope | None:
        """The envelope of a file; None where it has none.

        Raises `UnsupportedObject` for a version that a newer release wrote.
        """
        text = (metadata or {}).get(KEY.encode())
        if text is None:
            return None
        try:
            parts = json.loads(text)
            if parts["version"] > VERSION:
                raise _newer(parts["version"])
            known = {name: part for name, part in parts.items() if name in cls.__dataclass_fields__}
            return cls(**{**known, "hidden": tuple(known.get("hidden", ()))})
        except UnsupportedObject:
            raise
        except (ValueError, TypeError, KeyError, AttributeError) as reason:
            raise _damaged(reason) from reason

    def __post_init__(self) -> None:
        levels = (self.index or {}).get("levels", [])
        if not all({"field", "label", "kind"} <= spec.keys() for spec in self.columns):
            raise ValueError("a column lacks its field, label or kind")
        if not all({"name", "kind"} <= level.keys() for level in levels):
            raise ValueError("a level of the index lacks its name or kind")

    def of_group(self) -> Envelope:
        """The envelope of a part of the table, whose rows say where they stood."""
        return replace(self, hidden=(*self.hidden, POSITION))

    def fields(self) -> dict[str, Spec]:
        """All fields that are shown, by name: the levels of the index, then the columns."""
        levels = [level for level in (self.index or {}).get("levels", []) if "field" in level]
        return {spec["field"]: spec for spec in (*levels, *self.columns)}


def _newer(version: object) -> UnsupportedObject:
    return UnsupportedObject(
        f"the table was written by a newer release (envelope {version}, this one reads {VERSION}); "
        "update dstack-jupyter to read it"
    )


def _damaged(reason: Exception) -> UnsupportedObject:
    return UnsupportedObject(f"the envelope of the table is not as docs/table-envelope.md says: {reason!r}")
