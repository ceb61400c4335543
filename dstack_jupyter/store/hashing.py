"""SHA-256 of bytes that pass by, computed beside the writing when there are many."""

from __future__ import annotations

import hashlib
import queue
import threading
from collections.abc import Sequence

_ALONE = 1 << 20
"""Bytes up to which a thread costs more than it saves."""

_CHUNKS_AHEAD = 32


class PassingHash:
    """A hash of chunks; after the first megabyte a thread computes it while the caller does other work.

    Chunks must not change after they were handed over. `ahead` of them wait at most, any number where it is 0.
    """

    def __init__(self, ahead: int = _CHUNKS_AHEAD) -> None:
        self._hash = hashlib.sha256()
        self._ahead = ahead
        self._length = 0
        self._thread: threading.Thread | None = None
        self._chunks: queue.Queue[memoryview | None]

    def update(self, chunk: memoryview) -> None:
        """Take the next bytes."""
        self._length += len(chunk)
        if self._thread is None and self._length > _ALONE:
            self._chunks = queue.Queue(self._ahead)
            self._thread = _started(_consume, self._hash, self._chunks)
        if self._thread is None:
            self._hash.update(chunk)
        else:
            self._chunks.put(chunk)

    def hexdigest(self) -> str:
        """The hash of all bytes; none may follow."""
        self.stop()
        return self._hash.hexdigest()

    def stop(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._chunks.put(None)
            self._thread.join()
            self._thread = None


class PieceHashes:
    """The hashes of pieces, and that of the whole which they are, in a thread like `PassingHash`."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._length = 0
        self._thread: threading.Thread | None = None
        self._work: queue.Queue[Sequence[bytearray] | None]
        self._found: queue.Queue[list[str]] = queue.Queue()
        self._awaited = 0

    def update(self, pieces: Sequence[bytearray]) -> None:
        """Take the next pieces. Few calls with many bytes are best, since each is a change of threads."""
        self._length += sum(map(len, pieces))
        self._awaited += 1
        if self._thread is None and self._length > _ALONE:
            self._work = queue.Queue(_CHUNKS_AHEAD)
            self._thread = _started(_consume_pieces, self._hash, self._work, self._found)
        if self._thread is None:
            self._found.put(_hashed(self._hash, pieces))
        else:
            self._work.put(pieces)

    def pieces(self) -> list[str]:
        """The hashes of the pieces that were taken since the last call."""
        awaited, self._awaited = self._awaited, 0
        return [sha256 for _ in range(awaited) for sha256 in self._found.get()]

    def whole(self) -> str:
        """The hash of all bytes; none may follow."""
        self.stop()
        return self._hash.hexdigest()

    def stop(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._work.put(None)
            self._thread.join()
            self._thread = None


def _started(target: object, *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, name="dstack-sha256", daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


def _consume(sha256: hashlib._Hash, chunks: queue.Queue[memoryview | None]) -> None:
    while (chunk := chunks.get()) is not None:
        sha256.update(chunk)


def _consume_pieces(
    whole: hashlib._Hash, work: queue.Queue[Sequence[bytearray] | None], found: queue.Queue[list[str]]
) -> None:
    while (pieces := work.get()) is not None:
        found.put(_hashed(whole, pieces))


def _hashed(whole: hashlib._Hash, pieces: Sequence[bytearray]) -> list[str]:
    if len(pieces) == 1:
        whole.update(pieces[0])
    else:
        whole.update(bytearray().join(pieces))  # one call: each lets another thread go first
    return [hashlib.sha256(piece).hexdigest() for piece in pieces]
