"""``gc`` and ``verify``: a store is kept tidy, and known to be whole."""

from __future__ import annotations

from pathlib import Path

import click

from dstack_jupyter.cli import exits
from dstack_jupyter.cli.answers import Answer
from dstack_jupyter.cli.command import Command
from dstack_jupyter.cli.machine import backend_at, place_options
from dstack_jupyter.model.keeping import GRACE_DAYS


@click.command("gc", cls=Command)
@click.option(
    "--grace-days",
    type=float,
    default=GRACE_DAYS,
    metavar="DAYS",
    help="what was deleted longer ago goes; 7 where it is left out",
)
@click.option("--dry-run", is_flag=True, help="say what would go, and leave it")
@place_options
def gc(grace_days: float, dry_run: bool, profile: str | None, home: Path | None) -> Answer:
    """Take away for good what was deleted, and bytes that nothing needs.

    Other programs may go on pushing and pulling.
    """
    from dstack_jupyter.client.keeping import Collection

    taken = backend_at(profile, home).keeping.gc(grace_days, dry_run=dry_run)
    return Answer(taken.model_dump(mode="json"), [str(Collection(taken))])


@click.command("verify", cls=Command)
@click.argument("backup", type=click.Path(path_type=Path), required=False)
@click.option(
    "--share",
    type=click.FloatRange(0, 1),
    default=1.0,
    metavar="PART",
    help="the part of the contents that is read, 0.1 for a tenth",
)
@place_options
def verify(backup: Path | None, share: float, profile: str | None, home: Path | None) -> Answer:
    """Check that everything is there, of a store or of a BACKUP.

    The status is 1 where something is wrong. Nothing is changed.
    """
    from dstack_jupyter.client.keeping import Verification
    from dstack_jupyter.client.progress import reporting

    if backup is not None:
        if share != 1.0 or profile is not None or home is not None:
            raise click.UsageError("a BACKUP is read as a whole, and needs no other option")
        return _of_backup(backup)
    keeping = backend_at(profile, home).keeping
    with reporting("verifying") as report:
        found = keeping.verify(share, report)
    status = exits.FAILED if found.problems else exits.DONE
    return Answer(found.model_dump(mode="json"), [str(Verification(found))], status)


def _of_backup(place: Path) -> Answer:
    from dstack_jupyter.cli.backups import answer_of
    from dstack_jupyter.client.progress import reporting
    from dstack_jupyter.store.backups.checking import check

    with reporting("verifying") as report:
        return answer_of(check(place, report=report), "is whole")
