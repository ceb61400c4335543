"""The cells of a table as JSON values that JavaScript holds exactly."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables import geometry, values
from dstack_jupyter.codecs.tables.kinds import Spec, restore
from dstack_jupyter.codecs.tables.names import shown
from dstack_jupyter.codecs.tables.values import Unkept

if TYPE_CHECKING:
    import pyarrow as pa

_EXACT_IN_JAVASCRIPT = 2**53 - 1
_OBJECT_TYPES = {"decimal": "float", "timedelta": "duration"}
_KNOWN_TYPES = ("integer", "float", "string", "boolean", "date", "datetime")
_ZONE = re.compile(r"timestamp\[\w+, tz=([^\]]+)\]")
_KIND_TYPES = {"string": "string", "datetime": "datetime", "timedelta": "duration", "category": "category"}


def name_of(spec: Spec) -> str:
    """The heading of a column or of a level of the index."""
    return shown(values.from_json(spec["label"] if "label" in spec else spec["name"]))


def type_of(spec: Spec) -> str:
    """What a view needs to know of a column: integer, float, string, boolean, date, datetime, ..."""
    kind = spec["kind"]
    if kind == "sparse":
        return type_of(spec["of"])
    if kind in ("number", "nullable"):
        return _number_type(spec["dtype"].lower())
    if kind == "object":
        of = _OBJECT_TYPES.get(spec.get("of", ""), spec.get("of", ""))
        return of if of in (*_KNOWN_TYPES, "duration") else "other"
    if kind == "arrow":
        return _arrow_type(spec["type"])
    return _KIND_TYPES.get(kind, "other")


def zone_of(spec: Spec) -> str | None:
    """The time zone that a column of moments is in: a name, or an offset like ``+05:30``; None where it has none."""
    zone = spec.get("zone")
    if isinstance(zone, dict):
        return zone.get("name") or str(timezone(timedelta(seconds=zone["offset"]))).removeprefix("UTC")
    found = _ZONE.match(str(spec.get("type")))
    return found[1] if found else None


def cells_of(field: pa.ChunkedArray, spec: Spec) -> list[Any]:
    """The cells of a field; what is missing is null, and everything that JSON has not is a text."""
    missing = field.is_null().to_pylist()
    present = iter(_present(field.drop_null(), spec))
    return [None if is_missing else next(present) for is_missing in missing]


def _present(field: pa.ChunkedArray, spec: Spec) -> list[Any]:
    import numpy as np

    if spec["kind"] == "arrow":
        return [cell(value) for value in field.to_pylist()]
    if spec["kind"] == "geometry":
        return [*geometry.texts(field, spec)]
    restored = restore(field, spec)
    if isinstance(restored, np.ndarray) and restored.dtype.kind == "f" and restored.dtype.itemsize < 8:
        return [cell(float(str(value))) for value in restored]  # 0.1, and not the float64 next to it
    return [cell(value) for value in restored.tolist()]


def cell(value: Any) -> Any:
    """A value as null, a boolean, a text, or a number that JavaScript holds exactly."""
    cls = type(value)
    if value is None or cls is bool:
        return value
    if cls is int:
        return value if abs(value) <= _EXACT_IN_JAVASCRIPT else str(value)
    if cls is float:
        return value if math.isfinite(value) else values.to_json(value)["$float"]
    if cls is str:
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    for known, text in _texts().items():
        if isinstance(value, known):
            return text(value)
    return _json(value)


def _number_type(dtype: str) -> str:
    if "bool" in dtype:
        return "boolean"
    return "integer" if "int" in dtype else "float"


def _arrow_type(type_: str) -> str:
    """The type of a column by the name that Arrow gives it."""
    prefixes: dict[str | tuple[str, ...], str] = {
        "bool": "boolean",
        ("int", "uint"): "integer",
        ("float", "double", "halffloat", "decimal"): "float",
        ("string", "large_string"): "string",
        "date": "date",
        "timestamp": "datetime",
        "duration": "duration",
        "dictionary": "category",
    }
    return next((known for prefix, known in prefixes.items() if type_.startswith(prefix)), "other")


@cache
def _texts() -> dict[type, Callable[[Any], str | None]]:
    """How values of each type are written; the first that fits."""
    import numpy as np
    import pandas as pd

    return {
        type(pd.NaT): lambda value: None,
        type(pd.NA): lambda value: None,
        datetime: lambda value: value.isoformat(),
        date: lambda value: value.isoformat(),
        time: lambda value: value.isoformat(),
        timedelta: _duration,
        bytes: lambda value: value.hex(" "),
        complex: lambda value: str(value).strip("()"),
        np.generic: lambda value: cell(value.item()) if type(value.item()) is not type(value) else str(value),
        pd.Period: str,
        pd.Interval: str,
    }


def _duration(value: timedelta) -> str:
    """``1 day 02:00:00.5``: days, then hours, minutes and seconds."""
    if value < timedelta(0):
        return f"-{_duration(-value)}"
    clock = f"{value.seconds // 3600:02}:{value.seconds // 60 % 60:02}:{value.seconds % 60:02}"
    fraction = f"{value.microseconds:06}{getattr(value, 'nanoseconds', 0):03}".rstrip("0")
    days = f"{value.days} day{'' if value.days == 1 else 's'} " if value.days else ""
    return f"{days}{clock}{f'.{fraction}' if fraction else ''}"


def _json(value: Any) -> str:
    try:
        return values.to_text(value) if isinstance(value, list | dict | tuple | set) else str(value)
    except (Unkept, ValueError):
        return str(value)
