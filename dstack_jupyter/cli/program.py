"""The program that runs the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

PLAIN_NAME = "jupyter dstack"
SHORT_NAME = "dstack"


@dataclass(frozen=True)
class Program:
    """What the command line needs to know of the program that it is part of.

    `name` is what people type before a command. `serve` starts the server with the words of its own options, and
    returns when it ends. `module` is what ``python -m`` runs to be this program.
    """

    name: str
    module: str
    serve: Callable[[Sequence[str]], None]
