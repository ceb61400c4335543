"""Tags: names of frames."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.tables import frame, tag

OF_FRAME = (
    sa.select(sa.func.group_concat(tag.c.name, " ", type_=sa.String))
    .where(tag.c.frame == frame.c.seq)
    .scalar_subquery()
    .label("tags")
)
"""The tags of a frame in one text, as a column beside those of `frame`; `split` makes names of it."""

_LIVE = (
    sa.select(tag.c.name, tag.c.frame)
    .join_from(tag, frame, tag.c.frame == frame.c.seq)
    .where(tag.c.stack == sa.bindparam("stack"), frame.c.deleted.is_(None))
)
_BY_NAME = _LIVE.where(tag.c.name == sa.bindparam("name"))
_REMOVE = sa.delete(tag).where(tag.c.stack == sa.bindparam("this"), tag.c.name == sa.bindparam("called"))


def split(joined: str | None) -> tuple[str, ...]:
    """The names in a text of `OF_FRAME`."""
    return tuple(sorted(joined.split(" "))) if joined else ()


def of_stack(transaction: Transaction, stack_id: int) -> dict[str, int]:
    """The tags of a stack, and the `seq` of the frame of each."""
    return dict(transaction.rows(_LIVE, stack=stack_id))


def find(transaction: Transaction, stack_id: int, name: str) -> int | None:
    """The `seq` of the frame that has the tag."""
    rows = transaction.rows(_BY_NAME, stack=stack_id, name=name)
    return rows[0][1] if rows else None


def put(transaction: Transaction, stack_id: int, name: str, seq: int, time: datetime, user: str | None) -> None:
    """Give a frame a tag, which another frame of the stack then has no more."""
    remove(transaction, stack_id, name)
    transaction.add(tag, {"stack": stack_id, "name": name, "frame": seq, "time": time, "user": user})
    reach("tag.put")


def remove(transaction: Transaction, stack_id: int, name: str) -> None:
    """Take a tag away."""
    transaction.change(_REMOVE, this=stack_id, called=name)
    reach("tag.removed")
