"""What a verb of ``%dstack`` is: its words, its options, and the command that it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dstack_jupyter.magics import commands
from dstack_jupyter.magics.values import Value, text_from
from dstack_jupyter.magics.words import Word

Options = Mapping[str, Any]
Params = dict[str, Value]


@dataclass(frozen=True)
class Option:
    """An option. `metavar` is how help shows its value, empty for one that is only there or not."""

    name: str
    help: str
    metavar: str = ""
    short: str = ""
    read: Callable[[Word], Any] = text_from
    repeated: bool = False

    @property
    def flag(self) -> str:
        """How it is written: ``--message``."""
        return f"--{self.name}"


@dataclass(frozen=True)
class Verb:
    """One row of the table.

    `words` is the least and the most number of words that it takes beside params and options (None: any
    number); `needs` says in words what they are. `completes` names what each of them is, the last for all
    that follow: ``variable``, ``stack``, ``frame``, ``tag``, ``user``, ``verb`` or ``text``.
    """

    name: str
    usage: str
    summary: str
    examples: tuple[str, ...]
    words: tuple[int, int | None]
    needs: str
    completes: tuple[str, ...]
    make: Callable[[list[Word], Params, Options], commands.Command]
    options: tuple[Option, ...] = ()
    takes_params: bool = False
    takes_tags: bool = False

    @property
    def takes_texts(self) -> bool:
        """Whether a value may have spaces: that of a param, a message, a title."""
        return self.takes_params or "text" in self.completes

    def option(self, flag: str) -> Option | None:
        """The option that is written as `flag`."""
        return next((option for option in self.options if flag in (option.flag, option.short)), None)
