"""What stands behind a command: names, params, frames, options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from dstack_jupyter.cli.completion import profile_names, stack_names
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.params import Params, ParamValue, checked_params
from dstack_jupyter.model.written import check_bare, meant

LEVELS = ("private", "internal", "public")

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Frame(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A frame: a number, else a tag, an id, or the beginning of one."""

    name = "frame"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """A number of digits alone is one."""
        return int(value) if str(value).isdecimal() else str(value)


class Names(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """Names with commas between them."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The names."""
        return tuple(name for name in str(value).split(",") if name)


class Renamed(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """``OLD=NEW``."""

    name = "rename"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Both names."""
        old, _, new = str(value).partition("=")
        if not old or not new:
            self.fail("it takes the old and the new name, as sales=sales-of-ann", param, ctx)
        return old, new


def stack_argument(name: str = "stack", **options: Any) -> Decorator:
    """The name of a stack."""
    return click.argument(name, metavar=name.upper(), shell_complete=stack_names, **options)


def profile_option() -> Decorator:
    """Which store is meant."""
    return click.option("--profile", metavar="NAME", shell_complete=profile_names, help="the profile of config.yaml")


def frame_option(help: str = "an older revision: its number, its tag, its id, or how the id begins") -> Decorator:
    """Which frame is meant."""
    return click.option("--frame", type=Frame(), metavar="FRAME", help=help)


def access_option(help: str) -> Decorator:
    """Who sees it."""
    return click.option("--access", type=click.Choice(LEVELS), metavar="LEVEL", help=help)


def names_option(flag: str, help: str) -> Decorator:
    """Several names; the option may be repeated."""
    return click.option(flag, type=Names(), multiple=True, metavar="A,B", help=help)


def rename_option() -> Decorator:
    """New names."""
    return click.option(
        "--rename", type=Renamed(), multiple=True, metavar="OLD=NEW", help="take a stack in under another name"
    )


def all_names(given: Sequence[Sequence[str]]) -> list[str]:
    """The names of an option that was there several times."""
    return [name for names in given for name in names]


def sorted_words(words: Sequence[str]) -> tuple[list[str], Params]:
    """The words that are names, and the params: ``country=FR``. A file with = in its name is written ``./a=b.csv``."""
    names: list[str] = []
    params: dict[str, ParamValue] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals or not key or "/" in key:
            names.append(word)
        elif key in params:
            raise InvalidValue(f"param {key!r} is there twice")
        else:
            params[key] = _value(key, text)
    return names, checked_params(params)


def _value(key: str, text: str) -> ParamValue:
    """The value with its type. The shell takes quotes away; those inside of them make a text: ``zip='"2020"'``."""
    if text[:1] not in ('"', "'"):
        check_bare(key, text)
    return meant(text)
