"""Columns of Python objects.

Where all values are of one type that Arrow has, they are stored as that type; else each value is one line
of JSON that names its type (`values.to_text`). What stands for a missing value is kept, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import values
from dstack_jupyter.codecs.tables.kinds import Spec, is_numpy, numpy_of, values_of, whole
from dstack_jupyter.codecs.tables.values import Unkept

if TYPE_CHECKING:
    import pyarrow as pa


class _Objects:
    """numpy's object dtype."""

    name = "object"

    def matches(self, dtype: Any) -> bool:
        return is_numpy(dtype, "O")

    def describe(self, dtype: Any) -> Spec:
        return {}

    def dtype(self, spec: Spec) -> Any:
        import numpy as np

        return np.dtype(object)

    def store(self, array: Any) -> tuple[pa.Array, Spec]:
        import pyarrow as pa

        objects = values_of(array)
        types, missing = _types_of(objects)
        form = _forms().get(next(iter(types), str)) if len(types) <= 1 and len(missing) <= 1 else None
        if form is not None:
            present = _without(objects, missing)
            try:
                field = form.arrow(present)
            except (pa.ArrowException, ValueError, OverflowError, TypeError):
                pass  # values that Arrow does not have: beyond 64 bits, halves of surrogate pairs, ...
            else:
                return field, {"of": form.name, "missing": next(iter(missing), "None")}
        return _as_json(objects), {"of": "json", "missing": "None"}

    def restore(self, field: pa.ChunkedArray, spec: Spec) -> Any:
        objects = _READERS[spec["of"]](field)
        if spec["missing"] != "None" and field.null_count:
            objects[values_of(field.is_null())] = _missing_values()[spec["missing"]]
        return objects


@dataclass(frozen=True)
class _Form:
    """How objects of one type are stored; `arrow` raises where it would not give back the same."""

    name: str
    arrow: Callable[[Any], pa.Array]


def _missing_values() -> dict[str, Any]:
    import pandas as pd

    return {"None": None, "NaN": float("nan"), "NaT": pd.NaT, "NA": pd.NA}


def _types_of(objects: Any) -> tuple[set[type], set[str]]:
    """The types of the values, and the names of what stands for missing ones."""
    names = {type(value): name for name, value in _missing_values().items() if name != "NaN"}
    types = set(map(type, objects))
    missing = {names[cls] for cls in types if cls in names}
    types -= set(names)
    # NaN stands for a missing value except among floats, where it is one of them.
    if float in types and len(types) > 1 and all(value != value for value in objects if type(value) is float):
        return types - {float}, missing | {"NaN"}
    return types, missing


def _without(objects: Any, missing: set[str]) -> Any:
    """The objects with None for what is missing."""
    if not missing or missing == {"None"}:
        return objects
    sentinel = type(_missing_values()[next(iter(missing))])
    present = objects.copy()
    for row, value in enumerate(objects):
        if type(value) is sentinel:
            present[row] = None
    return present


def _typed(name: str) -> Callable[[Any], pa.Array]:
    """Stored as a type of Arrow, by its name."""

    def arrow(objects: Any) -> pa.Array:
        import pyarrow as pa

        return whole(pa.array(objects, type=getattr(pa, name)(), from_pandas=False))

    return arrow


def _decimals(objects: Any) -> pa.Array:
    """Decimals at the scale of the longest one: 1.5 comes back as 1.50, which equals it."""
    import pyarrow as pa

    if not all(value is None or value.is_finite() for value in objects):
        raise ValueError
    return whole(pa.array(objects))


def _moments(objects: Any) -> pa.Array:
    import pyarrow as pa

    if any(value is not None and (value.tzinfo is not None or value.fold) for value in objects):
        raise ValueError
    return whole(pa.array(objects, type=pa.timestamp("us")))


def _times(objects: Any) -> pa.Array:
    import pyarrow as pa

    if any(value is not None and (value.tzinfo is not None or value.fold) for value in objects):
        raise ValueError
    return whole(pa.array(objects, type=pa.time64("us")))


def _durations(objects: Any) -> pa.Array:
    import pyarrow as pa

    return whole(pa.array(objects, type=pa.duration("us")))


def _arrays(objects: Any) -> pa.Array:
    """Arrays of numpy, of one dimension and one dtype, as lists."""
    import pyarrow as pa

    dtypes = {value.dtype for value in objects if value is not None}
    (dtype,) = dtypes
    if dtype.kind not in "biuf" or dtype.name == "float16" or not dtype.isnative:
        raise ValueError
    if any(value is not None and value.ndim != 1 for value in objects):
        raise ValueError
    return whole(pa.array(objects, type=pa.list_(pa.from_numpy_dtype(dtype)), from_pandas=False))


def _nested(objects: Any) -> pa.Array:
    """Lists and dicts, where Arrow gives back exactly what they hold."""
    import pyarrow as pa

    field = whole(pa.array(objects, from_pandas=False))
    if _has_empty_struct(field.type) or not all(map(_same, field.to_pylist(), objects)):
        raise ValueError
    return field


def _has_empty_struct(type_: pa.DataType) -> bool:
    import pyarrow as pa

    if pa.types.is_struct(type_) and not type_.num_fields:
        return True
    return any(_has_empty_struct(type_.field(child).type) for child in range(type_.num_fields))


def _same(left: Any, right: Any) -> bool:
    """Whether two values are equal with all that they hold, types included."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict):
        return list(left) == list(right) and all(map(_same, left.values(), right.values()))
    if isinstance(left, datetime | time) and (left.tzinfo or right.tzinfo or left.fold):
        return False
    return bool(left == right) or left != left


def _as_json(objects: Any) -> pa.Array:
    import pyarrow as pa

    texts: list[str | None] = []
    for row, value in enumerate(objects):
        try:
            texts.append(None if value is None else values.to_text(value))
        except (Unkept, RecursionError, ValueError, OverflowError) as reason:
            raise UnkeptAt(row, value, reason.value if isinstance(reason, Unkept) else value) from reason
    return pa.array(texts, pa.large_string())


class UnkeptAt(Unkept):
    """A value of a column that no form is known for, and its row, from 0."""

    def __init__(self, row: int, value: object, part: object) -> None:
        super().__init__(part)
        self.row = row
        self.inside = type(value) if part is not value else None


def _listed(field: pa.ChunkedArray) -> Any:
    return _filled(field.to_pylist())


def _from_json(field: pa.ChunkedArray) -> Any:
    return _filled([None if text is None else values.from_text(text) for text in field.to_pylist()])


def _filled(items: list[Any]) -> Any:
    import numpy as np

    objects = np.empty(len(items), dtype=object)
    for position, item in enumerate(items):
        objects[position] = item
    return objects


def _array_objects(field: pa.ChunkedArray) -> Any:
    import numpy as np

    dtype = field.type.value_type.to_pandas_dtype()
    return _filled([None if item is None else np.array(item, dtype=dtype) for item in numpy_of(field)])


@cache
def _forms() -> dict[type, _Form]:
    import numpy as np

    return {**_FORMS, np.ndarray: _Form("array", _arrays)}


_FORMS: dict[type, _Form] = {
    str: _Form("string", _typed("large_string")),
    bytes: _Form("bytes", _typed("large_binary")),
    bool: _Form("boolean", _typed("bool_")),
    int: _Form("integer", _typed("int64")),
    float: _Form("float", _typed("float64")),
    date: _Form("date", _typed("date32")),
    Decimal: _Form("decimal", _decimals),
    datetime: _Form("datetime", _moments),
    time: _Form("time", _times),
    timedelta: _Form("timedelta", _durations),
    list: _Form("nested", _nested),
    dict: _Form("nested", _nested),
}

_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("string", "bytes", "decimal"), numpy_of),
    **dict.fromkeys(("boolean", "integer", "float", "date", "datetime", "time", "timedelta", "nested"), _listed),
    "array": _array_objects,
    "json": _from_json,
}


OBJECTS = _Objects()
