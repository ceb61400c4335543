"""What takes the room on the disk. The database adds up; only the files are looked at one by one."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from dstack_jupyter.model.keeping import StackUsage, Usage
from dstack_jupyter.store import garbage
from dstack_jupyter.store.blob_files import SHARDS, BlobFiles
from dstack_jupyter.store.copies import copies
from dstack_jupyter.store.database import Database
from dstack_jupyter.store.tables import attachment, frame, piece, stack

_is_live = sa.and_(frame.c.deleted.is_(None), stack.c.deleted.is_(None))
_live_stack = sa.case((_is_live, stack.c.id))
_live_user = sa.case((_is_live, stack.c.user))

# Who holds each content: the first and the last of the live stacks, and of their users, are the same where it is one.
_HELD = (
    sa.select(
        attachment.c.content,
        sa.func.min(_live_stack).label("first"),
        sa.func.max(_live_stack).label("last"),
        sa.func.min(_live_user).label("first_user"),
        sa.func.max(_live_user).label("last_user"),
    )
    .join_from(attachment, frame, attachment.c.frame == frame.c.seq)
    .join(stack, frame.c.stack == stack.c.id)
    .group_by(attachment.c.content)
    .cte("held")
)
# The same for each run of bytes of a blob, which several contents may have.
_RUNS = (
    sa.select(
        sa.func.max(piece.c.length).label("length"),
        sa.func.min(_HELD.c.first).label("first"),
        sa.func.max(_HELD.c.last).label("last"),
        sa.func.min(_HELD.c.first_user).label("first_user"),
        sa.func.max(_HELD.c.last_user).label("last_user"),
        sa.func.count(_HELD.c.content).label("held"),
    )
    .join_from(piece, _HELD, piece.c.content == _HELD.c.content, isouter=True)
    .group_by(piece.c.blob, piece.c.start)
    .cte("runs")
)
_of_one_stack = sa.case((_RUNS.c.first == _RUNS.c.last, _RUNS.c.first))
_of_one_user = sa.case((_RUNS.c.first_user == _RUNS.c.last_user, _RUNS.c.first_user))
_is_held = _RUNS.c.held > 0
_is_shown = _RUNS.c.first.is_not(None)
_SUMS = sa.select(_of_one_stack, _of_one_user, _is_held, _is_shown, sa.func.sum(_RUNS.c.length)).group_by(
    _of_one_stack, _of_one_user, _is_held, _is_shown
)
_STACKS = (
    sa.select(stack.c.id, stack.c.user, stack.c.name, stack.c.frames, sa.func.coalesce(sa.func.sum(frame.c.length), 0))
    .join_from(stack, frame, sa.and_(frame.c.stack == stack.c.id, frame.c.deleted.is_(None)), isouter=True)
    .where(stack.c.deleted.is_(None))
    .group_by(stack.c.id)
)
# How many bytes of each blob pieces name, each byte once.
_starts = (
    sa.select(piece.c.blob, sa.func.max(piece.c.length).label("length"))
    .where(piece.c.blob >= sa.bindparam("beginning"), piece.c.blob < sa.bindparam("end"))
    .group_by(piece.c.blob, piece.c.start)
    .subquery()
)
NAMED = sa.select(_starts.c.blob, sa.func.sum(_starts.c.length)).group_by(_starts.c.blob)


def usage(database: Database, folder: Path) -> Usage:
    """What the stacks of a store take, the largest first, and everything else."""
    own: Counter[int] = Counter()
    users: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    with database.reading() as transaction:
        for stack_id, user, is_held, is_shown, length in transaction.rows(_SUMS):
            if stack_id is not None:
                own[stack_id] += length
            if user is not None:
                users[user] += length
            else:
                rest["shared" if is_shown else "deleted" if is_held else "unnamed"] += length
        stacks = [
            StackUsage(user=user, name=name, frames=frames, pushed=pushed, own=own[stack_id])
            for stack_id, user, name, frames, pushed in transaction.rows(_STACKS)
        ]
    files = BlobFiles(folder / "blobs")
    for shard in SHARDS:
        rest.update(_beside(database, files, shard))
    return Usage(
        stacks=tuple(sorted(stacks, key=lambda one: (-one.own, one.user, one.name))),
        users=dict(users.most_common()),
        arriving=files.arriving(),
        copies=sum(copy.length for copy in copies(folder)),
        database=_length_of_others(folder),
        **rest,
    )


def _beside(database: Database, files: BlobFiles, shard: str) -> Counter[str]:
    """The bytes of blobs that no piece names."""
    beside: Counter[str] = Counter()
    found = files.of_shard(shard)
    if not found:
        return beside
    with database.reading() as transaction:
        named = dict(transaction.rows(NAMED, **garbage.of_shard(shard)))
    for blob in found:
        beside["partly" if blob.name in named else "unnamed"] += max(0, blob.length - named.get(blob.name, 0))
    return beside


def _length_of_others(folder: Path) -> int:
    """The database, its journal and its copies: all but the folders of contents."""
    length = 0
    for parent, folders, names in os.walk(folder):
        if parent == os.fspath(folder):
            folders[:] = [name for name in folders if name not in ("blobs", "pulled")]
        for name in names:
            with suppress(OSError):
                length += os.lstat(os.path.join(parent, name)).st_size
    return length
