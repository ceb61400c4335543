"""The first rows that differ, as cells of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.comparing.tables.side import Mark, Side
from dstack_jupyter.codecs.tables.cells import cells_of
from dstack_jupyter.model.diffs import RowChange

if TYPE_CHECKING:
    from dstack_jupyter.codecs.comparing.tables.comparison import TableComparison

MAX_HEADINGS = 100
"""Columns of a row that is shown: those of the key, those with changed cells, then the others."""
MAX_TEXT = 1000
"""Characters of a cell that is shown."""


def shown_rows(compared: TableComparison, limit: int) -> tuple[list[str], list[RowChange]]:
    """The names of the columns, and at most `limit` rows of each kind, in the order in which they stand."""
    matching, changed = compared.matching, compared.changed_rows[:limit]
    marks = _marks(compared)
    rows = [
        *_changed(compared, marks, changed),
        *_one_sided(compared.new, marks, matching.added[:limit], "added"),
        *_one_sided(compared.old, marks, matching.removed[:limit], "removed"),
    ]
    return [_name(compared, mark) for mark in marks], sorted(rows, key=_place)


def _marks(compared: TableComparison) -> list[Mark]:
    every = dict.fromkeys([*compared.keys, *compared.new.specs, *compared.old.specs])
    first = dict.fromkeys([*compared.keys, *compared.differing])
    kept = set(list(dict.fromkeys([*first, *every]))[:MAX_HEADINGS])
    return [mark for mark in every if mark in kept]


def _name(compared: TableComparison, mark: Mark) -> str:
    side = compared.new if mark in compared.new.specs else compared.old
    return side.headings[mark].name


def _changed(compared: TableComparison, marks: list[Mark], places: Any) -> list[RowChange]:
    matching, differing = compared.matching, compared.differing
    old_rows, new_rows = matching.old[places], matching.new[places]
    old, new = _cells(compared.old, marks, old_rows), _cells(compared.new, marks, new_rows)
    return [
        RowChange(
            change="changed",
            old_row=int(old_rows[number]),
            new_row=int(new_rows[number]),
            old=old[number],
            new=new[number],
            cells=[at for at, mark in enumerate(marks) if mark in differing and differing[mark][place]],
        )
        for number, place in enumerate(places)
    ]


def _one_sided(side: Side, marks: list[Mark], rows: Any, change: Any) -> list[RowChange]:
    name = "new" if change == "added" else "old"
    cells = _cells(side, marks, rows)
    return [
        RowChange(change=change, **{f"{name}_row": int(row), name: own}) for row, own in zip(rows, cells, strict=True)
    ]


def _cells(side: Side, marks: list[Mark], rows: Any) -> list[list[Any]]:
    """The cells of some rows; null in the columns that the table does not have."""
    import pyarrow as pa

    taken = pa.array(rows)
    columns = []
    for mark in marks:
        if mark in side.specs:
            column = side.column(mark)
            columns.append([_cut(cell) for cell in cells_of(column.field.take(taken), column.spec)])
        else:
            columns.append([None] * len(rows))
    return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in rows]


def _cut(cell: Any) -> Any:
    return f"{cell[:MAX_TEXT]}…" if isinstance(cell, str) and len(cell) > MAX_TEXT else cell


def _place(row: RowChange) -> tuple[int, int]:
    return (row.old_row or 0, 0) if row.new_row is None else (row.new_row, 1)
