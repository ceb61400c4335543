"""Which rows of a table fit a text: ``city = Paris & sold >= 10 & share is not null``.

Conditions are joined by ``&``. Each is the key of a column, an operator, and but for ``is null`` and ``is not null`` a
value: a number, a text, ``true`` or ``false``, a date or a time in ISO form. Keys and values that hold more than
letters are put in double quotes, as in JSON. A missing value fits ``is null`` alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.tables.kinds import Spec, restore
from dstack_jupyter.model.errors import InvalidValue

if TYPE_CHECKING:
    import pyarrow as pa

MOST_CONDITIONS = 100

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_KEY = re.compile(rf"\s*({_QUOTED}|[^\s=!<>&\",]+)")
_OPERATOR = re.compile(r"\s*(is\s+not\s+null\b|is\s+null\b|contains\b|<=|>=|!=|=|<|>)", re.IGNORECASE)
_VALUE = re.compile(rf"\s*({_QUOTED}|[^&\"]*)")
_COMPARISONS = {"=": "equal", "!=": "not_equal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}
_FORM = 'a filter is like: city = "New York" & sold >= 10 & share is not null'


@dataclass(frozen=True)
class Condition:
    """What one column must be. `value` is None where the operator has none."""

    key: str
    operator: str
    value: str | None = None


def conditions_in(text: str) -> list[Condition]:
    """The conditions that a filter holds; raises `InvalidValue`."""
    found = list(_conditions(text))
    if len(found) > MOST_CONDITIONS:
        raise InvalidValue(f"a filter has at most {MOST_CONDITIONS} conditions, not {len(found)}")
    return found


def keys_in(text: str) -> list[str]:
    """The keys of a list that is joined by commas; raises `InvalidValue`."""
    keys: list[str] = []
    at = 0
    while True:
        found = _KEY.match(text, at)
        if found is None:
            raise InvalidValue(f'columns are keys with commas between them: a,"b c"; not {text[:100]!r}')
        keys.append(_unquoted(found[1]))
        rest = text[found.end() :].lstrip()
        if not rest:
            return keys
        if not rest.startswith(","):
            raise InvalidValue(f"put a key that holds more than letters in double quotes: {text[:100]!r}")
        at = len(text) - len(rest) + 1


def mask_of(condition: Condition, field: pa.ChunkedArray, spec: Spec) -> Any:
    """Whether each value of a field fits, as a numpy array; raises `InvalidValue` where that cannot be said."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if condition.operator in ("is null", "is not null"):
        mask = pc.is_null(field, nan_is_null=True)
        return (mask if condition.operator == "is null" else pc.invert(mask)).to_numpy()
    try:
        mask = _compared(condition, field, spec)
    except (pa.ArrowException, ValueError, OverflowError) as reason:
        if isinstance(reason, InvalidValue):
            raise
        raise InvalidValue(
            f"{condition.key!r} cannot be compared with {condition.value!r:.100}: its values are {_words(field)}"
        ) from None
    return pc.fill_null(mask, False).to_numpy(zero_copy_only=False)


def _conditions(text: str) -> Iterator[Condition]:
    at = 0
    while True:
        key = _KEY.match(text, at)
        operator = key and _OPERATOR.match(text, key.end())
        if not key or not operator:
            raise InvalidValue(f"{_FORM}; there is no condition in {text[at : at + 100]!r}")
        at, name = operator.end(), " ".join(operator[1].lower().split())
        value = None
        if not name.startswith("is"):
            found = _VALUE.match(text, at)
            assert found is not None
            at, value = found.end(), _unquoted(found[1].rstrip())
        yield Condition(_unquoted(key[1]), name, value)
        rest = text[at:].lstrip()
        if not rest:
            return
        if not rest.startswith("&"):
            raise InvalidValue(f"{_FORM}; put {rest[:100]!r} in double quotes, or & before it")
        at = len(text) - len(rest) + 1


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text))
    except ValueError:
        raise InvalidValue(f"{text[:100]} is no text in double quotes as JSON has it") from None


def _compared(condition: Condition, field: pa.ChunkedArray, spec: Spec) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if condition.operator == "contains":
        texts = _dense(field)
        if not (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
            raise InvalidValue(f"contains looks into texts, and the values of {condition.key!r} are {_words(field)}")
        return pc.match_substring(texts, condition.value, ignore_case=True)
    if spec["kind"] == "category" and spec["ordered"] and condition.operator not in ("=", "!="):
        return _by_order(condition, field, spec)
    assert condition.value is not None
    values = _dense(field)
    read = next((read for fits, read in _readers() if fits(values.type)), None)
    if read is None or spec["kind"] in ("period", "geometry") or spec.get("of") == "json":
        raise InvalidValue(f"rows cannot be chosen by {condition.key!r}; ask whether it is null or is not null")
    value = read(condition.value, values.type)
    if pa.types.is_floating(value.type):
        values = values.cast(value.type, safe=False)
    return getattr(pc, _COMPARISONS[condition.operator])(values, value)


def _by_order(condition: Condition, field: pa.ChunkedArray, spec: Spec) -> Any:
    """Ordered categories are compared by their order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    values = restore(field, spec)
    places = {str(category): place for place, category in enumerate(values.categories)}
    if condition.value not in places:
        raise InvalidValue(f"{condition.value!r} is no category of {condition.key!r}; it has {', '.join(places)[:300]}")
    codes = pa.array(values.codes, mask=values.codes == -1)
    return getattr(pc, _COMPARISONS[condition.operator])(codes, places[condition.value])


def _dense(field: pa.ChunkedArray) -> Any:
    import pyarrow as pa

    return field.cast(field.type.value_type) if pa.types.is_dictionary(field.type) else field


def _readers() -> Iterable[tuple[Callable[[Any], bool], Callable[[str, Any], Any]]]:
    """How the text of a value is read, by the type of the column."""
    import pyarrow as pa

    kinds = pa.types
    return (
        (lambda type_: kinds.is_integer(type_) or kinds.is_floating(type_), _number),
        (kinds.is_duration, _duration),
        (lambda type_: kinds.is_timestamp(type_) and type_.tz is not None, _moment),
        (
            lambda type_: any(
                check(type_)
                for check in (
                    kinds.is_string,
                    kinds.is_large_string,
                    kinds.is_boolean,
                    kinds.is_date,
                    kinds.is_time,
                    kinds.is_timestamp,
                    kinds.is_decimal,
                )
            ),
            lambda text, type_: pa.scalar(text).cast(type_),
        ),
    )


def _number(text: str, type_: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_integer(type_):
        with suppress(ValueError, pa.ArrowInvalid, OverflowError):
            return pa.scalar(int(text), type_)
    return pa.scalar(float(text), type_ if pa.types.is_float32(type_) else pa.float64())


def _duration(text: str, type_: Any) -> Any:
    import pandas as pd
    import pyarrow as pa

    return pa.scalar(pd.Timedelta(text).to_timedelta64()).cast(type_)


def _moment(text: str, type_: Any) -> Any:
    """A moment in the zone of the column, unless it says another one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return pa.scalar(text).cast(type_)
    except pa.ArrowInvalid:
        return pc.assume_timezone(pa.scalar(text).cast(pa.timestamp(type_.unit)), type_.tz)


def _words(field: pa.ChunkedArray) -> str:
    return str(_dense(field).type)


def checked_keys(keys: Sequence[str], known: Iterable[str]) -> list[str]:
    """The keys, each once; raises `InvalidValue` for one that is no column."""
    there = list(known)
    for key in keys:
        if key not in there:
            raise InvalidValue(f"{key!r} is no column; there are {', '.join(there)[:500]}")
    return list(dict.fromkeys(keys))
