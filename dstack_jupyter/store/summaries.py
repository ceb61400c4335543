"""Frames in lists: what is said of each without its attachments."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.stacks import FramePage, FrameSummary
from dstack_jupyter.model.wholes import MAX_COUNT
from dstack_jupyter.store import tags
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.tables import attachment, frame

COLUMNS = (
    *(frame.c[name] for name in ("id", "number", "time", "message", "params", "origin", "length")),
    frame.c.attachments.label("attachment_count"),
    attachment.c.content_type,
    attachment.c.application,
    tags.OF_FRAME,
)
"""The columns of a summary, of `frame` joined with its `FIRST` attachment."""

FIRST = sa.and_(attachment.c.frame == frame.c.seq, attachment.c.index == 0)

_DIGITS = 17

_OF_STACK = (
    sa.select(*COLUMNS)
    .outerjoin_from(frame, attachment, FIRST)
    .where(frame.c.stack == sa.bindparam("stack"), frame.c.deleted.is_(None))
    .order_by(frame.c.number.desc())
)

_PAGE = _OF_STACK.where(frame.c.number < sa.bindparam("before")).limit(sa.bindparam("limit"))


def of_stack(transaction: Transaction, stack_id: int) -> list[FrameSummary]:
    """All frames of a stack, newest first."""
    return [summary(row) for row in transaction.rows(_OF_STACK, stack=stack_id)]


def page(transaction: Transaction, stack_id: int, limit: int, after: str | None) -> FramePage:
    """A part of the frames, newest first; `after` is the `next` of the part before."""
    before = MAX_COUNT if after is None else _number(after)
    found = [summary(row) for row in transaction.rows(_PAGE, stack=stack_id, before=before, limit=limit + 1)]
    shown = tuple(found[:limit])
    return FramePage(frames=shown, next=str(shown[-1].number) if len(found) > limit else None)


def _number(after: str) -> int:
    if after.isascii() and after.isdecimal() and len(after) < _DIGITS:
        return int(after)
    raise InvalidValue("after is the 'next' of the page before; leave it out for the first page")


def summary(row: tuple[Any, ...]) -> FrameSummary:
    """What `COLUMNS` selected, as it travels."""
    *said, joined = row
    named = zip((column.name for column in COLUMNS), said, strict=False)
    return FrameSummary.model_validate({**dict(named), "tags": tags.split(joined)})
