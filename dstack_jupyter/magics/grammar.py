"""Read what a person typed behind ``%dstack``, by the table of verbs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from dstack_jupyter.magics.commands import Command, Help, Push
from dstack_jupyter.magics.table import CELL_PUSH, VERBS
from dstack_jupyter.magics.values import Value, value_of
from dstack_jupyter.magics.verb import Option, Verb
from dstack_jupyter.magics.words import Word, split
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.written import check_bare


def parse(line: str) -> Command:
    """Read what stands behind ``%dstack``.

    Raises
    ------
    InvalidValue
        The line cannot be understood; the message says what to write.
    """
    words = split(line)
    if not words:
        return Help()
    verb = verb_named(words[0])
    return _Reader(verb, f"%dstack {verb.usage}").command(words[1:])


def parse_cell(line: str) -> Push:
    """Read what stands behind ``%%dstack``: a push of what the cell makes."""
    words = split(line)
    if not words or words[0].text != "push":
        raise InvalidValue(
            "%%dstack pushes what the cell below it makes: %%dstack push STACK; the other verbs take one %, as %dstack"
        )
    command = _Reader(CELL_PUSH, f"%%dstack {CELL_PUSH.usage}").command(words[1:])
    if not isinstance(command, Push):
        raise InvalidValue("%dstack help push explains the line")
    return command


def verb_named(word: Word) -> Verb:
    """The verb that the first word of a line is."""
    if word.key is None and word.text in VERBS:
        return VERBS[word.text]
    if word.text in ("--help", "-h"):
        return VERBS["help"]
    typed = word.text if word.key is None else word.key
    beginning = re.split(r"[^\w-]", typed.replace("_", "-").lower(), maxsplit=1)[0]
    near = get_close_matches(beginning, VERBS, n=1, cutoff=0.5)
    if near:
        raise InvalidValue(f"{typed!r} is no verb of %dstack; did you mean {near[0]}? %dstack? explains all verbs")
    raise InvalidValue(f"{typed!r} is no verb of %dstack. There are {', '.join(VERBS)}; %dstack? explains them")


class _Reader:
    """The words behind one verb, sorted into its own words, params and options."""

    def __init__(self, verb: Verb, usage: str) -> None:
        self.verb, self.usage = verb, usage
        self.words: list[Word] = []
        self.params: dict[str, Value] = {}
        self.options: dict[str, Any] = {}

    def command(self, words: list[Word]) -> Command:
        _check_spaces(words)
        rest = iter(words)
        for word in rest:
            if word.is_option and (word.key or word.text) in ("--help", "-h"):
                return Help(self.verb.name)
            if word.is_option:
                self._take_option(word, rest)
            elif word.key is not None:
                self._take_param(word)
            else:
                self._take_word(word)
        least, _ = self.verb.words
        if len(self.words) < least:
            raise InvalidValue(f"{self.verb.name} takes {self.verb.needs}: {self.usage}")
        return self.verb.make(self.words, self.params, self.options)

    def _take_word(self, word: Word) -> None:
        _, most = self.verb.words
        if most is not None and len(self.words) >= most:
            spaces = '; a text with spaces is written "May report"' if self.verb.takes_texts else ""
            raise InvalidValue(
                f"{self.verb.name} takes {self.verb.needs}, and {word.text!r} is one word more{spaces}: {self.usage}"
            )
        self.words.append(word)

    def _take_param(self, word: Word) -> None:
        key = word.key or ""
        if not self.verb.takes_params and (option := self.verb.option(f"--{key}")):
            written = f"{option.flag} {option.metavar}".rstrip()
            raise InvalidValue(f"{key} is an option of {self.verb.name}, which is written {written}")
        if not self.verb.takes_params:
            raise InvalidValue(f"{self.verb.name} takes no params, so {key}= has no meaning here: {self.usage}")
        if not word.quote:
            _check_bare(key, word.text)
        if key in self.params:
            raise InvalidValue(f"param {key!r} is there twice")
        self.params[key] = value_of(word)

    def _take_option(self, word: Word, rest: Iterator[Word]) -> None:
        flag = word.text if word.key is None else word.key
        option = self._option(flag)
        if option.name in self.options and not option.repeated:
            raise InvalidValue(f"{option.flag} is there twice")
        if not option.metavar:
            if word.key is not None:
                raise InvalidValue(f"{option.flag} takes no value")
            self.options[option.name] = True
            return
        value = option.read(self._value_word(option, word, rest))
        self.options[option.name] = self.options.get(option.name, ()) + value if option.repeated else value

    def _option(self, flag: str) -> Option:
        plain = flag if flag.startswith("-") else _with_hyphens(flag)
        option = self.verb.option(plain)
        if option is None:
            flags = [each.flag for each in self.verb.options]
            near = get_close_matches(plain, flags, n=1)
            guess = f"; did you mean {near[0]}?" if near else "."
            has = f"{self.verb.name} has {', '.join(flags)}" if flags else f"{self.verb.name} has no options"
            raise InvalidValue(f"there is no option {flag}{guess} {has}")
        return option

    def _value_word(self, option: Option, word: Word, rest: Iterator[Word]) -> Word:
        if word.key is not None and (word.text or word.quote):
            return Word(word.text, word.quote, start=word.start)
        value = None if word.key is not None else next(rest, None)
        written = f"{option.flag} {option.metavar}"
        if value is None:
            raise InvalidValue(f"{option.flag} needs a value: {written}")
        if value.is_option and self.verb.option(value.key or value.text):
            raise InvalidValue(f"{option.flag} needs a value before {value.key or value.text}: {written}")
        return value if value.key is None else _with_key(value)


def _with_hyphens(flag: str) -> str:
    """An option whose hyphens became a dash on the way, as word processors do."""
    name = flag.lstrip("-–—")
    return f"-{name}" if len(name) == 1 else f"--{name}"


def _with_key(word: Word) -> Word:
    """A word such as ``a=b`` as the one text that it is behind an option."""
    key = f"{word.key_quote}{word.key}{word.key_quote}"
    return Word(f"{key}={word.quote}{word.text}{word.quote}", start=word.start)


def _check_spaces(words: list[Word]) -> None:
    for before, word in pairwise(words):
        if word.key is None and not word.quote and word.text.startswith("=") and not before.is_option:
            raise InvalidValue(f"a param is written without spaces around its =: {before.text}=value")


def _check_bare(key: str, text: str) -> None:
    if not text:
        raise InvalidValue(f'{key}= has no value; write {key}=value without spaces, an empty text is {key}=""')
    check_bare(key, text)
