"""What a stack can be found by: its path and texts, and what its head and tags say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from dstack_jupyter.model.kinds import kinds_of
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.params import text_of
from dstack_jupyter.model.stacks import Frame, NewAttachment
from dstack_jupyter.store.folding import folded, folded_value

MOST_TERMS = 2_000
"""Facts of a head that a stack is found by; the rest is left out."""

_LONGEST_TERM = 200
_LONGEST_TEXT = 100_000
_VERSION = "1"

BETWEEN, IS = "\x1e", "\x1f"
_PADDING = "\n\n"
"""At the end of a text, so that its last characters begin a run of three as well."""

WORD = ""
"""The key of a fact that is a text to find words in, and no term."""

Fact = tuple[str, str]
"""A key and a text."""


class Texts(NamedTuple):
    """The columns of `stack_text`."""

    words: str
    message: str
    terms: str


def param_key(key: str) -> str:
    """The key of a param as a term: no param hides ``column`` or ``tag``."""
    return f"param.{key}"


def term(key: str, value: str) -> str:
    """What stands in `Texts.terms` for a key and a value, both folded."""
    return f"{BETWEEN}{key}{IS}{value[:_LONGEST_TERM]}{BETWEEN}"


def facts_of(head: Frame | None) -> list[Fact]:
    """What the head says, each once."""
    return list(islice(dict.fromkeys(_facts(head)), MOST_TERMS)) if head else []


def digest_of(description: str | None, message: str | None, facts: Iterable[Fact]) -> str:
    """What differs when the texts differ, apart from the path and the tags."""
    said = [_VERSION, description or "", message or "", *(IS.join(fact) for fact in facts)]
    return hashlib.blake2b(BETWEEN.join(said).encode(errors="replace"), digest_size=16).hexdigest()


def texts_of(
    path: StackPath, description: str | None, message: str | None, facts: Sequence[Fact], tags: Sequence[str]
) -> Texts:
    """All texts of a stack, folded."""
    said = [*tags, description or "", *(text for key, text in facts if key != "kind")]
    words = dict.fromkeys(folded(text) for text in (str(path), *said))
    terms = [("user", path.user), *(("tag", tag) for tag in tags), *facts]
    named = dict.fromkeys(term(folded(key), folded_value(text)) for key, text in terms if key != WORD)
    return Texts(_limited("\n".join(words)), _limited(folded(message or "")), _limited("".join(named)))


def _limited(text: str) -> str:
    return text[:_LONGEST_TEXT] + _PADDING


def _facts(head: Frame) -> Iterator[Fact]:
    yield from _param_facts(head)
    for attachment in head.attachments:
        for kind in kinds_of(attachment.content_type, attachment.application):
            yield "kind", kind
        yield from _param_facts(attachment)
        for column in _columns(attachment):
            yield "column", column
        if attachment.description:
            yield WORD, attachment.description


def _param_facts(holder: Frame | NewAttachment) -> Iterator[Fact]:
    for key, value in holder.params.items():
        yield param_key(key), text_of(value)


def _columns(attachment: NewAttachment) -> Iterator[str]:
    schema = attachment.settings.get("schema")
    for column in schema if isinstance(schema, list | tuple) else ():
        if isinstance(column, dict) and isinstance(column.get("name"), str):
            yield column["name"]
