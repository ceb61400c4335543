"""A table as each library has it, whoever pushed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.envelope import Envelope
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


def arrow_of(table: pa.Table, envelope: Envelope) -> pa.Table:
    """A `pyarrow.Table`; of a pandas object with its index as columns."""
    from dstack_jupyter.codecs.tables import native, streams

    if envelope.index is None:
        return streams.table_of(table, envelope)
    return native.native_table(table, envelope)


def pandas_of(table: pa.Table, envelope: Envelope) -> pd.DataFrame | pd.Series[Any]:
    """A DataFrame; a Series where it was one."""
    from dstack_jupyter.codecs.tables import arrow_frames, frames

    if envelope.index is None:
        return arrow_frames.pandas_of(arrow_of(table, envelope))
    return (frames.series_of if envelope.object.endswith("Series") else frames.frame_of)(table, envelope)


def polars_of(table: pa.Table, envelope: Envelope) -> pl.DataFrame:
    """A `polars.DataFrame`; ordered categories are an Enum, and labels that are there twice get a number.

    Raises `UnsupportedObject` without polars, and naming a column whose type it has not.
    """
    try:
        import polars as pl
    except ImportError:
        raise UnsupportedObject("polars is not installed, so the table cannot come as it: pip install polars") from None
    native = arrow_of(table, envelope)
    if envelope.object.startswith("polars."):
        return _frame(pl, native)  # type: ignore[no-any-return]
    return _with_enums(pl, _known_to_polars(native))  # type: ignore[no-any-return]


def _known_to_polars(table: pa.Table) -> pa.Table:
    """The table in types that every reader has, its columns by unique names."""
    import pyarrow as pa

    from dstack_jupyter.codecs.tables import arrow_types
    from dstack_jupyter.codecs.tables.names import unique_texts

    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if _is_unknown_to_polars(column.type):
            raise UnsupportedObject(f"polars has no type for column {name!r} ({column.type}); pull it as_='arrow'")
        try:
            columns.append(arrow_types.stored(column))
        except (ValueError, pa.ArrowException) as reason:
            raise UnsupportedObject(f"column {name!r} cannot come as polars: {reason}") from reason
    return pa.Table.from_arrays(columns, names=unique_texts(table.column_names)) if columns else table


def _is_unknown_to_polars(type_: pa.DataType) -> bool:
    """Whether polars would not refuse the type, but stop the process's thread at it."""
    import pyarrow as pa

    inner = [type_.field(number).type for number in range(type_.num_fields)]
    return bool(pa.types.is_decimal256(type_)) or any(map(_is_unknown_to_polars, inner))


def _with_enums(pl: Any, table: pa.Table) -> Any:
    import pyarrow as pa

    ordered = {
        name: column.unify_dictionaries().chunk(0).dictionary.to_pylist()
        for name, column in zip(table.column_names, table.columns, strict=True)
        if pa.types.is_dictionary(column.type) and column.type.ordered and column.num_chunks
    }
    return _frame(pl, table).cast({name: pl.Enum(categories) for name, categories in ordered.items()})


def _frame(pl: Any, table: pa.Table) -> Any:
    try:
        return pl.from_arrow(table)
    except pl.exceptions.PolarsError as reason:
        raise UnsupportedObject(f"polars cannot take the table: {reason}; pull it as_='arrow'") from reason


LIBRARIES: dict[str, Callable[[pa.Table, Envelope], Any]] = {
    "pandas": pandas_of,
    "polars": polars_of,
    "arrow": arrow_of,
}
