"""Tables as bytes: how a Parquet file is written and read."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from dstack_jupyter.codecs.tables import row_groups
from dstack_jupyter.codecs.tables.arrow_types import conformed
from dstack_jupyter.codecs.tables.encodings import writer_options
from dstack_jupyter.codecs.tables.envelope import KEY, Envelope
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

CONTENT_TYPE = "application/vnd.apache.parquet"
PIECE = 32 << 10
"""Bytes after which a piece may end where a page of a column begins, beside where a row group does."""

SMALL = 1_000_000
"""A content, in bytes, that is read before the other threads have begun."""


def write(sink: BinaryIO, table: pa.Table, envelope: Envelope) -> None:
    """Write a table. Equal tables give equal bytes, however they were cut into batches."""
    options = writer_options(table.slice(0, row_groups.SAMPLE))
    _write(sink, table.schema, row_groups.of_table(table), envelope, options)


def write_batches(sink: BinaryIO, schema: pa.Schema, batches: Iterable[pa.RecordBatch], envelope: Envelope) -> int:
    """Write batches as they come, with the memory of two row groups; returns the number of rows."""
    import pyarrow as pa

    groups = row_groups.of_batches(schema, batches)
    first = next(groups, None) or pa.Table.from_batches([], schema)
    return _write(sink, schema, _chained(first, groups), envelope, writer_options(first))


def _write(
    sink: BinaryIO, schema: pa.Schema, groups: Iterable[pa.Table], envelope: Envelope, options: dict[str, Any]
) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = 0
    cutting = _Sink(sink)
    # In the metadata of the schema, where readers built on Arrow find it in every language.
    described = schema.with_metadata({**(schema.metadata or {}), KEY: envelope.text})
    with pq.ParquetWriter(pa.PythonFile(cutting, mode="w"), described, **options) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=len(group) or 1)
            cutting.cut()
            rows += len(group)
    cutting.cut()
    return rows


def open_file(content: memoryview) -> pq.ParquetFile:
    """The file in these bytes; raises `UnsupportedObject` where they are none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with refusing():
        return pq.ParquetFile(pa.py_buffer(content))


def open_parts(file: BinaryIO, metadata: pq.FileMetaData | None = None) -> pq.ParquetFile:
    """The file of which only what is asked for is read; its `metadata` too, where they are known already."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with refusing():
        return pq.ParquetFile(pa.PythonFile(file, mode="r"), metadata=metadata, pre_buffer=True)


@contextmanager
def refusing() -> Iterator[None]:
    """What reading a part of a file raises where it is damaged is an `UnsupportedObject`."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as reason:
        raise UnsupportedObject(f"the attachment is no Parquet file that can be read: {reason}") from reason


def read(content: memoryview) -> tuple[pa.Table, Envelope | None]:
    """The table, each field of the type it was written with, and its envelope where it has one."""
    file = open_file(content)
    with refusing():
        table = file.read(use_threads=content.nbytes > SMALL)
    return as_written(table, file), Envelope.from_metadata(file.metadata.metadata)


def read_together(contents: Iterable[memoryview]) -> tuple[pa.Table, Envelope | None] | None:
    """Several files that were written with one schema and one envelope, as one table; None where they were not."""
    import pyarrow as pa

    tables: list[pa.Table] = []
    first: pq.ParquetFile | None = None
    for content in contents:
        file = open_file(content)
        first = first or file
        if file.metadata.metadata != first.metadata.metadata or file.schema_arrow != first.schema_arrow:
            return None
        with refusing():
            tables.append(file.read(use_threads=False))
    if first is None:
        return None
    return as_written(pa.concat_tables(tables), first), Envelope.from_metadata(first.metadata.metadata)


def as_written(table: pa.Table, file: pq.ParquetFile) -> pa.Table:
    """Give back to each field the type that it was written with, where Parquet has another one."""
    schema = written_schema(file)
    return table if schema is None else conformed_to(table, schema)


def conformed_to(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with the types of a schema that names its fields; as it is where it names others."""
    import pyarrow as pa

    if len({*schema.names}) < len(schema) or not {*table.column_names} <= {*schema.names}:
        return table
    wanted = pa.schema([schema.field(name) for name in table.column_names], metadata=schema.metadata)
    columns = [conformed(table.column(number), field.type) for number, field in enumerate(wanted)]
    return pa.Table.from_arrays(columns, schema=wanted)


def written_schema(file: pq.ParquetFile) -> pa.Schema | None:
    """The schema of the table that was written, by the custom of Arrow; None where the writer has none."""
    message = (file.metadata.metadata or {}).get(b"ARROW:schema")
    return None if message is None else schema_in(b64decode(message))


def schema_in(message: bytes) -> pa.Schema:
    """The schema in an IPC message, without the envelope."""
    import pyarrow as pa

    schema = pa.ipc.read_schema(pa.py_buffer(message))
    metadata = {key: value for key, value in (schema.metadata or {}).items() if key != KEY.encode()}
    return schema.with_metadata(metadata or None)


class _Sink:
    """A binary sink as pyarrow wants a file; it tells the sink where pieces may end that stay as they are.

    That is where row groups end, and in large ones where a page does: pyarrow writes a page at once. Pages come in
    thousands of small writes, which are handed on together.
    """

    closed = False

    def __init__(self, sink: BinaryIO) -> None:
        self._write = sink.write
        self._cut: Callable[[], None] = getattr(sink, "cut", lambda: None)
        self._piece = bytearray()

    def write(self, chunk: Any) -> int:
        """Take some bytes."""
        if len(self._piece) >= PIECE:
            self.cut()
        self._piece += chunk
        return len(chunk)

    def cut(self) -> None:
        """End a piece."""
        self._write(self._piece)
        self._piece = bytearray()
        self._cut()

    def flush(self) -> None:
        """Nothing is held back that `cut` does not hand on."""


def _chained(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield first
    yield from rest
