"""Bytes on their way out of the folder of blobs: no byte leaves that was not checked."""

from __future__ import annotations

import hashlib
import mmap
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from dstack_jupyter.model.errors import ContentDamaged
from dstack_jupyter.model.stacks import Content, Piece
from dstack_jupyter.store import disk
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.hashing import PassingHash

CHUNK = 1 << 20
"""Bytes of a chunk that is handed out."""

LARGE = 4 << 20
"""Contents from so many bytes on are read into large pages of memory."""

IN_MEMORY = 64 << 20
"""Pieces up to this many bytes are read once, into memory; larger ones are checked first and then streamed."""


class Run(NamedTuple):
    """Pieces that follow each other in one blob."""

    path: str
    start: int
    length: int


def runs_of(pieces: Iterable[Piece], path_of: Callable[[str], str]) -> list[Run]:
    """The fewest reads that give the pieces in order."""
    runs: list[Run] = []
    for piece in pieces:
        blob, start = piece.place
        path = path_of(blob)
        last = runs[-1] if runs else None
        if last is not None and last.path == path and last.start + last.length == start:
            runs[-1] = last._replace(length=last.length + piece.length)
        else:
            runs.append(Run(path, start, piece.length))
    return runs


class Reading:
    """All bytes of a content, at once, and a thread that finds out meanwhile whether they are right."""

    def __init__(self, runs: Iterable[Run], content: Content) -> None:
        self._sha256 = content.sha256
        self._passing = PassingHash(ahead=0)
        whole = _memory(content.length)
        try:
            self._is_whole = _fill(whole, runs, self._passing)
        except BaseException:
            self._passing.stop()
            raise
        self.bytes = whole.toreadonly()

    def is_right(self) -> bool:
        """Whether they are those of the hash; waits until that is known."""
        found = self._passing.hexdigest()
        return self._is_whole and found == self._sha256


def read_whole(runs: Iterable[Run], content: Content) -> memoryview | None:
    """All bytes of a content; None where they are not those of its hash, or not all there."""
    whole, passing = _memory(content.length), PassingHash()
    try:
        is_right = _fill(whole, runs, passing) and passing.hexdigest() == content.sha256
    finally:
        passing.stop()
    return whole.toreadonly() if is_right else None


def read_piece(path: str, piece: Piece, content: Content) -> bytes:
    """All bytes of a piece, checked in memory, so that what is returned is what was checked."""
    descriptor = _opened(path, piece, content)
    try:
        found = disk.read_at(descriptor, piece.length, piece.start)
    finally:
        os.close(descriptor)
    if hashlib.sha256(found).hexdigest() != piece.sha256:
        raise damaged(content, path, "it has other bytes than were pushed")
    return found


def stream_piece(path: str, piece: Piece, content: Content, start: int, stop: int) -> Iterator[bytes]:
    """The bytes ``[start, stop)`` of a piece in chunks; the whole piece is checked before this returns."""
    if piece.length <= IN_MEMORY:
        whole = read_piece(path, piece, content)
        return (whole[first : min(first + CHUNK, stop)] for first in range(start, stop, CHUNK))
    return _Stream(path, piece, content, start, stop)


def damaged(content: Content, path: str, what: str) -> ContentDamaged:
    """The error for a content whose bytes are not in the store any more."""
    return ContentDamaged(
        f"content {content.sha256[:12]}… is damaged in the store: {what}. Push the same object again, "
        f"or put the file back from a backup: {path}"
    )


class _Stream:
    """A large piece in chunks, in constant memory.

    The first pass checks the hash and notes a sum of each chunk; the second hands out chunks that have the same
    sum, so that a byte that changes between the passes is not handed out either.
    """

    def __init__(self, path: str, piece: Piece, content: Content, start: int, stop: int) -> None:
        self._path, self._piece, self._content = path, piece, content
        self._next, self._stop = start, stop
        self._file = os.fdopen(_opened(path, piece, content), "rb", buffering=CHUNK)
        try:
            self._sums = self._checked()
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._next >= self._stop or self._file.closed:
            self.close()
            raise StopIteration
        number, skipped = divmod(self._next, CHUNK)
        with explained(Path(self._path)):
            chunk = self._chunk(number)
        if zlib.crc32(chunk) != self._sums[number]:
            raise damaged(self._content, self._path, "its bytes changed while they were read")
        taken = chunk[skipped : skipped + self._stop - self._next]
        self._next += len(taken)
        return taken

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self.close()

    def _checked(self) -> list[int]:
        sha256, sums = hashlib.sha256(), []
        for number in range(-(-self._piece.length // CHUNK)):
            chunk = self._chunk(number)
            sha256.update(chunk)
            sums.append(zlib.crc32(chunk))
        if sha256.hexdigest() != self._piece.sha256:
            raise damaged(self._content, self._path, "it has other bytes than were pushed")
        return sums

    def _chunk(self, number: int) -> bytes:
        self._file.seek(self._piece.start + number * CHUNK)
        return self._file.read(min(CHUNK, self._piece.length - number * CHUNK))


def _memory(length: int) -> memoryview:
    """Writable memory; a large one in large pages, where the system has them, since it takes long to get small ones."""
    if length < LARGE:
        return memoryview(bytearray(length))
    memory = mmap.mmap(-1, length)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with suppress(OSError):
            memory.madvise(mmap.MADV_HUGEPAGE)
    return memoryview(memory)


def _fill(whole: memoryview, runs: Iterable[Run], passing: PassingHash) -> bool:
    """Fill the memory and hash it; False where it does not become full."""
    position = 0
    for run in runs:
        end = position + run.length
        if end > len(whole) or not _read_into(whole[position:end], run, passing):
            return False
        position = end
    return position == len(whole)


def _read_into(whole: memoryview, run: Run, passing: PassingHash) -> bool:
    """Fill a part of the memory and hash it; False where the file has not all of it."""
    try:
        descriptor = disk.open_file(run.path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        file.seek(run.start)
        for first in range(0, run.length, CHUNK):
            part = whole[first : min(first + CHUNK, run.length)]
            if file.readinto(part) != len(part):
                return False
            passing.update(part)
    return True


def _opened(path: str, piece: Piece, content: Content) -> int:
    try:
        descriptor = disk.open_file(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise damaged(content, path, "its file is missing") from error
    length, end = os.fstat(descriptor).st_size, piece.start + piece.length
    if length < end:
        os.close(descriptor)
        raise damaged(content, path, f"it has {length:,} bytes where {end:,} were pushed")
    return descriptor
