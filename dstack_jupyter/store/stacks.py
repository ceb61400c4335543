"""Stacks in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import AccessLevel, Frame, Stack
from dstack_jupyter.store.access import Viewer, asking, visible
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.folding import folded
from dstack_jupyter.store.frames import BY_SEQ
from dstack_jupyter.store.permissions import SHARED_WITH
from dstack_jupyter.store.tables import stack, stack_permission
from dstack_jupyter.store.words import missing


class StackRow(NamedTuple):
    """What the table `stack` says of a stack; `shared_with` is looked for where a viewer asks."""

    id: int
    user: str
    name: str
    access_level: AccessLevel
    description: str | None
    readme: str | None
    created: datetime
    last_number: int
    frames: int
    head: int | None
    keep: int | None = None
    keep_days: float | None = None
    searched: str | None = None
    shared_with: int = 0


_SAID = ("user", "name", "access_level", "description", "readme", "created", "keep", "keep_days")
COLUMNS = tuple(stack.c[name] for name in StackRow._fields if name != SHARED_WITH.name)
_ROWS = sa.select(*COLUMNS, SHARED_WITH).where(visible(stack))
_BY_PATH = _ROWS.where(stack.c.user == sa.bindparam("owner"), stack.c.name == sa.bindparam("called"))
_SHARED = _ROWS.where(
    stack.c.id.in_(sa.select(stack_permission.c.stack).where(stack_permission.c.account == sa.bindparam("viewer")))
).order_by(stack.c.head.desc().nulls_last())
_NAMES = (
    sa.select(stack.c.user, stack.c.name)
    .where(visible(stack))
    .order_by(stack.c.user != sa.bindparam("owner"), stack.c.head.desc().nulls_last())
    .limit(2000)
)
"""The names that are looked through for one that is close to a name that is not there."""

_MOVE = (
    sa.update(stack)
    .where(stack.c.id == sa.bindparam("this"))
    .values(head=sa.bindparam("new_head"), last_number=sa.bindparam("number"), frames=stack.c.frames + 1)
)
_SET_HEAD = sa.update(stack).where(stack.c.id == sa.bindparam("this")).values(head=sa.bindparam("new_head"))


def find(transaction: Transaction, viewer: Viewer, path: StackPath) -> StackRow | None:
    """The row of a stack, None when there is none or the viewer may not know of it."""
    rows = transaction.rows(_BY_PATH, owner=path.user, called=path.name, **asking(viewer))
    return StackRow(*rows[0]) if rows else None


def shared(transaction: Transaction, viewer: Viewer) -> list[StackRow]:
    """The rows of those stacks that their owners permitted the viewer, newest head first."""
    return [StackRow(*row) for row in transaction.rows(_SHARED, **asking(viewer))]


def require(transaction: Transaction, viewer: Viewer, path: StackPath) -> StackRow:
    """The row of a stack; raises `NotFound` with names that are close, the same whether it is hidden or not there."""
    row = find(transaction, viewer, path)
    if row is None:
        known = transaction.rows(_NAMES, owner=path.user, **asking(viewer))
        raise missing("stack", path, viewer, [StackPath(*one) for one in known])
    return row


def add(transaction: Transaction, path: StackPath, access: AccessLevel, created: datetime) -> StackRow:
    """Write a stack down that has no frames yet."""
    columns = {
        "user": path.user,
        "name": path.name,
        "access_level": access,
        "created": created,
        "last_number": 0,
        "frames": 0,
    }
    key = transaction.add(stack, {**columns, "folded": folded(str(path))})
    reach("stack.made")
    return StackRow(key, path.user, path.name, access, None, None, created, 0, 0, None)


def move_on(transaction: Transaction, row: StackRow, seq: int) -> StackRow:
    """Make a frame that was just added the head."""
    moved = row._replace(head=seq, last_number=row.last_number + 1, frames=row.frames + 1)
    transaction.change(_MOVE, this=row.id, new_head=seq, number=moved.last_number)
    reach("head.moved")
    return moved


def set_head(transaction: Transaction, row: StackRow, seq: int | None) -> None:
    """Make a frame the head, or none."""
    transaction.change(_SET_HEAD, this=row.id, new_head=seq)
    reach("head.moved")


def update(transaction: Transaction, viewer: Viewer, row: StackRow, values: Mapping[str, str | None]) -> StackRow:
    """Change what the stack says of itself."""
    if not values:
        return row
    transaction.change(sa.update(stack).where(stack.c.id == row.id).values(**values))
    reach("stack.changed")
    return require(transaction, viewer, StackPath(row.user, row.name))


def whole(transaction: Transaction, row: StackRow) -> Stack:
    """A stack with its head."""
    return as_stack(row, None if row.head is None else BY_SEQ.load(transaction, seq=row.head).get(row.head))


def as_stack(row: StackRow, head: Frame | None) -> Stack:
    """A stack as it travels."""
    return Stack(**said_of(row), frames=row.frames, head=head, shared_with=row.shared_with)


def said_of(row: StackRow) -> dict[str, Any]:
    """What a stack says of itself, apart from its frames."""
    return {name: getattr(row, name) for name in _SAID}
