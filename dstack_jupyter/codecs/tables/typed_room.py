"""How much room values of a fixed length take in memory, where a few bytes of JSON may stand for gigabytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

TypeJson = dict[str, Any]

MOST_ROOM = 1 << 28
"""Bytes that the values of fixed length of one column may take; a missing one takes as many as any other."""

_SCALAR = 8


def check_room(type_: TypeJson, values: Sequence[Any]) -> None:
    """Raise `ValueError` for values that would take too much."""
    if _room(type_, values) > MOST_ROOM:
        raise ValueError(f"the values of a fixed length would take more than {MOST_ROOM >> 20} MB")


def _room(type_: TypeJson, values: Sequence[Any]) -> int:
    if type_["name"] in ("fixed_binary", "fixed_list"):
        return _width(type_) * len(values)
    return sum(_room(part, inside) for part, inside in _parts(type_, values))


def _width(type_: TypeJson) -> int:
    """Bytes that one value takes, whether it is there or not."""
    if type_["name"] == "fixed_binary":
        return int(type_["length"])
    if type_["name"] == "fixed_list":
        return int(type_["length"]) * _width(type_["of"])
    return sum(_width(field["type"]) for field in type_.get("fields", [])) or _SCALAR


def _parts(type_: TypeJson, values: Sequence[Any]) -> Iterator[tuple[TypeJson, list[Any]]]:
    """The types that a nested type is made of, and the values of each."""
    match type_["name"]:
        case "list" | "large_list":
            yield type_["of"], [item for one in values if one is not None for item in one]
        case "struct":
            for number, field in enumerate(type_["fields"]):
                yield field["type"], [one[number] for one in values if one is not None]
        case "map":
            yield type_["key"], [key for one in values if one is not None for key, _ in one]
            yield type_["of"], [item for one in values if one is not None for _, item in one]
