"""Deleted rows wait, hidden and out of the way of new ones, until they are restored or collected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from dstack_jupyter.model.errors import Conflict, NotFound
from dstack_jupyter.model.keeping import GRACE_DAYS, Deletion
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.dashboards import DashboardRow
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.folding import folded
from dstack_jupyter.store.refs import SHORTEST_PREFIX
from dstack_jupyter.store.stacks import StackRow
from dstack_jupyter.store.tables import dashboard, frame, stack
from dstack_jupyter.store.words import frames_there

GOING = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of deletion of a stack that a collection has begun to take away: it is not whole any more."""

_MARK = "//"
"""Between the name and the id in the name of what is deleted; no name that can be given has it."""


def _hidden(table: sa.Table, column: str) -> sa.ColumnElement[str]:
    return table.c[column] + _MARK + sa.cast(table.c.id, sa.String)


def _waiting(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.deleted.is_not(None), table.c.deleted != GOING)


def _called(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether it had the name; the digits of an id sort before the colon."""
    called = sa.bindparam("called", type_=sa.String)
    return sa.and_(
        table.c.user == sa.bindparam("owner"), table.c.name > called + _MARK, table.c.name < called + _MARK + ":"
    )


def _latest(table: sa.Table) -> sa.Select[tuple[int]]:
    return (
        sa.select(table.c.id)
        .where(_called(table), _waiting(table))
        .order_by(table.c.deleted.desc(), table.c.id.desc())
        .limit(1)
    )


_HIDE_STACK = (
    sa.update(stack)
    .where(stack.c.id == sa.bindparam("this"))
    .values(deleted=sa.bindparam("now"), name=_hidden(stack, "name"), folded=_hidden(stack, "folded"))
)
_HIDE_DASHBOARD = (
    sa.update(dashboard)
    .where(dashboard.c.id == sa.bindparam("this"))
    .values(deleted=sa.bindparam("now"), name=_hidden(dashboard, "name"))
)
_HIDE_FRAME = sa.update(frame).where(frame.c.seq == sa.bindparam("this")).values(deleted=sa.bindparam("now"))
_COUNT = (
    sa.update(stack)
    .where(stack.c.id == sa.bindparam("this"))
    .values(head=sa.bindparam("new_head"), frames=sa.bindparam("left"))
)
_NEWEST = sa.select(sa.func.max(frame.c.seq)).where(frame.c.stack == sa.bindparam("this"), frame.c.deleted.is_(None))

_SHOW_STACK = (
    sa.update(stack)
    .where(stack.c.id == sa.bindparam("this"))
    .values(deleted=None, name=sa.bindparam("new_name"), folded=sa.bindparam("new_folded"))
)
_SHOW_DASHBOARD = (
    sa.update(dashboard)
    .where(dashboard.c.id == sa.bindparam("this"))
    .values(deleted=None, name=sa.bindparam("new_name"))
)
_SHOW_FRAME = sa.update(frame).where(frame.c.seq == sa.bindparam("this")).values(deleted=None)
_LATEST = {table.name: _latest(table) for table in (stack, dashboard)}
_TAKEN = {
    table.name: sa.select(table.c.id).where(
        table.c.user == sa.bindparam("owner"), table.c.name == sa.bindparam("called")
    )
    for table in (stack, dashboard)
}

_FRAMES = (
    sa.select(frame.c.seq, frame.c.id, frame.c.number)
    .where(frame.c.stack == sa.bindparam("this"), frame.c.deleted.is_not(None))
    .order_by(frame.c.number)
)
_DELETED_STACKS = sa.select(stack.c.name, stack.c.frames, stack.c.deleted).where(
    stack.c.user == sa.bindparam("owner"), _waiting(stack)
)
_DELETED_DASHBOARDS = sa.select(dashboard.c.name, dashboard.c.deleted).where(
    dashboard.c.user == sa.bindparam("owner"), _waiting(dashboard)
)
_DELETED_FRAMES = (
    sa.select(stack.c.name, frame.c.number, frame.c.deleted)
    .join_from(stack, frame, frame.c.stack == stack.c.id)
    .where(stack.c.user == sa.bindparam("owner"), stack.c.deleted.is_(None), frame.c.deleted.is_not(None))
)


def delete_stack(transaction: Transaction, row: StackRow, now: datetime) -> None:
    """Hide a stack with its frames; its name is free for another."""
    transaction.change(_HIDE_STACK, this=row.id, now=now)
    reach("stack.deleted")


def delete_dashboard(transaction: Transaction, row: DashboardRow, now: datetime) -> None:
    """Hide a dashboard; its name is free for another."""
    transaction.change(_HIDE_DASHBOARD, this=row.id, now=now)
    reach("dashboard.deleted")


def delete_frame(transaction: Transaction, row: StackRow, seq: int, now: datetime) -> StackRow:
    """Hide a frame; a head that is gone becomes the newest frame left."""
    transaction.change(_HIDE_FRAME, this=seq, now=now)
    reach("frame.deleted")
    ((newest,),) = transaction.rows(_NEWEST, this=row.id)
    left = row._replace(frames=row.frames - 1, head=newest if row.head == seq else row.head)
    return _counted(transaction, left)


def delete_frames(transaction: Transaction, row: StackRow, seqs: list[int], now: datetime) -> StackRow:
    """Hide frames of which none is the head."""
    for seq in seqs:
        transaction.change(_HIDE_FRAME, this=seq, now=now)
    reach("frame.deleted")
    return _counted(transaction, row._replace(frames=row.frames - len(seqs)))


def restore_stack(transaction: Transaction, path: StackPath, to: StackPath, name: str) -> None:
    """Show the stack that was called `path` and deleted last, as `to`; `name` is how its viewer calls it."""
    this = _restorable(transaction, stack, path, to, name)
    transaction.change(_SHOW_STACK, this=this, new_name=to.name, new_folded=folded(str(to)))
    reach("stack.restored")


def restore_dashboard(transaction: Transaction, path: StackPath, to: StackPath, name: str) -> None:
    """Show the dashboard that was called `path` and deleted last, as `to`."""
    this = _restorable(transaction, dashboard, path, to, name)
    transaction.change(_SHOW_DASHBOARD, this=this, new_name=to.name)
    reach("dashboard.restored")


def restore_frame(transaction: Transaction, row: StackRow, ref: int | str, name: str) -> tuple[StackRow, int]:
    """Show a deleted frame; the head stays, unless there was none. Returns the frame's `seq` too."""
    found = transaction.rows(_FRAMES, this=row.id)
    numbered = [seq for seq, _, number in found if str(number) == str(ref)]
    meant = numbered or [seq for seq, frame_id, _ in found if _begins(ref, frame_id)]
    if len(meant) != 1:
        there = frames_there([number for _, _, number in found])
        raise NotFound(f"{name} has no deleted frame {ref}; deleted are {there}" if found else _none(name, ref))
    (seq,) = meant
    transaction.change(_SHOW_FRAME, this=seq)
    reach("frame.restored")
    shown = row._replace(frames=row.frames + 1, head=seq if row.head is None else row.head)
    return _counted(transaction, shown), seq


def deletions(transaction: Transaction, user: str | None) -> list[Deletion]:
    """What a user deleted and can restore, latest first."""
    if user is None:
        return []
    return sorted(_deletions(transaction, user), key=lambda one: one.time, reverse=True)


def _deletions(transaction: Transaction, user: str) -> Iterator[Deletion]:
    for name, frames, time in transaction.rows(_DELETED_STACKS, owner=user):
        yield Deletion(kind="stack", user=user, name=given(name), frames=frames, time=time, until=_until(time))
    for name, number, time in transaction.rows(_DELETED_FRAMES, owner=user):
        yield Deletion(kind="frame", user=user, name=name, number=number, time=time, until=_until(time))
    for name, time in transaction.rows(_DELETED_DASHBOARDS, owner=user):
        yield Deletion(kind="dashboard", user=user, name=given(name), time=time, until=_until(time))


def given(name: str) -> str:
    """The name that a stack or dashboard had before it was deleted, or has."""
    return name.partition(_MARK)[0]


def _until(time: datetime) -> datetime:
    return time + timedelta(days=GRACE_DAYS)


def _counted(transaction: Transaction, row: StackRow) -> StackRow:
    transaction.change(_COUNT, this=row.id, new_head=row.head, left=row.frames)
    reach("stack.changed")
    return row


def _restorable(transaction: Transaction, table: sa.Table, path: StackPath, to: StackPath, name: str) -> int:
    """The id of what was called `path`, if it can be called `to` now."""
    found = transaction.rows(_LATEST[table.name], owner=path.user, called=path.name)
    if not found:
        raise NotFound(f"there is no deleted {table.name} {name}; ds.deleted() lists what can be restored")
    if transaction.rows(_TAKEN[table.name], owner=to.user, called=to.name):
        verb = "restore" if table is stack else "restore_dashboard"
        raise Conflict(
            f"there is another {table.name} {to.name} meanwhile; restore this one by another name: "
            f"ds.{verb}({name!r}, to={f'{path.name}-old'!r})"
        )
    return int(found[0][0])


def _begins(ref: int | str, frame_id: str) -> bool:
    return isinstance(ref, str) and len(ref) >= SHORTEST_PREFIX and frame_id.startswith(ref)


def _none(name: str, ref: int | str) -> str:
    return f"{name} has no deleted frame {ref}, nor any other; ds.deleted() lists what can be restored"
