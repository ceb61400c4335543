"""What a line of ``%dstack`` asks for, one class for each verb. Variables in it are not filled in yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from dstack_jupyter.magics.values import Expression, Text, Value


@dataclass(frozen=True)
class Push:
    """``push OBJECT [STACK]``.

    In the first line of a cell (``%%dstack push STACK``) there is no `object`: it is what the cell makes.
    """

    object: Expression | None
    stack: Text | None
    params: dict[str, Value] = field(default_factory=dict)
    message: Text | None = None
    description: Text | None = None
    by: tuple[Text, ...] = ()
    keep: bool = False
    force: bool = False
    access: str | None = None
    profile: Text | None = None


@dataclass(frozen=True)
class Pull:
    """``pull STACK``; `form` is what stands behind ``--as``."""

    stack: Text
    params: dict[str, Value] = field(default_factory=dict)
    frame: Value | None = None
    all: bool = False
    to: Text | None = None
    form: str | None = None
    trusted: tuple[Text, ...] = ()
    profile: Text | None = None


@dataclass(frozen=True)
class Stacks:
    """``stacks [WORD …]``."""

    query: tuple[Text, ...] = ()
    all: bool = False
    profile: Text | None = None


@dataclass(frozen=True)
class History:
    """``history STACK``."""

    stack: Text
    profile: Text | None = None


@dataclass(frozen=True)
class Lineage:
    """``lineage STACK``."""

    stack: Text
    frame: Value | None = None
    depth: int | None = None
    profile: Text | None = None


@dataclass(frozen=True)
class Diff:
    """``diff STACK [OLD [NEW]]``."""

    stack: Text
    old: Value | None = None
    new: Value | None = None
    params: dict[str, Value] = field(default_factory=dict)
    key: tuple[Text, ...] = ()
    tolerance: float = 0
    profile: Text | None = None


@dataclass(frozen=True)
class SetHead:
    """``set-head STACK FRAME``, or ``STACK@TAG`` where `frame` is None."""

    stack: Text
    frame: Value | None
    profile: Text | None = None


@dataclass(frozen=True)
class Tag:
    """``tag STACK FRAME TAG``."""

    stack: Text
    frame: Value
    tag: Text
    profile: Text | None = None


@dataclass(frozen=True)
class Untag:
    """``untag STACK TAG``."""

    stack: Text
    tag: Text
    profile: Text | None = None


@dataclass(frozen=True)
class Delete:
    """``delete STACK`` with a frame; the whole stack where `frame` is None."""

    stack: Text
    frame: Value | None = None
    profile: Text | None = None


@dataclass(frozen=True)
class Restore:
    """``restore NAME``: a stack, a frame of it, or a dashboard."""

    name: Text
    frame: Value | None = None
    to: Text | None = None
    dashboard: bool = False
    profile: Text | None = None


@dataclass(frozen=True)
class ListDeleted:
    """``deleted``."""

    profile: Text | None = None


@dataclass(frozen=True)
class Retain:
    """``retain STACK``: how many frames it keeps; all of them where nothing is given."""

    stack: Text
    keep: int | None = None
    keep_days: float | None = None
    profile: Text | None = None


@dataclass(frozen=True)
class Collect:
    """``gc``."""

    grace_days: float | None = None
    dry_run: bool = False
    profile: Text | None = None


@dataclass(frozen=True)
class Export:
    """``export FILE [STACK …]``; without stacks it is all of one's own."""

    file: Text
    stacks: tuple[Text, ...] = ()
    overwrite: bool = False
    profile: Text | None = None


@dataclass(frozen=True)
class Import:
    """``import FILE``."""

    file: Text
    into: Text | None = None
    rename: tuple[tuple[Text, Text], ...] = ()
    profile: Text | None = None


@dataclass(frozen=True)
class Share:
    """``share NAME [USER]``: a stack, or a dashboard."""

    name: Text
    user: Text | None = None
    push: bool = False
    access: str | None = None
    dashboard: bool = False
    profile: Text | None = None


@dataclass(frozen=True)
class Unshare:
    """``unshare NAME USER``."""

    name: Text
    user: Text
    dashboard: bool = False
    profile: Text | None = None


@dataclass(frozen=True)
class Copy:
    """``copy [STACK …] --to PROFILE``."""

    stacks: tuple[Text, ...]
    to: Text
    dashboards: tuple[Text, ...] = ()
    into: Text | None = None
    rename: tuple[tuple[Text, Text], ...] = ()
    profile: Text | None = None


@dataclass(frozen=True)
class Usage:
    """``usage``."""

    profile: Text | None = None


@dataclass(frozen=True)
class Verify:
    """``verify``."""

    share: float = 1.0
    profile: Text | None = None


@dataclass(frozen=True)
class MakeDashboard:
    """``dashboard TITLE [STACK …]``."""

    title: Text
    stacks: tuple[Text, ...] = ()
    name: Text | None = None
    description: Text | None = None
    profile: Text | None = None


@dataclass(frozen=True)
class Codecs:
    """``codecs``."""


@dataclass(frozen=True)
class Help:
    """``help [VERB]``."""

    verb: str | None = None


Command = (
    Push
    | Pull
    | Stacks
    | History
    | Lineage
    | Diff
    | SetHead
    | Tag
    | Untag
    | Delete
    | Restore
    | ListDeleted
    | Retain
    | Collect
    | Usage
    | Verify
    | Export
    | Import
    | Share
    | Unshare
    | Copy
    | MakeDashboard
    | Codecs
    | Help
)
