"""What a person writes in a line, as values with a type, and back: ``2020`` is an int, ``FR`` a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.params import ParamValue, text_of

_NUMBER = r"-?(?:0|[1-9][0-9]*)"
_INT = re.compile(r"0|-?[1-9][0-9]*")
_FLOAT = re.compile(rf"{_NUMBER}\.[0-9]+(?:[eE][+-]?[0-9]+)?|{_NUMBER}[eE][+-]?[0-9]+|-?\.[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_DATETIME = re.compile(rf"{_DATE.pattern}T{_TIME}")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

TYPES = {bool: "bool", int: "int", float: "float", str: "text", date: "date", datetime: "datetime"}
"""The types of params, in words."""


def typed(text: str) -> ParamValue:
    """A bare word as a value: int, float, true/false, ISO date, ISO date and time, else the text itself."""
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return text if number in (float("inf"), float("-inf")) else number
    return _moment(text)


def meant(text: str) -> ParamValue:
    """The value of a text that may stand in quotes, which make it a text: ``"2020"``."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else typed(text)


def echoed(params: Mapping[str, ParamValue]) -> str:
    """The params with their types: ``year=2020 (int), country=FR (text)``."""
    return ", ".join(f"{key}={text_of(value)} ({TYPES[type(value)]})" for key, value in params.items())


def check_bare(key: str, text: str) -> None:
    """Refuse what stands behind ``key=`` without quotes and was hardly meant so."""
    if text.startswith("="):
        raise InvalidValue(f"a param is written with one =: {key}={text.lstrip('=')}")
    if text.endswith(",") and len(text) > 1:
        raise InvalidValue(f'params are separated by spaces, not commas: {key}={text[:-1]} (or {key}="{text}")')


def in_search(word: str) -> str:
    """A word of a search as it was typed, where spaces were in quotes: ``message:"first try"``."""
    if " " not in word or '"' in word:
        return word
    key, colon, value = word.partition(":")
    return f'{key}:"{value}"' if colon and " " not in key else f'"{word}"'


def _moment(text: str) -> ParamValue:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        if _DATETIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    return text
