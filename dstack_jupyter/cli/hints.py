"""What to do next, as the library says it in Python, said for a shell."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Any

from dstack_jupyter.cli.table import COMMANDS

_CALL = re.compile(r"\bds\.(\w+)\(")
_NAMES = {
    "export_stacks": "export",
    "import_stacks": "import",
    "restore": "undelete",
    "restore_dashboard": "undelete --dashboard",
    "share_dashboard": "share --dashboard",
    "trust_project_config": "config trust",
    "unshare_dashboard": "unshare --dashboard",
}
"""Verbs of the library that are written in another way in a shell."""

_WHOLE = {"keep", "limit"}
"""Options whose None means all."""


def in_shell(text: str, program: str) -> str:
    """The text with each call such as ``ds.tag('sales', 3, 'prod')`` as a command; what is none stays."""
    said, position = "", 0
    while found := _CALL.search(text, position):
        end = _call_end(text, found.end())
        command = _command(found[1], text[found.start() : end]) if end else None
        end = end or found.end()
        said += text[position : found.start()] + (f"{program} {command}" if command else text[found.start() : end])
        position = end
    return said + text[position:]


def _call_end(text: str, start: int) -> int | None:
    """Where the parenthesis before `start` is closed; brackets in quotes do not count."""
    depth, quote = 1, ""
    for position in range(start, len(text)):
        char = text[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        else:
            depth += (char in "([{") - (char in ")]}")
        if depth == 0:
            return position + 1
    return None


def _command(verb: str, call: str) -> str | None:
    name = _NAMES.get(verb, verb.replace("_", "-"))
    if name.partition(" ")[0] not in COMMANDS:
        return None
    try:
        parsed = ast.parse(call, mode="eval").body
        assert isinstance(parsed, ast.Call)
        words = [_word(argument) for argument in parsed.args]
        options = [word for each in parsed.keywords for word in _option(each.arg or "", ast.literal_eval(each.value))]
    except (SyntaxError, ValueError):
        return None
    order = _ORDER.get(verb, list)
    return " ".join([name, *order(words), *options])


def _word(argument: ast.expr) -> str:
    """A text or a number as a word; a variable is what a file is in a shell."""
    return "FILE" if isinstance(argument, ast.Name) else _quoted(ast.literal_eval(argument))


def _option(name: str, value: Any) -> Iterator[str]:
    flag = f"--{name.rstrip('_').replace('_', '-')}"
    if value is None and name in _WHOLE:
        yield "--all"
    elif value is not False and value is not None:
        yield flag if value is True else f"{flag} {_quoted(value)}"


def _quoted(value: Any) -> str:
    return shlex.quote(",".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


_ORDER: dict[str, Callable[[list[str]], list[str]]] = {
    "push": lambda words: words[::-1],
    "export_stacks": lambda words: words[::-1],
}
"""Commands that take their words in another order than the call."""
