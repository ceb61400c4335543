"""Any stored table, whoever pushed it, as a table of Arrow with an envelope."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dstack_jupyter.codecs.base import Stored, read_with
from dstack_jupyter.codecs.tables import parquet
from dstack_jupyter.codecs.tables.envelope import Envelope
from dstack_jupyter.codecs.tables.kinds import Spec
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa

    Read = tuple[pa.Table, Envelope]

PARQUET_TYPES = (parquet.CONTENT_TYPE, "application/parquet", "application/x-parquet")
ARROW_TYPE = "application/vnd.apache.arrow.file"
TYPED_TYPE = "application/vnd.dstack.table+json"
CSV_TYPE = "text/csv"


def is_table(content_type: str) -> bool:
    """Whether attachments of this MIME type are tables, by what the type says alone."""
    return bare(content_type) in _READERS


def is_format(content_type: str, name: str) -> bool:
    """Whether attachments of this MIME type are in a format as they are stored."""
    return name == "parquet" and bare(content_type) in PARQUET_TYPES


def read_table(source: Stored) -> tuple[pa.Table, Envelope]:
    """The table of an attachment and what its fields are.

    The names of the fields are unique, and `envelope.fields()` has the spec of each; the fields in `hidden` are no
    part of the table. A file of others gets an envelope that says what its columns are.

    Raises
    ------
    UnsupportedObject
        For an attachment that is no table, or a damaged one.
    """
    reader = _READERS.get(bare(source.content_type))
    if reader is None:
        raise no_table(source.content_type)
    return reader(source)


def bare(content_type: str) -> str:
    """A MIME type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def no_table(content_type: str) -> UnsupportedObject:
    """The error for an attachment that is no table."""
    return UnsupportedObject(
        f"the attachment is {bare(content_type)}, which has no rows; tables are Parquet, Arrow files and CSV"
    )


def envelope_of_others(schema: pa.Schema) -> tuple[list[str], Envelope]:
    """Unique names for the fields of a file that has no envelope, and the envelope that says what they are."""
    from dstack_jupyter.codecs.tables.names import Names

    names = schema.names if len({*schema.names}) == len(schema) else Names().of(schema.names)
    columns: list[Spec] = [
        {"field": name, "label": field.name, "kind": "arrow", "type": str(field.type)}
        for name, field in zip(names, schema, strict=True)
    ]
    return names, Envelope("pyarrow.Table", columns)


def is_written(content_type: str) -> bool:
    """Whether a content of this MIME type is in a form that `written` reads."""
    return content_type == parquet.CONTENT_TYPE or bare(content_type) == TYPED_TYPE


def written(source: Stored) -> tuple[pa.Table, Envelope | None]:
    """The table of an attachment in a form of ours, Parquet or JSON, and its envelope where it has one."""
    from dstack_jupyter.codecs.tables import typed

    read = typed.read if bare(source.content_type) == TYPED_TYPE else parquet.read
    return read_with(source, read)


def read_together(sources: Sequence[Stored]) -> tuple[pa.Table, Envelope | None] | None:
    """Several attachments with one schema and one envelope, as one table; None where they are not."""
    from dstack_jupyter.codecs.tables import typed

    are_typed = {bare(source.content_type) == TYPED_TYPE for source in sources}
    if len(are_typed) != 1:
        return None
    together = typed.read_together if are_typed == {True} else parquet.read_together
    return together(source.read() for source in sources)


def _of_written(source: Stored) -> Read:
    table, envelope = written(source)
    return _of_others(table) if envelope is None else (table, envelope)


def _of_arrow(source: Stored) -> Read:
    import pyarrow as pa

    try:
        with pa.ipc.open_file(pa.py_buffer(source.read())) as file:
            table = file.read_all()
    except (pa.ArrowException, OSError) as reason:
        raise UnsupportedObject(f"the attachment is no Arrow file that can be read: {reason}") from reason
    return _of_others(table)


def _of_csv(source: Stored) -> Read:
    from dstack_jupyter.codecs.tables import csv, frames

    frame = csv.frame_of(source.read(), source.settings)
    is_series = source.application == "pandas/series" and frame.shape[1] == 1
    return frames.flat_series(frame.iloc[:, 0]) if is_series else frames.flat_frame(frame)


def _of_others(table: pa.Table) -> Read:
    names, envelope = envelope_of_others(table.schema)
    return (table if names == table.column_names else table.rename_columns(names)), envelope


_READERS: dict[str, Callable[[Stored], Read]] = {
    **dict.fromkeys((*PARQUET_TYPES, TYPED_TYPE), _of_written),
    ARROW_TYPE: _of_arrow,
    CSV_TYPE: _of_csv,
}
