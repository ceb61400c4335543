"""Keep objects and get them back: push, frame, pull."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.client.options import MISSING, merged_params

if TYPE_CHECKING:
    from os import PathLike

    from dstack_jupyter.client.backend import FrameRef
    from dstack_jupyter.client.pushing import FrameBuilder
    from dstack_jupyter.client.results import PushResult
    from dstack_jupyter.codecs.forms import Form
    from dstack_jupyter.model.stacks import AccessLevel


def push(
    stack: Any,
    obj: Any = MISSING,
    /,
    *,
    message: str | None = None,
    description: str | None = None,
    params: Mapping[str, Any] | None = None,
    by: str | Sequence[str] | None = None,
    keep: bool = False,
    force: bool = False,
    access: AccessLevel | None = None,
    profile: str | None = None,
    **keywords: Any,
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
        sys._getframe(1),
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
    params: Mapping[str, Any] | None = None,
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
        params=merged_params(params, {}),
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
    params: Mapping[str, Any] | None = None,
    profile: str | None = None,
    to: str | PathLike[str] | None = None,
    as_: Form | None = None,
    trusted: Sequence[str] | None = None,
    **keywords: Any,
) -> Any:
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

    wanted = merged_params(params, keywords)
    return pull_named(stack, frame=frame, every=all, params=wanted, profile=profile, to=to, form=as_, trusted=trusted)
