"""What a collection may take: the questions to the database that tell it."""

from __future__ import annotations

import sqlalchemy as sa

from dstack_jupyter.store.tables import attachment, content, dashboard, draft, draft_part, frame, piece, stack, uploaded

_this = sa.bindparam("this", type_=sa.Integer)
_cutoff = sa.bindparam("cutoff", type_=stack.c.deleted.type)

# Rows that were deleted before the cutoff.
STACKS = sa.select(stack.c.id).where(stack.c.deleted < _cutoff)
DASHBOARDS = sa.select(dashboard.c.id).where(dashboard.c.deleted < _cutoff)
FRAMES = (
    sa.select(frame.c.seq)
    .join_from(frame, stack, frame.c.stack == stack.c.id)
    .where(sa.or_(frame.c.deleted < _cutoff, stack.c.deleted < _cutoff))
)
IS_FRAME = FRAMES.where(frame.c.seq == _this)
IS_STACK = STACKS.where(stack.c.id == _this)

# The first change to a stack, from which on it cannot be restored; then frame by frame; the rest is small.
BEGIN_STACK = (
    sa.update(stack).where(stack.c.id == _this, stack.c.deleted < _cutoff).values(deleted=sa.bindparam("going"))
)
DROP_FRAME = sa.delete(frame).where(frame.c.seq == _this)
DROP_STACK = sa.delete(stack).where(stack.c.id == _this)
DROP_DASHBOARD = sa.delete(dashboard).where(dashboard.c.id == _this, dashboard.c.deleted < _cutoff)

_beginning, _end = (sa.bindparam(name, type_=sa.String) for name in ("beginning", "end"))
_awaited = sa.or_(
    sa.exists().where(uploaded.c.content == content.c.sha256),
    sa.exists().where(draft_part.c.content == content.c.sha256),
)
_named = sa.or_(sa.exists().where(attachment.c.content == content.c.sha256), _awaited)
DROP_UPLOADS = sa.delete(uploaded).where(uploaded.c.since < sa.bindparam("before"))
"""Those of whom nobody will push any more what they uploaded."""

DROP_DRAFTS = sa.delete(draft).where(draft.c.since < sa.bindparam("before"))
"""Frames that nobody will finish any more."""

# Contents that no attachment names, some of a range of hashes; and once more before it is done.
CONTENTS = (
    sa.select(content.c.sha256)
    .where(content.c.sha256 >= _beginning, content.c.sha256 < _end, ~_named)
    .order_by(content.c.sha256)
)
IS_CONTENT = sa.select(content.c.sha256).where(content.c.sha256 == sa.bindparam("sha256"), ~_named)
DROP_CONTENT = sa.delete(content).where(content.c.sha256 == sa.bindparam("sha256"))

# Blobs that pieces name.
BLOBS = sa.select(piece.c.blob).where(piece.c.blob >= _beginning, piece.c.blob < _end).distinct()
IS_BLOB = sa.select(piece.c.blob).where(piece.c.blob == sa.bindparam("blob")).limit(1)

# The same for a store from which nothing is taken yet.
_staying = (
    sa.exists()
    .where(attachment.c.content == content.c.sha256)
    .where(attachment.c.frame == frame.c.seq, frame.c.stack == stack.c.id)
    .where(sa.or_(frame.c.deleted.is_(None), frame.c.deleted >= _cutoff))
    .where(sa.or_(stack.c.deleted.is_(None), stack.c.deleted >= _cutoff))
)
CONTENTS_THEN = sa.select(content.c.sha256).where(~_staying, ~_awaited)
BLOBS_OF = sa.select(piece.c.blob, piece.c.content).where(piece.c.blob >= _beginning, piece.c.blob < _end).distinct()


def of_shard(shard: str) -> dict[str, str]:
    """The values of a question about hashes that begin so; ``g`` comes after every hexadecimal digit."""
    return {"beginning": shard, "end": f"{shard}g"}
