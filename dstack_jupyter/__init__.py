"""Keep what a notebook makes, and show it to others.

>>> import dstack_jupyter as ds
>>> ds.push("sales", df, message="May", country="FR")
>>> ds.pull("sales", country="FR")
>>> ds.dashboard("Sales", ["sales"])

In a notebook ``%load_ext dstack_jupyter`` adds the magic ``%dstack``.
"""

from __future__ import annotations

import sys as _sys
from collections.abc import Mapping as _Mapping
from collections.abc import Sequence as _Sequence
from typing import TYPE_CHECKING
from typing import Any as _Any

# Imported here, the package of codecs does not take the name of the function `codecs` below when it is needed later.
import dstack_jupyter.codecs as _codecs  # noqa: F401
from dstack_jupyter._version import __version__
from dstack_jupyter.client.options import MISSING as _MISSING
from dstack_jupyter.client.options import merged_params as _merged_params
from dstack_jupyter.model.errors import DstackError as DstackError

_GRACE_DAYS = 7.0

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from IPython.core.interactiveshell import InteractiveShell

    from dstack_jupyter.client.archives.answers import Exported, Imported
    from dstack_jupyter.client.backend import FrameRef
    from dstack_jupyter.client.deleting import Deleted, Deletions, Restored
    from dstack_jupyter.client.diffs import Diff
    from dstack_jupyter.client.keeping import Collection, Retained, UsageTable, Verification
    from dstack_jupyter.client.lineage import LineageNode
    from dstack_jupyter.client.listings import Codecs, History, Stacks
    from dstack_jupyter.client.pushing import FrameBuilder
    from dstack_jupyter.client.results import HeadMoved, PushResult, TagMoved, Untagged
    from dstack_jupyter.codecs.forms import Form
    from dstack_jupyter.dashboards.board import Board
    from dstack_jupyter.model.stacks import AccessLevel, Stack, StackSort

__all__ = [
    "DstackError",
    "__version__",
    "codecs",
    "dashboard",
    "delete",
    "deleted",
    "diff",
    "export_stacks",
    "frame",
    "gc",
    "history",
    "import_stacks",
    "lineage",
    "open_dashboard",
    "pull",
    "push",
    "restore",
    "restore_dashboard",
    "retain",
    "set_head",
    "stack",
    "stacks",
    "tag",
    "trust_project_config",
    "untag",
    "usage",
    "verify",
]


def push(
    stack: _Any,
    obj: _Any = _MISSING,
    /,
    *,
    message: str | None = None,
    description: str | None = None,
    params: _Mapping[str, _Any] | None = None,
    by: str | _Sequence[str] | None = None,
    keep: bool = False,
    force: bool = False,
    access: AccessLevel | None = None,
    profile: str | None = None,
    **keywords: _Any,
) -> PushResult:
    """Store an object as the next frame of a stack.

    Parameters
    ----------
    stack
        The name, such as ``"sales"`` or ``"sales/eu"``; ``"/alice/sales"`` is alice's. Left out, it is the variable
        that holds the object, below the name of the notebook. ``push(df, "sales")`` is understood as well.
    obj
        Anything that `codecs` lists: tables, figures, images, files and folders (`pathlib.Path`), texts, JSON.
    message
        What changed, for the history.
    description
        What the object shows, in Markdown.
    params
        Params of the attachment, beside the keyword arguments: needed for keys that are names of options.
    by
        Columns of a table: one attachment for each group of equal values, with these values as params.
    keep
        Carry over the attachments of the head that have other params.
    force
        Make a frame even if nothing changed since the head.
    access
        Who sees a stack that is new: ``"private"`` (the default), ``"internal"`` or ``"public"``.
    profile
        The entry of ``config.yaml`` to use.
    **keywords
        Params: texts, numbers, true/false, dates and times.

    Raises
    ------
    DstackError
        In words that say what to do; nothing is stored then.
    """
    from dstack_jupyter.client.pushing import push_named

    return push_named(
        stack,
        obj,
        _sys._getframe(1),
        message=message,
        description=description,
        params=params,
        by=by,
        keep=keep,
        force=force,
        access=access,
        profile=profile,
        keywords=keywords,
    )


def frame(
    stack: str,
    *,
    message: str | None = None,
    params: _Mapping[str, _Any] | None = None,
    keep: bool = False,
    force: bool = False,
    access: AccessLevel | None = None,
    profile: str | None = None,
) -> FrameBuilder:
    """Begin a frame of many attachments.

    >>> with ds.frame("gdp", message="2007") as frame:
    ...     for country in countries:
    ...         frame.add(figure(country), country=country)

    The frame is pushed when the block ends; when the block fails, nothing is. `params` are the frame's own.
    The other options are those of `push`.
    """
    from dstack_jupyter.client.pushing import FrameBuilder

    return FrameBuilder(
        stack,
        message=message,
        params=_merged_params(params, {}),
        keep=keep,
        force=force,
        access=access,
        profile=profile,
    )


def pull(
    stack: str,
    *,
    frame: FrameRef = None,
    all: bool = False,
    params: _Mapping[str, _Any] | None = None,
    profile: str | None = None,
    to: str | PathLike[str] | None = None,
    as_: Form | None = None,
    trusted: _Sequence[str] | None = None,
    **keywords: _Any,
) -> _Any:
    """Get back what was pushed.

    Parameters
    ----------
    stack
        The name of the stack; ``"sales@prod"`` is its frame with the tag ``prod``.
    frame
        A frame's number, tag, id, or the beginning of its id; None is the head.
    all
        A list of all matching attachments, each with ``.params`` and ``.value``.
    params
        Params to match, beside the keyword arguments.
    profile
        The entry of ``config.yaml`` to use.
    to
        A file or folder that gets the bytes as they were stored, or the folder that was pushed; its path is returned.
    as_
        ``"pandas"``, ``"polars"`` or ``"arrow"`` for any table, whoever pushed it: the index becomes columns where
        there is no index. ``"path"`` is the path of a private copy of the bytes, of whatever was pushed.
    trusted
        Names of types that a model may hold beside those that are known to be harmless. A pull that meets others is
        refused with their names; name them only where you trust whoever pushed the model.
    **keywords
        Params to match. A frame made by ``push(by=…)`` comes back as the one table it was, or as that part of it
        that matches.

    Raises
    ------
    NoMatch
        No attachment has these params; the message lists what there is.
    AmbiguousParams
        Several have them; the message says which params would decide.
    UnsupportedObject
        What is no table cannot come as one.
    """
    from dstack_jupyter.client.pulling import pull_named

    wanted = _merged_params(params, keywords)
    return pull_named(stack, frame=frame, every=all, params=wanted, profile=profile, to=to, form=as_, trusted=trusted)


def stacks(query: str = "", *, limit: int | None = 100, sort: StackSort = "time", profile: str | None = None) -> Stacks:
    """List the stacks that have all that the query asks for, those with the newest head first.

    >>> ds.stacks("sales country:FR column:gdp")

    Parameters
    ----------
    query
        Words anywhere, in any case: in the name, the description, the tags, and of the head the message, the values
        of its params and the names of its columns. ``key:value`` is a param of the head, ``year:2007`` or
        ``country:"South Africa"``; ``column:gdp``, ``tag:prod``, ``user:ann`` and ``kind:table`` (``figure``,
        ``image``, ``text``, ``model``, ``array``, ``folder``, ``file``, …) are what they say, ``message:may`` is a
        part of the message. ``param.column:x`` is a param that is called ``column``. Quotes keep spaces:
        ``"two words"``.
    limit
        How many at most; None lists all.
    sort
        ``"time"`` or ``"name"``.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.client.browsing import list_stacks

    return list_stacks(query, limit, sort, profile)


def stack(name: str, *, profile: str | None = None) -> Stack:
    """Look at one stack: its head, access level, description and README."""
    from dstack_jupyter.client.browsing import one_stack

    return one_stack(name, profile)


def history(stack: str, *, profile: str | None = None) -> History:
    """List the frames of a stack, newest first."""
    from dstack_jupyter.client.browsing import history_of

    return history_of(stack, profile)


def lineage(stack: str, *, frame: FrameRef = None, depth: int | None = None, profile: str | None = None) -> LineageNode:
    """Look at what a frame was made from, and at what was made from it.

    Its inputs are the frames that the same session had pulled before it was pushed.

    Parameters
    ----------
    stack
        The name of the stack.
    frame
        A frame's number, tag, id, or the beginning of its id; None is the head.
    depth
        How many steps to go from frame to frame; None is all.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.client.lineage import lineage_of

    return lineage_of(stack, frame, depth, profile)


def diff(
    stack: str,
    old: FrameRef = None,
    new: FrameRef = None,
    /,
    *,
    key: _Any = None,
    tolerance: float = 0,
    params: _Mapping[str, _Any] | None = None,
    profile: str | None = None,
    **keywords: _Any,
) -> Diff:
    """Tell what changed from one frame of a stack to another.

    Parameters
    ----------
    stack
        The name of the stack.
    old, new
        Two frames, each by number, tag, id, or the beginning of its id. `new` left out is the head, `old` left out the
        frame before it.
    key
        A column or level of the index, or a list of several, that tells the rows of a table apart. Left out, rows are
        told apart by an index that is unique in both tables; without one, by what they hold.
    tolerance
        Floats that differ by no more than this are equal.
    params
        Params to match, beside the keyword arguments: which attachments are compared.
    profile
        The entry of ``config.yaml`` to use.
    **keywords
        Params to match.

    Returns
    -------
    Diff
        It shows itself. Of tables it has ``.added``, ``.removed``, ``.changed`` and ``.columns``; ``.to_dict()`` is
        all of it as JSON, with a limited number of rows.

    Raises
    ------
    InvalidValue
        The key is not in both tables, or stands in several rows of one; the message names one.
    """
    from dstack_jupyter.client.diffing import diff_named

    wanted = _merged_params(params, keywords)
    return diff_named(stack, old, new, key=key, tolerance=tolerance, params=wanted, profile=profile)


def set_head(stack: str, frame: FrameRef = None, *, profile: str | None = None) -> HeadMoved:
    """Make an older frame the one that the stack shows; a later push moves the head on again.

    ``ds.set_head("sales@prod")`` names the frame by its tag.
    """
    from dstack_jupyter.client.browsing import move_head

    return move_head(stack, frame, profile)


def tag(stack: str, frame: FrameRef, tag: str, *, profile: str | None = None) -> TagMoved:
    """Name a frame, so that ``ds.pull("sales@prod")`` finds it; a tag that another frame of the stack has moves."""
    from dstack_jupyter.client.browsing import tag_frame

    return tag_frame(stack, frame, tag, profile)


def untag(stack: str, tag: str, *, profile: str | None = None) -> Untagged:
    """Take a tag off its frame."""
    from dstack_jupyter.client.browsing import untag_frame

    return untag_frame(stack, tag, profile)


def delete(stack: str, *, frame: FrameRef = None, profile: str | None = None) -> Deleted:
    """Delete a frame, or the stack with all its frames; `restore` undoes it, until `gc` takes it for good."""
    from dstack_jupyter.client.deleting import delete_named

    return delete_named(stack, frame, profile)


def restore(
    stack: str, *, frame: int | str | None = None, to: str | None = None, profile: str | None = None
) -> Restored:
    """Bring back a deleted stack, or a deleted frame of a stack.

    Parameters
    ----------
    stack
        The name of the stack. Of several that were deleted under one name it is the latest.
    frame
        The number or id of a deleted frame; the head stays where it is.
    to
        Another name for a stack whose own name was taken meanwhile.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.client.deleting import restore_named

    return restore_named(stack, frame, to, profile)


def restore_dashboard(name: str, *, to: str | None = None, profile: str | None = None) -> Restored:
    """Bring back a deleted dashboard, by another name where `to` gives one."""
    from dstack_jupyter.client.deleting import restore_dashboard_named

    return restore_dashboard_named(name, to, profile)


def deleted(*, profile: str | None = None) -> Deletions:
    """List what you deleted and can restore, and until when."""
    from dstack_jupyter.client.deleting import list_deleted

    return list_deleted(profile)


def retain(
    stack: str, *, keep: int | None = _MISSING, keep_days: float | None = None, profile: str | None = None
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


def gc(grace_days: float = _GRACE_DAYS, *, dry_run: bool = False, profile: str | None = None) -> Collection:
    """Take away for good what was deleted long enough ago, and the bytes that nothing needs any more.

    Other programs may push and pull meanwhile. Only the owner of the store can do it.

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
    can do it.
    """
    from dstack_jupyter.client.keeping import verify_store

    return verify_store(share, profile)


def export_stacks(
    stacks: str | _Sequence[str] | None,
    file: str | PathLike[str],
    *,
    dashboards: str | _Sequence[str] | None = None,
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
    rename: _Mapping[str, str] | None = None,
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


def dashboard(
    title: str,
    stacks: _Sequence[_Any] | _Any | None = None,
    *,
    description: str | None = None,
    name: str | None = None,
    profile: str | None = None,
) -> Board:
    """Make a dashboard of stacks, or open the one of that title and add what is missing.

    Parameters
    ----------
    title
        The heading of the page; the name in its address is made from it unless `name` is given.
    stacks
        Names of stacks, one card for each.
    description
        A text below the heading.
    name
        The name of the dashboard.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.dashboards.open import dashboard as make

    return make(title, stacks, description=description, name=name, profile=profile)


def open_dashboard(name: str, *, profile: str | None = None) -> Board:
    """Open a dashboard by its name, ``"world"`` or ``"/alice/world"`` as generated notebooks write it."""
    from dstack_jupyter.dashboards.open import open_dashboard as opened

    return opened(name, profile=profile)


def codecs() -> Codecs:
    """List what this environment can push and pull, and which libraries that takes."""
    from dstack_jupyter.client.listings import Codecs as Listed
    from dstack_jupyter.codecs.registry import codecs as registered

    return Listed(registered())


def trust_project_config() -> Path:
    """Consent to the ``./.dstack/config.yaml`` of the working directory, as it is now.

    A project's own file decides where pushes go, so it is not used before this is called, and must be trusted
    anew when it changes.
    """
    from dstack_jupyter.client.config import trust_project_config as trust

    return trust()


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Add the magic ``%dstack``."""
    from dstack_jupyter.magics.extension import load_ipython_extension as load

    load(ipython)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Remove the magic ``%dstack``."""
    from dstack_jupyter.magics.extension import unload_ipython_extension as unload

    unload(ipython)
