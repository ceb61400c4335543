"""Tables of Arrow and of everything that speaks its protocol: polars, DuckDB, pyarrow and others."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from dstack_jupyter.codecs import relations
from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.codecs.dataframe import MAX_SCHEMA
from dstack_jupyter.codecs.unsupported import hint_for
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pyarrow as pa

    from dstack_jupyter.codecs.tables.flat import Flat
    from dstack_jupyter.codecs.tables.streams import Stream

    Batches = tuple[pa.Schema, Iterable[pa.RecordBatch]]


class ArrowCodec:
    """What has `__arrow_c_stream__`, taken batch by batch with flat memory.

    polars frames, DuckDB relations and pyarrow tables and readers come back as themselves, anything else as
    `pyarrow.Table`. A reader is used up by its push.
    """

    name = "arrow"
    supports = "polars frames, pyarrow tables, DuckDB relations and anything else with __arrow_c_stream__"
    gives = "what was pushed, or pyarrow.Table"
    libraries = ("pyarrow", "polars", "duckdb")
    rank = 500
    content_types = ()

    @property
    def applications(self) -> tuple[str, ...]:
        """What each origin is called in the store."""
        return tuple(origin.application for origin in _ORIGINS)

    def handles(self, obj: object) -> bool:
        """Whether it gives a stream of Arrow, or is a polars LazyFrame."""
        return hasattr(type(obj), "__arrow_c_stream__") or is_instance(obj, "polars", "LazyFrame")

    def encode(self, obj: Any, options: Mapping[str, Any]) -> Encoded:
        """Encode; `settings["rows"]` is known after `write` only."""
        from dstack_jupyter.codecs.tables import parquet

        origin, stream, settings = _opened(obj)

        def write(sink: BinaryIO) -> None:
            settings["rows"] = parquet.write_batches(sink, stream.schema, stream.batches, stream.envelope)

        return Encoded(parquet.CONTENT_TYPE, write, origin.application, settings)

    def flat(self, obj: Any) -> Flat:
        """The whole table in memory."""
        import pyarrow as pa

        from dstack_jupyter.codecs.tables.flat import Flat

        origin, stream, settings = _opened(obj)
        table = pa.Table.from_batches(stream.batches, stream.schema)
        return Flat(table, replace(stream.envelope, rows=len(table)), origin.application, settings)

    def unflat(self, flat: Flat) -> Any:
        """The inverse of `flat`, also for a part of the rows."""
        from dstack_jupyter.codecs.tables import streams

        return made_of(streams.table_of(flat.table, flat.envelope), flat.application)

    def decode(self, stored: Stored) -> Any:
        """Decode to what was pushed; to a pyarrow.Table, with a warning, where its library is not installed."""
        from dstack_jupyter.codecs.tables import reading
        from dstack_jupyter.codecs.tables.flat import Flat

        table, envelope = reading.written(stored)
        if envelope is None:
            return made_of(table, stored.application)
        return self.unflat(Flat(table, envelope, stored.application))


@dataclass(frozen=True)
class Origin:
    """A library whose tables come back as themselves."""

    application: str
    name: str
    library: str
    classes: tuple[str, ...]
    batches: Callable[[Any], Batches]
    back: Callable[[pa.Table], Any]


def origin_of(obj: object) -> Origin:
    """Where a table comes from; the last one takes all."""
    return next(
        origin for origin in _ORIGINS if not origin.classes or is_instance(obj, origin.library, *origin.classes)
    )


def _opened(obj: Any) -> tuple[Origin, Stream, dict[str, Any]]:
    """Where a table comes from, its batches as a file holds them, and the settings of its attachment."""
    import pyarrow as pa

    from dstack_jupyter.codecs.tables import streams

    origin = origin_of(obj)
    schema, batches = origin.batches(obj)
    settings = {
        "columns": len(schema),
        origin.library: importlib.import_module(origin.library).__version__,
        "pyarrow": pa.__version__,
        "schema": [{"name": field.name, "type": str(field.type)} for field in list(schema)[:MAX_SCHEMA]],
    }
    return origin, streams.stream_of(origin.name, schema, batches), settings


def made_of(table: pa.Table, application: str | None) -> Any:
    """A table as what it was."""
    origin = next((origin for origin in _ORIGINS if origin.application == application), _ORIGINS[-1])
    try:
        importlib.import_module(origin.library)
    except ImportError:
        warnings.warn(
            f"{origin.library} is not installed: the table comes as pyarrow.Table instead of {origin.name}",
            UserWarning,
            stacklevel=3,
        )
        return table
    return origin.back(table)


def _streamed(obj: Any) -> Batches:
    import pyarrow as pa

    try:
        reader = pa.RecordBatchReader.from_stream(obj)
    except pa.ArrowInvalid as reason:
        hint = hint_for(obj) or "push it as a column of a table"
        raise UnsupportedObject(f"the {type(obj).__qualname__} is not a table ({reason}); {hint}") from reason
    return reader.schema, reader


def _of_table(obj: Any) -> Batches:
    return obj.schema, obj.to_batches()


def _of_polars(obj: Any) -> Batches:
    """Slice by slice."""
    return _polars_schema(obj.schema), (batch for part in obj.iter_slices(_rows()) for batch in _batches_of(part))


def _of_lazy(obj: Any) -> Batches:
    """As the streaming engine makes it, which never has the whole in memory where the query allows."""
    schema = _polars_schema(obj.collect_schema())
    if hasattr(obj, "collect_batches"):
        parts = obj.collect_batches(chunk_size=_rows(), maintain_order=True, lazy=True)
        return schema, (batch for part in parts for batch in _batches_of(part))
    return schema, _of_polars(obj.collect(engine="streaming"))[1]


def _polars_schema(schema: Mapping[str, Any]) -> pa.Schema:
    """The schema in Arrow; raises `UnsupportedObject` naming a column that has no type there."""
    import polars as pl
    import pyarrow as pa

    for label, dtype in schema.items():
        try:
            known = dtype != pl.Object and _arrow(pl.DataFrame(schema={label: dtype}))
        except pa.ArrowInvalid:
            known = False
        if known is False:
            raise UnsupportedObject(f"column {label!r} is of the type {dtype}, which Arrow has not; cast it first")
    return _arrow(pl.DataFrame(schema=schema)).schema


def _batches_of(frame: Any) -> list[pa.RecordBatch]:
    batches: list[pa.RecordBatch] = _arrow(frame).to_batches()
    return batches


def _arrow(frame: Any) -> pa.Table:
    """A frame of polars in the types that every version of pyarrow has."""
    import polars as pl

    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def _rows() -> int:
    from dstack_jupyter.codecs.tables.row_groups import SAMPLE

    return SAMPLE


def _polars(table: pa.Table) -> Any:
    import polars as pl

    return pl.from_arrow(table)


_ORIGINS = (
    Origin("polars/dataframe", "polars.DataFrame", "polars", ("DataFrame",), _of_polars, _polars),
    Origin(
        "polars/lazyframe",
        "polars.LazyFrame",
        "polars",
        ("LazyFrame",),
        _of_lazy,
        lambda table: _polars(table).lazy(),
    ),
    Origin(
        "arrow/reader",
        "pyarrow.RecordBatchReader",
        "pyarrow",
        ("RecordBatchReader",),
        _streamed,
        lambda t: t.to_reader(),
    ),
    Origin("arrow/table", "pyarrow.Table", "pyarrow", ("Table",), _of_table, lambda table: table),
    Origin(
        "duckdb/relation",
        "duckdb.DuckDBPyRelation",
        "duckdb",
        ("DuckDBPyRelation",),
        relations.batches_of,
        relations.relation_of,
    ),
    Origin("arrow/stream", "pyarrow.Table", "pyarrow", (), _streamed, lambda table: table),
)
