"""Finds what is wrong with a store: first with its structure, then with its bytes. It changes nothing."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.keeping import Verified
from dstack_jupyter.store import garbage
from dstack_jupyter.store.blob_files import SHARDS, BlobFiles
from dstack_jupyter.store.database import Database
from dstack_jupyter.store.deleting import given
from dstack_jupyter.store.structure import structural_problems
from dstack_jupyter.store.tables import attachment, content, frame, piece, stack

_CHUNK = 1 << 20
_FEW = 3

_DO = "push the same object again, or put the file back from a backup"

ENDS = (
    sa.select(piece.c.blob, sa.func.max(piece.c.start + piece.c.length))
    .where(piece.c.blob >= sa.bindparam("beginning"), piece.c.blob < sa.bindparam("end"))
    .group_by(piece.c.blob)
)
"""The blobs that pieces name, and how far the last piece goes in each."""

_LENGTH = sa.select(sa.func.coalesce(sa.func.sum(content.c.length), 0))
_CONTENTS = (
    sa.select(content.c.sha256, content.c.length)
    .where(content.c.sha256 >= sa.bindparam("beginning"), content.c.sha256 < sa.bindparam("end"))
    .order_by(content.c.sha256)
)
_PIECES = (
    sa.select(piece.c.sha256, piece.c.blob, piece.c.start, piece.c.length)
    .where(piece.c.content == sa.bindparam("content"))
    .order_by(piece.c.position)
)
_PLACES = (
    sa.select(stack.c.user, stack.c.name, frame.c.number, attachment.c.index)
    .join_from(attachment, frame, attachment.c.frame == frame.c.seq)
    .join(stack, frame.c.stack == stack.c.id)
    .order_by(frame.c.seq.desc(), attachment.c.index)
    .limit(_FEW + 1)
)
_OF_CONTENT = _PLACES.where(attachment.c.content == sa.bindparam("content"))
_OF_BLOB = _PLACES.where(
    attachment.c.content.in_(sa.select(piece.c.content).where(piece.c.blob == sa.bindparam("blob")))
)


class _Piece(NamedTuple):
    sha256: str
    blob: str
    start: int
    length: int


class _Count:
    """How much is read, and of how much."""

    def __init__(self, total: int, report: Callable[[int, int], None] | None) -> None:
        self.contents = self.bytes = 0
        self._total, self._report = total, report

    def add(self, length: int) -> None:
        self.bytes += length
        if self._report is not None:
            self._report(self.bytes, max(self._total, self.bytes))


def verify(
    database: Database, files: BlobFiles, share: float, report: Callable[[int, int], None] | None = None
) -> Verified:
    """Check the structure, and every byte of a share of the contents, chosen at random."""
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise InvalidValue(f"share is the part of the contents that is read, from 0 to 1.0 for all, not {share!r}")
    with database.reading() as transaction:
        problems = structural_problems(transaction)
        ((total,),) = transaction.rows(_LENGTH)
    unnamed, broken = 0, set[str]()
    for shard in SHARDS:
        found, harmless = _blobs(database, files, shard)
        problems += found.values()
        broken |= found.keys()
        unnamed += harmless
    count = _Count(round(total * share), report)
    for shard in SHARDS if share else ():
        problems += _contents(database, files, shard, share, count, broken)
    return Verified(problems=tuple(problems), contents=count.contents, bytes=count.bytes, unnamed=unnamed)


def _blobs(database: Database, files: BlobFiles, shard: str) -> tuple[dict[str, str], int]:
    """What is wrong with each file that pieces name, and how many others there are."""
    there = {blob.name: blob.length for blob in files.of_shard(shard)}
    with database.reading() as transaction:
        ends = dict(transaction.rows(ENDS, **garbage.of_shard(shard)))
    problems = {}
    for blob, end in ends.items():
        if there.get(blob, -1) >= end or not (places := _places(database, _OF_BLOB, blob=blob)):
            continue  # what nothing shows any more may be taken away in this moment
        length = there.get(blob)
        what = "is missing" if length is None else f"has {length:,} bytes and must have {end:,}"
        problems[blob] = f"{places}: the file {files.path(blob)} {what}; {_DO}"
    return problems, len(there.keys() - ends.keys())


def _contents(
    database: Database, files: BlobFiles, shard: str, share: float, count: _Count, broken: set[str]
) -> Iterator[str]:
    """What is wrong with the bytes of contents, beside those in files that are told of already."""
    with database.reading() as transaction:
        known = transaction.rows(_CONTENTS, **garbage.of_shard(shard))
    for sha256, _ in known:
        if random.random() >= share:  # noqa: S311
            continue
        with database.reading() as transaction:
            pieces = [_Piece(*row) for row in transaction.rows(_PIECES, content=sha256)]
        if not broken.isdisjoint(one.blob for one in pieces):
            continue
        problem = _content(files, sha256, pieces, count)
        if problem and (places := _places(database, _OF_CONTENT, content=sha256)):
            yield f"{places}: {problem}; {_DO}"


def _content(files: BlobFiles, sha256: str, pieces: list[_Piece], count: _Count) -> str | None:
    """What is wrong with the bytes of a content."""
    whole = hashlib.sha256()
    is_alone = len(pieces) == 1 and pieces[0].sha256 == sha256
    for one in pieces:
        own = whole if is_alone else hashlib.sha256()
        for chunk in _chunks(files, one):
            count.add(len(chunk))
            own.update(chunk)
            if own is not whole:
                whole.update(chunk)
        if own.hexdigest() != one.sha256:
            return f"the file {files.path(one.blob)} has other bytes than were pushed, from byte {one.start:,} on"
    count.contents += 1
    if whole.hexdigest() != sha256:
        return f"the pieces of content {sha256[:12]}… together are not the bytes that were pushed"
    return None


def _chunks(files: BlobFiles, one: _Piece) -> Iterator[bytes]:
    """The bytes of a piece, a little at a time; fewer where the file ends before, or is not there."""
    with suppress(FileNotFoundError, NotADirectoryError), files.path(one.blob).open("rb") as file:
        file.seek(one.start)
        left = one.length
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _places(database: Database, query: sa.Select[Any], **values: str) -> str:
    """Where bytes are shown, in words; empty where they are not."""
    with database.reading() as transaction:
        rows = transaction.rows(query, **values)
    shown = [
        f"attachment {index} of frame {number} of {user}/{given(name)}" for user, name, number, index in rows[:_FEW]
    ]
    return ", ".join(shown) + (" and others" if len(rows) > _FEW else "")
