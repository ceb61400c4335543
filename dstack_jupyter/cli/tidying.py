"""Keep a store tidy, and carry stacks to another in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from dstack_jupyter.cli.answers import Answer, Table
from dstack_jupyter.cli.command import Command, current_program
from dstack_jupyter.cli.hints import in_shell
from dstack_jupyter.cli.words import profile_option, rename_option
from dstack_jupyter.cli.words import stack_argument as stack


@click.command("retain", cls=Command)
@stack()
@click.option("--keep", type=click.IntRange(1), metavar="N", help="so many of the newest frames")
@click.option("--keep-days", type=click.FloatRange(0), metavar="N", help="the frames of the last so many days")
@click.option("--all", "every", is_flag=True, help="all frames, as at first")
@profile_option()
def retain(stack: str, keep: int | None, keep_days: float | None, every: bool, profile: str | None) -> Answer:
    """Say how many frames a stack keeps; a frame goes when no rule keeps it."""
    import dstack_jupyter as ds

    if every == (keep is not None or keep_days is not None):
        raise click.UsageError(f"say what to keep: retain {stack} --keep 10, --keep-days 30, or --all")
    rules: dict[str, Any] = {"keep": keep} if every or keep is not None else {}
    found = ds.retain(stack, **rules, keep_days=keep_days, profile=profile)
    value = {"stack": stack, "keep": found.stack.keep, "keep_days": found.stack.keep_days, "deleted": found.deleted}
    return Answer(value, [in_shell(str(found), current_program().name)])


@click.command("usage", cls=Command)
@profile_option()
def usage(profile: str | None) -> Answer:
    """Say what takes the room on the disk."""
    import dstack_jupyter as ds
    from dstack_jupyter.cli.values import json_of
    from dstack_jupyter.client.listings import NUMBERS

    found = ds.usage(profile=profile)
    program = current_program().name
    rows = [[in_shell(what, program), *cells] for what, *cells in found.rows()]
    value = {**json_of(found.usage), "total": found.usage.total}
    return Answer(value, [Table(found.header, rows, frozenset(NUMBERS))])


@click.command(
    "export",
    cls=Command,
    examples=("dstack export team.dstack sales 'gdp/*'",),
)
@click.argument("file", type=click.Path(dir_okay=False))
@stack("stacks", nargs=-1)
@click.option("--overwrite", is_flag=True, help="replace a file that is there")
@profile_option()
def export(file: str, stacks: tuple[str, ...], overwrite: bool, profile: str | None) -> Answer:
    """Write stacks with all their frames into one file.

    Without names it is all of your own, with their dashboards.
    """
    import dstack_jupyter as ds

    made = ds.export_stacks(list(stacks) or None, file, overwrite=overwrite, profile=profile)
    value = {
        "file": str(made.path),
        "length": made.length,
        "stacks": [str(path) for path in made.stacks],
        "dashboards": [str(path) for path in made.dashboards],
    }
    return Answer(value, [str(made)])


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--into", metavar="NAME", help="put all names below this one")
@rename_option()
@profile_option()
def import_(file: str, into: str | None, rename: Sequence[tuple[str, str]], profile: str | None) -> Answer:
    """Take in the stacks of a file that export wrote, all of them or none."""
    import dstack_jupyter as ds
    from dstack_jupyter.cli.sharing import arrived

    came = ds.import_stacks(file, into=into, rename=dict(rename), profile=profile)
    return Answer(arrived(came), [str(came)])
