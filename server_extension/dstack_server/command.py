"""The program ``jupyter dstack``: a command of the command line, or the server."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dstack_jupyter.cli.program import Program

_OF_ITS_OWN = ("--version", "--help", "-h")
"""Options that the command line answers, and names the server's in its answer."""


def main() -> None:
    """Run what the words behind ``jupyter dstack`` say."""
    words = sys.argv[1:]
    program = _program()
    if is_for_commands(words) or (not words and program.name == "dstack"):
        from dstack_jupyter.cli.main import run

        sys.exit(run(words or ["--help"], program))
    _serve(words)


def is_for_commands(words: Sequence[str]) -> bool:
    """Whether a line is for the command line: it begins with a word that is no option and no command of the server."""
    from dstack_jupyter.cli.completion import VARIABLE
    from dstack_jupyter.cli.table import SERVER_COMMANDS

    if os.environ.get(VARIABLE) or (words and words[0] in _OF_ITS_OWN):
        return True
    first = next((word for word in words if word != "--debug"), "-")
    return not first.startswith("-") and first not in SERVER_COMMANDS


def _program() -> Program:
    from dstack_jupyter.cli.program import PLAIN_NAME, SHORT_NAME, Program

    is_short = Path(sys.argv[0]).stem == SHORT_NAME
    return Program(SHORT_NAME if is_short else PLAIN_NAME, "dstack_server.command", _serve)


def _serve(words: Sequence[str]) -> None:
    from dstack_server.app import DstackApp

    DstackApp.launch_instance(list(words))  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
