"""How much room the values of a table take in memory, where a few bytes of JSON may stand for gigabytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.typed_types import TypeJson, type_from_json

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROOM = 1 << 28
"""Bytes of one table that values of a fixed length may take, and what stands for missing lists and structs."""

_SCALAR = 8


def check_room(columns: Iterable[TypeJson], schema: pa.Schema | None) -> None:
    """Raise `ValueError` for columns, as the JSON has them, that would take too much in the types of a schema."""
    wanted = {} if schema is None else {field.name: field.type for field in schema}
    if sum(_room_of_column(column, wanted.get(column["name"])) for column in columns) > MOST_ROOM:
        raise ValueError(f"the values of a fixed length would take more than {MOST_ROOM >> 20} MB")


def _room_of_column(column: TypeJson, wanted: pa.DataType | None) -> int:
    type_, values, dictionary = column["type"], column["values"], column.get("dictionary") or []
    more = 0 if wanted is None else _fixed(wanted) - _fixed(type_from_json(type_))
    cast = more * _count([values, dictionary]) if more > 0 else 0
    if type_["name"] == "dictionary":
        return cast + _room(type_["index"], values) + _room(type_["of"], dictionary)
    return cast + _room(type_, values)


def _fixed(type_: pa.DataType) -> int:
    """Bytes of all parts of a type that have a fixed length."""
    import pyarrow as pa

    kinds = pa.types
    if kinds.is_fixed_size_binary(type_):
        return int(type_.byte_width)
    if isinstance(type_, pa.BaseExtensionType):
        return _fixed(type_.storage_type)
    if kinds.is_dictionary(type_) or kinds.is_run_end_encoded(type_):
        return _fixed(type_.value_type)
    inside = sum(_fixed(type_.field(number).type) for number in range(type_.num_fields))
    return type_.list_size * (inside or _SCALAR) if kinds.is_fixed_size_list(type_) else inside


def _count(values: Sequence[Any]) -> int:
    """How many values there are, with those in lists."""
    return len(values) + sum(_count(one) for one in values if isinstance(one, list))


def _room(type_: TypeJson, values: Sequence[Any]) -> int:
    """Bytes beyond those that the JSON has itself."""
    inside = sum(_room(part, some) for part, some in _parts(type_, values))
    match type_["name"]:
        case "fixed_binary":
            return _width(type_) * len(values)
        case "fixed_list" | "struct":
            return _width(type_) * sum(value is None for value in values) + inside
    return inside


def _width(type_: TypeJson) -> int:
    """Bytes that a missing value takes."""
    match type_["name"]:
        case "fixed_binary":
            return _length(type_)
        case "fixed_list":
            return _length(type_) * _width(type_["of"])
        case "struct":
            return sum(_width(field["type"]) for field in type_["fields"])
        case "decimal":
            return int(type_.get("bits", 128)) // 8
    return _SCALAR


def _length(type_: TypeJson) -> int:
    length = int(type_["length"])
    if length < 0:
        raise ValueError(f"a fixed length is 0 or more, not {length}")
    return length


def _parts(type_: TypeJson, values: Sequence[Any]) -> Iterator[tuple[TypeJson, list[Any]]]:
    """The types that a nested type is made of, and the values of each that are there."""
    there = [one for one in values if one is not None]
    match type_["name"]:
        case "list" | "large_list" | "fixed_list":
            yield type_["of"], [item for one in there for item in one]
        case "struct":
            for number, field in enumerate(type_["fields"]):
                yield field["type"], [one[number] for one in there]
        case "map":
            yield type_["key"], [key for one in there for key, _ in one]
            yield type_["of"], [item for one in there for _, item in one]
