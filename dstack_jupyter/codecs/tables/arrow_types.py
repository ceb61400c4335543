"""Types of Arrow: how they are written down, and what stands for those that Parquet does not have."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def type_to_json(type_: pa.DataType) -> dict[str, Any]:
    """A type in words, and exactly: an Arrow IPC schema message of one field, in base64."""
    import pyarrow as pa

    message = pa.schema([pa.field("", type_)]).serialize().to_pybytes()
    return {"type": str(type_), "schema": base64.b64encode(message).decode()}


def type_from_json(spec: dict[str, Any]) -> pa.DataType:
    """The inverse of `type_to_json`."""
    import pyarrow as pa

    return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(spec["schema"]))).field(0).type


def storable(type_: pa.DataType) -> pa.DataType:
    """The type that a file holds instead of `type_`; raises `ValueError` where there is none.

    Views and run-ends are written out, since few readers know them; so are dictionaries of anything but
    text. Seconds become milliseconds, and moments at a fixed offset are moments in UTC.
    """
    import pyarrow as pa

    kinds = pa.types
    if _is(type_, "string_view"):
        return pa.large_string()
    if _is(type_, "binary_view"):
        return pa.large_binary()
    if kinds.is_timestamp(type_):
        return pa.timestamp("ms" if type_.unit == "s" else type_.unit, _zone(type_.tz))
    if kinds.is_time32(type_):
        return pa.time32("ms")
    if kinds.is_dictionary(type_):
        return _dictionary(type_)
    if _is(type_, "run_end_encoded"):
        return storable(type_.value_type)
    if kinds.is_nested(type_):
        return _nested(type_)
    if _is(type_, "interval") or (kinds.is_fixed_size_binary(type_) and type_.byte_width == 0):
        raise ValueError(f"the type {type_} has no form in a Parquet file; cast it to another one first")
    return type_


def stored(values: Any) -> Any:
    """An array, or chunks of one, as a file holds it; raises `ValueError` where it cannot."""
    return conformed(values, storable(values.type))


def conformed(values: Any, type_: pa.DataType) -> Any:
    """An array, or chunks of one, as the type: what a file gave back becomes what it was."""
    import pyarrow as pa
    import pyarrow.compute as pc

    has_null_entry = _has_null_entry(values)
    if values.type == type_ and str(values.type) == str(type_) and not has_null_entry:
        return values  # equal lists may differ in the name of their items
    if _is_miscast(values.type) or _is_miscast(type_):
        listed = pa.array(values.to_pylist(), type_)
        return pa.chunked_array([listed]) if isinstance(values, pa.ChunkedArray) else listed
    if _is(values.type, "run_end_encoded"):
        values = pc.run_end_decode(values)
    elif pa.types.is_dictionary(values.type):
        if pa.types.is_dictionary(type_) and not has_null_entry:
            return _dictionaries(values, type_)
        values = values.cast(values.type.value_type)
    if _is(type_, "run_end_encoded"):
        return pc.run_end_encode(values.cast(type_.value_type), run_end_type=type_.run_end_type)
    if pa.types.is_dictionary(type_):
        return _dictionaries(values.cast(type_.value_type).dictionary_encode(), type_)
    return values.cast(type_)


def _has_null_entry(values: Any) -> bool:
    """Whether a null stands in a dictionary instead of in the place of its index, which no file can say."""
    import pyarrow as pa

    if not pa.types.is_dictionary(values.type):
        return False
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    return any(chunk.dictionary.null_count for chunk in chunks)


def _dictionaries(values: Any, type_: pa.DataType) -> Any:
    import pyarrow as pa

    if isinstance(values, pa.ChunkedArray):
        return pa.chunked_array([_dictionaries(chunk, type_) for chunk in values.chunks], type=type_)
    indices, dictionary = values.indices.cast(type_.index_type), values.dictionary.cast(type_.value_type)
    return pa.DictionaryArray.from_arrays(indices, dictionary, ordered=type_.ordered)


def _dictionary(type_: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    value = storable(type_.value_type)
    if pa.types.is_string(value) or pa.types.is_large_string(value):
        return pa.dictionary(type_.index_type, pa.string(), type_.ordered)
    return value


def _nested(type_: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    kinds = pa.types
    if kinds.is_struct(type_) and type_.num_fields:
        return pa.struct([field.with_type(storable(field.type)) for field in type_])
    if kinds.is_map(type_):
        return pa.map_(storable(type_.key_type), storable(type_.item_type), type_.keys_sorted)
    if kinds.is_fixed_size_list(type_):
        return pa.list_(_item(type_), type_.list_size)
    if kinds.is_large_list(type_) or _is(type_, "large_list_view"):
        return pa.large_list(_item(type_))
    if kinds.is_list(type_) or _is(type_, "list_view"):
        return pa.list_(_item(type_))
    raise ValueError(f"the type {type_} has no form in a Parquet file; cast it to another one first")


def _item(type_: pa.DataType) -> pa.Field:
    field = type_.value_field
    return field.with_type(storable(field.type))


def _is_miscast(type_: pa.DataType) -> bool:
    """Whether pyarrow's own cast gives other offsets or values: list views with a null, lists of nothing but null."""
    import pyarrow as pa

    if _is(type_, "list_view") or _is(type_, "large_list_view"):
        return True
    inner = [type_.field(child).type for child in range(type_.num_fields)]
    return any(pa.types.is_null(part) or _is_miscast(part) for part in inner)


def _zone(zone: str | None) -> str | None:
    """The zone as a name: polars stops at a zone that is an offset."""
    return "UTC" if zone and zone[0] in "+-" else zone


def _is(type_: pa.DataType, name: str) -> bool:
    import pyarrow as pa

    check = getattr(pa.types, f"is_{name}", None)
    return check is not None and bool(check(type_))
