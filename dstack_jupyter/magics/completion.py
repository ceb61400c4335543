"""What Tab offers in a ``%dstack`` line: verbs, options, variables, names of stacks, params of the head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, get_args

from dstack_jupyter.codecs.forms import FORMS
from dstack_jupyter.magics.lookups import Lookups
from dstack_jupyter.magics.table import CELL_PUSH, VERBS
from dstack_jupyter.magics.verb import Option, Verb
from dstack_jupyter.magics.words import Word, split
from dstack_jupyter.model.errors import DstackError
from dstack_jupyter.model.params import ParamValue, text_of
from dstack_jupyter.model.stacks import AccessLevel

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult
    from IPython.core.interactiveshell import InteractiveShell

_LINE = re.compile(r"(?:\s*(?P<signs>%{0,2})|[^%]*=\s*%)dstack\s+(?P<typed>.*)", re.DOTALL)
_NOT_OURS = ("to", "message", "description", "by", "key", "name", "profile", "trusted")
"""Options whose values are for other completers, such as that of file names, or for none."""

_CODE = (ModuleType, type, FunctionType, BuiltinFunctionType, MethodType)
"""What variables hold that nobody pushes."""


@dataclass
class _Place:
    """Where in a line the cursor stands, told from the whole words before it."""

    verb: Verb
    words: list[Word] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    awaits: Option | None = None
    profile: str | None = None

    @property
    def kind(self) -> str | None:
        """What the next word is, None where the verb takes no more."""
        _, most = self.verb.words
        if most is not None and len(self.words) >= most:
            return None
        return self.verb.completes[min(len(self.words), len(self.verb.completes) - 1)]

    @property
    def stack(self) -> str | None:
        """The stack that the line names already."""
        for kind, word in zip(self.verb.completes, self.words, strict=False):
            if kind == "stack":
                return word.text
        return None


class Completion:
    """Completes the lines of one shell. It never raises, and does not wait for a slow store."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._lookups = Lookups()

    def matcher(self) -> Any:
        """The matcher to append to ``Completer.custom_matchers``."""
        from IPython.core.completer import context_matcher

        @context_matcher(identifier="dstack")  # type: ignore[untyped-decorator, unused-ignore]
        def dstack(context: CompletionContext) -> SimpleMatcherResult:
            return self._result(context.text_until_cursor)

        return dstack

    def candidates(self, line: str) -> tuple[str, list[str]] | None:
        """What the last, unfinished word of the line is, and what it may become; None is a line of others."""
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        typed = found["typed"]
        fragment = re.split(r"\s", typed)[-1]
        try:
            before = split(typed[: len(typed) - len(fragment)])
        except DstackError:
            return None
        in_cell = found["signs"] == "%%"
        if not before:
            return fragment, _beginning(["push"] if in_cell else list(VERBS), fragment)
        verb = CELL_PUSH if in_cell else VERBS.get(before[0].text)
        if verb is None:
            return None
        place = _place(verb, before[1:])
        if _is_for_others(place, fragment):
            return None
        return fragment, _beginning(list(dict.fromkeys(self._offers(place, fragment))), fragment)

    def _result(self, line: str) -> SimpleMatcherResult:
        from IPython.core.completer import SimpleCompletion

        try:
            found = self.candidates(line)
        except Exception:  # a Tab must not show what is wrong with a store: the line itself will
            found = None
        if found is None:
            return {"completions": [], "suppress": False}
        fragment, texts = found
        completions = [SimpleCompletion(text=text, type="dstack") for text in texts]
        return {"completions": completions, "matched_fragment": fragment, "suppress": True, "ordered": True}

    def _offers(self, place: _Place, fragment: str) -> Iterator[str]:
        if place.awaits is not None:
            yield from self._option_values(place, place.awaits)
        elif fragment[:1] == "-":
            yield from (each.flag for each in place.verb.options if each.repeated or each.name not in place.used)
        elif "=" in fragment:
            yield from self._params(place, fragment.partition("=")[0])
        else:
            yield from self._words(place, fragment)
            if place.verb.takes_params and place.stack is not None:
                yield from self._keys(place)

    def _option_values(self, place: _Place, option: Option) -> Iterator[str]:
        if option.name == "access":
            yield from get_args(AccessLevel)
        elif option.name == "as":
            yield from FORMS
        elif option.name == "frame" and place.stack is not None:
            yield from self._lookups.frames(place.stack, place.profile)

    def _words(self, place: _Place, fragment: str) -> Iterator[str]:
        if place.kind == "variable":
            yield from self._variables()
        elif place.kind == "stack":
            stack, at, _ = fragment.rpartition("@")
            if at and place.verb.takes_tags:
                yield from (f"{stack}@{tag}" for tag in self._lookups.tags(stack, place.profile))
            yield from self._lookups.stacks(place.profile)
        elif place.kind == "tag" and place.stack is not None:
            yield from self._lookups.tags(place.stack, place.profile)
        elif place.kind == "frame" and place.stack is not None:
            yield from self._lookups.frames(place.stack, place.profile)
        elif place.kind == "verb":
            yield from VERBS

    def _variables(self) -> Iterator[str]:
        for name, value in list(self._shell.user_ns.items()):
            is_shown = not name.startswith("_") and name not in self._shell.user_ns_hidden
            if is_shown and not issubclass(type(value), _CODE):  # isinstance would ask the object, which may be a proxy
                yield name

    def _keys(self, place: _Place) -> Iterator[str]:
        for params in self._lookups.params(place.stack or "", place.profile):
            yield from (f"{_quoted(key)}=" for key in params if key not in place.keys)

    def _params(self, place: _Place, key: str) -> Iterator[str]:
        for params in self._lookups.params(place.stack or "", place.profile):
            if key.strip("\"'") in params:
                yield f"{key}={_written(params[key.strip(chr(34) + chr(39))])}"


def _place(verb: Verb, words: list[Word]) -> _Place:
    place = _Place(verb)
    for word in words:
        if place.awaits is not None:
            place.profile = word.text if place.awaits.name == "profile" else place.profile
            place.awaits = None
        elif word.is_option:
            option = verb.option(word.text if word.key is None else word.key)
            place.used += [] if option is None else [option.name]
            place.awaits = option if option is not None and option.metavar and word.key is None else None
        elif word.key is not None:
            place.keys.append(word.key)
        else:
            place.words.append(word)
    return place


def _is_for_others(place: _Place, fragment: str) -> bool:
    """Whether IPython's own completers know better: behind ``df.``, in an expression, for a file name."""
    if place.awaits is not None:
        return place.awaits.name in _NOT_OURS
    return "$" in fragment or (place.kind == "variable" and bool(re.search(r"[.(\[]", fragment)))


def _beginning(texts: list[str], fragment: str) -> list[str]:
    return [text for text in texts if text.startswith(fragment)]


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"""[^\s="'“„‘#$\-–—(][^\s=]*""", text) else f'"{text}"'


def _written(value: ParamValue) -> str:
    """The value as the grammar reads it back with its type."""
    from datetime import datetime

    from dstack_jupyter.model.written import typed

    if isinstance(value, datetime):
        return value.isoformat()
    text = text_of(value)
    if not isinstance(value, str):
        return text
    return text if typed(text) == text and _quoted(text) == text else f"'{text}'"
