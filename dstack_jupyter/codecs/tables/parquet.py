"""Tables as bytes: how a Parquet file is written and read."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from dstack_jupyter.codecs.tables.arrow_types import conformed
from dstack_jupyter.codecs.tables.encodings import writer_options
from dstack_jupyter.codecs.tables.envelope import KEY, Envelope
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

CONTENT_TYPE = "application/vnd.apache.parquet"
ROWS = 131_072
"""Rows of a row group: small enough to be read for one page, large enough to be compressed well."""

SMALL = 1_000_000
"""A content, in bytes, that is read before the other threads have begun."""


def write(sink: BinaryIO, table: pa.Table, envelope: Envelope, options: dict[str, Any] | None = None) -> None:
    """Write a table; `options` are those of the writer, chosen by the table where they are None."""
    write_batches(sink, table.schema, table.to_batches(max_chunksize=ROWS), envelope, options)


def write_batches(
    sink: BinaryIO,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    envelope: Envelope,
    options: dict[str, Any] | None = None,
) -> int:
    """Write batches as they come, with the memory of one row group; returns the number of rows.

    Equal tables give equal bytes, however they were cut into batches.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    groups = row_groups(schema, batches)
    first = next(groups, schema.empty_table())
    rows = 0
    # In the metadata of the schema, where readers built on Arrow find it in every language.
    described = schema.with_metadata({**(schema.metadata or {}), KEY: envelope.text})
    options = options or writer_options(first)
    with pq.ParquetWriter(pa.PythonFile(_Sink(sink), mode="w"), described, **options) as writer:
        for group in _chained(first, groups):
            writer.write_table(group, row_group_size=ROWS)
            rows += len(group)
    return rows


def row_groups(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Cut batches into tables of `ROWS` rows and a last one with the rest."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        waiting.append(batch)
        count += len(batch)
        while count >= ROWS:
            table = pa.Table.from_batches(waiting, schema)
            yield table.slice(0, ROWS).combine_chunks()
            waiting, count = table.slice(ROWS).to_batches(), count - ROWS
    if count:
        yield pa.Table.from_batches(waiting, schema).combine_chunks()


def open_file(content: memoryview) -> pq.ParquetFile:
    """The file in these bytes; raises `UnsupportedObject` where they are none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(pa.py_buffer(content))
    except (pa.ArrowException, OSError) as reason:
        raise UnsupportedObject(f"the attachment is no Parquet file that can be read: {reason}") from reason


def read(content: memoryview) -> tuple[pa.Table, Envelope | None]:
    """The table, each field of the type it was written with, and its envelope where it has one."""
    file = open_file(content)
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
        tables.append(file.read(use_threads=False))
    if first is None:
        return None
    return as_written(pa.concat_tables(tables), first), Envelope.from_metadata(first.metadata.metadata)


def as_written(table: pa.Table, file: pq.ParquetFile) -> pa.Table:
    """Give back to each field the type that it was written with, where Parquet has another one."""
    import pyarrow as pa

    schema = written_schema(file)
    if schema is None or len({*schema.names}) < len(schema) or not {*table.column_names} <= {*schema.names}:
        return table
    wanted = pa.schema([schema.field(name) for name in table.column_names], metadata=schema.metadata)
    columns = [conformed(table.column(number), field.type) for number, field in enumerate(wanted)]
    return pa.Table.from_arrays(columns, schema=wanted)


def written_schema(file: pq.ParquetFile) -> pa.Schema | None:
    """The schema of the table that was written, by the custom of Arrow; None where the writer has none."""
    import pyarrow as pa

    message = (file.metadata.metadata or {}).get(b"ARROW:schema")
    if message is None:
        return None
    schema = pa.ipc.read_schema(pa.py_buffer(b64decode(message)))
    metadata = {key: value for key, value in (schema.metadata or {}).items() if key != KEY.encode()}
    return schema.with_metadata(metadata or None)


class _Sink:
    """A binary sink as pyarrow wants a file: all that it needs is `write`."""

    closed = False

    def __init__(self, sink: BinaryIO) -> None:
        self.write = sink.write

    def flush(self) -> None:
        """Nothing is held back."""


def _chained(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield first
    yield from rest
