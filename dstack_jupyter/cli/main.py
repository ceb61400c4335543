"""Run the command line: one line for what goes wrong, and a status that says what it was."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from click.exceptions import Exit, NoArgsIsHelpError

from dstack_jupyter.cli import exits
from dstack_jupyter.cli.completion import VARIABLE, complete
from dstack_jupyter.cli.hints import in_shell
from dstack_jupyter.cli.program import Program
from dstack_jupyter.cli.root import root
from dstack_jupyter.model.errors import DstackError


def run(words: Sequence[str], program: Program) -> int:
    """Do what the words say, and return the status to end with."""
    if instruction := os.environ.get(VARIABLE):
        return complete(root, program, instruction)
    try:
        with _warnings_in_one_line(program), root.make_context(program.name, list(words), obj=program) as context:
            root.invoke(context)
        sys.stdout.flush()
    except Exit as ended:
        return ended.exit_code
    except BrokenPipeError:
        return _closed_pipe()
    except (click.ClickException, click.Abort, KeyboardInterrupt, DstackError, OSError) as error:
        if "--debug" in words:
            traceback.print_exc()
        return _refuse(error, program)
    return exits.DONE


def _refuse(error: BaseException, program: Program) -> int:
    if isinstance(error, click.Abort) and isinstance(error.__context__, EOFError):
        return _say(f"{program.name}: a question was not answered; give the answer as an option", exits.USAGE)
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return exits.INTERRUPTED
    if isinstance(error, NoArgsIsHelpError):
        return _say(f"{error.ctx.command_path} takes a command; see {error.ctx.command_path} --help", exits.USAGE)
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else program.name
        return _say(f"{path}: {_in_one_line(error.format_message())}; see {path} --help", exits.USAGE)
    if isinstance(error, click.ClickException):
        return _say(f"{program.name}: {_in_one_line(error.format_message())}", exits.FAILED)
    status = exits.status_of(error) if isinstance(error, DstackError) else exits.FAILED
    return _say(f"{program.name}: {_in_one_line(in_shell(str(error), program.name))}", status)


@contextmanager
def _warnings_in_one_line(program: Program) -> Iterator[None]:
    """Show what the library warns of as people read it, and not which line of it does."""

    def say(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        _say(f"{program.name}: {_in_one_line(in_shell(str(message), program.name))}", exits.DONE)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = say
        yield


def _say(line: str, status: int) -> int:
    sys.stderr.write(f"{line}\n")
    return status


def _in_one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _closed_pipe() -> int:
    """Nobody reads any more, as behind ``| head``; what is left in the buffer must not be tried at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exits.BROKEN_PIPE
