"""Where a table is cut into row groups: by what stands in its rows, so that a change leaves the other groups alone.

With a cut every so many rows, a row more at the beginning would move every later one into other groups, and not a
byte of the file would be what it was. Here a row ends a group when a hash of its values falls below a threshold, as
in content-defined chunking (Muthitacharoen, Chen and Mazières, "A low-bandwidth network file system", 2001), where the
hash is of the bytes around.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.kinds import whole
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

GROUPS = 96
"""How many groups a table has at most: a change of one place is then in two or three of them, 3 % of the file."""

MOST = 262_144
"""The most rows that a group is planned to have, so that one is read quickly for a page of it."""

STREAMED = 32_768
"""Rows of a group of a table whose length is not known beforehand."""

SAMPLE = 131_072
"""Rows by which it is chosen how the values of a table are laid out."""

_LEAST_BYTES = 256 << 10
_LEAST_COLUMN_BYTES = 48 << 10
"""Smaller groups, and columns of groups, are not worth what is written about each."""

_HEAD = 4096
_SAMPLES = 4
_SAMPLE = 1024
_DISTINCT = 0.9
_KEYS = 8
_SLICE = 65_536


def of_table(table: pa.Table) -> Iterator[pa.Table]:
    """The row groups of a table."""
    rows = planned(len(table), _size_of(table), table.num_columns, GROUPS)
    if 0 < len(table) <= rows // 2:
        yield in_one_piece(table)
        return
    ends = Ends(rows)
    begin, is_whole = 0, all(column.num_chunks <= 1 for column in table.columns)
    for end in ends.of(table.to_batches(max_chunksize=_SLICE)):
        group = table.slice(begin, end - begin)
        yield group if is_whole else in_one_piece(group)
        begin = end


def of_batches(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The row groups of batches as they come, the same however the rows were cut into batches."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    slices = (batch.slice(first, _SLICE) for batch in batches for first in range(0, len(batch), _SLICE))
    head, rest = _split(slices, _HEAD)
    first = pa.Table.from_batches(head, schema).slice(0, _HEAD)
    ends = Ends(planned(STREAMED, _size_of(first) * STREAMED // max(len(first), 1), len(schema), 1))

    def passing() -> Iterator[pa.RecordBatch]:
        for batch in chain(head, rest):
            waiting.append(batch)
            yield batch

    begin = 0
    for end in ends.of(passing()):
        table = pa.Table.from_batches(waiting, schema)
        yield in_one_piece(table.slice(0, end - begin))
        waiting[:] = table.slice(end - begin).to_batches()
        begin = end


def in_one_piece(table: pa.Table) -> pa.Table:
    """The table with one chunk for each column; raises `UnsupportedObject` where its dictionaries have too many values.

    Each batch may have a dictionary of its own, and small numbers for the values of that one alone.
    """
    import pyarrow as pa

    try:
        return table.combine_chunks()
    except pa.ArrowInvalid as reason:
        raise UnsupportedObject(
            f"the batches of the table do not go together: {reason}; give dictionaries larger indices, or cast the "
            "columns to what their values are"
        ) from reason


def planned(rows: int, size: int, columns: int, groups: int) -> int:
    """How many rows a group of a table of so many rows, bytes and columns has on average.

    It grows in steps, so that a table that grows by a little keeps it.
    """
    if not rows or not size:
        return MOST
    least = max(_LEAST_BYTES, _LEAST_COLUMN_BYTES * columns) * rows / size
    wanted = min(max(rows / groups, least, 1), MOST)
    power = 1 << int(wanted).bit_length()
    return next(step for step in (power // 2, power * 3 // 4, power) if step >= wanted)


class Ends:
    """Finds the rows that end a group: one of `rows` on average, at least half as many, at most twice."""

    def __init__(self, rows: int) -> None:
        self._least, self._most = max(rows // 2, 1), 2 * rows
        self._threshold = ((1 << 64) - 1) // self._least
        self._candidates: list[int] = []

    def of(self, batches: Iterable[pa.RecordBatch]) -> Iterator[int]:
        """The ends, in order; each as soon as it is known."""
        head, rest = _split(batches, _HEAD)
        keys = _keys(head)
        begin = seen = 0
        for batch in chain(head, rest):
            self._candidates += (seen + self._ending(batch, keys)).tolist()
            seen += len(batch)
            while seen - begin >= self._most:
                begin = self._next(begin, seen)
                yield begin
        while begin < seen:
            begin = self._next(begin, seen)
            yield begin

    def _next(self, begin: int, seen: int) -> int:
        while self._candidates and self._candidates[0] < begin + self._least:
            self._candidates.pop(0)
        end = self._candidates[0] if self._candidates else seen
        return min(end, begin + self._most, seen)

    def _ending(self, batch: pa.RecordBatch, keys: Sequence[int]) -> Any:
        """The rows after which a group may end, counted from the first one of the batch."""
        import numpy as np

        if not keys:
            return np.empty(0, np.int64)
        hashes = _finished(_hashed([batch.column(key) for key in keys]))
        return np.flatnonzero(hashes < np.uint64(self._threshold)) + 1


def _split(batches: Iterable[pa.RecordBatch], rows: int) -> tuple[list[pa.RecordBatch], Iterator[pa.RecordBatch]]:
    """The batches with the first `rows` rows, and the others."""
    rest = iter(batches)
    head: list[pa.RecordBatch] = []
    count = 0
    for batch in rest:
        head.append(batch)
        count += len(batch)
        if count >= rows:
            break
    return head, rest


def _size_of(table: pa.Table) -> int:
    """The bytes that a table has in memory, by a part of its rows, and the same however it was cut into batches."""
    count = min(len(table), _SAMPLES * _SAMPLE)
    if not count:
        return 0
    begins = range(0, len(table), max(len(table) // _SAMPLES, _SAMPLE))
    sampled = sum(_length_of(column.slice(begin, _SAMPLE)) for begin in begins[:_SAMPLES] for column in table.columns)
    return sampled * len(table) // count


def _length_of(column: pa.ChunkedArray) -> int:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return int(len(column) * column.type.index_type.bit_width // 8)
    return int(column.combine_chunks().nbytes)


def _keys(head: Sequence[pa.RecordBatch]) -> list[int]:
    """The first columns that tell rows apart, by number; a counter of rows only where there is nothing else.

    Later columns are left out, so that a new one leaves the groups as they are.
    """
    import pyarrow as pa

    if not sum(map(len, head)):
        return []
    table = pa.Table.from_batches(head).slice(0, _HEAD)
    known = [number for number, type_ in enumerate(table.schema.types) if _bits_of(type_) is not None]
    columns = {number: whole(table.column(number)) for number in known}
    counters = [number for number in known if _is_counter(columns[number])]
    keys: list[int] = []
    for number in [each for each in known if each not in counters] + counters:
        if _distinct(_hashed([columns[number]])) == 1:
            continue
        keys.append(number)
        if _distinct(_hashed([columns[key] for key in keys])) >= _DISTINCT * len(table) or len(keys) == _KEYS:
            break
    return keys


def _distinct(hashes: np.ndarray[Any, Any]) -> int:
    import numpy as np

    return len(np.unique(hashes))


def _is_counter(column: pa.Array) -> bool:
    import numpy as np
    import pyarrow as pa

    if not pa.types.is_integer(column.type) or column.null_count or len(column) < 2:
        return False
    return bool((np.diff(column.to_numpy()) == 1).mean() > _DISTINCT)


def _hashed(columns: Sequence[pa.Array]) -> np.ndarray[Any, Any]:
    """A number for each row, by multiplication with odd constants and shifts (Steele et al., "SplitMix", 2014)."""
    import numpy as np

    hashes: Any = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        bits = _bits_of(column.type)
        assert bits is not None
        hashes = (hashes ^ bits(column).astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    return hashes  # type: ignore[no-any-return]


def _finished(hashes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same with the high bits as well mixed as the low ones."""
    import numpy as np

    mixed = hashes * np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))


def _bits_of(type_: pa.DataType) -> Callable[[pa.Array], np.ndarray[Any, Any]] | None:
    """What gives a number for each value of a type; None for a type whose values are not looked at."""
    import pyarrow as pa

    kinds = pa.types
    if (
        kinds.is_floating(type_)
        or kinds.is_integer(type_)
        or (kinds.is_temporal(type_) and not kinds.is_interval(type_))
    ):
        return _fixed
    if any(check(type_) for check in (kinds.is_string, kinds.is_large_string, kinds.is_binary, kinds.is_large_binary)):
        return _lengths
    return None


def _fixed(column: pa.Array) -> np.ndarray[Any, Any]:
    import numpy as np

    unsigned = np.dtype(f"u{column.type.bit_width // 8}")
    values = np.frombuffer(column.buffers()[1], unsigned, len(column), column.offset * unsigned.itemsize)
    if not column.null_count:
        return values
    # Anything may stand in the place of a null.
    return np.where(column.is_valid().to_numpy(zero_copy_only=False), values, unsigned.type(0))


def _lengths(column: pa.Array) -> np.ndarray[Any, Any]:
    import pyarrow.compute as pc

    return pc.binary_length(column).fill_null(0).to_numpy()  # type: ignore[no-any-return]
