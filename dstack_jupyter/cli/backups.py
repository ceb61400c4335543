"""``backup`` and ``restore``: a whole store, kept beside and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dstack_jupyter.cli import exits
from dstack_jupyter.cli.answers import Answer
from dstack_jupyter.cli.command import Command, current_program
from dstack_jupyter.cli.machine import home_at, home_option

if TYPE_CHECKING:
    from dstack_jupyter.model.keeping import Backup


@click.command("backup", cls=Command)
@click.argument("place", metavar="FOLDER|FILE.tar", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="replace the file that is there")
@home_option
def backup(place: Path, overwrite: bool, home: Path | None) -> Answer:
    """Keep a copy of the whole store, while others go on using it.

    Into a folder only what is new is copied, so that the next backup is quick. A file is written anew. Users and
    permissions are in it, and the hashes of passwords and tokens; profiles are not.
    """
    from dstack_jupyter.client.progress import reporting
    from dstack_jupyter.store.backups.making import back_up

    with reporting("backing up") as report:
        made = back_up(home_at(home), place, overwrite=overwrite, report=report)
    return answer_of(made, "holds the store")


@click.command("restore", cls=Command)
@click.argument("place", metavar="FOLDER|FILE.tar", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="replace the store that is there")
@click.option("--partial", is_flag=True, help="restore what is whole of a damaged backup")
@home_option
def restore(place: Path, overwrite: bool, partial: bool, home: Path | None) -> Answer:
    """Bring back a whole store from a backup.

    A store that is there is left alone, unless you say --overwrite; nobody may have it open then. Everyone signs in
    anew. What you deleted comes back by "undelete".
    """
    from dstack_jupyter.client.progress import reporting
    from dstack_jupyter.client.rich import counted, size_text
    from dstack_jupyter.model.errors import NotFound
    from dstack_jupyter.store.backups.restoring import restore

    if not place.exists():
        undelete = f"{current_program().name} undelete {place}"
        raise NotFound(f"there is no backup {place}; if you mean a stack that was deleted: {undelete}")
    with reporting("restoring") as report:
        done = restore(place, home_at(home), overwrite=overwrite, partial=partial, report=report)
    said = [
        f"{done.home} holds the store as it was on {_time(done.time)}: {counted(done.blobs, 'blob')}, "
        f"{size_text(done.bytes)}"
    ]
    if done.replaced:
        said.append(f"the database that was there is kept in {done.replaced}")
    status = exits.FAILED if done.problems else exits.DONE
    return Answer(done.model_dump(mode="json"), [*said, *done.problems], status)


def answer_of(found: Backup, what: str) -> Answer:
    """What is said of a backup."""
    from dstack_jupyter.client.rich import counted, size_text

    copied = f", {size_text(found.copied_bytes)} of it new" if found.copied else ""
    held = f"{counted(found.blobs, 'blob')}, {size_text(found.bytes)}{copied}"
    state = f"has {counted(len(found.problems), 'problem')}, and else {what}" if found.problems else what
    status = exits.FAILED if found.problems else exits.DONE
    said = f"{found.place} {state} as it was on {_time(found.time)}: {held}"
    return Answer(found.model_dump(mode="json"), [said, *found.problems], status)


def _time(time: object) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
