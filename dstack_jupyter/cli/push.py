"""``push``: files and what comes through a pipe become a frame."""

from __future__ import annotations

import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dstack_jupyter.cli.answers import Answer
from dstack_jupyter.cli.command import Command, current_program
from dstack_jupyter.cli.completion import files_and_stacks
from dstack_jupyter.cli.hints import in_shell
from dstack_jupyter.cli.words import access_option, all_names, names_option, profile_option, sorted_words
from dstack_jupyter.model.errors import InvalidValue

if TYPE_CHECKING:
    from dstack_jupyter.client.local_files import LocalFile
    from dstack_jupyter.model.stacks import AccessLevel

STANDARD_INPUT = "-"


@click.command(
    "push",
    cls=Command,
    examples=(
        'dstack push report.pdf reports/may -m "May"',
        "dstack push sales.csv sales country=FR --as table",
        "pg_dump shop | dstack push - shop/dump --type application/sql",
    ),
)
@click.argument("words", nargs=-1, metavar="FILE... STACK [KEY=VALUE]...", shell_complete=files_and_stacks)
@click.option("-m", "--message", metavar="TEXT", help="what changed, in a line")
@click.option("-d", "--description", metavar="TEXT", help="what it is; shown beside it")
@names_option("--by", "one attachment for each group of these columns")
@click.option("--keep", is_flag=True, help="carry over what else the head has")
@click.option("--force", is_flag=True, help="make a frame even if nothing changed")
@access_option("who sees a new stack: private, internal or public")
@click.option("--as", "form", type=click.Choice(["file", "table"]), default="file", help="push the table in the file")
@click.option("--type", "content_type", metavar="TYPE", help="what it is, as text/csv or csv; else its name says it")
@profile_option()
def push(
    words: tuple[str, ...],
    message: str | None,
    description: str | None,
    by: Sequence[Sequence[str]],
    keep: bool,
    force: bool,
    access: AccessLevel | None,
    form: str,
    content_type: str | None,
    profile: str | None,
) -> Answer:
    """Keep a revision of files or folders.

    FILE may be - for standard input, with --type. A file is kept as it is; with --as table, CSV, Parquet and Arrow
    files are kept as the table that they hold. Several files are one frame, in which the param "file" is the name of
    each. KEY=VALUE are params: year=2020 is a number, sold=true a boolean, day=2020-01-31 a date, all else a text.
    """
    from dstack_jupyter.cli.values import push_value
    from dstack_jupyter.client.local_files import push_files
    from dstack_jupyter.client.pushing import FrameBuilder
    from dstack_jupyter.client.results import DroppedParamsWarning
    from dstack_jupyter.model.written import echoed

    names, params = sorted_words(words)
    if len(names) < 2:
        raise click.UsageError("push takes files and the name of a stack: push FILE STACK")
    *files, stack = names
    _check_order(files, stack)
    frame = FrameBuilder(stack, message=message, keep=keep, force=force, access=access, profile=profile)
    with _local(files, content_type) as local, warnings.catch_warnings():
        warnings.simplefilter("ignore", DroppedParamsWarning)  # the answer says it
        result = push_files(
            frame, local, params=params, description=description, as_table=form == "table", by=all_names(by)
        )
    echo = [f"params: {echoed(params)}"] if params else []
    return Answer(push_value(result), [*echo, in_shell(str(result), current_program().name)])


def _check_order(files: Sequence[str], stack: str) -> None:
    there = [file for file in files if file == STANDARD_INPUT or Path(file).exists()]
    if not there and Path(stack).exists():
        raise InvalidValue(f"the file comes first: push {stack} {files[0]}")


@contextmanager
def _local(files: Sequence[str], content_type: str | None) -> Iterator[list[LocalFile]]:
    from dstack_jupyter.client.local_files import LocalFile

    given = None if content_type is None else _full(content_type)
    if files.count(STANDARD_INPUT) > 1:
        raise InvalidValue("standard input is there twice")
    with tempfile.TemporaryDirectory(prefix="dstack-") as folder:
        places = [_read(Path(folder), given) if file == STANDARD_INPUT else Path(file) for file in files]
        yield [LocalFile(place, given) for place in places]


def _full(content_type: str) -> str:
    """A MIME type, also where only a suffix was given."""
    from dstack_jupyter.codecs.files import UNKNOWN, content_type_of

    if "/" in content_type:
        return content_type
    known = content_type_of(f"file.{content_type.lstrip('.')}")
    if known == UNKNOWN:
        raise InvalidValue(f"--type {content_type} is not known; write a MIME type, as text/csv")
    return known


def _read(folder: Path, content_type: str | None) -> Path:
    """What comes in, in a file of its own: it is known whole before anything is pushed."""
    from dstack_jupyter.codecs.files import suffix_of

    if content_type is None:
        raise InvalidValue("say what comes through standard input: --type text/csv, or --type csv")
    place = folder / f"stdin{suffix_of(content_type)}"
    with place.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return place
