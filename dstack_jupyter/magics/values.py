"""From what was typed to values with a type, and back: ``2020`` is an int, ``"2020"`` a text."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dstack_jupyter.magics.words import Word, balanced_end
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.params import ParamValue, text_of
from dstack_jupyter.model.written import TYPES, typed

Namespace = dict[str, Any]
"""The variables that ``$name`` and the pushed object are looked up in."""

_NAME = re.compile(r"[^\W\d]\w*")
_ATTRIBUTE = re.compile(r"\.[^\W\d]\w*")


@dataclass(frozen=True)
class Expression:
    """Python that is evaluated where the line runs: the ``c`` of ``$c``, the ``df[0]`` of ``push df[0]``."""

    source: str

    def value(self, names: Namespace) -> Any:
        """The value. What an expression in parentheses raises is the user's own and passes unchanged."""
        if self.source.startswith("("):
            return self._evaluated(names)
        try:
            return self._evaluated(names)
        except NameError:
            raise InvalidValue(f"there is no variable {_first_name(self.source)}{_near(self.source, names)}") from None
        except (AttributeError, LookupError, TypeError) as error:
            raise InvalidValue(f"{self.source} cannot be read: {type(error).__name__}: {error}") from None

    def _evaluated(self, names: Namespace) -> Any:
        place = f"<%dstack {self.source}>"
        # A traceback shows the line from here; some formatters fail on a frame that has none.
        linecache.cache[place] = (len(self.source), None, [f"{self.source}\n"], place)
        try:
            code = compile(self.source, place, "eval")
        except (SyntaxError, ValueError) as error:
            raise InvalidValue(f"{self.source} cannot be read as Python: {error.args[0]}") from None
        return eval(code, names)  # noqa: S307 - the user's own line, run as their cell is


@dataclass(frozen=True)
class Inserted:
    """A text with variables in it. One variable alone, without quotes, keeps the variable's type."""

    parts: tuple[str | Expression, ...]
    quoted: bool = False


Value = ParamValue | Inserted
Text = str | Inserted


def value_of(word: Word) -> Value:
    """The value of a word that may be of any type."""
    text = text_from(word)
    if isinstance(text, Inserted) or word.quote or "$" in word.text:
        return text
    return typed(text)


def text_from(word: Word) -> Text:
    """The value of a word that is a text in any case: a message, the name of a stack."""
    if word.quote in ("'", "‘") or "$" not in word.text:
        return word.text
    parts = tuple(_parts(word.text))
    if not any(isinstance(part, Expression) for part in parts):
        return "".join(str(part) for part in parts)
    return Inserted(parts, quoted=bool(word.quote))


def name_end(text: str, start: int = 0) -> int:
    """Where the variable, or the dotted or indexed name, that begins at `start` ends; `start` where none does."""
    name = _NAME.match(text, start)
    end = name.end() if name else start
    while name:
        attribute = _ATTRIBUTE.match(text, end)
        longer = attribute.end() if attribute else balanced_end(text, end) if text[end : end + 1] == "[" else None
        if longer is None:
            break
        end = longer
    return end


def resolved(value: Value | None, names: Namespace) -> Any:
    """The value itself, with its variables filled in."""
    if not isinstance(value, Inserted):
        return value
    if len(value.parts) == 1 and not value.quoted and isinstance(value.parts[0], Expression):
        return value.parts[0].value(names)
    return "".join(_as_text(part, names) for part in value.parts)


def resolved_text(value: Text | None, names: Namespace) -> str | None:
    """The value as a text, with its variables filled in."""
    if not isinstance(value, Inserted):
        return value
    return "".join(_as_text(part, names) for part in value.parts)


def _parts(text: str) -> Iterator[str | Expression]:
    position = 0
    while (dollar := text.find("$", position)) >= 0:
        if dollar > position:
            yield text[position:dollar]
        if text[dollar + 1 : dollar + 2] == "$":
            yield "$"
            position = dollar + 2
            continue
        position = _expression_end(text, dollar + 1)
        yield Expression(text[dollar + 1 : position]) if position > dollar + 1 else "$"
    if position < len(text):
        yield text[position:]


def _expression_end(text: str, start: int) -> int:
    """Where the variable behind a ``$`` ends; `start` where there is none, as in ``US$ 5``."""
    if text[start : start + 1] == "(":
        return balanced_end(text, start) or start
    return name_end(text, start)


def _as_text(part: str | Expression, names: Namespace) -> str:
    if isinstance(part, str):
        return part
    try:
        value = part.value(names)
    except InvalidValue as error:
        hint = "; in a text $(name) ends a variable before a dot" if "." in part.source else ""
        raise InvalidValue(f"{error}{hint}; a dollar sign itself is written $$") from None
    return text_of(value) if type(value) in TYPES else str(value)


def _first_name(source: str) -> str:
    found = _NAME.match(source)
    return found.group() if found else source


def _near(source: str, names: Namespace) -> str:
    from difflib import get_close_matches

    shown = [name for name in names if not name.startswith("_")]
    near = get_close_matches(_first_name(source), shown, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""
