"""``pull``: an attachment becomes a file, or goes to standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dstack_jupyter.cli.answers import Answer
from dstack_jupyter.cli.command import Command
from dstack_jupyter.cli.completion import stack_names
from dstack_jupyter.cli.words import frame_option, profile_option, sorted_words
from dstack_jupyter.model.errors import InvalidValue

if TYPE_CHECKING:
    from dstack_jupyter.client.local_files import PulledFile

FORMATS = ("csv", "json", "parquet", "arrow")
TEXTS = ("csv", "json")


@click.command(
    "pull",
    cls=Command,
    examples=(
        "dstack pull reports/may -o may.pdf",
        "dstack pull sales country=FR -o sales.parquet",
        "dstack pull sales@prod | head",
    ),
)
@click.argument("words", nargs=-1, metavar="STACK [KEY=VALUE]...", shell_complete=stack_names)
@click.option(
    "-o", "--to", type=click.Path(), metavar="PATH", help="write to this file or folder; - is standard output"
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="how a table is written; else the name says it")
@frame_option()
@profile_option()
def pull(
    words: tuple[str, ...], to: str | None, form: str | None, frame: int | str | None, profile: str | None
) -> Answer | None:
    """Get a file back, or a table as a file.

    A file or folder comes as it was pushed. A table comes as CSV, JSON, Parquet or Arrow, by the suffix of the file
    (.csv, .json, .parquet, .arrows) or by --format; on standard output it is CSV. STACK@TAG is the frame with a tag.
    """
    from dstack_jupyter.client.local_files import pull_file

    names, params = sorted_words(words)
    if len(names) != 1:
        raise click.UsageError("pull takes one stack: pull STACK -o FILE" if names else "say which stack: pull STACK")
    found = pull_file(names[0], frame=frame, params=params, profile=profile)
    if to in (None, "-"):
        _print(found, form, is_wanted=to == "-")
        return None
    return _answer(found, found.written(Path(str(to)), form))


def _print(found: PulledFile, form: str | None, *, is_wanted: bool) -> None:
    if sys.stdout.isatty() and not is_wanted and not found.is_text(form):
        raise InvalidValue("it is no text, which a terminal could show; say where to write it: -o FILE")
    for chunk in found.chunks(form):
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _answer(found: PulledFile, place: Path) -> Answer:
    from dstack_jupyter.cli.values import attachment_value, frame_value
    from dstack_jupyter.client.rich import short_name, size_text

    value = {
        "stack": str(found.path),
        **frame_value(found.frame),
        **attachment_value(found.attachment),
        "file": str(place),
    }
    size = f", {size_text(place.stat().st_size)}" if place.is_file() else ""
    return Answer(value, [f"{place}: frame {found.frame.number} of {short_name(found.path, found.backend.user)}{size}"])
