"""Some rows of a table, without reading the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.tables import parquet, reading
from dstack_jupyter.codecs.tables.envelope import Envelope
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa

    from dstack_jupyter.codecs.rows import Pages


def pages_of(source: Stored) -> Pages:
    """The table of an attachment; raises `UnsupportedObject` for one that is no table."""
    if reading.bare(source.content_type) in reading.PARQUET_TYPES:
        return FilePages(source.read())
    return MemoryPages(*reading.read_table(source))


class MemoryPages:
    """A table in memory."""

    def __init__(self, table: pa.Table, envelope: Envelope) -> None:
        self._table = table
        self.specs = envelope.fields()
        self.index = _index_fields(envelope)
        self.total = len(table)

    def column(self, key: str) -> pa.ChunkedArray:
        """All values of one field."""
        return self._table[key]

    def between(self, start: int, stop: int) -> pa.Table:
        """The rows ``[start, stop)``."""
        return self._table.slice(start, stop - start)

    def at(self, positions: Any) -> pa.Table:
        """The rows at these positions, in this order."""
        return self._table.take(positions)


class FilePages:
    """A Parquet file of which only the row groups and columns are read that are asked for."""

    def __init__(self, content: memoryview) -> None:
        self._file = parquet.open_file(content)
        metadata = self._file.metadata
        envelope = Envelope.from_metadata(metadata.metadata) or _foreign(self._file.schema_arrow)
        self.specs = envelope.fields()
        self.index = _index_fields(envelope)
        self.total: int = metadata.num_rows
        self._ends: list[int] = []
        for group in range(metadata.num_row_groups):
            self._ends.append((self._ends[-1] if self._ends else 0) + metadata.row_group(group).num_rows)

    def column(self, key: str) -> pa.ChunkedArray:
        """All values of one field."""
        with parquet.refusing():
            table = self._file.read(columns=[key]).select([key])
        return parquet.as_written(table, self._file)[key]

    def between(self, start: int, stop: int) -> pa.Table:
        """The rows ``[start, stop)``."""
        groups = [group for group, end in enumerate(self._ends) if end > start and self._begin(group) < stop]
        if not groups:
            return self._file.schema_arrow.empty_table()
        with parquet.refusing():
            table = self._file.read_row_groups(groups, columns=list(self.specs)).select(list(self.specs))
        return parquet.as_written(table.slice(start - self._begin(groups[0]), stop - start), self._file)

    def at(self, positions: Any) -> pa.Table:
        """The rows at these positions, in this order; one row group is in memory at a time."""
        import numpy as np
        import pyarrow as pa

        groups = np.searchsorted(self._ends, positions, side="right")
        parts, places = [], []
        for group in np.unique(groups):
            here = np.flatnonzero(groups == group)
            with parquet.refusing():
                table = self._file.read_row_group(int(group), columns=list(self.specs)).select(list(self.specs))
            parts.append(table.take(pa.array(positions[here] - self._begin(int(group)))))
            places.append(here)
        order = np.argsort(np.concatenate(places))
        return parquet.as_written(pa.concat_tables(parts).unify_dictionaries().take(pa.array(order)), self._file)

    def _begin(self, group: int) -> int:
        return self._ends[group - 1] if group else 0


def _foreign(schema: pa.Schema) -> Envelope:
    """The envelope of a file that has none: its fields as they are, since a part of it is read by their names."""
    names, envelope = reading.envelope_of_others(schema)
    if names != schema.names:
        raise UnsupportedObject(f"two columns of the file have one name; it has {names}")
    return envelope


def _index_fields(envelope: Envelope) -> frozenset[str]:
    return frozenset(level["field"] for level in (envelope.index or {}).get("levels", []) if "field" in level)
