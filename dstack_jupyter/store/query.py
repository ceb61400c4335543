"""The text of a search becomes what a stack must have."""

from __future__ import annotations

import re
from typing import NamedTuple

from dstack_jupyter.store.folding import folded, folded_value
from dstack_jupyter.store.texts import param_key, term

MOST = 50
"""Words and terms of a search that count."""

_PART = re.compile(r'(?:(?P<key>"[^"]+"|[^\s":]+):)?(?P<text>"[^"]*"|\S+)')

_EXACT = ("column", "kind", "tag", "user")
"""Keys whose values are compared whole, beside the keys of params."""


class Query(NamedTuple):
    """What a stack must have, all of it: folded runs of characters in the columns of `stack_text`."""

    words: tuple[str, ...]
    messages: tuple[str, ...]
    terms: tuple[str, ...]


def parsed(text: str) -> Query:
    """Read a search; whatever has no other meaning is a word.

    ``sal eu`` are words anywhere, ``"two words"`` is one text; ``country:FR`` is a param, ``column:``, ``tag:``,
    ``kind:`` and ``user:`` are what they say, ``param.tag:x`` is a param of such a name; ``message:may`` is a part
    of the message.
    """
    found: dict[str, dict[str, None]] = {"words": {}, "messages": {}, "terms": {}}
    for _, part in zip(range(MOST), _PART.finditer(text), strict=False):
        key, value = part["key"], part["text"].strip('"')
        where, wanted = ("words", folded(value)) if key is None else _named(folded(key.strip('"')), value)
        if folded(value):
            found[where][wanted] = None
    return Query(*(tuple(wanted) for wanted in found.values()))


def _named(key: str, value: str) -> tuple[str, str]:
    if key == "message":
        return "messages", folded(value)
    known = key in _EXACT or key.startswith(param_key(""))
    return "terms", term(key if known else param_key(key), folded_value(value))
