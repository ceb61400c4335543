"""DuckDB relations as batches of Arrow, and back with the types that Arrow has not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa

TYPE = b"duckdb.type"
"""The key in the metadata of a field under which stands the name of its type in DuckDB."""

_AS_TEXT = ("time with time zone", "bit", "interval")
"""Types whose values become others in Arrow, or have no form in Parquet; their texts lead back."""

_NESTED = ("list", "array", "struct", "map", "union")


def batches_of(relation: Any) -> tuple[pa.Schema, Iterable[pa.RecordBatch]]:
    """The batches of a relation as DuckDB makes them; raises `UnsupportedObject` naming a column that would change."""
    import pyarrow as pa

    texts: list[str | None] = []
    for label, type_ in zip(relation.columns, relation.types, strict=True):
        texts.append("VARCHAR" if type_.id in _AS_TEXT else None)
        if texts[-1] is None and _holds_texts(type_):
            raise UnsupportedObject(f"column {label!r} is of the type {type_}, which Arrow has not; cast it first")
    reader = pa.RecordBatchReader.from_stream(_cast(relation, texts))
    named = zip(reader.schema, relation.types, strict=True)
    return pa.schema([field.with_metadata({TYPE: str(type_)}) for field, type_ in named]), reader


def relation_of(table: pa.Table) -> Any:
    """The relation; columns that this DuckDB cannot make of what Arrow has stay as Arrow has them."""
    import duckdb

    relation = duckdb.from_arrow(table)
    types = [(field.metadata or {}).get(TYPE, b"").decode() for field in table.schema]
    changed = [type_ if type_ != str(now) else None for type_, now in zip(types, relation.types, strict=True)]
    try:
        return _cast(relation, [type_ or None for type_ in changed])
    except duckdb.Error:
        return relation


def _holds_texts(type_: Any) -> bool:
    """Whether some part of the values would have to be a text."""
    if type_.id in _NESTED:
        return any(_holds_texts(part) for name, part in type_.children if name != "size")
    return type_.id in _AS_TEXT


def _cast(relation: Any, types: Sequence[str | None]) -> Any:
    """The relation with some of its columns as other types."""
    if not any(types):
        return relation
    # By position, since names need not differ.
    columns = [
        f"#{number}" if type_ is None else f"CAST(#{number} AS {type_})" for number, type_ in enumerate(types, 1)
    ]
    names = ['"' + name.replace('"', '""') + '"' for name in relation.columns]
    return relation.project(", ".join(f"{column} AS {name}" for column, name in zip(columns, names, strict=True)))
