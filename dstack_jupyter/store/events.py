"""What happened in the store, as far as a viewer may know."""

from __future__ import annotations

import sqlalchemy as sa

from dstack_jupyter.model.events import Event
from dstack_jupyter.store.access import Viewer, asking, known_of
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.deleting import given
from dstack_jupyter.store.tables import dashboard, event, frame, stack

MOST = 1000

_LAST = sa.select(sa.func.coalesce(sa.func.max(event.c.seq), 0))
_AFTER = (
    sa.select(
        event.c.seq,
        event.c.kind,
        sa.func.coalesce(stack.c.user, dashboard.c.user),
        sa.func.coalesce(stack.c.name, dashboard.c.name),
        event.c.time,
        frame.c.number,
        frame.c.id,
    )
    .select_from(event)
    .outerjoin(stack, stack.c.id == event.c.stack)
    .outerjoin(dashboard, dashboard.c.id == event.c.dashboard)
    .outerjoin(frame, frame.c.seq == event.c.frame)
    .where(event.c.seq > sa.bindparam("after"))
    .where(
        sa.or_(
            sa.and_(stack.c.id.is_not(None), known_of(stack)),
            sa.and_(dashboard.c.id.is_not(None), known_of(dashboard)),
        )
    )
    .order_by(event.c.seq)
    .limit(MOST)
)


def last(transaction: Transaction) -> int:
    """The id of the last event; 0 where there was none."""
    return int(transaction.rows(_LAST)[0][0])


def after(transaction: Transaction, viewer: Viewer, seq: int) -> list[Event]:
    """The events after the one of this id that concern what the viewer may know of, at most `MOST`."""
    names = ("id", "kind", "user", "name", "time", "number", "frame")
    rows = transaction.rows(_AFTER, after=seq, **asking(viewer))
    events = (dict(zip(names, row, strict=True)) for row in rows)
    return [Event.model_validate(one | {"name": given(one["name"])}) for one in events]
