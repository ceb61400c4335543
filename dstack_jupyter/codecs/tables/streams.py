"""Tables of other libraries than pandas, batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import arrow_types
from dstack_jupyter.codecs.tables.envelope import POSITION, Envelope, by_envelope
from dstack_jupyter.codecs.tables.kinds import Spec
from dstack_jupyter.codecs.tables.names import Names
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Stream:
    """A table on its way into a file: `batches` have the `schema` and can be taken once."""

    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]
    envelope: Envelope


def stream_of(object_: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Stream:
    """The table as a file holds it; raises `UnsupportedObject` naming a column that cannot be kept."""
    import pyarrow as pa

    names = Names([POSITION]).of(schema.names)
    fields, columns = [], []
    for name, field in zip(names, schema, strict=True):
        kept, spec = _kept(field)
        fields.append(kept.with_name(name))
        columns.append({"field": name, "label": field.name, "kind": "arrow", **spec})
    stored = pa.schema(fields, metadata=schema.metadata)
    return Stream(stored, _conformed(batches, stored), Envelope(object=object_, columns=columns))


@by_envelope
def table_of(table: pa.Table, envelope: Envelope) -> pa.Table:
    """The table as it was pushed, with its names, types and metadata."""
    import pyarrow as pa

    fields, columns = [], []
    for spec in envelope.columns:
        field = table.schema.field(spec["field"])
        type_ = arrow_types.type_from_json(spec) if "schema" in spec else field.type
        fields.append(field.with_name(spec["label"]).with_type(type_))
        columns.append(arrow_types.conformed(table[spec["field"]], type_))
    return pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=table.schema.metadata))


def _kept(field: pa.Field) -> tuple[pa.Field, Spec]:
    """The field as a file holds it, and its type where that is another one."""
    try:
        kept = arrow_types.storable(field.type)
    except ValueError as reason:
        raise UnsupportedObject(f"column {field.name!r} cannot be kept: {reason}") from reason
    if kept == field.type:
        return field, {"type": str(field.type)}
    return field.with_type(kept), arrow_types.type_to_json(field.type)


def _conformed(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    for batch in batches:
        columns = [_column(batch, number, field) for number, field in enumerate(schema)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _column(batch: pa.RecordBatch, number: int, field: pa.Field) -> Any:
    import pyarrow as pa

    try:
        return arrow_types.conformed(batch.column(number), field.type)
    except pa.ArrowException as reason:
        raise UnsupportedObject(f"column {batch.schema.names[number]!r} cannot be kept: {reason}") from reason
