"""Params: the typed key/value pairs that tell the attachments of one frame apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dstack_jupyter.model.errors import InvalidValue

ParamValue = str | int | float | bool | date | datetime
Params = dict[str, ParamValue]

MAX_KEY = 255
MAX_TEXT = 4096


def checked_params(params: Mapping[Any, Any]) -> Params:
    """Return the params with plain Python values, or raise `InvalidValue` naming the key."""
    return {_checked_key(key): _checked_value(key, value) for key, value in params.items()}


def to_json(params: Mapping[str, ParamValue]) -> dict[str, Any]:
    """Params as JSON that loses no type: dates become ``{"$date": "2020-01-31"}``."""
    return {key: _value_to_json(value) for key, value in params.items()}


def from_json(params: Mapping[str, Any]) -> Params:
    """The inverse of `to_json`."""
    return {key: _value_from_json(key, value) for key, value in params.items()}


def same(left: ParamValue, right: ParamValue) -> bool:
    """Whether two values are the same param: ``2`` and ``2.0`` are, ``1`` and ``True`` are not."""
    return kind_of(left) == kind_of(right) and left == right


def matches(params: Mapping[str, ParamValue], wanted: Mapping[str, ParamValue]) -> bool:
    """Whether `params` has every wanted key with the wanted value."""
    return all(key in params and same(params[key], value) for key, value in wanted.items())


def kind_of(value: ParamValue) -> str:
    """``boolean``, ``number``, ``datetime``, ``date`` or ``string``."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, datetime):
        return "datetime"
    return "date" if isinstance(value, date) else "string"


def text_of(value: ParamValue) -> str:
    """The value as people read it: ``2007``, ``true``, ``2020-01-31``, ``2020-01-31 12:00``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="auto").removesuffix(" 00:00:00")
    return value.isoformat() if isinstance(value, date) else str(value)


def described(params: Mapping[str, ParamValue]) -> str:
    """The params in one line: ``country=FR, year=2007``."""
    return ", ".join(f"{key}={text_of(value)}" for key, value in params.items())


def _checked_key(key: Any) -> str:
    if not isinstance(key, str) or not 1 <= len(key) <= MAX_KEY:
        raise InvalidValue(f"a param key is a text of 1 to {MAX_KEY} characters, not {key!r}")
    return key


def _checked_value(key: Any, value: Any) -> ParamValue:
    plain = _plain(value)
    if not isinstance(plain, bool | int | float | str | date):
        raise InvalidValue(
            f"param {key!r} is of type {type(value).__name__}; "
            "params are texts, numbers, true/false, dates and times (params={'key': value})"
        )
    if plain != plain or plain in (math.inf, -math.inf):
        raise InvalidValue(f"param {key!r} is {plain}, which no pull could match; leave it out or use a text")
    if isinstance(plain, str) and len(plain) > MAX_TEXT:
        raise InvalidValue(f"param {key!r} is a text of {len(plain)} characters; at most {MAX_TEXT} are kept")
    return plain


def _plain(value: Any) -> Any:
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime(warn=False)
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        if type(value).__name__ == "datetime64":
            return value.astype("datetime64[us]").item()
        return value.item()
    for plain in (bool, int, float, str):
        if isinstance(value, plain):
            return plain(value)
    return value


def _value_to_json(value: ParamValue) -> Any:
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    return {"$date": value.isoformat()} if isinstance(value, date) else value


def _value_from_json(key: str, value: Any) -> ParamValue:
    if isinstance(value, dict):
        if set(value) == {"$datetime"}:
            return datetime.fromisoformat(value["$datetime"])
        if set(value) == {"$date"}:
            return date.fromisoformat(value["$date"])
    return _checked_value(key, value)
