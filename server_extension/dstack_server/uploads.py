"""Contents on their way in: what has come of each, so that an upload that broke goes on where it stopped."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import Iterable
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dstack_jupyter.model.stacks import Content
    from dstack_jupyter.store.blobs import BlobUpload


class Key(NamedTuple):
    """Whose upload of what, to which store."""

    store: str
    user: str
    sha256: str


class Arriving:
    """One content on its way in. Only the request that is its `holder` adds to it, from one thread at a time."""

    def __init__(self, key: Key, upload: BlobUpload, length: int, cuts: array[int]) -> None:
        self.key, self.length = key, length
        self.offset = 0
        self.touched = time.monotonic()
        self.is_writing = False
        self.holder: object | None = None
        self._upload, self._cuts, self._passed = upload, cuts, 0

    def touch(self) -> None:
        """Note that something came."""
        self.touched = time.monotonic()

    def write(self, chunk: bytes) -> None:
        """Take the next bytes; where it fails, all are lost."""
        view = memoryview(chunk)
        while self._passed < len(self._cuts) and (cut := self._cuts[self._passed] - self.offset) <= len(view):
            self._take(view[:cut])
            self._upload.cut()
            self._passed, view = self._passed + 1, view[cut:]
        self._take(view)

    def finish(self) -> Content:
        """Make the bytes durable; raises `ContentDamaged` where they are not those that the name says."""
        return self._upload.finish(self.key.sha256)

    def discard(self) -> None:
        """Forget the bytes."""
        self._upload.discard()

    def _take(self, view: memoryview) -> None:
        self._upload.write(view)
        self.offset += len(view)


class Uploads:
    """The uploads of a server. Used on the event loop alone.

    Parameters
    ----------
    most, most_each
        How many broken uploads are kept in all, and of one user. Each has a few MiB in memory.
    most_bytes
        How many bytes those have on the disk.
    lasts
        Seconds for which a broken upload is kept.
    patience
        Seconds of silence after which another request may go on with an upload: its client may be gone without a word.
    """

    def __init__(
        self,
        *,
        most: int = 32,
        most_each: int = 8,
        most_bytes: int = 64 << 30,
        lasts: float = 3600.0,
        patience: float = 10.0,
    ) -> None:
        self._most, self._most_each, self._most_bytes = most, most_each, most_bytes
        self._lasts, self._patience = lasts, patience
        self._broken: dict[Key, Arriving] = {}
        self._held: dict[Key, list[Arriving]] = {}
        self._cuts: dict[Key, array[int]] = {}

    def tell_cuts(self, key: Key, lengths: Iterable[int]) -> None:
        """Say where the bytes of the next upload may be cut: the lengths of the runs between the cuts."""
        self._cuts.pop(key, None)
        self._cuts[key] = array("Q", accumulate(lengths))
        while len(self._cuts) > self._most:
            del self._cuts[next(iter(self._cuts))]

    def begin(self, key: Key, upload: BlobUpload, length: int, holder: object) -> Arriving:
        """Begin anew; another one of the same content goes on beside it."""
        return self._hold(Arriving(key, upload, length, self._cuts.pop(key, array("Q"))), holder)

    def go_on(self, key: Key, offset: int, length: int, holder: object) -> Arriving | None:
        """Go on with the one that stopped at `offset`; None where there is none."""
        found = self._stopped(key)
        if found is None or (found.offset, found.length) != (offset, length):
            return None
        self._broken.pop(key, None)
        self._release(found)
        return self._hold(found, holder)

    def offset(self, key: Key) -> int | None:
        """Where the upload of a content stopped; None where there is none that one could go on with."""
        self._trim()
        found = self._stopped(key)
        return None if found is None else found.offset

    def keep(self, arriving: Arriving) -> None:
        """Keep one that stopped, instead of another one that came less far."""
        self._release(arriving)
        if not arriving.offset:
            return
        other = self._broken.pop(arriving.key, None)
        if other is not None:
            arriving, less = (arriving, other) if arriving.offset >= other.offset else (other, arriving)
            _discard(less)
        arriving.touched = time.monotonic()
        self._broken[arriving.key] = arriving
        self._trim()
        asyncio.get_running_loop().call_later(self._lasts + 1, self._trim)

    def forget(self, arriving: Arriving) -> None:
        """Forget one that is over; what came of it, unless it was finished, is removed."""
        self._release(arriving)
        _discard(arriving)

    def close(self) -> None:
        """Forget all that are broken."""
        for one in self._broken.values():
            one.discard()
        self._broken.clear()

    def _hold(self, arriving: Arriving, holder: object) -> Arriving:
        arriving.holder, arriving.touched = holder, time.monotonic()
        self._held.setdefault(arriving.key, []).append(arriving)
        return arriving

    def _release(self, arriving: Arriving) -> None:
        arriving.holder = None
        held = [one for one in self._held.pop(arriving.key, []) if one is not arriving]
        if held:
            self._held[arriving.key] = held

    def _stopped(self, key: Key) -> Arriving | None:
        if key in self._broken:
            return self._broken[key]
        silent_since = time.monotonic() - self._patience
        return next((one for one in self._held.get(key, []) if one.touched < silent_since and not one.is_writing), None)

    def _trim(self) -> None:
        """Let go what is too old or too much, the oldest first."""
        left, of_user, length = 0, dict[str, int](), 0
        for key, one in reversed(list(self._broken.items())):
            left, length = left + 1, length + one.offset
            of_user[key.user] = of_user.get(key.user, 0) + 1
            is_old = one.touched < time.monotonic() - self._lasts
            if is_old or left > self._most or of_user[key.user] > self._most_each or length > self._most_bytes:
                _discard(self._broken.pop(key))


def _discard(arriving: Arriving) -> None:
    """On a thread: the file may be long."""
    asyncio.get_running_loop().run_in_executor(None, arriving.discard)
