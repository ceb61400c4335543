"""How many frames a stack keeps, and for how long. A frame goes when no rule keeps it."""

from __future__ import annotations

import math
import operator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.deleting import delete_frames
from dstack_jupyter.store.stacks import COLUMNS, StackRow
from dstack_jupyter.store.tables import frame, stack, tag

_ANY_NUMBER = 2**62
_ANY_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_LONGEST_DAYS = 365_000


class Rule(NamedTuple):
    """How many of the newest frames are kept, and for how many days each is; None is no rule."""

    keep: int | None = None
    keep_days: float | None = None


_THERE = (frame.c.stack == sa.bindparam("this"), frame.c.deleted.is_(None))
_OLDEST_KEPT = (
    sa.select(frame.c.number)
    .where(*_THERE)
    .order_by(frame.c.number.desc())
    .limit(1)
    .offset(sa.bindparam("newer", type_=sa.Integer))
)
# From the newest on, and no more than can be there, so that a push does not look at what was deleted long ago.
_BEYOND = (
    sa.select(frame.c.seq)
    .where(
        *_THERE,
        frame.c.number < sa.bindparam("below"),
        frame.c.time < sa.bindparam("before"),
        frame.c.seq != sa.bindparam("head"),
        frame.c.seq.not_in(sa.select(tag.c.frame).where(tag.c.stack == sa.bindparam("this"))),
    )
    .order_by(frame.c.number.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_SET_RULE = (
    sa.update(stack)
    .where(stack.c.id == sa.bindparam("this"))
    .values(keep=sa.bindparam("new_keep"), keep_days=sa.bindparam("new_keep_days"))
)
_RULED = sa.select(*COLUMNS).where(
    stack.c.deleted.is_(None), sa.or_(stack.c.keep.is_not(None), stack.c.keep_days.is_not(None))
)
_ONE_RULED = _RULED.where(stack.c.id == sa.bindparam("this"))


def checked_rule(keep: Any, keep_days: Any) -> Rule:
    """The rule, or `InvalidValue`."""
    return Rule(_checked_keep(keep), _checked_days(keep_days))


def set_rule(transaction: Transaction, row: StackRow, rule: Rule) -> StackRow:
    """Write down what a stack keeps from now on."""
    transaction.change(_SET_RULE, this=row.id, new_keep=rule.keep, new_keep_days=rule.keep_days)
    reach("rule.set")
    return row._replace(keep=rule.keep, keep_days=rule.keep_days)


def retire(transaction: Transaction, row: StackRow, now: datetime) -> StackRow:
    """Delete the frames that the stack does not keep."""
    if row.keep is None and row.keep_days is None:
        return row
    seqs = beyond(transaction, row, now)
    return delete_frames(transaction, row, seqs, now) if seqs else row


def beyond(transaction: Transaction, row: StackRow, now: datetime) -> list[int]:
    """The `seq` of each frame that no rule keeps; never the head, nor a frame with a tag."""
    below, most = _ANY_NUMBER, row.frames
    if row.keep is not None:
        oldest = transaction.rows(_OLDEST_KEPT, this=row.id, newer=row.keep - 1)
        if not oldest or row.frames <= row.keep:
            return []
        below, most = oldest[0][0], row.frames - row.keep
    before = _ANY_TIME if row.keep_days is None else now - timedelta(days=row.keep_days)
    found = transaction.rows(_BEYOND, this=row.id, below=below, before=before, head=row.head, most=most)
    return [seq for (seq,) in found]


def ruled(transaction: Transaction) -> list[StackRow]:
    """The stacks that do not keep all their frames."""
    return [StackRow(*row) for row in transaction.rows(_RULED)]


def ruled_one(transaction: Transaction, stack_id: int) -> StackRow | None:
    """The same stack as it is now, None where it keeps all now, or is deleted."""
    rows = transaction.rows(_ONE_RULED, this=stack_id)
    return StackRow(*rows[0]) if rows else None


def _checked_keep(keep: Any) -> int | None:
    if keep is None:
        return None
    try:
        number = -1 if isinstance(keep, bool) else operator.index(keep)
    except TypeError:
        number = -1
    if not 1 <= number < _ANY_NUMBER:
        raise InvalidValue(f"keep is how many frames are kept, 1 or more, not {keep!r}")
    return number


def _checked_days(days: Any) -> float | None:
    if days is None:
        return None
    try:
        number = math.nan if isinstance(days, bool) else float(days)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 < number <= _LONGEST_DAYS:
        raise InvalidValue(f"keep_days is for how many days frames are kept, more than 0, not {days!r}")
    return number
