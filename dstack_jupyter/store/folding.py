"""Texts as searches compare them: without case, and values by what they are."""

from __future__ import annotations

import re
import unicodedata

from dstack_jupyter.model.params import ParamValue, text_of

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?(e[+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 40


def folded(text: str) -> str:
    """A text without case, with one space for any run of spaces."""
    small = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(small.replace("\0", " ").encode(errors="replace").decode().split())


def folded_value(value: ParamValue) -> str:
    """The value of a param as text; equal numbers are equal texts, also those that are kept as texts."""
    text = folded(text_of(value))
    is_number = not isinstance(value, bool) and len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text)
    return _number(text) if is_number else text


def _number(text: str) -> str:
    if text.lstrip("+-").isdecimal():
        return str(int(text))
    number = float(text)
    return str(int(number)) if number.is_integer() else repr(number)
