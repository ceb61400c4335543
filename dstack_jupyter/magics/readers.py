"""From a word of the line to the value of an option that is more than a text."""

from __future__ import annotations

from math import isfinite, nan
from typing import get_args

from dstack_jupyter.codecs.forms import FORMS
from dstack_jupyter.magics.values import Expression, Text, name_end, text_from
from dstack_jupyter.magics.words import Word
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.stacks import AccessLevel


def access_of(word: Word) -> str:
    """An access level."""
    if word.text not in get_args(AccessLevel):
        raise InvalidValue(f"--access is private, internal or public, not {word.text}")
    return word.text


def form_of(word: Word) -> str:
    """The form that a pulled thing comes in."""
    if word.text not in FORMS:
        raise InvalidValue(f"--as is one of {', '.join(FORMS)}, not {word.text}")
    return word.text


def columns_of(word: Word) -> tuple[Text, ...]:
    """Names of columns, with commas between them, or one in quotes."""
    names = [word.text] if word.quote else [name for name in word.text.split(",") if name]
    return tuple(text_from(Word(name, quote=word.quote)) for name in names)


def count_of(word: Word) -> int:
    """A whole number."""
    number = number_of(word)
    if not number.is_integer():
        raise InvalidValue(f"{word.text} is not a whole number")
    return int(number)


def number_of(word: Word) -> float:
    """A number."""
    try:
        number = float(word.text)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise InvalidValue(f"{word.text} is not a number")
    return number


def rename_of(word: Word) -> tuple[tuple[Text, Text], ...]:
    """A name and the one in its stead: ``OLD=NEW``."""
    old, _, new = word.text.partition("=")
    if not old or not new:
        raise InvalidValue("--rename takes the old and the new name: --rename sales=sales-of-ann")
    return ((text_from(Word(old, quote=word.quote)), text_from(Word(new, quote=word.quote))),)


def frame_of(word: Word) -> int | Text:
    """A number is the number of a frame; all else, and a number in quotes, is an id or the beginning of one."""
    return int(word.text) if not word.quote and word.text.isdecimal() else text_from(word)


def object_of(word: Word) -> Expression:
    """The object that is pushed: a variable, or Python in parentheses."""
    if not word.quote and (word.text.startswith("(") or name_end(word.text) == len(word.text)):
        return Expression(word.text)
    shown = f"{word.quote}{word.text}{word.quote}"
    raise InvalidValue(f"{shown} is not a variable; an expression is written in parentheses: ({shown})")
