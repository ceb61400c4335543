"""The envelope of a table: what a Parquet file does not say about the object that it was.

It stands in the file's metadata under the key ``dstack.table`` as JSON; docs/table-envelope.md describes it
for other languages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from dstack_jupyter.codecs.tables.kinds import FAULTS, Spec, damaged
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa

KEY = "dstack.table"
VERSION = 1
MAX_LENGTH = 64 << 20
"""Readers of Parquet give up on a text in the metadata that is longer than 100 MB."""
POSITION = "__dstack_position__"
"""The hidden field that holds the row's position in the table that a `by=` push cut into groups."""
ENDLESS = 1 << 40
"""How many rows the range of a group has: more than there are in a table."""

T = TypeVar("T")


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
        How many rows the table has; None where it was streamed, and for a group of it.
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
        except FAULTS as reason:
            raise damaged(reason) from reason

    def __post_init__(self) -> None:
        levels = (self.index or {}).get("levels", [])
        if not all({"field", "label", "kind"} <= spec.keys() for spec in self.columns):
            raise ValueError("a column lacks its field, label or kind")
        if not all({"name", "kind"} <= level.keys() for level in levels):
            raise ValueError("a level of the index lacks its name or kind")
        names = [spec[key] for spec in (*levels, *self.columns) for key in ("field", "kind") if key in spec]
        if not all(isinstance(name, str) for name in (self.object, *names)):
            raise ValueError("an object, field or kind is no text")

    def of_group(self) -> Envelope:
        """The envelope of a part of the table, whose rows say where they stood.

        It says nothing of how many there are in all, so that a part stays the same when another one grows.
        """
        return replace(self, rows=None, index=_stopping(self.index, None), hidden=(*self.hidden, POSITION))

    def of_whole(self, whole: Mapping[str, Any]) -> Envelope:
        """The envelope of all parts together, of that of a part and the `whole` of the table.

        Raises `UnsupportedObject` for a whole that is none.
        """
        try:
            return replace(self, rows=int(whole["rows"]), index=_stopping(self.index, whole.get("stop")))
        except FAULTS as reason:
            raise damaged(reason) from reason

    @property
    def whole(self) -> dict[str, int]:
        """What is left out of the envelope of a part: the number of rows, and where a range that is the index stops."""
        range_ = _range_of(self.index)
        return {"rows": self.rows or 0, **({} if range_ is None else {"stop": range_[1]})}

    def fields(self) -> dict[str, Spec]:
        """All fields that are shown, by name: the levels of the index, then the columns."""
        levels = [level for level in (self.index or {}).get("levels", []) if "field" in level]
        return {spec["field"]: spec for spec in (*levels, *self.columns)}


def by_envelope(restored: Callable[[pa.Table, Envelope], T]) -> Callable[[pa.Table, Envelope], T]:
    """A function that makes something of a table by its envelope; it raises `UnsupportedObject` for a damaged one."""

    @wraps(restored)
    def checked(table: pa.Table, envelope: Envelope) -> T:
        try:
            return restored(table, envelope)
        except UnsupportedObject:
            raise
        except FAULTS as reason:
            raise damaged(reason) from reason

    return checked


def _range_of(index: Spec | None) -> list[int] | None:
    levels = (index or {}).get("levels") or [{}]
    return levels[0].get("range")  # type: ignore[no-any-return]


def _stopping(index: Spec | None, stop: int | None) -> Spec | None:
    """The axis whose range, where it has one, stops there; None for a stop that the rows of no table reach."""
    range_ = _range_of(index)
    if index is None or range_ is None:
        return index
    start, _, step = range_
    first, *others = index["levels"]
    end = start + step * ENDLESS if stop is None else stop
    return {**index, "levels": [{**first, "range": [start, end, step]}, *others]}


def _newer(version: object) -> UnsupportedObject:
    return UnsupportedObject(
        f"the table was written by a newer release (envelope {version}, this one reads {VERSION}); "
        "update dstack-jupyter to read it"
    )
