"""A table as JSON that loses no type, for clients without Arrow; docs/table-envelope.md describes it."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.tables import parquet, typed_types
from dstack_jupyter.codecs.tables.envelope import KEY, Envelope
from dstack_jupyter.codecs.tables.typed_room import check_room
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 1

MOST_CELLS = 5_000_000
"""Cells of a table that is sent in this form, which is in memory as a whole."""


def text_of(source: Stored) -> bytes:
    """A stored table in this form; raises `UnsupportedObject` for one that is too large, and for what is no table."""
    from dstack_jupyter.codecs.tables import reading

    if reading.bare(source.content_type) in reading.PARQUET_TYPES:
        file = parquet.open_file(source.read())
        _check_size(file.metadata.num_rows * file.metadata.num_columns)
        with parquet.refusing():
            table = file.read()
        metadata = file.metadata.metadata or {}
        return _text(table, metadata.get(KEY.encode()), metadata.get(b"ARROW:schema"))
    table, envelope = reading.read_table(source)
    _check_size(table.num_rows * table.num_columns)
    return _text(table, envelope.text.encode() if envelope.index else None, None)


def read(content: memoryview) -> tuple[pa.Table, Envelope | None]:
    """The inverse of `text_of`; raises `UnsupportedObject` for a text that is not as the page says."""
    import pyarrow as pa

    try:
        parts = json.loads(bytes(content))
        if parts["version"] > VERSION:
            raise UnsupportedObject("the table was written by a newer dstack-jupyter; update this one to read it")
        schema = parquet.schema_in(b64decode(parts["arrow_schema"])) if "arrow_schema" in parts else None
        check_room(parts["columns"], schema)
        table = pa.table(
            [typed_types.array_of(each["type"], each["values"], each.get("dictionary")) for each in parts["columns"]],
            names=[each["name"] for each in parts["columns"]],
        )
        if schema is not None:
            table = parquet.conformed_to(table, schema)
        envelope = parts.get("envelope")
        known = None if envelope is None else Envelope.from_metadata({KEY.encode(): json.dumps(envelope).encode()})
    except UnsupportedObject:
        raise
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, pa.ArrowException) as reason:
        raise UnsupportedObject(f"the attachment is no table as JSON that can be read: {reason!r:.300}") from reason
    return table, known


def read_together(contents: Iterable[memoryview]) -> tuple[pa.Table, Envelope | None] | None:
    """Several texts with one schema and one envelope, as one table; None where they are not."""
    import pyarrow as pa

    tables, envelopes = zip(*map(read, contents), strict=True)
    is_one = all(table.schema == tables[0].schema for table in tables) and all(one == envelopes[0] for one in envelopes)
    return (pa.concat_tables(tables), envelopes[0]) if is_one else None


def _text(table: pa.Table, envelope: bytes | None, schema: bytes | None) -> bytes:
    message = schema or b64encode(table.schema.remove_metadata().serialize().to_pybytes())
    parts = {
        "version": VERSION,
        **({} if envelope is None else {"envelope": json.loads(envelope)}),
        "arrow_schema": message.decode(),
        "columns": [
            {"name": name, **typed_types.described(column)}
            for name, column in zip(table.column_names, table.columns, strict=True)
        ],
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )


def _check_size(cells: int) -> None:
    if cells > MOST_CELLS:
        raise UnsupportedObject(
            f"the table has {cells:,} cells, and at most {MOST_CELLS:,} are sent as typed JSON; "
            "take format=arrow, or rows of it"
        )
