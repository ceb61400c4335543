"""SHA-256 of bytes that pass by, computed beside the writing when there are many."""

from __future__ import annotations

import hashlib
import queue
import threading

_ALONE = 1 << 20
"""Bytes up to which a thread costs more than it saves."""

_CHUNKS_AHEAD = 32


class PassingHash:
    """A hash of chunks; after the first megabyte a thread computes it while the caller does other work.

    Chunks must not change after they were handed over.
    """

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._length = 0
        self._thread: threading.Thread | None = None
        self._chunks: queue.Queue[memoryview | None]

    def update(self, chunk: memoryview) -> None:
        """Take the next bytes."""
        self._length += len(chunk)
        if self._thread is None and self._length > _ALONE:
            self._chunks = queue.Queue(_CHUNKS_AHEAD)
            self._thread = threading.Thread(
                target=_consume, args=(self._hash, self._chunks), name="dstack-sha256", daemon=True
            )
            self._thread.start()
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


def _consume(sha256: hashlib._Hash, chunks: queue.Queue[memoryview | None]) -> None:
    while (chunk := chunks.get()) is not None:
        sha256.update(chunk)
