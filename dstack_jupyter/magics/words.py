"""Split a line into the words that a person typed: bare, quoted, in parentheses, `key=value`."""

from __future__ import annotations

from dataclasses import dataclass

from dstack_jupyter.model.errors import InvalidValue

QUOTES = {'"': '"', "'": "'", "“": "”“", "„": "”“", "‘": "’‘"}
"""Opening quotes and what closes them; texts that were copied from a document have the curly ones."""

_BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Word:
    """One word of a line.

    `text` has no quotes around it any more; `quote` is the opening one, empty for a bare word. `key` is what
    stood before ``=``, None where there was none. `start` is where the word begins in the line.
    """

    text: str
    quote: str = ""
    key: str | None = None
    key_quote: str = ""
    start: int = 0

    @property
    def is_option(self) -> bool:
        """Whether the word is written as an option: ``-m``, ``--keep``, ``--message=May``."""
        named = self.text if self.key is None else self.key
        quoted = self.quote if self.key is None else self.key_quote
        return not quoted and named[:1] in "-–—" and len(named) > 1 and not named[1].isdigit() and named[1] != "."


def split(line: str) -> list[Word]:
    """The words of a line; a lone ``#`` begins a comment.

    Raises
    ------
    InvalidValue
        A quote or a parenthesis that is not closed.
    """
    words: list[Word] = []
    position = _next_word(line, 0)
    while position < len(line):
        word, position = _read_word(line, position)
        if word == Word("#", start=word.start):
            break
        words.append(word)
        position = _next_word(line, position)
    return words


def balanced_end(line: str, start: int) -> int | None:
    """Where the bracket at `start` is closed (the position after it), None where it is not.

    Brackets in Python's own string literals do not count.
    """
    awaited: list[str] = []
    position = start
    while position < len(line):
        char = line[position]
        if char in "\"'":
            end = _string_end(line, position)
            if end is None:
                return None
            position = end
            continue
        if char in _BRACKETS:
            awaited.append(_BRACKETS[char])
        elif char in _BRACKETS.values():
            if char != awaited.pop():
                return None
            if not awaited:
                return position + 1
        position += 1
    return None


def _next_word(line: str, position: int) -> int:
    while position < len(line) and line[position].isspace():
        position += 1
    return position


def _read_word(line: str, start: int) -> tuple[Word, int]:
    if line[start] in QUOTES:
        text, end = _read_quoted(line, start, closes_before="=")
        if line[end : end + 1] == "=":
            return _read_value(line, start, end + 1, key=text, key_quote=line[start])
        return Word(text, quote=line[start], start=start), end
    if line[start] == "(":
        return _read_expression(line, start)
    end = _bare_end(line, start, stops="=")
    if end > start and line[end : end + 1] == "=":
        return _read_value(line, start, end + 1, key=line[start:end], key_quote="")
    end = _bare_end(line, start)
    return Word(line[start:end], start=start), end


def _read_value(line: str, start: int, position: int, key: str, key_quote: str) -> tuple[Word, int]:
    if line[position : position + 1] in QUOTES:
        text, end = _read_quoted(line, position)
        return Word(text, line[position], key, key_quote, start), end
    end = _bare_end(line, position)
    return Word(line[position:end], "", key, key_quote, start), end


def _read_expression(line: str, start: int) -> tuple[Word, int]:
    closed = balanced_end(line, start)
    if closed is None:
        raise InvalidValue(f"the parenthesis in {_excerpt(line, start)} is not closed")
    end = _bare_end(line, closed)
    return Word(line[start:end], start=start), end


def _read_quoted(line: str, start: int, closes_before: str = "") -> tuple[str, int]:
    """A text in quotes ends at a closing quote with nothing behind it, so ``'it's May'`` is one text."""
    closers = QUOTES[line[start]]
    for position in range(start + 1, len(line)):
        behind = line[position + 1 : position + 2]
        if line[position] in closers and (not behind or behind.isspace() or behind in closes_before):
            return line[start + 1 : position], position + 1
    raise InvalidValue(
        f'the quote in {_excerpt(line, start)} is not closed; a text with spaces is written "May report", '
        "a text that begins with a quote is put into the other kind of quotes"
    )


def _bare_end(line: str, start: int, stops: str = "") -> int:
    position = start
    while position < len(line) and not line[position].isspace() and line[position] not in stops:
        end = balanced_end(line, position) if _opens_index(line, start, position) else None
        position = position + 1 if end is None else end
    return position


def _opens_index(line: str, start: int, position: int) -> bool:
    """Whether a bracket belongs to what stands before it: ``df["a b"]``, ``f(a, b)``, ``$(a + b)``."""
    before = line[position - 1] if position > start else ""
    if line[position] == "(":
        return before == "$" or before.isidentifier() or before in (")", "]")
    return line[position] == "[" and (before.isidentifier() or before.isdigit() or before in (")", "]"))


def _string_end(line: str, start: int) -> int | None:
    position = start + 1
    while position < len(line):
        if line[position] == "\\":
            position += 1
        elif line[position] == line[start]:
            return position + 1
        position += 1
    return None


def _excerpt(line: str, start: int) -> str:
    shown = line[start : start + 30].rstrip()
    return shown if len(line) <= start + 30 else f"{shown}…"
