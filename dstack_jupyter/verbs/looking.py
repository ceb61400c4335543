"""Look at what is kept: stacks, their history, what changed, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.client.options import merged_params

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import FrameRef
    from dstack_jupyter.client.diffs import Diff
    from dstack_jupyter.client.lineage import LineageNode
    from dstack_jupyter.client.listings import History, Stacks
    from dstack_jupyter.model.stacks import Stack, StackSort


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
    key: Any = None,
    tolerance: float = 0,
    params: Mapping[str, Any] | None = None,
    profile: str | None = None,
    **keywords: Any,
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

    wanted = merged_params(params, keywords)
    return diff_named(stack, old, new, key=key, tolerance=tolerance, params=wanted, profile=profile)
