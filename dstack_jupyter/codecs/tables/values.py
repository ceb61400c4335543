"""Python values as JSON that loses no type.

What JSON has is written as it is; everything else is an object with one key that begins with ``$`` and
names the type: ``{"$date": "2020-01-31"}``. A number with a fraction or an exponent is a float, any other an integer.
"""

from __future__ import annotations

import base64
import json
import math
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

_EXACT_IN_JSON = 2**53 - 1
_FLOATS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class Unkept(ValueError):
    """A value that no form is known for; `value` is the part that has none."""

    def __init__(self, value: object) -> None:
        super().__init__(f"a value of type {type(value).__qualname__}")
        self.value = value


def to_json(value: Any) -> Any:
    """A value as what `json.dumps` takes; raises `Unkept` naming the part that cannot be kept."""
    cls = type(value)
    if value is None or cls is bool or cls is str:
        return value
    if cls is int:
        return value if abs(value) <= _EXACT_IN_JSON else {"$int": str(value)}
    if cls is float:
        return value if math.isfinite(value) else {"$float": _float_name(value)}
    if cls is list:
        return [to_json(part) for part in value]
    writer = _writers().get(cls)
    if writer is None:
        raise Unkept(value)
    return writer(value)


def from_json(value: Any) -> Any:
    """The inverse of `to_json`."""
    if isinstance(value, list):
        return [from_json(part) for part in value]
    if not isinstance(value, dict):
        return value
    tag = next(iter(value), "")
    if not tag.startswith("$"):
        return {key: from_json(part) for key, part in value.items()}
    reader = _readers().get(tag)
    if reader is None:
        raise Unkept(value)
    return reader(value)


def to_text(value: Any) -> str:
    """A value as one line of JSON."""
    kept = to_json(value)
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: only an escape can stand for it
        return json.dumps(kept, separators=(",", ":"))
    return text


def from_text(text: str) -> Any:
    """The inverse of `to_text`."""
    return from_json(json.loads(text))


def _float_name(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _dict_to_json(value: dict[Any, Any]) -> Any:
    if all(type(key) is str and not key.startswith("$") for key in value):
        return {key: to_json(part) for key, part in value.items()}
    return {"$dict": [[to_json(key), to_json(part)] for key, part in value.items()]}


def _set_to_json(tag: str) -> Callable[[Any], Any]:
    """Sets have no order: sorted by their text, so that equal sets give equal bytes."""
    return lambda value: {tag: sorted((to_json(part) for part in value), key=lambda part: json.dumps(part))}


def _datetime_to_json(value: datetime) -> Any:
    from dstack_jupyter.codecs.tables.zones import zone_to_json

    if value.tzinfo is None:
        return {"$datetime": value.isoformat(), **({"fold": 1} if value.fold else {})}
    zone = zone_to_json(value.tzinfo)
    return {"$datetime": value.astimezone(UTC).replace(tzinfo=None).isoformat(), "zone": zone}


def _datetime_from_json(value: dict[str, Any]) -> datetime:
    from dstack_jupyter.codecs.tables.zones import zone_from_json

    moment = datetime.fromisoformat(value["$datetime"])
    if "zone" not in value:
        return moment.replace(fold=value.get("fold", 0))
    return moment.replace(tzinfo=UTC).astimezone(zone_from_json(value["zone"]))


def _time_to_json(value: time) -> Any:
    from dstack_jupyter.codecs.tables.zones import zone_to_json

    zone = {} if value.tzinfo is None else {"zone": zone_to_json(value.tzinfo)}
    fold = {"fold": 1} if value.fold else {}
    return {"$time": value.replace(tzinfo=None).isoformat(), **zone, **fold}


def _time_from_json(value: dict[str, Any]) -> time:
    from dstack_jupyter.codecs.tables.zones import zone_from_json

    zone = zone_from_json(value["zone"]) if "zone" in value else None
    return time.fromisoformat(value["$time"]).replace(tzinfo=zone, fold=value.get("fold", 0))


@cache
def _writers() -> dict[type, Callable[[Any], Any]]:
    from dstack_jupyter.codecs.tables import pandas_values

    return {
        dict: _dict_to_json,
        tuple: lambda value: {"$tuple": [to_json(part) for part in value]},
        set: _set_to_json("$set"),
        frozenset: _set_to_json("$frozenset"),
        bytes: lambda value: {"$bytes": base64.b64encode(value).decode()},
        complex: lambda value: {"$complex": [to_json(value.real), to_json(value.imag)]},
        Decimal: lambda value: {"$decimal": str(value)},
        uuid.UUID: lambda value: {"$uuid": str(value)},
        date: lambda value: {"$date": value.isoformat()},
        datetime: _datetime_to_json,
        time: _time_to_json,
        timedelta: lambda value: {"$timedelta": [value.days, value.seconds, value.microseconds]},
        **pandas_values.writers(),
    }


@cache
def _readers() -> dict[str, Callable[[Any], Any]]:
    from dstack_jupyter.codecs.tables import pandas_values

    return {
        "$int": lambda value: int(value["$int"]),
        "$float": lambda value: _FLOATS[value["$float"]],
        "$dict": lambda value: {from_json(key): from_json(part) for key, part in value["$dict"]},
        "$tuple": lambda value: tuple(from_json(value["$tuple"])),
        "$set": lambda value: set(from_json(value["$set"])),
        "$frozenset": lambda value: frozenset(from_json(value["$frozenset"])),
        "$bytes": lambda value: base64.b64decode(value["$bytes"]),
        "$complex": lambda value: complex(*from_json(value["$complex"])),
        "$decimal": lambda value: Decimal(value["$decimal"]),
        "$uuid": lambda value: uuid.UUID(value["$uuid"]),
        "$date": lambda value: date.fromisoformat(value["$date"]),
        "$datetime": _datetime_from_json,
        "$time": _time_from_json,
        "$timedelta": lambda value: timedelta(*value["$timedelta"]),
        **pandas_values.readers(),
    }
