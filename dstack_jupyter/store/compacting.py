"""Blobs of which little is needed any more are written anew, without the rest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from typing import NamedTuple

import sqlalchemy as sa

from dstack_jupyter.store import disk, garbage
from dstack_jupyter.store.blob_files import BlobFile, BlobFiles
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Database
from dstack_jupyter.store.tables import piece
from dstack_jupyter.store.uploading import NewBlob
from dstack_jupyter.store.usage import NAMED

SPARSE = 0.5
"""The part of a blob that must be needed, for it to stay as it is."""

_CHUNK = 1 << 20

_RUNS = (
    sa.select(piece.c.start, piece.c.length, piece.c.sha256)
    .where(piece.c.blob == sa.bindparam("of"))
    .distinct()
    .order_by(piece.c.start)
)
_ROWS = sa.select(piece.c.content, piece.c.position, piece.c.start, piece.c.length).where(
    piece.c.blob == sa.bindparam("of")
)
_MOVE = (
    sa.update(piece)
    .where(piece.c.content == sa.bindparam("of"), piece.c.position == sa.bindparam("at"))
    .values(blob=sa.bindparam("new_blob"), start=sa.bindparam("new_start"))
)


class _Run(NamedTuple):
    start: int
    length: int
    sha256: str


def sparse_blobs(database: Database, files: BlobFiles, shard: str) -> Iterator[BlobFile]:
    """The blobs of which pieces name less than half."""
    found = files.of_shard(shard)
    if not found:
        return
    with database.reading() as transaction:
        named = dict(transaction.rows(NAMED, **garbage.of_shard(shard)))
    for blob in found:
        if 0 < named.get(blob.name, 0) < blob.length * SPARSE:
            yield blob


def rewrite(database: Database, files: BlobFiles, blob: BlobFile, receive: Callable[[], NewBlob]) -> bool:
    """Copy what is needed of a blob to a new one, and say so in the rows of the pieces; the old one is garbage then.

    Who reads the old one, or is about to push what lies there, may go on: it is as young as a new one.
    """
    with database.reading() as transaction:
        runs = [_Run(*row) for row in transaction.rows(_RUNS, of=blob.name)]
    try:
        copied = _copied(files, blob, runs, receive) if runs else None
        if copied is None:
            return False
        os.utime(files.path(blob.name))
    except FileNotFoundError:  # another collection took it
        return False
    name, starts = copied
    with database.writing() as transaction:
        for content, position, start, length in transaction.rows(_ROWS, of=blob.name):
            if (start, length) in starts:
                transaction.change(_MOVE, of=content, at=position, new_blob=name, new_start=starts[start, length])
        reach("pieces.moved")
    return True


def _copied(
    files: BlobFiles, blob: BlobFile, runs: list[_Run], receive: Callable[[], NewBlob]
) -> tuple[str, dict[tuple[int, int], int]] | None:
    """The name of the new blob and where in it each run begins; None where bytes are damaged, which are left alone."""
    new = receive()
    try:
        starts = {}
        descriptor = disk.open_file(files.path(blob.name))
        try:
            for run in runs:
                start = _copy(descriptor, run, new)
                if start is None:
                    new.discard()
                    return None
                starts[run.start, run.length] = start
        finally:
            os.close(descriptor)
        return new.finish(None), starts
    except BaseException:
        new.discard()
        raise


def _copy(descriptor: int, run: _Run, new: NewBlob) -> int | None:
    first, found = None, hashlib.sha256()
    for done in range(0, run.length, _CHUNK):
        chunk = bytearray(disk.read_at(descriptor, min(_CHUNK, run.length - done), run.start + done))
        found.update(chunk)
        begun = new.write(chunk)
        first = begun if first is None else first
    return first if found.hexdigest() == run.sha256 else None
