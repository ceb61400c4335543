"""Plain Python values, as JSON that gives back what was pushed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from dstack_jupyter.codecs.base import Encoded, Stored
from dstack_jupyter.model.errors import UnsupportedObject


class JsonCodec:
    """dicts and lists of texts, numbers, true, false and None, nested at will."""

    name = "json"
    supports = "dicts and lists of JSON values"
    gives = "dicts and lists"
    applications = ("python/json",)
    content_types = ()
    rank = 700

    def handles(self, obj: object) -> bool:
        """Whether it is a dict or a list."""
        return isinstance(obj, dict | list)

    def encode(self, obj: dict[str, Any] | list[Any], options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` with the path to a value that JSON would change."""
        try:
            _check(obj, "")
        except RecursionError:
            raise UnsupportedObject("the value holds itself, or is nested too deeply for JSON") from None
        text = json.dumps(obj, ensure_ascii=False, separators=(",", ":"))
        try:
            content = text.encode()
        except UnicodeEncodeError:  # half of a surrogate pair: only an escape can stand for it
            content = json.dumps(obj, separators=(",", ":")).encode()
        return Encoded("application/json", lambda sink: sink.write(content), "python/json", length=len(content))

    def decode(self, stored: Stored) -> Any:
        """Decode to dicts and lists."""
        return json.loads(bytes(stored.read()))


def _check(value: Any, path: str) -> None:
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, float):
        _check_float(value, path)
    elif isinstance(value, dict):
        for key, part in value.items():
            if not isinstance(key, str):
                raise UnsupportedObject(f"the key {key!r}{_at(path)} would come back as a text; use {str(key)!r}")
            _check(part, f"{path}[{key!r}]")
    elif isinstance(value, list):
        for position, part in enumerate(value):
            _check(part, f"{path}[{position}]")
    else:
        raise UnsupportedObject(
            f"the value{_at(path)} is of type {type(value).__qualname__}, which JSON has not; {_advice(value)}"
        )


def _check_float(value: float, path: str) -> None:
    if not math.isfinite(value):
        raise UnsupportedObject(f"the value{_at(path)} is {value}, which JSON has not; use None or a text")


def _advice(value: Any) -> str:
    if isinstance(value, tuple | set | frozenset):
        return "use a list"
    if type(value).__module__ == "numpy":
        return "use .item() or .tolist()"
    if hasattr(value, "isoformat"):
        return "use .isoformat()"
    return "push it by itself, or several together with ds.frame()"


def _at(path: str) -> str:
    return f" at {path}" if path else ""
