"""Show stacks as dashboards, and what can be pushed."""

from __future__ import annotations

import click

from dstack_jupyter.cli.answers import Answer, Table
from dstack_jupyter.cli.command import Command
from dstack_jupyter.cli.words import profile_option
from dstack_jupyter.cli.words import stack_argument as stack


@click.command(
    "dashboard",
    cls=Command,
    examples=('dstack dashboard "World" gdp sales',),
)
@click.argument("title")
@stack("stacks", nargs=-1)
@click.option("-d", "--description", metavar="TEXT", help="what it is; shown beside it")
@click.option("--name", metavar="NAME", help="its name; else made from the title")
@profile_option()
def dashboard(
    title: str, stacks: tuple[str, ...], description: str | None, name: str | None, profile: str | None
) -> Answer:
    """Make a page of stacks, or open the one of this title."""
    import dstack_jupyter as ds

    board = ds.dashboard(title, list(stacks) or None, description=description, name=name, profile=profile)
    return Answer(
        {"dashboard": str(board.path), "url": board.url}, [str(board.path), *([board.url] if board.url else [])]
    )


@click.command("codecs", cls=Command)
def codecs() -> Answer:
    """List what can be pushed from Python, and what comes back."""
    import dstack_jupyter as ds

    found = ds.codecs()
    value = [dict(zip(found.header, row, strict=True)) for row in found.rows()]
    return Answer(value, [Table(found.header, found.rows())])
