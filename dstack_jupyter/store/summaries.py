"""Frames in lists: what is said of each without its attachments."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dstack_jupyter.model.stacks import FrameSummary
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

_OF_STACK = (
    sa.select(*COLUMNS)
    .outerjoin_from(frame, attachment, FIRST)
    .where(frame.c.stack == sa.bindparam("stack"), frame.c.deleted.is_(None))
    .order_by(frame.c.number.desc())
)


def of_stack(transaction: Transaction, stack_id: int) -> list[FrameSummary]:
    """All frames of a stack, newest first."""
    return [summary(row) for row in transaction.rows(_OF_STACK, stack=stack_id)]


def summary(row: tuple[Any, ...]) -> FrameSummary:
    """What `COLUMNS` selected, as it travels."""
    *said, joined = row
    named = zip((column.name for column in COLUMNS), said, strict=False)
    return FrameSummary.model_validate({**dict(named), "tags": tags.split(joined)})
