"""JSON from outside: read strictly, and refused in words."""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dstack_jupyter.model.errors import InvalidValue

Model = TypeVar("Model", bound=BaseModel)

MOST_BYTES = 8 << 20
MOST_DEPTH = 64

FEW_BYTES = 64 << 10
"""What is taken of one who has not signed in."""

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_NO_BRACKETS = bytes(one for one in range(256) if one not in b"[]{}")
_ONE_KIND = bytes.maketrans(b"{}", b"[]")


def parsed(text: bytes, model: type[Model], most: int = MOST_BYTES) -> Model:
    """The model that a JSON text gives.

    Raises `InvalidValue` for what is no JSON, for ``NaN``, a key that comes twice, too much nesting or too many bytes,
    and for values that the model does not take.
    """
    if len(text) > most:
        raise InvalidValue(f"the body has {len(text):,} bytes of JSON; at most {most:,} are taken")
    return validated(_loaded(text), model)


def validated(value: Any, model: type[Model]) -> Model:
    """The model of a value; raises `InvalidValue` that names the first thing that is wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the body"
        raise InvalidValue(f"{place[:200]}: {first['msg']}") from None


def _loaded(text: bytes) -> Any:
    try:
        decoded = text.decode("utf-8")
        if _is_deep(text):
            raise InvalidValue(f"the JSON is nested more than {MOST_DEPTH} levels deep")
        return json.loads(decoded, parse_constant=_no_constant, object_pairs_hook=_object)
    except UnicodeDecodeError:
        raise InvalidValue("the body is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, InvalidValue):
            raise
        raise InvalidValue(f"the body is not JSON: {error}") from None


def _is_deep(text: bytes) -> bool:
    """Whether a JSON text is nested too deeply, before a parser that recurses sees it.

    No step looks at single characters in Python: a body may have millions of brackets.
    """
    left = _STRINGS.sub(b"", text).translate(_ONE_KIND, _NO_BRACKETS)
    for _ in range(MOST_DEPTH):
        outer = left.replace(b"[]", b"")
        if outer == left:
            break
        left = outer
    return b"[]" in left or len(left) > MOST_DEPTH


def _no_constant(name: str) -> Any:
    raise InvalidValue(f"{name} is no JSON number; use null or a text")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InvalidValue(f"the key {key[:100]!r} stands twice in one object")
        found[key] = value
    return found
