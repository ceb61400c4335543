"""Look at what is kept: stacks, their history, what changed, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from dstack_jupyter.cli.answers import Answer, Table
from dstack_jupyter.cli.command import Command, current_program
from dstack_jupyter.cli.completion import stack_names
from dstack_jupyter.cli.hints import in_shell
from dstack_jupyter.cli.words import Frame, all_names, frame_option, names_option, profile_option, sorted_words
from dstack_jupyter.cli.words import stack_argument as stack

if TYPE_CHECKING:
    from dstack_jupyter.model.stacks import Stack, StackSort


@click.command(
    "stacks",
    cls=Command,
    examples=(
        "dstack stacks",
        "dstack stacks sales country:FR column:gdp",
        "dstack stacks 'message:\"first try\"' --json",
    ),
)
@click.argument("query", nargs=-1, metavar="[WORD | KEY:VALUE]...")
@click.option("--all", "every", is_flag=True, help="all of them, however many")
@click.option("--sort", type=click.Choice(["time", "name"]), default="time", help="newest first, or by name")
@profile_option()
def stacks(query: tuple[str, ...], every: bool, sort: StackSort, profile: str | None) -> Answer:
    """List the stacks that have the words, params, columns, tags."""
    import dstack_jupyter as ds
    from dstack_jupyter.cli.values import list_of
    from dstack_jupyter.model.written import in_search

    wanted = " ".join(map(in_search, query))
    found = ds.stacks(wanted, limit=None if every else 100, sort=sort, profile=profile)
    name = current_program().name
    if not found:
        return Answer([], [in_shell(str(found), name)])
    notes = [in_shell(note, name) for note in found.notes()]
    return Answer(list_of(found), [Table(found.header, found.rows()), *notes])


@click.command("history", cls=Command)
@stack()
@profile_option()
def history(stack: str, profile: str | None) -> Answer:
    """List the frames of a stack, newest first."""
    import dstack_jupyter as ds
    from dstack_jupyter.cli.values import list_of
    from dstack_jupyter.client.listings import NUMBERS

    found = ds.history(stack, profile=profile)
    return Answer(list_of(found), [Table(found.header, found.rows(), frozenset(NUMBERS))])


@click.command("show", cls=Command)
@stack()
@profile_option()
def show(stack: str, profile: str | None) -> Answer:
    """Show one stack: who sees it, its head and what is in it."""
    import dstack_jupyter as ds
    from dstack_jupyter.cli.values import json_of
    from dstack_jupyter.client.profiles import backend

    found = ds.stack(stack, profile=profile)
    facts = _facts(found, backend(profile).user)
    return Answer(json_of(found), [*facts, *([_attachments(found)] if found.head else [])])


def _facts(found: Stack, user: str) -> list[str]:
    from dstack_jupyter.client.rich import counted, seen_by

    seen = seen_by(found.path, found.access_level, user, found.shared_with)
    facts = [f"{found.path}: {counted(found.frames, 'frame')}, seen by {seen}"]
    facts += [text for text in (found.description, found.readme) if text]
    if found.head:
        tags = f" ({', '.join(found.head.tags)})" if found.head.tags else ""
        message = f": {found.head.message}" if found.head.message else ""
        facts += [f"frame {found.head.number}{tags}, {found.head.time.astimezone():%Y-%m-%d %H:%M}{message}"]
        facts += [str(found.head.origin)]
    return facts


def _attachments(found: Stack) -> Table:
    from dstack_jupyter.client.rich import size_text
    from dstack_jupyter.model.params import described

    rows = [
        [
            str(each.index),
            described(each.params),
            each.application or each.content_type,
            each.description or "",
            size_text(each.content.length),
        ]
        for each in (found.head.attachments if found.head else ())
    ]
    return Table(["attachment", "params", "what it is", "description", "size"], rows, frozenset({"size"}))


@click.command("lineage", cls=Command)
@stack()
@frame_option()
@click.option("--depth", type=click.IntRange(1), metavar="N", help="how many steps to go from frame to frame")
@profile_option()
def lineage(stack: str, frame: int | str | None, depth: int | None, profile: str | None) -> Answer:
    """Show what a frame was made from, and what was made from it."""
    import dstack_jupyter as ds
    from dstack_jupyter.cli.values import json_of

    found = ds.lineage(stack, frame=frame, depth=depth, profile=profile)
    return Answer(json_of(found.lineage), str(found).split("\n"))


@click.command(
    "diff",
    cls=Command,
    examples=(
        "dstack diff sales",
        "dstack diff sales 1 2 country=FR --key id",
    ),
)
@click.argument("words", nargs=-1, metavar="STACK [OLD [NEW]] [KEY=VALUE]...", shell_complete=stack_names)
@names_option("--key", "columns that tell rows of a table apart")
@click.option(
    "--tolerance", type=click.FloatRange(0), default=0, metavar="N", help="floats that differ by no more are equal"
)
@click.option("--limit", type=click.IntRange(0), default=100, metavar="N", help="rows of each kind that --json holds")
@profile_option()
def diff(
    words: tuple[str, ...], key: Sequence[Sequence[str]], tolerance: float, limit: int, profile: str | None
) -> Answer:
    """Show what changed between two frames.

    Those left out are the head and the one before it.
    """
    import dstack_jupyter as ds

    names, params = sorted_words(words)
    if not 1 <= len(names) <= 3:
        raise click.UsageError("diff takes a stack and at most two frames: diff STACK OLD NEW")
    frames = [Frame().convert(name, None, None) for name in names[1:]]
    old, new = [*frames, None, None][:2]
    found = ds.diff(names[0], old, new, key=all_names(key) or None, tolerance=tolerance, params=params, profile=profile)
    return Answer(found.to_dict(limit), str(found).split("\n"))
