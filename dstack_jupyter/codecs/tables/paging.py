"""Some rows of a table, without reading the others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Seekable, Stored
from dstack_jupyter.codecs.tables import parquet, reading
from dstack_jupyter.codecs.tables.envelope import Envelope
from dstack_jupyter.codecs.tables.footers import open_stored
from dstack_jupyter.codecs.tables.kept import MOST, kept
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from dstack_jupyter.codecs.rows import Pages


SMALL = 1 << 20
"""Contents, in bytes, up to which it is quicker to read the whole than parts."""

SCATTERED = 4
"""Row groups, at most, that are read for rows that do not follow each other; of more, whole columns are kept."""

_LEAST_BYTES = 8
"""Bytes that a value has in memory, at least: in the file it may be much smaller."""


def pages_of(source: Stored) -> Pages:
    """The table of an attachment; raises `UnsupportedObject` for one that is no table."""
    sha256 = source.sha256 if isinstance(source, Seekable) else None
    if reading.bare(source.content_type) in reading.PARQUET_TYPES:
        if isinstance(source, Seekable) and source.length > SMALL:
            return FilePages(open_stored(source), sha256)
        return FilePages(parquet.open_file(source.read()), sha256)
    read_as = (source.content_type, source.application, json.dumps(dict(source.settings), sort_keys=True, default=str))
    read = kept.once(sha256, read_as, lambda: reading.read_table(source), lambda found: found[0].nbytes)
    return MemoryPages(*read, sha256 and f"{sha256} {read_as}")


class MemoryPages:
    """A table in memory."""

    def __init__(self, table: pa.Table, envelope: Envelope, content: str | None = None) -> None:
        self._table = table
        self.content = content
        self.envelope = envelope
        self.specs = envelope.fields()
        self.index = _index_fields(envelope)
        self.total = len(table)

    def column(self, key: str) -> pa.ChunkedArray:
        """All values of one field."""
        return self._table[key]

    def fields(self, keys: Sequence[str]) -> Iterator[pa.Table]:
        """All rows of some fields, a part of them at a time."""
        yield from self.streamed(keys)

    def streamed(self, keys: Sequence[str]) -> Iterator[pa.Table]:
        """The same."""
        yield self._table.select(keys)

    def between(self, start: int, stop: int, keys: Sequence[str]) -> pa.Table:
        """The rows ``[start, stop)`` of some fields."""
        return self._table.select(keys).slice(start, stop - start)

    def at(self, positions: Any, keys: Sequence[str]) -> pa.Table:
        """The rows at these positions, in this order, of some fields."""
        return self._table.select(keys).take(positions)


class FilePages:
    """A Parquet file of which only the row groups and columns are read that are asked for."""

    def __init__(self, file: pq.ParquetFile, content: str | None = None) -> None:
        self._file = file
        self.content = content
        metadata = self._file.metadata
        envelope = Envelope.from_metadata(metadata.metadata) or _foreign(self._file.schema_arrow)
        self.envelope = envelope
        self.specs = envelope.fields()
        self.index = _index_fields(envelope)
        self.total: int = metadata.num_rows
        self._ends: list[int] = []
        for group in range(metadata.num_row_groups):
            self._ends.append((self._ends[-1] if self._ends else 0) + metadata.row_group(group).num_rows)

    def column(self, key: str) -> pa.ChunkedArray:
        """All values of one field."""
        return self._whole([key])[key]

    def fields(self, keys: Sequence[str]) -> Iterator[pa.Table]:
        """All rows of some fields, a row group at a time where they are too many to be kept."""
        yield from [self._whole(keys)] if self._are_kept(keys) else self.streamed(keys)

    def streamed(self, keys: Sequence[str]) -> Iterator[pa.Table]:
        """All rows of some fields, a row group at a time, of which nothing is kept."""
        import pyarrow as pa

        for group in range(len(self._ends)):
            # Each thread, and the pool, would keep what one group took; a table of any size passes in little memory.
            yield self._read([group], keys, use_threads=False)
            pa.default_memory_pool().release_unused()

    def between(self, start: int, stop: int, keys: Sequence[str]) -> pa.Table:
        """The rows ``[start, stop)`` of some fields."""
        groups = [group for group, end in enumerate(self._ends) if end > start and self._begin(group) < stop]
        if not groups:
            return self._read([], keys)
        return self._read(groups, keys, start - self._begin(groups[0]), stop - start)

    def at(self, positions: Any, keys: Sequence[str]) -> pa.Table:
        """The rows at these positions, in this order, of some fields."""
        import numpy as np

        groups = np.searchsorted(self._ends, positions, side="right")
        if len(np.unique(groups)) > SCATTERED and self._are_kept(keys):
            return self._whole(keys).take(positions)
        return self._gathered(positions, groups, keys)

    def _gathered(self, positions: Any, groups: Any, keys: Sequence[str]) -> pa.Table:
        """Rows of these row groups; one of them is in memory at a time."""
        import numpy as np
        import pyarrow as pa

        parts, places = [], []
        for group in np.unique(groups):
            here = np.flatnonzero(groups == group)
            table = self._read([int(group)], keys)
            parts.append(table.take(pa.array(positions[here] - self._begin(int(group)))))
            places.append(here)
        order = np.argsort(np.concatenate(places))
        return pa.concat_tables(parts).unify_dictionaries().take(pa.array(order))

    def _are_kept(self, keys: Sequence[str]) -> bool:
        """Whether all rows of some fields may be kept in memory, by what the footer says of their size."""
        if self.content is None:
            return False
        return sum(self.total * _LEAST_BYTES + self._written[key] for key in keys) <= MOST * 3 // 4

    @cached_property
    def _written(self) -> Counter[str]:
        """Bytes of each field before they were compressed."""
        metadata, names = self._file.metadata, {*self._file.schema_arrow.names}
        sizes: Counter[str] = Counter()
        for group in map(metadata.row_group, range(metadata.num_row_groups)):
            for column in map(group.column, range(group.num_columns)):
                sizes[_root(column.path_in_schema, names)] += column.total_uncompressed_size
        return sizes

    def _whole(self, keys: Sequence[str]) -> pa.Table:
        """All rows of some fields, from what is kept and from the file."""
        import pyarrow as pa

        if not self._are_kept(keys):
            return self._read(list(range(len(self._ends))), keys)
        assert self.content is not None
        with kept.turn(self.content):
            columns = {key: kept.get(self.content, key) for key in keys}
            missing = [key for key, column in columns.items() if column is None]
            if missing:
                read = self._read(list(range(len(self._ends))), missing).unify_dictionaries().combine_chunks()
                for key in missing:
                    columns[key] = read[key]
                    kept.put(self.content, key, read[key], read[key].nbytes)
        return pa.table(columns)

    def _read(
        self,
        groups: list[int],
        keys: Sequence[str],
        begin: int = 0,
        count: int | None = None,
        *,
        use_threads: bool = True,
    ) -> pa.Table:
        """Rows of some row groups as they were written."""
        with parquet.refusing():
            table = self._file.read_row_groups(groups, columns=list(keys), use_threads=use_threads).select(list(keys))
        return parquet.as_written(table.slice(begin, count), self._file)

    def _begin(self, group: int) -> int:
        return self._ends[group - 1] if group else 0


def _root(path: str, names: Set[str]) -> str:
    """The field that a column of the file belongs to: nested fields have several, and names may hold dots."""
    if path in names:
        return path
    return next((root for root in accumulate(path.split("."), "{}.{}".format) if root in names), path)


def _foreign(schema: pa.Schema) -> Envelope:
    """The envelope of a file that has none: its fields as they are, since a part of it is read by their names."""
    names, envelope = reading.envelope_of_others(schema)
    if names != schema.names:
        raise UnsupportedObject(f"two columns of the file have one name; it has {names}")
    return envelope


def _index_fields(envelope: Envelope) -> frozenset[str]:
    return frozenset(level["field"] for level in (envelope.index or {}).get("levels", []) if "field" in level)
