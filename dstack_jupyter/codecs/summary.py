"""What a stored table is like: its columns, their types, and what may be said of their values in a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.rows import RowsColumn

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_000_000
"""Rows that are looked at unless one says otherwise."""

MOST_DISTINCT = 10_000
"""Distinct values are counted up to this."""


class ColumnSummary(RowsColumn):
    """A column, and its values in the rows that were looked at.

    `nulls` are missing, NaN included; `distinct` counts the others, and is null where there are more than 10,000 or
    they cannot be compared. `minimum` and `maximum` are cells as rows have them, of values that have an order; `mean`
    is that of numbers.
    """

    nulls: int
    distinct: int | None = None
    minimum: Any = None
    maximum: Any = None
    mean: float | str | None = None


class TableSummary(BaseModel):
    """A table of `total` rows, of which the first `seen` were looked at."""

    columns: list[ColumnSummary]
    total: int
    seen: int


def summarize(source: Stored, most_rows: int = MOST_ROWS) -> TableSummary:
    """Look at the first rows of a Parquet, Arrow or CSV attachment, a row group at a time.

    Raises `UnsupportedObject` for an attachment that is no table.
    """
    from dstack_jupyter.codecs.rows import column_of
    from dstack_jupyter.codecs.tables.paging import pages_of

    pages = pages_of(source)
    tallies = {key: _Tally(spec) for key, spec in pages.specs.items()}
    seen = 0
    for part in pages.fields(list(pages.specs)):
        looked_at = part.slice(0, most_rows - seen)
        for key, tally in tallies.items():
            tally.add(looked_at[key])
        seen += len(looked_at)
        if seen >= most_rows:
            break
    columns = [
        ColumnSummary(**column_of(key, tally.spec, pages).model_dump(), **tally.said())
        for key, tally in tallies.items()
    ]
    return TableSummary(columns=columns, total=pages.total, seen=seen)


@dataclass
class _Tally:
    """What is known of a column so far."""

    spec: dict[str, Any]
    nulls: int = 0
    count: int = 0
    sum: float | None = None
    ends: pa.Array | None = None
    values: pa.Array | None = None
    is_countable: bool = True

    def add(self, column: pa.ChunkedArray) -> None:
        """Look at some more values."""
        import pyarrow as pa
        import pyarrow.compute as pc

        missing = pc.is_null(column, nan_is_null=True)
        present = column.filter(pc.invert(missing))
        self.nulls += len(column) - len(present)
        if pa.types.is_dictionary(present.type):
            present = present.cast(present.type.value_type)
        elif len(present) and _has_an_order(self.spec, present.type):
            self._widen(present)
            self._sum_up(present)
        self._count(present)

    def said(self) -> dict[str, Any]:
        """The parts of a `ColumnSummary`."""
        from dstack_jupyter.codecs.tables import cells

        first, last = (None, None) if self.ends is None else cells.cells_of(_chunked(self.ends), self.spec)
        return {
            "nulls": self.nulls,
            "distinct": len(self.values) if self.is_countable and self.values is not None else None,
            "minimum": first,
            "maximum": last,
            "mean": None if self.sum is None else cells.cell(self.sum / self.count),
        }

    def _widen(self, present: pa.ChunkedArray) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        found = _ends(pc.min_max(present))
        self.ends = found if self.ends is None else _ends(pc.min_max(pa.concat_arrays([self.ends, found])))

    def _sum_up(self, present: pa.ChunkedArray) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        kinds = pa.types
        if kinds.is_integer(present.type) or kinds.is_floating(present.type) or kinds.is_decimal(present.type):
            self.sum = (self.sum or 0.0) + pc.sum(present.cast(pa.float64(), safe=False)).as_py()
            self.count += len(present)

    def _count(self, present: pa.ChunkedArray) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self.is_countable:
            return
        try:
            new = pc.unique(present)
            self.values = new if self.values is None else pc.unique(pa.concat_arrays([self.values, new]))
        except (pa.ArrowException, NotImplementedError):
            self.is_countable = False
            return
        self.is_countable = len(self.values) <= MOST_DISTINCT


def _has_an_order(spec: dict[str, Any], type_: pa.DataType) -> bool:
    import pyarrow as pa

    kinds = pa.types
    if spec["kind"] in ("geometry", "category") or spec.get("of") == "json":
        return False
    checks = (
        kinds.is_integer,
        kinds.is_floating,
        kinds.is_decimal,
        kinds.is_boolean,
        kinds.is_string,
        kinds.is_large_string,
        kinds.is_date,
        kinds.is_time,
        kinds.is_timestamp,
        kinds.is_duration,
    )
    return not kinds.is_float16(type_) and any(check(type_) for check in checks)


def _ends(both: pa.StructScalar) -> pa.Array:
    """The least and the greatest value."""
    import pyarrow as pa

    return pa.concat_arrays([pa.repeat(both[name], 1) for name in ("min", "max")])


def _chunked(values: pa.Array) -> pa.ChunkedArray:
    import pyarrow as pa

    return pa.chunked_array([values])
