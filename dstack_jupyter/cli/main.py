"""Run the command line: one line for what goes wrong, and a status that says what it was."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import singledispatch
from io import TextIOWrapper
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
    _write_what_can_be_written()
    try:
        with _warnings_in_one_line(program):
            status = _invoke(words, program)
            sys.stdout.flush()
    except BrokenPipeError:
        return _closed_pipe()
    except (Exception, KeyboardInterrupt) as error:
        if "--debug" in words:
            traceback.print_exc()
        return _refuse(error, program)
    return status


def _invoke(words: Sequence[str], program: Program) -> int:
    try:
        with root.make_context(program.name, list(words), obj=program) as context:
            root.invoke(context)
    except Exit as ended:
        return ended.exit_code
    return exits.DONE


@singledispatch
def _refuse(error: BaseException, program: Program) -> int:
    """Say in one line what went wrong, and return the status. What nobody foresaw is named by its type."""
    said = f"{type(error).__name__}: {error}"
    return _say(f"{program.name}: {said}; with --debug it shows where that comes from", exits.FAILED)


@_refuse.register(DstackError)
def _refuse_in_its_words(error: DstackError, program: Program) -> int:
    return _say(f"{program.name}: {in_shell(str(error), program.name)}", exits.status_of(error))


@_refuse.register(OSError)
def _refuse_as_the_system_says(error: OSError, program: Program) -> int:
    return _say(f"{program.name}: {error}", exits.FAILED)


@_refuse.register(KeyboardInterrupt)
def _refuse_quietly(error: KeyboardInterrupt, program: Program) -> int:
    return exits.INTERRUPTED


@_refuse.register(click.Abort)
def _refuse_without_an_answer(error: click.Abort, program: Program) -> int:
    if isinstance(error.__context__, EOFError):
        return _say(f"{program.name}: a question was not answered; give the answer as an option", exits.USAGE)
    return exits.INTERRUPTED


@_refuse.register(click.ClickException)
def _refuse_with_a_reason(error: click.ClickException, program: Program) -> int:
    return _say(f"{program.name}: {error.format_message()}", exits.FAILED)


@_refuse.register(click.UsageError)
def _refuse_usage(error: click.UsageError, program: Program) -> int:
    path = error.ctx.command_path if error.ctx else program.name
    said = " ".join(error.format_message().split()).rstrip(".")
    return _say(f"{path}: {said}; see {path} --help", exits.USAGE)


@_refuse.register(NoArgsIsHelpError)
def _refuse_a_group(error: NoArgsIsHelpError, program: Program) -> int:
    path = error.ctx.command_path
    return _say(f"{path} takes a command; see {path} --help", exits.USAGE)


def _write_what_can_be_written() -> None:
    """A terminal that lacks a letter shows a question mark, and the command goes on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def _warnings_in_one_line(program: Program) -> Iterator[None]:
    """Show what the library warns of as people read it, and not which line of it does."""

    def say(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        _say(f"{program.name}: {in_shell(str(message), program.name)}", exits.DONE)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = say
        yield


def _say(line: str, status: int) -> int:
    """Write one line; what others wrote in it cannot steer the terminal."""
    from dstack_jupyter.model.origin import printable

    sys.stderr.write(f"{printable(' '.join(line.split()))}\n")
    return status


def _closed_pipe() -> int:
    """Nobody reads any more, as behind ``| head``; what is left in the buffer must not be tried at the exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exits.BROKEN_PIPE
