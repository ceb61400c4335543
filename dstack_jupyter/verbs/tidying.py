"""Keep a store tidy, check it, and carry stacks to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dstack_jupyter.client.options import MISSING

if TYPE_CHECKING:
    from os import PathLike

    from dstack_jupyter.client.archives.answers import Exported, Imported
    from dstack_jupyter.client.keeping import Collection, Retained, UsageTable, Verification

GRACE_DAYS = 7.0


def retain(
    stack: str, *, keep: int | None = MISSING, keep_days: float | None = None, profile: str | None = None
) -> Retained:
    """Say how many frames a stack keeps, from now on and at each push.

    >>> ds.retain("sales", keep=10)  # the ten newest
    >>> ds.retain("sales", keep=10, keep_days=30)  # the ten newest, and all of the last thirty days
    >>> ds.retain("sales", keep=None)  # all, as at first

    A frame goes when no rule keeps it. The head and frames with a tag are always kept. What goes is deleted, so that
    `restore` brings it back until `gc` takes it for good.

    Parameters
    ----------
    stack
        The name of the stack.
    keep
        How many of the newest frames are kept; None alone keeps all.
    keep_days
        For how many days frames are kept.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.client.keeping import retain_named

    return retain_named(stack, keep, keep_days, profile)


def gc(grace_days: float = GRACE_DAYS, *, dry_run: bool = False, profile: str | None = None) -> Collection:
    """Take away for good what was deleted long enough ago, and the bytes that nothing needs any more.

    Other programs may push and pull meanwhile. Only the owner of the store can do it, and at a server an administrator.

    Parameters
    ----------
    grace_days
        What was deleted within so many days stays, and can be restored.
    dry_run
        Say what would go, and leave it.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.client.keeping import collect

    return collect(grace_days, dry_run, profile)


def usage(*, profile: str | None = None) -> UsageTable:
    """Say what takes the room on the disk: each stack, the largest first, and everything else."""
    from dstack_jupyter.client.keeping import usage_of

    return usage_of(profile)


def verify(share: float = 1.0, *, profile: str | None = None) -> Verification:
    """Check the structure of the store, and every byte of its contents, or of a random `share` of them.

    Nothing is changed. Each problem is a sentence that says where it is and what to do. Only the owner of the store
    can do it, and at a server an administrator.
    """
    from dstack_jupyter.client.keeping import verify_store

    return verify_store(share, profile)


def export_stacks(
    stacks: str | Sequence[str] | None,
    file: str | PathLike[str],
    *,
    dashboards: str | Sequence[str] | None = None,
    overwrite: bool = False,
    profile: str | None = None,
) -> Exported:
    """Write stacks into one file, with all that is known of them.

    >>> ds.export_stacks(["sales", "gdp/*"], "team.dstack")

    Parameters
    ----------
    stacks
        A name or several; ``gdp/*`` is every stack below gdp, None every stack of one's own.
    file
        Where to write; by custom its name ends in ``.dstack``.
    dashboards
        Names of dashboards to take along; None takes one's own whose stacks are all in the file, ``[]`` none.
    overwrite
        Whether a file that is there may be replaced.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.client.archives.exporting import export_to
    from dstack_jupyter.client.profiles import backend

    return export_to(backend(profile), stacks, file, dashboards=dashboards, overwrite=overwrite)


def import_stacks(
    file: str | PathLike[str],
    *,
    into: str | None = None,
    rename: Mapping[str, str] | None = None,
    profile: str | None = None,
) -> Imported:
    """Take in the stacks and dashboards of a file that `export_stacks` wrote, all of them or none.

    They become one's own, and are private where they are new. Frames keep their numbers, times and authors. A stack
    that is there already gets the frames that it has not; importing a file twice changes nothing.

    Parameters
    ----------
    file
        The file. It may come from anyone: each byte is checked before anything of it can be seen.
    into
        What to put all names below: ``into="team"`` makes ``team/sales`` of ``sales``.
    rename
        New names by those in the file: ``{"sales": "sales-of-ann"}``.
    profile
        The entry of ``config.yaml`` to use.

    Raises
    ------
    Conflict
        A stack went on differently here and in the file; take it in under another name.
    """
    from dstack_jupyter.client.archives.importing import import_from
    from dstack_jupyter.client.profiles import backend

    return import_from(backend(profile), file, into=into, rename=rename or {})
