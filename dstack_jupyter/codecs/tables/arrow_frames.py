"""Tables of Arrow as pandas frames, without values becoming others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import arrow_types

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def pandas_of(table: pa.Table) -> pd.DataFrame:
    """A table that is not of pandas as a DataFrame; one that pandas wrote elsewhere, with the index it had.

    Integers and truth values with missing ones get pandas' nullable dtypes, since as floats they would be other
    numbers; lists and structs that hold such become lists and dicts. All else is as pyarrow makes it.
    """
    readable = _readable(table)
    frame: pd.DataFrame = readable.to_pandas()
    for number, label in enumerate(frame.columns):
        field = _field_of(readable, frame, number, label)
        exact = None if field is None else _exact(field)
        if exact is not None:
            frame.isetitem(number, exact)
    return frame


def _readable(table: pa.Table) -> pa.Table:
    """The table without the types that pyarrow cannot make a frame of."""
    import pyarrow as pa

    columns = [
        arrow_types.stored(field) if pa.types.is_nested(field.type) or _is_run_ends(field.type) else field
        for field in table.columns
    ]
    return pa.Table.from_arrays(columns, names=table.column_names).replace_schema_metadata(table.schema.metadata)


def _field_of(table: pa.Table, frame: pd.DataFrame, number: int, label: Any) -> pa.ChunkedArray | None:
    """The field that a column was made of; levels of the index have moved the others where there are some."""
    if frame.shape[1] == table.num_columns:
        return table.column(number)
    return table[str(label)] if str(label) in table.column_names else None


def _exact(field: pa.ChunkedArray) -> Any:
    """The values of a field that pyarrow would turn into others; None where it would not."""
    import pandas as pd

    if not _holds_missing_integers(field):
        return None
    if nullable := _nullable(field.type):
        return nullable.__from_arrow__(field)
    return pd.Series(field.to_pylist(), dtype=object).array


def _holds_missing_integers(field: Any) -> bool:
    if _nullable(field.type):
        return bool(field.null_count)
    return any(_holds_missing_integers(part) for part in _parts(field))


def _parts(field: Any) -> Iterator[Any]:
    """What the values of lists, structs and maps are made of."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds = pa.types
    if kinds.is_struct(field.type):
        yield from (pc.struct_field(field, number) for number in range(field.type.num_fields))
    elif kinds.is_map(field.type):
        yield pa.chunked_array([chunk.items for chunk in field.chunks], field.type.item_type)
    elif kinds.is_nested(field.type):
        yield pc.list_flatten(field)


def _nullable(type_: pa.DataType) -> Any:
    """The dtype of pandas that has these integers or truth values and missing ones; None for other types."""
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_boolean(type_):
        return pd.BooleanDtype()
    if pa.types.is_integer(type_):
        return pd.api.types.pandas_dtype(str(type_).replace("uint", "UInt").replace("int", "Int"))
    return None


def _is_run_ends(type_: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_run_end_encoded(type_))
