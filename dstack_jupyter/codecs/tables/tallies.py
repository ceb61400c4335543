"""What is known of the values of a column when some of its rows were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import cells
from dstack_jupyter.codecs.tables.kinds import Spec

if TYPE_CHECKING:
    import pyarrow as pa

MOST_DISTINCT = 10_000
"""Distinct values are counted up to this."""

FREQUENT = 5
"""How many of the most frequent values are said."""

BINS = 20
"""Bins of a histogram, at most."""


class Tally:
    """What is known of a column so far."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._nulls = self._present = 0
        self._sum: float | None = None
        # Moments are summed up from the first one, since a float does not hold them exactly.
        self._origin = 0
        self._ends: pa.Array | None = None
        self._counts: pa.Table | None = None
        self._is_countable = True
        self._edges: Any = None
        self._bins: Any = None

    def add(self, column: pa.ChunkedArray) -> None:
        """Look at some more values."""
        import pyarrow as pa

        present = _present(column)
        self._nulls += len(column) - len(present)
        self._present += len(present)
        if pa.types.is_dictionary(present.type):
            present = present.cast(present.type.value_type)
        elif len(present) and _has_an_order(self.spec, present.type):
            self._widen(present)
            self._sum_up(present)
        self._count(present)

    @property
    def has_bins(self) -> bool:
        """Whether `bin` is to be called with all the values again."""
        import pyarrow as pa

        return self._ends is not None and _is_number(self._ends.type) and not pa.types.is_decimal(self._ends.type)

    def bin(self, column: pa.ChunkedArray) -> None:
        """Sort some values into the bins of the histogram."""
        import numpy as np

        numbers = _numbers(_present(column))
        numbers = numbers[np.isfinite(numbers)] if numbers.dtype.kind == "f" else numbers
        if self._bins is None:
            self._edges = self._edges_of_bins()
            self._bins = np.zeros(max(len(self._edges) - 1, 0), int)
        if len(self._bins):
            self._bins += np.histogram(numbers, self._edges)[0]

    def said(self) -> dict[str, Any]:
        """The parts of a `ColumnSummary`."""
        first, last = (None, None) if self._ends is None else self._cells(self._ends)
        return {
            "nulls": self._nulls,
            "distinct": len(self._counts) if self._is_countable and self._counts is not None else None,
            "minimum": first,
            "maximum": last,
            "mean": self._mean(),
            "frequent": self._frequent(),
            "histogram": self._histogram(),
        }

    def _widen(self, present: pa.ChunkedArray) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        found = _ends(pc.min_max(present))
        self._ends = found if self._ends is None else _ends(pc.min_max(pa.concat_arrays([self._ends, found])))

    def _sum_up(self, present: pa.ChunkedArray) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        if pa.types.is_temporal(present.type):
            numbers = _numbers(present)
            self._origin = int(numbers[0]) if self._sum is None else self._origin
            self._sum = (self._sum or 0.0) + float((numbers - self._origin).sum(dtype=float))
        elif _is_number(present.type):
            self._sum = (self._sum or 0.0) + pc.sum(present.cast(pa.float64(), safe=False)).as_py()

    def _mean(self) -> Any:
        import pyarrow as pa

        if self._sum is None or self._ends is None:
            return None
        mean = self._sum / self._present
        if pa.types.is_temporal(self._ends.type):
            return self._cells(_like(self._ends.type, [self._origin + round(mean)]))[0]
        return cells.cell(mean)

    def _count(self, present: pa.ChunkedArray) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self._is_countable or self._has_many(present):
            return
        try:
            counted = pa.Table.from_struct_array(pc.value_counts(present))
            if self._counts is not None:
                both = pa.concat_tables([self._counts, counted])
                counted = both.group_by("values").aggregate([("counts", "sum")])
                counted = counted.select(["values", "counts_sum"]).rename_columns(["values", "counts"])
            self._counts = counted
        except (pa.ArrowException, NotImplementedError):
            self._is_countable = False
            return
        self._is_countable = len(self._counts) <= MOST_DISTINCT

    def _has_many(self, present: pa.ChunkedArray) -> bool:
        """Look at the first values alone, so that the many numbers that a million rows have are not counted in vain."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._counts is None and len(present) > 4 * MOST_DISTINCT:
            try:
                first = pc.count_distinct(present.slice(0, 2 * MOST_DISTINCT)).as_py()
            except (pa.ArrowException, NotImplementedError):
                first = 0
            self._is_countable = first <= MOST_DISTINCT
        return not self._is_countable

    def _frequent(self) -> list[dict[str, Any]]:
        if not self._is_countable or self._counts is None or not self._is_named():
            return []
        # Equal counts stay in the order in which the values come.
        top = self._counts.sort_by([("counts", "descending")]).slice(0, FREQUENT)
        values = [cells.cell(value) for value in top["values"].to_pylist()]
        counts = top["counts"].to_pylist()
        return [{"value": value, "count": count} for value, count in zip(values, counts, strict=True)]

    def _is_named(self) -> bool:
        """Whether the values are names of something, rather than sizes."""
        return cells.type_of(self.spec) in ("string", "category", "boolean")

    def _histogram(self) -> dict[str, Any] | None:
        import pyarrow as pa

        if self._bins is None or not len(self._bins) or self._ends is None:
            return None
        if pa.types.is_temporal(self._ends.type):
            edges = self._cells(_like(self._ends.type, [round(float(edge)) for edge in self._edges]))
        else:
            edges = [cells.cell(float(edge)) for edge in self._edges]
        return {"edges": edges, "counts": self._bins.tolist()}

    def _edges_of_bins(self) -> Any:
        import numpy as np

        ends = _numbers(self._ends)
        first, last = map(float, ends)
        if not (np.isfinite(first) and np.isfinite(last) and first < last):
            return np.empty(0)
        if ends.dtype.kind in "iu" and last - first < BINS:
            return np.arange(first, last + 2)
        return np.linspace(first, last, BINS + 1)

    def _cells(self, values: pa.Array) -> list[Any]:
        import pyarrow as pa

        return cells.cells_of(pa.chunked_array([values]), self.spec)


def _present(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    return column.filter(pc.invert(pc.is_null(column, nan_is_null=True)))


def _numbers(values: Any) -> Any:
    """Values as a numpy array of numbers: of dates and times, how many units they are from their beginning."""
    import pyarrow as pa

    if pa.types.is_temporal(values.type):
        width = values.type.bit_width
        values = values.cast(pa.int32() if width == 32 else pa.int64())
    return values.to_numpy(zero_copy_only=False) if isinstance(values, pa.Array) else values.to_numpy()


def _like(type_: pa.DataType, numbers: Sequence[int]) -> pa.Array:
    import pyarrow as pa

    return pa.array(numbers, pa.int32() if type_.bit_width == 32 else pa.int64()).cast(type_)


def _is_number(type_: pa.DataType) -> bool:
    import pyarrow as pa

    kinds = pa.types
    checks = (kinds.is_integer, kinds.is_floating, kinds.is_decimal, kinds.is_temporal)
    return any(check(type_) for check in checks)


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
