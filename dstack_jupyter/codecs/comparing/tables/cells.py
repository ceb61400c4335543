"""Where two columns differ, and what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.comparing.tables.alike import Column, alike

if TYPE_CHECKING:
    import pyarrow as pa

_SAMPLE = 10_000
_SEED = 0x9E3779B97F4A7C15
_MISSING = 0x6D697373696E6721
"""What stands for a missing value among bits: any number serves, as long as it is always the same."""


@dataclass(frozen=True)
class Pair:
    """A column of the old table, and the same one of the new."""

    name: str
    old: Column
    new: Column

    @cached_property
    def alike(self) -> tuple[pa.Array, pa.Array]:
        """Both as arrays that can be compared."""
        return alike(self.old, self.new)

    def differ(self, old_rows: Any, new_rows: Any, tolerance: float = 0) -> Any:
        """Whether the cells differ, for pairs of rows: positions or slices. A numpy array."""
        return _differ(_rows(self.alike[0], old_rows), _rows(self.alike[1], new_rows), tolerance)


def row_numbers(pairs: Sequence[Pair]) -> tuple[Any, Any]:
    """A number for each row of both tables, equal exactly where the rows are equal in all these columns."""
    import pandas as pd

    numbers: Any = 0
    for pair in pairs:
        own = _codes(_together(pair.alike))
        numbers = pd.factorize(numbers * (own.max(initial=0) + 1) + own)[0]
    count = len(pairs[0].alike[0])
    return numbers[:count], numbers[count:]


def likely_numbers(pairs: Sequence[Pair], old_rows: Any, new_rows: Any) -> tuple[Any, Any]:
    """A number for each of these rows (positions, or slices), equal where the rows are.

    Rows that differ have the same number with a chance of one in 2 ** 64; that is several times quicker than
    `row_numbers`.
    """
    import numpy as np
    import pandas as pd

    count = _count(old_rows)
    mixed = np.zeros(count + _count(new_rows), dtype="uint64")
    for pair in pairs:
        both = _rows(pair.alike[0], old_rows), _rows(pair.alike[1], new_rows)
        mixed = _mixed(mixed ^ _bits(_together(both)))
    numbers = pd.factorize(mixed)[0]
    return numbers[:count], numbers[count:]


def shared(pair: Pair, old_rows: Any, new_rows: Any) -> float:
    """Which share of the values of some rows, or of a sample of them, stands in the other table's rows as well.

    It is that of the table with fewer of these rows.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    few, many = sorted((pair.alike[0].take(pa.array(old_rows)), pair.alike[1].take(pa.array(new_rows))), key=len)
    sample = few.take(pa.array(range(0, len(few), len(few) // _SAMPLE + 1)))
    return float(pc.mean(pc.is_in(sample, value_set=many)).as_py() or 0)


def _count(rows: Any) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else len(rows)


def _bits(array: pa.Array) -> Any:
    """64 bits for each value, equal exactly where the values are."""
    import numpy as np
    import pyarrow as pa

    kinds = pa.types
    is_number = kinds.is_integer(array.type) or kinds.is_floating(array.type) or kinds.is_timestamp(array.type)
    if not is_number or array.type.bit_width not in (32, 64):
        return _codes(array).astype("uint64")
    values = array.view(f"int{array.type.bit_width}").fill_null(0).to_numpy(zero_copy_only=False)
    bits = values.astype("int64", copy=False).view("uint64")
    return np.where(array.is_null().to_numpy(zero_copy_only=False), np.uint64(_MISSING), _mixed(bits))


def _mixed(bits: Any) -> Any:
    """Bits of which every one depends on every one of the given (the last steps of MurmurHash3)."""
    import numpy as np

    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        bits = (bits ^ (bits >> np.uint64(33))) * np.uint64(factor)
    return bits ^ (bits >> np.uint64(33)) ^ np.uint64(_SEED)


def _codes(array: pa.Array) -> Any:
    """The number of each value among the distinct ones; a missing one has a number, too."""
    return array.dictionary_encode(null_encoding="encode").indices.to_numpy().astype("int64")


def _together(arrays: Sequence[pa.Array]) -> pa.Array:
    import pyarrow as pa

    return pa.concat_arrays(arrays)


def _differ(old: pa.Array, new: pa.Array, tolerance: float) -> Any:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    unequal = pc.fill_null(pc.not_equal(old, new), False).to_numpy(zero_copy_only=False)
    if tolerance and pa.types.is_floating(old.type):
        near = pc.less_equal(pc.abs(pc.subtract(old, new)), pa.scalar(tolerance, old.type))
        unequal = unequal & ~pc.fill_null(near, False).to_numpy(zero_copy_only=False)
    one_missing = np.not_equal(*(side.is_null().to_numpy(zero_copy_only=False) for side in (old, new)))
    return unequal | one_missing


def _rows(array: pa.Array, rows: Any) -> pa.Array:
    import pyarrow as pa

    if isinstance(rows, slice):
        return array.slice(rows.start, rows.stop - rows.start)
    return array.take(pa.array(rows))
