"""What must hold among the rows of a store, each rule as the question for rows that break it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.tables import attachment, content, frame, piece, stack

_BACKUP = "put back a copy of the database from a backup or from the folder 'copies' beside it"
_AGAIN = "push the object again, and delete this frame"

_integrity = sa.func.pragma_integrity_check().table_valued("integrity_check")
INTEGRITY = sa.select(_integrity.c.integrity_check).where(_integrity.c.integrity_check != "ok")
"""What SQLite finds wrong with the file itself."""

_foreign = sa.func.pragma_foreign_key_check().table_valued("table", "rowid", "parent")
_FOREIGN = sa.select(_foreign.c.table, _foreign.c.parent, sa.func.count()).group_by(_foreign.c.table, _foreign.c.parent)

_live = stack.c.deleted.is_(None)
_frames = (
    sa.select(frame.c.stack, sa.func.count().label("count"), sa.func.max(frame.c.number).label("last"))
    .where(frame.c.deleted.is_(None))
    .group_by(frame.c.stack)
    .subquery()
)
_heads = frame.alias("heads")
_HEADS = (
    sa.select(stack.c.user, stack.c.name)
    .join_from(stack, _heads, _heads.c.seq == stack.c.head, isouter=True)
    .where(
        _live,
        sa.or_(
            sa.and_(stack.c.head.is_(None), stack.c.frames > 0),
            sa.and_(
                stack.c.head.is_not(None),
                sa.or_(_heads.c.seq.is_(None), _heads.c.stack != stack.c.id, _heads.c.deleted.is_not(None)),
            ),
        ),
    )
)
_COUNTS = (
    sa.select(stack.c.user, stack.c.name, stack.c.frames, sa.func.coalesce(_frames.c.count, 0))
    .join_from(stack, _frames, _frames.c.stack == stack.c.id, isouter=True)
    .where(stack.c.frames != sa.func.coalesce(_frames.c.count, 0))
)
_NUMBERS = (
    sa.select(stack.c.user, stack.c.name, stack.c.last_number, _frames.c.last)
    .join_from(stack, _frames, _frames.c.stack == stack.c.id)
    .where(stack.c.last_number < _frames.c.last)
)

_held = (
    sa.select(
        attachment.c.frame,
        sa.func.count().label("count"),
        sa.func.max(attachment.c.index).label("last"),
        sa.func.sum(content.c.length).label("length"),
    )
    .join_from(attachment, content, attachment.c.content == content.c.sha256)
    .group_by(attachment.c.frame)
    .subquery()
)
_count = sa.func.coalesce(_held.c.count, 0)
_ATTACHMENTS = (
    sa.select(stack.c.user, stack.c.name, frame.c.number, frame.c.attachments, _count)
    .join_from(frame, stack, frame.c.stack == stack.c.id)
    .join(_held, _held.c.frame == frame.c.seq, isouter=True)
    .where(sa.or_(frame.c.attachments != _count, _count == 0, _held.c.last != _count - 1))
)
_LENGTHS = (
    sa.select(stack.c.user, stack.c.name, frame.c.number, frame.c.length, _held.c.length)
    .join_from(frame, stack, frame.c.stack == stack.c.id)
    .join(_held, _held.c.frame == frame.c.seq)
    .where(frame.c.length != _held.c.length)
)

_before = sa.func.sum(piece.c.length).over(partition_by=piece.c.content, order_by=piece.c.position) - piece.c.length
_runs = sa.select(piece.c.content, piece.c.offset, piece.c.length, _before.label("expected")).subquery()
_pieces = (
    sa.select(
        _runs.c.content,
        sa.func.sum(_runs.c.length).label("length"),
        sa.func.max(_runs.c.offset != _runs.c.expected).label("has_gap"),
    )
    .group_by(_runs.c.content)
    .subquery()
)
_PIECES = (
    sa.select(content.c.sha256)
    .join_from(content, _pieces, _pieces.c.content == content.c.sha256, isouter=True)
    .where(sa.or_(_pieces.c.length.is_(None), _pieces.c.length != content.c.length, _pieces.c.has_gap))
)

_RULES: tuple[tuple[sa.Select[Any], Callable[..., str]], ...] = (
    (INTEGRITY, lambda said: f"the database is damaged ({said}); {_BACKUP}"),
    (
        _FOREIGN,
        lambda table, parent, rows: f"{rows} rows of the table {table} name rows of {parent} that are gone; {_BACKUP}",
    ),
    (
        _HEADS,
        lambda user, name: (
            f"the head of {user}/{name} is no frame of it; set it to one that is: ds.set_head({name!r}, …)"
        ),
    ),
    (
        _COUNTS,
        lambda user, name, said, found: f"{user}/{name} says that it has {said} frames and has {found}; {_BACKUP}",
    ),
    (
        _NUMBERS,
        lambda user, name, said, found: f"{user}/{name} gave the number {said} last and has a frame {found}; {_BACKUP}",
    ),
    (
        _ATTACHMENTS,
        lambda user, name, number, said, found: (
            f"frame {number} of {user}/{name} says that it has {said} attachments and has {found}; {_AGAIN}"
        ),
    ),
    (
        _LENGTHS,
        lambda user, name, number, said, found: (
            f"frame {number} of {user}/{name} says that it has {said:,} bytes and has {found:,}; {_AGAIN}"
        ),
    ),
    (
        _PIECES,
        lambda sha256: f"the pieces of content {sha256[:12]}… do not follow each other to its end; {_BACKUP}",
    ),
)


def structural_problems(transaction: Transaction) -> list[str]:
    """What is wrong with the rows, each in a sentence."""
    return [say(*row) for query, say in _RULES for row in transaction.rows(query)]
