"""Two columns as arrays that can be compared: of one type, and equal exactly where the values are.

Values are compared, not how they are kept: 1 equals 1.0, a category equals its text, -0.0 equals 0.0. What is missing
(null, None, NaN, NaT, NA) equals what is missing. Integers meet floats as float64 where that loses nothing, float32
meets float64 as float32; a truth value is no number, and a moment with a zone is none without. Everything else is
compared by its JSON that names the types.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import values
from dstack_jupyter.codecs.tables.kinds import Spec, restore, whole
from dstack_jupyter.codecs.tables.values import Unkept

if TYPE_CHECKING:
    import pyarrow as pa

    Both = tuple[pa.Array, pa.Array]


@dataclass(frozen=True)
class Column:
    """The values of a column, and what they are."""

    field: pa.ChunkedArray
    spec: Spec


def alike(old: Column, new: Column) -> Both:
    """Both columns as arrays of one type whose equality is that of the values; missing ones are null."""
    if _is_json(old) and _is_json(new):
        return _present(whole(old.field)), _present(whole(new.field))
    if old.spec == new.spec and _is_flat_struct(old.field.type) and old.field.type == new.field.type:
        return _joined(whole(old.field)), _joined(whole(new.field))
    if not (_needs_text(old) or _needs_text(new)):
        met = _met(_plain(old.field), _plain(new.field))
        if met is not None:
            return _numbers(met[0]), _numbers(met[1])
    return _texts(old), _texts(new)


def objects_of(column: Column) -> list[Any]:
    """The values as Python objects, as pandas gives them back."""
    import pandas as pd

    if column.spec["kind"] == "arrow":
        return list(column.field.to_pylist())
    restored = restore(column.field, column.spec)
    return list(pd.Series(restored, dtype=restored.dtype).astype(object))


def _is_json(column: Column) -> bool:
    return column.spec["kind"] == "object" and column.spec.get("of") == "json"


def _needs_text(column: Column) -> bool:
    """Whether what tells values apart is in the spec, or nested."""
    import pyarrow as pa

    is_nested = pa.types.is_nested(column.field.type) and not pa.types.is_dictionary(column.field.type)
    return column.spec["kind"] == "period" or _is_json(column) or is_nested


def _plain(field: pa.ChunkedArray) -> pa.Array:
    """One array without dictionaries, views and run-ends."""
    import pyarrow as pa
    import pyarrow.compute as pc

    array = whole(pc.run_end_decode(field) if pa.types.is_run_end_encoded(field.type) else field)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    return next((array.cast(type_) for check, type_ in _plain_types() if check(array.type)), array)


@cache
def _plain_types() -> tuple[tuple[Callable[[Any], bool], Any], ...]:
    """Types that are compared as another one."""
    import pyarrow as pa

    kinds = pa.types
    return (
        (lambda type_: kinds.is_string(type_) or kinds.is_string_view(type_), pa.large_string()),
        (lambda type_: kinds.is_binary(type_) or kinds.is_binary_view(type_), pa.large_binary()),
        (kinds.is_fixed_size_binary, pa.large_binary()),
        (kinds.is_float16, pa.float32()),
        (kinds.is_date64, pa.date32()),
        (kinds.is_null, pa.large_string()),
    )


def _met(left: pa.Array, right: pa.Array) -> Both | None:
    """Both as one type; None where there is none that keeps every value."""
    import pyarrow as pa

    if left.type == right.type:
        return left, right
    if left.null_count == len(left) or right.null_count == len(right):
        type_ = right.type if left.null_count == len(left) else left.type
        return _or_nulls(left, type_), _or_nulls(right, type_)
    for type_ in _meeting_types(left.type, right.type):
        try:
            return left.cast(type_), right.cast(type_)
        except pa.ArrowInvalid:
            continue
    return None


def _or_nulls(array: pa.Array, type_: pa.DataType) -> pa.Array:
    import pyarrow as pa

    return array if array.type == type_ else pa.nulls(len(array), type_)


def _meeting_types(left: pa.DataType, right: pa.DataType) -> Sequence[pa.DataType]:
    """The types to try, best first."""
    import pyarrow as pa

    kinds = pa.types
    both = (left, right)
    if all(map(kinds.is_integer, both)):
        return (pa.int64(), pa.decimal128(20))
    if all(map(kinds.is_floating, both)):
        return (pa.float32(),)
    if all(map(kinds.is_decimal, both)):
        return (pa.decimal256(76, max(left.scale, right.scale)),)
    if all(kinds.is_integer(type_) or kinds.is_floating(type_) or kinds.is_decimal(type_) for type_ in both):
        return (pa.float64(),)
    if all(kinds.is_timestamp(type_) or kinds.is_date(type_) for type_ in both):
        zones = {getattr(type_, "tz", None) is None for type_ in both}
        zone = None if True in zones else "UTC"
        return [pa.timestamp(unit, zone) for unit in ("ns", "us", "ms")] if len(zones) == 1 else ()
    if all(map(kinds.is_duration, both)):
        return [pa.duration(unit) for unit in ("ns", "us", "ms")]
    return (pa.time64("ns"),) if all(map(kinds.is_time, both)) else ()


def _numbers(array: pa.Array) -> pa.Array:
    """Floats with null for NaN, and one zero."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_floating(array.type):
        return array
    return pc.add(pc.if_else(pc.is_nan(array), None, array), pa.scalar(0.0, array.type))


def _is_flat_struct(type_: pa.DataType) -> bool:
    """Whether it is a struct of numbers or moments, such as an interval or a complex number."""
    import pyarrow as pa

    kinds = pa.types
    return kinds.is_struct(type_) and all(
        kinds.is_integer(field.type) or kinds.is_floating(field.type) or kinds.is_temporal(field.type)
        for field in type_
    )


def _joined(structs: pa.Array) -> pa.Array:
    """The parts of each struct in one text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = [_numbers(pc.struct_field(structs, number)) for number in range(structs.type.num_fields)]
    texts = [part.cast(pa.large_string()) for part in parts]
    joined = pc.binary_join_element_wise(
        *texts, pa.scalar(" ", pa.large_string()), null_handling="replace", null_replacement="-"
    )
    return pc.if_else(structs.is_valid(), joined, None)


def _texts(column: Column) -> pa.Array:
    import pyarrow as pa

    if _is_json(column):
        return _present(whole(column.field))
    return _present(pa.array([_text(value) for value in objects_of(column)], pa.large_string()))


def _text(value: Any) -> str:
    try:
        return values.to_text(value)
    except (Unkept, ValueError, RecursionError):
        return f"{type(value).__qualname__} {value!r}"


def _present(texts: pa.Array) -> pa.Array:
    """Texts of values with null for those that are missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    missing = pc.is_in(texts, value_set=pa.array(_missing_texts(), texts.type))
    return pc.if_else(missing, None, texts)


@cache
def _missing_texts() -> tuple[str, ...]:
    import pandas as pd

    return tuple(values.to_text(value) for value in (None, float("nan"), pd.NaT, pd.NA))
