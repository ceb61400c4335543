"""Types of columns as JSON, and their values: numbers as far as every reader has them exactly, texts beyond."""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

TypeJson = dict[str, Any]

_EXACT = 2**53 - 1


def described(column: pa.ChunkedArray) -> dict[str, Any]:
    """The type and the values of a column; of one with a dictionary the values are positions in it, from 0."""
    import pyarrow as pa

    array = _plain(column.combine_chunks() if column.num_chunks != 1 else column.chunk(0))
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    found: dict[str, Any] = {"type": type_to_json(array.type)}
    if pa.types.is_dictionary(array.type):
        return {**found, "dictionary": _values(array.dictionary), "values": _values(array.indices)}
    return {**found, "values": _values(array)}


def array_of(type_: TypeJson, values: list[Any], dictionary: list[Any] | None = None) -> pa.Array:
    """The inverse of `described`."""
    import pyarrow as pa

    if type_["name"] == "dictionary":
        indices = array_of(type_["index"], values)
        of = array_of(type_["of"], dictionary or [])
        return pa.DictionaryArray.from_arrays(indices, of, ordered=bool(type_.get("ordered")))
    wanted = type_from_json(type_)
    read = _reader(wanted)
    return pa.array([None if value is None else read(value) for value in values], wanted)


def type_to_json(type_: pa.DataType) -> TypeJson:
    """A type as JSON; raises `ValueError` for one that has no form."""
    import pyarrow as pa

    kinds = pa.types
    for name, known in _simple().items():
        if type_.equals(known):
            return {"name": name}
    if kinds.is_timestamp(type_):
        return {"name": "timestamp", "unit": type_.unit, **({} if type_.tz is None else {"zone": type_.tz})}
    if kinds.is_duration(type_) or kinds.is_time(type_):
        return {"name": "duration" if kinds.is_duration(type_) else "time", "unit": type_.unit}
    if kinds.is_decimal(type_):
        return {"name": "decimal", "bits": type_.bit_width, "precision": type_.precision, "scale": type_.scale}
    if kinds.is_fixed_size_binary(type_):
        return {"name": "fixed_binary", "length": type_.byte_width}
    if kinds.is_dictionary(type_):
        index, of = type_to_json(type_.index_type), type_to_json(type_.value_type)
        return {"name": "dictionary", "index": index, "of": of, "ordered": type_.ordered}
    if kinds.is_map(type_):
        return {"name": "map", "key": type_to_json(type_.key_type), "of": type_to_json(type_.item_type)}
    if kinds.is_struct(type_):
        fields = [{"name": field.name, "type": type_to_json(field.type)} for field in type_]
        return {"name": "struct", "fields": fields}
    if kinds.is_fixed_size_list(type_):
        return {"name": "fixed_list", "length": type_.list_size, "of": type_to_json(type_.value_type)}
    if kinds.is_list(type_) or kinds.is_large_list(type_):
        return {"name": "list" if kinds.is_list(type_) else "large_list", "of": type_to_json(type_.value_type)}
    raise ValueError(f"{type_} has no form as JSON")


def type_from_json(type_: TypeJson) -> pa.DataType:
    """The inverse of `type_to_json`."""
    import pyarrow as pa

    name = type_["name"]
    if name in _simple():
        return _simple()[name]
    return _MAKERS[name](pa, type_)


_MAKERS: dict[str, Callable[[Any, TypeJson], Any]] = {
    "timestamp": lambda pa, type_: pa.timestamp(type_["unit"], type_.get("zone")),
    "duration": lambda pa, type_: pa.duration(type_["unit"]),
    "time": lambda pa, type_: (pa.time32 if type_["unit"] in ("s", "ms") else pa.time64)(type_["unit"]),
    "decimal": lambda pa, type_: {128: pa.decimal128, 256: pa.decimal256}[type_.get("bits", 128)](
        type_["precision"], type_["scale"]
    ),
    "fixed_binary": lambda pa, type_: pa.binary(type_["length"]),
    "dictionary": lambda pa, type_: pa.dictionary(
        type_from_json(type_["index"]), type_from_json(type_["of"]), bool(type_.get("ordered"))
    ),
    "map": lambda pa, type_: pa.map_(type_from_json(type_["key"]), type_from_json(type_["of"])),
    "struct": lambda pa, type_: pa.struct([(each["name"], type_from_json(each["type"])) for each in type_["fields"]]),
    "fixed_list": lambda pa, type_: pa.list_(type_from_json(type_["of"]), type_["length"]),
    "list": lambda pa, type_: pa.list_(type_from_json(type_["of"])),
    "large_list": lambda pa, type_: pa.large_list(type_from_json(type_["of"])),
}


def _simple() -> dict[str, pa.DataType]:
    import pyarrow as pa

    names = (
        *("null", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16"),
        *("float32", "float64", "string", "large_string", "binary", "large_binary", "date32", "date64"),
    )
    return {name: getattr(pa, "bool_" if name == "bool" else name)() for name in names}


def _plain(array: Any) -> Any:
    """Without what only Arrow knows; the schema says what it was."""
    import pyarrow as pa

    if isinstance(array.type, pa.BaseExtensionType):
        return _plain(array.storage)
    try:
        type_to_json(array.type)
    except ValueError:
        return pa.array(array.to_pylist())
    return array


def _values(array: pa.Array) -> list[Any]:
    import pyarrow as pa

    kinds, type_ = pa.types, array.type
    if kinds.is_dictionary(type_):
        return _values(array.cast(type_.value_type))
    if kinds.is_temporal(type_):
        return _values(array.view(pa.int32() if type_.bit_width == 32 else pa.int64()))
    if kinds.is_struct(type_):
        rows = list(zip(*(_values(part) for part in array.flatten()), strict=True)) or [()] * len(array)
        return [
            list(row) if is_there else None for row, is_there in zip(rows, array.is_valid().to_pylist(), strict=True)
        ]
    if kinds.is_nested(type_):
        return _lists(array)
    for check, write in _writers():
        if check(type_):
            return [None if value is None else write(value) for value in array.to_pylist()]
    values: list[Any] = array.to_pylist()
    return values


def _lists(array: Any) -> list[Any]:
    """Lists, and maps as lists of a key and a value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_map(array.type):
        lengths = [None if row is None else len(row) for row in array.to_pylist()]
        items = iter(_values(_pairs(array)))
    else:
        lengths = pc.list_value_length(array).to_pylist()
        items = iter(_values(array.flatten()))
    return [None if length is None else [next(items) for _ in range(length)] for length in lengths]


def _pairs(array: Any) -> pa.Array:
    import pyarrow as pa

    flat = [pair for row in array.to_pylist() if row is not None for pair in row]
    fields = [("key", array.type.key_type), ("value", array.type.item_type)]
    return pa.array([dict(zip(("key", "value"), pair, strict=True)) for pair in flat], pa.struct(fields))


def _writers() -> tuple[tuple[Callable[[Any], bool], Callable[[Any], Any]], ...]:
    import pyarrow as pa

    kinds = pa.types
    return (
        (kinds.is_integer, lambda value: value if abs(value) <= _EXACT else str(value)),
        (kinds.is_floating, lambda value: _float(float(value))),
        (kinds.is_decimal, str),
        (_is_binary, lambda value: b64encode(value).decode()),
    )


def _float(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _is_binary(type_: pa.DataType) -> bool:
    import pyarrow as pa

    kinds = pa.types
    return any(check(type_) for check in (kinds.is_binary, kinds.is_large_binary, kinds.is_fixed_size_binary))


def _reader(type_: pa.DataType) -> Callable[[Any], Any]:
    """What makes of a value in JSON one that Arrow takes."""
    import pyarrow as pa

    kinds = pa.types
    if kinds.is_struct(type_):
        readers = [(field.name, _reader(field.type)) for field in type_]
        return lambda row: [
            (name, None if value is None else read(value)) for (name, read), value in zip(readers, row, strict=True)
        ]
    if kinds.is_map(type_):
        key, item = _reader(type_.key_type), _reader(type_.item_type)
        return lambda row: [(key(name), None if value is None else item(value)) for name, value in row]
    if kinds.is_nested(type_):
        of = _reader(type_.value_type)
        return lambda row: [None if value is None else of(value) for value in row]
    if kinds.is_dictionary(type_):
        return _reader(type_.value_type)
    if kinds.is_floating(type_):
        import numpy as np

        return (lambda value: np.float16(value)) if kinds.is_float16(type_) else float
    for check, read in ((kinds.is_decimal, Decimal), (_is_binary, b64decode)):
        if check(type_):
            return read
    return int if kinds.is_integer(type_) or kinds.is_temporal(type_) else lambda value: value
