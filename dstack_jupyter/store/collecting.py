"""Takes away for good what was deleted long enough ago, and the bytes that nothing names any more.

Rows go first, in transactions of their own; then files, which the next collection finds when this one dies. The lock
of writers is held for moments, so that no push has to wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.keeping import Collected
from dstack_jupyter.store import copies, garbage, retention, searching
from dstack_jupyter.store.blob_files import SHARDS, BlobFile, BlobFiles
from dstack_jupyter.store.blobs import BlobStore
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.compacting import rewrite, sparse_blobs
from dstack_jupyter.store.copies import Copy
from dstack_jupyter.store.database import Database, Transaction
from dstack_jupyter.store.deleting import GOING
from dstack_jupyter.store.hold import Hold
from dstack_jupyter.store.stacks import StackRow

Item = TypeVar("Item")

HOLD = 0.05
"""Seconds for which the lock is held at most before others may write."""

_PAUSE = 0.005
"""Seconds in which they come to it."""

_AT_ONCE = 500
"""How many items are looked for before they are taken away."""

YOUNG = 3600.0
"""Seconds for which a blob is never taken, since the push that will name it may be on its way."""

_A_DAY = 86_400.0
"""For as long a push may be on its way where the grace time allows it."""

_A_WEEK = 7 * _A_DAY
"""For as long a frame that comes piece by piece is waited for."""


class Ages:
    """What is old enough to be taken."""

    def __init__(self, grace_days: float, now: datetime) -> None:
        if not 0 <= grace_days <= 36_500:
            raise InvalidValue(f"grace_days is a number of days, 0 or more, not {grace_days!r}")
        grace = timedelta(days=grace_days)
        self.deleted_before = now - grace
        self.uploaded_before = now - timedelta(seconds=_A_DAY)
        self.begun_before = now - timedelta(seconds=_A_WEEK)
        self._copy_before = now.timestamp() - max(YOUNG, grace.total_seconds())
        self._blob_before = now.timestamp() - max(YOUNG, min(_A_DAY, grace.total_seconds()))

    def is_old(self, blob: BlobFile) -> bool:
        """Whether no push is about to name it."""
        return blob.modified < self._blob_before

    def is_unused(self, copy: Copy) -> bool:
        """Whether nobody seems to need it."""
        return copy.used < self._copy_before


class Collection:
    """One collection of a store."""

    def __init__(self, database: Database, blobs: BlobStore, files: BlobFiles, ages: Ages, hold: Hold) -> None:
        self._database, self._blobs, self._files, self._ages = database, blobs, files, ages
        self._hold = hold
        self._cutoff = {"cutoff": ages.deleted_before}
        self._uploaded_before = ages.uploaded_before
        self._bytes = 0

    def run(self, unused: Iterable[Copy]) -> Collected:
        """Take it all, and the copies that are `unused`."""
        stacks, frames = self._take_stacks()
        dashboards = self._take(self._rows(garbage.DASHBOARDS, **self._cutoff), self._take_dashboard)
        with self._database.writing() as transaction:
            transaction.change(garbage.DROP_UPLOADS, before=self._uploaded_before)
            transaction.change(garbage.DROP_DRAFTS, before=self._ages.begun_before)
        contents = sum(self._take(self._contents(shard), self._take_content) for shard in SHARDS)
        blobs = self._take((blob for shard in SHARDS for blob in self._unnamed(shard)), self._take_blob)
        self._sweep()
        copies_taken = self._take_copies(unused)
        return Collected(
            is_done=True,
            stacks=stacks,
            frames=frames,
            dashboards=dashboards,
            contents=contents,
            blobs=blobs,
            copies=copies_taken,
            bytes=self._bytes,
            retired=self._retire(),
            rewritten=self._rewrite(),  # last, since it alone needs room on the disk
        )

    def _take_stacks(self) -> tuple[int, int]:
        stacks = list(self._rows(garbage.STACKS, **self._cutoff))
        self._take(stacks, self._begin_stack)
        frames = self._take(self._rows(garbage.FRAMES, **self._cutoff), self._take_frame)
        return self._take(stacks, self._take_stack), frames

    def _begin_stack(self, transaction: Transaction, this: int) -> bool:
        transaction.change(garbage.BEGIN_STACK, this=this, going=GOING, **self._cutoff)
        reach("stack.going")
        return True

    def _take_frame(self, transaction: Transaction, this: int) -> bool:
        if not transaction.rows(garbage.IS_FRAME, this=this, **self._cutoff):
            return False  # restored meanwhile
        transaction.change(garbage.DROP_FRAME, this=this)
        reach("frame.gone")
        return True

    def _take_stack(self, transaction: Transaction, this: int) -> bool:
        if not transaction.rows(garbage.IS_STACK, this=this, **self._cutoff):
            return False
        transaction.change(garbage.DROP_STACK, this=this)
        searching.forget(transaction, this)
        reach("stack.gone")
        return True

    def _take_dashboard(self, transaction: Transaction, this: int) -> bool:
        transaction.change(garbage.DROP_DASHBOARD, this=this, **self._cutoff)
        reach("dashboard.gone")
        return True

    def _take_content(self, transaction: Transaction, sha256: str) -> bool:
        if not transaction.rows(garbage.IS_CONTENT, sha256=sha256):
            return False  # a push has named it meanwhile
        transaction.change(garbage.DROP_CONTENT, sha256=sha256)
        reach("content.gone")
        return True

    def _take_blob(self, transaction: Transaction, blob: BlobFile) -> bool:
        found = self._files.find(blob.name)
        if found is None or not self._ages.is_old(found) or transaction.rows(garbage.IS_BLOB, blob=blob.name):
            return False  # a push has named it, or is about to
        if self._hold.is_held():
            return False  # a backup may name it
        is_gone = self._files.remove(blob.name)
        reach("blob.gone")
        self._bytes += found.length if is_gone else 0
        return is_gone

    def _take_copies(self, unused: Iterable[Copy]) -> int:
        taken = 0
        for copy in unused:
            copies.remove(copy)
            self._bytes += copy.length
            taken += 1
        return taken

    def _rewrite(self) -> int:
        sparse = (blob for shard in SHARDS for blob in sparse_blobs(self._database, self._files, shard))
        old = (blob for blob in sparse if self._ages.is_old(blob))
        return sum(rewrite(self._database, self._files, blob, self._blobs.receive) for blob in old)

    def _sweep(self) -> None:
        before = self._files.arriving()
        self._blobs.sweep()
        self._bytes += max(0, before - self._files.arriving())

    def _retire(self) -> int:
        """Delete, as a push would, what stacks do not keep any more; it can be restored as if deleted by hand."""
        with self._database.reading() as transaction:
            stacks = [row.id for row in retention.ruled(transaction) if _beyond(transaction, row)]
        retired = 0
        for stack_id in stacks:
            with self._database.writing() as transaction:
                row = retention.ruled_one(transaction, stack_id)
                left = row and retention.retire(transaction, row, datetime.now(UTC))
                retired += row.frames - left.frames if row and left else 0
        return retired

    def _contents(self, shard: str) -> Iterator[str]:
        return self._rows(garbage.CONTENTS, **garbage.of_shard(shard))

    def _unnamed(self, shard: str) -> Iterator[BlobFile]:
        old = [blob for blob in self._files.of_shard(shard) if self._ages.is_old(blob)]
        named = set(self._rows(garbage.BLOBS, **garbage.of_shard(shard))) if old else set()
        return (blob for blob in old if blob.name not in named)

    def _rows(self, query: sa.Select[Any], **values: object) -> Iterator[Any]:
        with self._database.reading() as transaction:
            found = transaction.rows(query, **values)
        return (one for (one,) in found)

    def _take(self, items: Iterable[Item], take: Callable[[Transaction, Item], bool]) -> int:
        """Take items away, a few in each transaction; returns how many were taken."""
        taken, coming = 0, iter(items)
        while waiting := list(islice(coming, _AT_ONCE)):
            reach("garbage.chosen")
            while waiting:
                with self._database.writing() as transaction:
                    end = time.monotonic() + HOLD
                    taken += take(transaction, waiting.pop())
                    while waiting and time.monotonic() < end:
                        taken += take(transaction, waiting.pop())
                time.sleep(_PAUSE)
        return taken


def forecast(database: Database, files: BlobFiles, ages: Ages, unused: Iterable[Copy]) -> Collected:
    """What a collection would take away now."""
    cutoff = {"cutoff": ages.deleted_before}
    with database.reading() as transaction:
        stacks, frames, dashboards = (
            len(transaction.rows(query, **cutoff)) for query in (garbage.STACKS, garbage.FRAMES, garbage.DASHBOARDS)
        )
        retired = sum(len(_beyond(transaction, row)) for row in retention.ruled(transaction))
        contents = {sha256 for (sha256,) in transaction.rows(garbage.CONTENTS_THEN, **cutoff)}
    blobs = [blob for shard in SHARDS for blob in _unnamed_then(database, files, ages, contents, shard)]
    old = list(unused)
    return Collected(
        is_done=False,
        stacks=stacks,
        frames=frames,
        dashboards=dashboards,
        contents=len(contents),
        blobs=len(blobs),
        copies=len(old),
        bytes=sum(blob.length for blob in blobs) + sum(copy.length for copy in old),
        retired=retired,
    )


def _unnamed_then(database: Database, files: BlobFiles, ages: Ages, going: set[str], shard: str) -> Iterator[BlobFile]:
    old = [blob for blob in files.of_shard(shard) if ages.is_old(blob)]
    if not old:
        return iter(())
    with database.reading() as transaction:
        rows = transaction.rows(garbage.BLOBS_OF, **garbage.of_shard(shard))
    named = {blob for blob, content in rows if content not in going}
    return (blob for blob in old if blob.name not in named)


def _beyond(transaction: Transaction, row: StackRow) -> list[int]:
    return retention.beyond(transaction, row, datetime.now(UTC))
