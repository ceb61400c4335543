"""What a command answers, and how it is shown: columns for people, JSON for scripts."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

GAP = "  "
LEAST = 8
"""How narrow a column may become, in characters."""


@dataclass(frozen=True)
class Table:
    """Rows under a header. Columns that are named in `numbers` stand at the right."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    """An answer: `value` is what ``--json`` shows, `shown` are the lines and tables for people.

    `status` is what the command ends with.
    """

    value: Any
    shown: Sequence[str | Table] = field(default_factory=tuple)
    status: int = 0


def show(answer: Answer, *, as_json: bool) -> None:
    """Write an answer to standard output."""
    if as_json:
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        sys.stdout.write(json.dumps(answer.value, ensure_ascii=not is_unicode, indent=2) + "\n")
        return
    for part in answer.shown:
        lines = _lines(part, _width()) if isinstance(part, Table) else [part]
        sys.stdout.writelines(f"{_printable(line)}\n" for line in lines)


def _width() -> int | None:
    """The columns of the terminal; None where nobody looks, as in a pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _lines(table: Table, room: int | None) -> list[str]:
    rows = [list(map(_in_one_line, row)) for row in (table.header, *table.rows)]
    widths = [max(map(text_width, column)) for column in zip(*rows, strict=True)]
    if room is not None:
        widths = fitted(widths, room)
    at_right = [name in table.numbers for name in table.header]
    return [GAP.join(map(_cell, row, widths, at_right)).rstrip() for row in rows]


def fitted(widths: list[int], room: int) -> list[int]:
    """The widths of columns in so much room: the widest ones give way first, none below `LEAST`."""
    room -= len(GAP) * (len(widths) - 1)
    narrowed = list(widths)
    while sum(narrowed) > room and max(narrowed) > LEAST:
        narrowed[narrowed.index(max(narrowed))] -= 1
    return narrowed


def text_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(bool(unicodedata.combining(char)) for char in text)


def _cell(text: str, width: int, at_right: bool) -> str:
    if text_width(text) > width:
        while text_width(text) > width - 1:
            text = text[:-1]
        text += "…"
    space = " " * (width - text_width(text))
    return space + text if at_right else text + space


def _in_one_line(text: str) -> str:
    return " ".join(text.split()) if any(char.isspace() and char != " " for char in text) else text


def _printable(line: str) -> str:
    """The line without what would steer a terminal: messages and names come from others."""
    return "".join(char if char in "\n\t" or unicodedata.category(char) != "Cc" else "�" for char in line)
