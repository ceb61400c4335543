"""Text, Markdown, HTML, JSON and source code, line by line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.comparing.base import LIMIT, How
from dstack_jupyter.model.diffs import TextChanges
from dstack_jupyter.model.errors import UnsupportedObject

LINES = 10
"""How many lines travel for each row that would."""
MAX_LENGTH = 16 << 20
"""Bytes of a text that is read."""
MAX_LINES = 20_000
"""Lines of which not one is in both texts' beginnings or ends; more are not laid beside each other."""
MAX_LINE = 500
"""Characters of a line that is shown."""
CONTEXT = 3

_TYPES = (
    "application/javascript",
    "application/jsonl",
    "application/sql",
    "application/toml",
    "application/x-sh",
    "application/x-tex",
    "application/xml",
    "application/yaml",
)


class Texts:
    """Two texts. JSON is laid out with sorted keys first."""

    name = "text"

    def takes(self, stored: Stored) -> bool:
        """Whether the type is one of text or JSON."""
        content_type = content_type_of(stored)
        return content_type.startswith("text/") or content_type in _TYPES or is_json(content_type)

    def compare(self, old: Stored, new: Stored, how: How) -> TextComparison:
        """Read both."""
        return TextComparison(_lines(old), _lines(new))


@dataclass(frozen=True)
class TextComparison:
    """Two texts, as lines."""

    old: list[str]
    new: list[str]

    def changes(self, limit: int = LIMIT) -> TextChanges:
        """A unified diff of at most ten times `limit` lines."""
        return text_changes(self.old, self.new, limit * LINES)


def text_changes(old: Sequence[str], new: Sequence[str], limit: int) -> TextChanges:
    """The unified diff of two texts, with at most `limit` lines of it."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    start = max(0, head - CONTEXT)
    left, right = ([*text[start : len(text) - max(0, tail - CONTEXT)]] for text in (old, new))
    if max(len(left), len(right)) > MAX_LINES:
        return _too_long(left, right)
    if left == right:
        return TextChanges(lines=[], added=0, removed=0)
    lines, added, removed = _unified(left, right, start)
    return TextChanges(lines=lines[:limit], added=added, removed=removed, more=max(0, len(lines) - limit))


def content_type_of(stored: Stored) -> str:
    """The MIME type without its parameters."""
    return stored.content_type.partition(";")[0].strip().lower()


def is_json(content_type: str) -> bool:
    """Whether contents of this type are JSON."""
    return content_type.endswith(("/json", "+json"))


def read_text(stored: Stored) -> str:
    """The text; raises `UnsupportedObject` for one that is too long to be compared line by line, or is none."""
    content = stored.read()
    if len(content) > MAX_LENGTH:
        raise UnsupportedObject("the text is too long to be compared line by line")
    try:
        return bytes(content).decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise UnsupportedObject("the content is no text in UTF-8") from reason


def json_lines(value: Any) -> list[str]:
    """JSON as lines that people read, with its keys in order; a list of numbers or short texts stands in one line."""
    return list(_json_lines(value, ""))


def _json_lines(value: Any, indent: str, before: str = "", after: str = "") -> list[str]:
    inner = f"{indent}  "
    if isinstance(value, dict) and value:
        parts = [(f"{json.dumps(key, ensure_ascii=False)}: ", value[key]) for key in sorted(value)]
        opening, closing = "{}"
    elif isinstance(value, list) and value and any(isinstance(part, dict | list) for part in value):
        parts, (opening, closing) = [("", part) for part in value], "[]"
    else:
        return [f"{indent}{before}{json.dumps(value, ensure_ascii=False)}{after}"]
    marks = [*("," for _ in parts[1:]), ""]
    lines = [f"{indent}{before}{opening}"]
    for (name, part), mark in zip(parts, marks, strict=True):
        lines += _json_lines(part, inner, name, mark)
    return [*lines, f"{indent}{closing}{after}"]


def _lines(stored: Stored) -> list[str]:
    text = read_text(stored)
    if is_json(content_type_of(stored)):
        try:
            return json_lines(json.loads(text))
        except (ValueError, RecursionError):
            pass  # what is no JSON is compared as it is
    return text.splitlines()


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines are equal from the beginning on."""
    rows = min(len(old), len(new))
    return next((row for row in range(rows) if old[row] != new[row]), rows)


def _unified(old: list[str], new: list[str], start: int) -> tuple[list[str], int, int]:
    """The lines of a unified diff, and how many lines it adds and removes; both texts begin at line `start`."""
    lines: list[str] = []
    added = removed = 0
    for group in SequenceMatcher(None, old, new, autojunk=len(old) > 2000).get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        spans = _span(first[1] + start, last[2] + start), _span(first[3] + start, last[4] + start)
        lines.append(f"@@ -{spans[0]} +{spans[1]} @@")
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                lines += [_line(" ", line) for line in old[old_from:old_to]]
                continue
            lines += [_line("-", line) for line in old[old_from:old_to]]
            lines += [_line("+", line) for line in new[new_from:new_to]]
            removed, added = removed + old_to - old_from, added + new_to - new_from
    return lines, added, removed


def _span(start: int, stop: int) -> str:
    """Lines as a unified diff counts them."""
    length = stop - start
    begin = start + 1 if length else start
    return f"{begin}" if length == 1 else f"{begin},{length}"


def _line(mark: str, line: str) -> str:
    return f"{mark}{line[:MAX_LINE]}{'…' if len(line) > MAX_LINE else ''}"


def _too_long(old: list[str], new: list[str]) -> TextChanges:
    left, right = Counter(old), Counter(new)
    note = f"more than {MAX_LINES:,} lines lie between the first change and the last; they are only counted"
    return TextChanges(lines=[], added=(right - left).total(), removed=(left - right).total(), note=note)
