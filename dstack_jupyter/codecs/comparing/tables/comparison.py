"""Two tables that were compared: which rows and cells differ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from dstack_jupyter.codecs.comparing.base import LIMIT
from dstack_jupyter.codecs.comparing.tables.alike import Column, objects_of
from dstack_jupyter.codecs.comparing.tables.cells import Pair
from dstack_jupyter.codecs.comparing.tables.matching import Matching
from dstack_jupyter.codecs.comparing.tables.schema import column_changes
from dstack_jupyter.codecs.comparing.tables.shown import shown_rows
from dstack_jupyter.codecs.comparing.tables.side import Mark, Side
from dstack_jupyter.codecs.tables import values
from dstack_jupyter.model.diffs import ColumnChange, TableChanges

if TYPE_CHECKING:
    import pandas as pd

MatchedBy = Literal["key", "index", "content"]


class TableComparison:
    """What differs between two tables.

    Attributes
    ----------
    old, new
        The two tables.
    matching
        Which row is which.
    matched_by, keys
        What rows were recognised by, and the columns or levels of a key or index.
    """

    def __init__(
        self,
        old: Side,
        new: Side,
        pairs: dict[Mark, Pair],
        matching: Matching,
        matched_by: MatchedBy,
        keys: Sequence[Mark],
        tolerance: float,
    ) -> None:
        self.old, self.new = old, new
        self.matching, self.matched_by, self.keys = matching, matched_by, tuple(keys)
        self._pairs, self._tolerance = pairs, tolerance

    @property
    def columns(self) -> list[ColumnChange]:
        """Columns and levels of the index that were added or removed, are of another type, or stand elsewhere."""
        return column_changes(self.old.headings, self.new.headings)

    @cached_property
    def differing(self) -> dict[Mark, Any]:
        """For each column that has changed cells, whether each matched row has one."""
        rows = self.matching.old, self.matching.new
        masks = {mark: pair.differ(*rows, self._tolerance) for mark, pair in self._pairs.items()}
        return {mark: mask for mark, mask in masks.items() if mask.any()}

    @cached_property
    def changed_rows(self) -> Any:
        """Which of the matched rows have a changed cell, as positions in `matching`."""
        import numpy as np

        changed = np.zeros(len(self.matching.new), dtype=bool)
        for mask in self.differing.values():
            changed |= mask
        return np.flatnonzero(changed)

    def added(self) -> pd.DataFrame:
        """The rows that only the new table has."""
        return self.new.frame(self.matching.added)

    def removed(self) -> pd.DataFrame:
        """The rows that only the old table has."""
        return self.old.frame(self.matching.removed)

    def changed(self) -> pd.DataFrame:
        """The changed cells, one in a row: the key of their row, the column, the old value and the new one.

        Without a key the row is told by its place in both tables, counted from 0.
        """
        import numpy as np
        import pandas as pd

        masks = self.differing
        places = {mark: np.flatnonzero(mask) for mark, mask in masks.items()}
        every = np.concatenate([*places.values(), np.array([], dtype="int64")])
        order = np.argsort(every, kind="stable")
        cells = [
            [label for mark, rows in places.items() for label in [self.new.label(mark)] * len(rows)],
            [value for mark, rows in places.items() for value in _objects(self.old, mark, self.matching.old[rows])],
            [value for mark, rows in places.items() for value in _objects(self.new, mark, self.matching.new[rows])],
        ]
        names, columns = self._row_labels(every[order])
        columns += [_objects_array(cell)[order] for cell in cells]
        frame = pd.DataFrame(dict(enumerate(columns)))
        return frame.set_axis(pd.Index([*names, "column", "old", "new"], dtype=object, tupleize_cols=False), axis=1)

    def changes(self, limit: int = LIMIT) -> TableChanges:
        """What differs, with the first `limit` rows of each kind."""
        headings, rows = shown_rows(self, limit)
        return TableChanges(
            columns=self.columns,
            notes=self._notes(),
            matched_by=self.matched_by,
            key=[self.new.headings[mark].name for mark in self.keys],
            old_rows=self.old.rows,
            new_rows=self.new.rows,
            added=len(self.matching.added),
            removed=len(self.matching.removed),
            changed=len(self.changed_rows),
            reordered=self.matching.reordered,
            cells=self._cell_counts(),
            headings=headings,
            shown=rows,
        )

    def _cell_counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for mark, mask in self.differing.items():
            name = self.new.headings[mark].name
            counts[name] = counts.get(name, 0) + int(mask.sum())
        return counts

    def _row_labels(self, places: Any) -> tuple[list[Any], list[Any]]:
        """The names and the values that tell matched rows apart."""
        old, new = self.matching.old[places], self.matching.new[places]
        if not self.keys:
            return ["old_row", "new_row"], [old, new]
        names = [
            self.new.headings[mark].name if self.new.label(mark) is None else self.new.label(mark) for mark in self.keys
        ]
        return names, [_objects_array(_objects(self.new, mark, new)) for mark in self.keys]

    def _notes(self) -> list[str]:
        old, new = self.old.envelope, self.new.envelope
        notes = []
        if old.object != new.object:
            notes.append(f"is a {new.object} (was a {old.object})")
        if values.to_text(values.from_json(old.attrs)) != values.to_text(values.from_json(new.attrs)):
            notes.append("other attrs")
        if _axis_names(old.column_labels) != _axis_names(new.column_labels):
            notes.append("another name of the columns")
        return notes


def _objects(side: Side, mark: Mark, rows: Any) -> list[Any]:
    import pyarrow as pa

    column = side.column(mark)
    return objects_of(Column(column.field.take(pa.array(rows)), column.spec))


def _objects_array(objects: list[Any]) -> Any:
    """The objects as they are: numpy would make a table of lists."""
    import numpy as np

    array = np.empty(len(objects), dtype=object)
    for place, value in enumerate(objects):
        array[place] = value
    return array


def _axis_names(axis: dict[str, Any] | None) -> list[Any]:
    return [level["name"] for level in (axis or {}).get("levels", []) if level["name"] is not None]
