"""Where the bytes of contents are kept, each under its SHA-256."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Protocol

from dstack_jupyter.model.errors import ContentDamaged, InvalidValue
from dstack_jupyter.model.stacks import Content, Piece
from dstack_jupyter.store import disk
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.reading import read_piece, stream_piece
from dstack_jupyter.store.uploading import LocalUpload

STALE_AFTER = 3600.0
"""Seconds after which the temporary file of a process that is gone is removed."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobUpload(Protocol):
    """Bytes on their way in."""

    def write(self, chunk: bytes | memoryview, /) -> int:
        """Take some bytes."""

    def finish(self) -> Content:
        """Make the bytes durable and return their identity."""

    def discard(self) -> None:
        """Forget the bytes; harmless after `finish`."""


class BlobStore(Protocol):
    """Contents by hash. How they are cut into pieces is known here alone."""

    def prepare(self) -> None:
        """Make the place for blobs, durably."""

    def upload(self) -> BlobUpload:
        """Begin to store a content."""

    def holds(self, content: Content) -> bool:
        """Whether all pieces of a content are there, by name and length."""

    def read(self, content: Content) -> memoryview:
        """All bytes, verified; `ContentDamaged` otherwise."""

    def open(self, content: Content, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes ``[start, stop)`` in chunks; each piece is verified before any byte of it is returned."""

    def sweep(self) -> None:
        """Remove what interrupted uploads left behind."""


class LocalBlobs:
    """Blobs as files of a local folder: ``ab/cdef…``, and ``tmp/`` for what is on its way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._arriving = folder / "tmp"
        self._root = os.fspath(folder)

    def prepare(self) -> None:
        """Make the folders; all shards at once, so that no push has to wait for one to become durable."""
        with explained(self._folder):
            for folder in (self._folder, self._arriving, *(self._folder / f"{shard:02x}" for shard in range(256))):
                disk.make_folder(folder)
            disk.sync_folder(self._folder)
            disk.sync_folder(self._folder.parent)

    def upload(self) -> LocalUpload:
        """Begin to store a content."""
        return LocalUpload(self._arriving, self._place)

    def holds(self, content: Content) -> bool:
        """Whether all pieces are there, by name and length."""
        return all(self._has(piece) for piece in content.pieces)

    def read(self, content: Content) -> memoryview:
        """All bytes, verified by the hash of each piece, which for a content of one piece is its own."""
        with explained(self._folder):
            pieces = [read_piece(self._path(piece.sha256), piece, content) for piece in content.pieces]
        if len(pieces) == 1 and content.pieces[0].sha256 == content.sha256:
            return memoryview(pieces[0])
        return memoryview(_joined(pieces, content))

    def open(self, content: Content, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes ``[start, stop)``; `stop` beyond the end, or None, is the end."""
        end = content.length if stop is None else min(stop, content.length)
        if start < 0 or end < 0:
            raise InvalidValue(f"a range of bytes begins and ends at 0 or above, not at {start} and {stop}")
        parts = (self._part(content, piece, start, end) for piece in content.pieces if _touches(piece, start, end))
        # The first piece is checked now, so that an answer does not begin before it is known to be right.
        return chain(next(parts, ()), chain.from_iterable(parts))

    def sweep(self) -> None:
        """Remove temporary files of processes that are gone, an hour after their last write."""
        with suppress(OSError), os.scandir(self._arriving) as entries:
            for entry in entries:
                with suppress(OSError):
                    if time.time() - entry.stat().st_mtime > STALE_AFTER and not _is_running(entry.name):
                        Path(entry.path).unlink()

    def _part(self, content: Content, piece: Piece, start: int, end: int) -> Iterator[bytes]:
        first, last = max(start - piece.offset, 0), min(end - piece.offset, piece.length)
        with explained(self._folder):
            return stream_piece(self._path(piece.sha256), piece, content, first, last)

    def _has(self, piece: Piece) -> bool:
        with explained(self._folder), suppress(FileNotFoundError, NotADirectoryError):
            return os.stat(self._path(piece.sha256)).st_size == piece.length
        return False

    def _path(self, sha256: str) -> str:
        # The hash may come from outside, and a path is made of it.
        if not _SHA256.fullmatch(sha256):
            raise InvalidValue(f"{sha256!r} is not a SHA-256: 64 hexadecimal digits in lower case")
        return os.path.join(self._root, sha256[:2], sha256[2:])

    def _place(self, arrived: str, sha256: str) -> str:
        """Give an arrived file its name, and return its folder. It replaces the same bytes, or damaged ones."""
        path = self._path(sha256)
        shard = os.path.dirname(path)
        try:
            os.replace(arrived, path)
        except FileNotFoundError:
            disk.make_folder(Path(shard))
            disk.sync_folder(self._folder)
            disk.sync_folder(self._folder.parent)
            os.replace(arrived, path)
        except PermissionError:
            # Windows replaces no file that someone is reading; what is read there is as good when it is whole.
            if not _is_whole(path, sha256):
                raise
            os.unlink(arrived)
        return shard


def _touches(piece: Piece, start: int, end: int) -> bool:
    return piece.offset < end and start < piece.offset + piece.length and start < end


def _is_whole(path: str, sha256: str) -> bool:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _joined(pieces: list[bytes], content: Content) -> bytes:
    whole = b"".join(pieces)
    if len(whole) != content.length or hashlib.sha256(whole).hexdigest() != content.sha256:
        raise ContentDamaged(
            f"the pieces of content {content.sha256[:12]}… are not the bytes that were pushed; push them again"
        )
    return whole


def _is_running(name: str) -> bool:
    """Whether the process that a temporary file is named after still runs, as far as one can ask."""
    if os.name == "nt":  # there signal 0 is Ctrl+C, and an open file cannot be removed anyway
        return False
    try:
        os.kill(int(name.partition("-")[0]), 0)
    except PermissionError:
        return True
    except (ValueError, OverflowError, ProcessLookupError):
        return False
    return True
