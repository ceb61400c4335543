"""Where the bytes of contents are kept: pieces, side by side in blobs, which are named by their SHA-256."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

from dstack_jupyter.model.errors import ContentDamaged, InvalidValue
from dstack_jupyter.model.stacks import Content, Piece
from dstack_jupyter.store import disk
from dstack_jupyter.store.catalogue import Catalogue, Place
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.reading import LARGE, Reading, Run, read_piece, read_whole, runs_of, stream_piece
from dstack_jupyter.store.receiving import LocalNewBlob
from dstack_jupyter.store.uploading import LARGEST, LocalUpload, NewBlob

STALE_AFTER = 3600.0
"""Seconds after which the temporary file of a process that is gone is removed."""

Made = TypeVar("Made")

_SHA256 = re.compile(r"[0-9a-f]{64}")


class BlobUpload(Protocol):
    """Bytes on their way in."""

    def write(self, chunk: bytes | memoryview, /) -> int:
        """Take some bytes."""

    def cut(self) -> None:
        """End a piece here: what follows may be the same, or not, on its own."""

    def finish(self, sha256: str | None = None) -> Content:
        """Make the bytes durable and return their identity; `ContentDamaged` where it is not the one expected."""

    def discard(self) -> None:
        """Forget the bytes; harmless after `finish`."""


class BlobStore(Protocol):
    """Contents by hash. How they are cut into pieces, and where those lie, is known here and in the catalogue alone."""

    def prepare(self) -> None:
        """Make the place for blobs, durably."""

    def upload(self) -> BlobUpload:
        """Begin to store a content."""

    def receive(self) -> NewBlob:
        """Begin a blob."""

    def holds(self, content: Content) -> bool:
        """Whether all pieces of a content that was just uploaded are there, by name and length."""

    def read(self, content: Content) -> memoryview:
        """All bytes, verified; `ContentDamaged` otherwise."""

    def read_with(self, content: Content, decode: Callable[[memoryview], Made]) -> Made:
        """What `decode` makes of all bytes, verified before it is returned."""

    def open(self, content: Content, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes ``[start, stop)`` in chunks; each piece is verified before any byte of it is returned."""

    def sweep(self) -> None:
        """Remove what interrupted uploads left behind."""


class LocalBlobs:
    """Blobs as files of a local folder: ``ab/cdef…``, and ``tmp/`` for what is on its way.

    A content whose pieces were all new is one blob, of the same name. Of one that shares pieces with others only the
    new ones are in a blob of its own; where the others lie, the catalogue knows.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self._folder = folder
        self._catalogue = catalogue
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
        return LocalUpload(self, self._arriving)

    def receive(self) -> LocalNewBlob:
        """Begin a blob."""
        return LocalNewBlob(self._arriving, self._name)

    def find(self, pieces: Mapping[str, bytearray]) -> dict[str, Place]:
        """Which of the pieces are stored already, by their SHA-256.

        The bytes are compared, so that a piece that is damaged is stored anew. A blob that is found is as young as a
        new one, so that it is not taken for garbage before the push is done.
        """
        if len(pieces) == 1 and not self._may_be_there(*next(iter(pieces.items()))):
            return {}
        lying: dict[str, list[tuple[str, Place]]] = {}
        for sha256, places in self._catalogue.places(pieces).items():
            for place in places:
                lying.setdefault(place.blob, []).append((sha256, place))
        found: dict[str, Place] = {}
        for blob, named in lying.items():
            left = [(sha256, place) for sha256, place in named if sha256 not in found]
            found |= self._found_in(blob, left, pieces) if left else {}
        return found

    def holds(self, content: Content) -> bool:
        """Whether all pieces are there, by name and length."""
        ends: dict[str, int] = {}
        for piece in content.pieces:
            blob, start = piece.place
            ends[blob] = max(ends.get(blob, 0), start + piece.length)
        return all(self._length(blob) >= end for blob, end in ends.items())

    def read(self, content: Content) -> memoryview:
        """All bytes, verified by the hash of the whole."""
        with explained(self._folder):
            found = None if content.pieces else self._read_alone(content)
            if found is not None:
                return found
            pieces = self._pieces(content)
            found = read_whole(runs_of(pieces, self._path), content)
            if found is not None:
                return found
            for piece in pieces:  # the one that is wrong says which file it is in
                read_piece(self._path(piece.place[0]), piece, content)
        raise ContentDamaged(
            f"the pieces of content {content.sha256[:12]}… are not the bytes that were pushed; push them again"
        )

    def read_with(self, content: Content, decode: Callable[[memoryview], Made]) -> Made:
        """What `decode` makes of all bytes, which are hashed meanwhile: that takes half as long as to decode a table.

        Nothing that was made of wrong bytes is returned, and no error of `decode` about them raised.
        """
        if content.length < LARGE or content.pieces:
            return decode(self.read(content))
        with explained(self._folder):
            alone = Piece(offset=0, length=content.length, sha256=content.sha256)
            pieces = (alone,) if self._length(content.sha256) == content.length else self._pieces(content)
            reading = Reading(runs_of(pieces, self._path), content)
        try:
            made = decode(reading.bytes)
        except Exception:
            if reading.is_right():
                raise
        else:
            if reading.is_right():
                return made
        return decode(self.read(content))

    def open(self, content: Content, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes ``[start, stop)``; `stop` beyond the end, or None, is the end."""
        end = content.length if stop is None else min(stop, content.length)
        if start < 0 or end < 0:
            raise InvalidValue(f"a range of bytes begins and ends at 0 or above, not at {start} and {stop}")
        with explained(self._folder):
            pieces = self._pieces(content)
        parts = (self._part(content, piece, start, end) for piece in pieces if _touches(piece, start, end))
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
            return stream_piece(self._path(piece.place[0]), piece, content, first, last)

    def _pieces(self, content: Content) -> tuple[Piece, ...]:
        if content.pieces:
            return content.pieces
        alone = Piece(offset=0, length=content.length, sha256=content.sha256)
        if content.length <= LARGEST and self._length(content.sha256) == content.length:
            return (alone,)
        return self._catalogue.pieces(content.sha256) or (alone,)

    def _read_alone(self, content: Content) -> memoryview | None:
        """From the blob that has the name of the content, where there is one, without asking the catalogue."""
        if self._length(content.sha256) != content.length:
            return None
        return read_whole([Run(self._path(content.sha256), 0, content.length)], content)

    def _may_be_there(self, sha256: str, piece: bytearray) -> bool:
        """For a piece alone, which is most often a whole content: whether it is worth asking the catalogue."""
        return len(piece) > LARGEST // 4 or self._length(sha256) == len(piece)

    def _found_in(
        self, blob: str, named: Iterable[tuple[str, Place]], pieces: Mapping[str, bytearray]
    ) -> dict[str, Place]:
        """Which pieces are where they should be in a blob."""
        descriptor = self._freshened(blob)
        if descriptor is None:
            return {}
        try:
            return {
                sha256: place
                for sha256, place in named
                if disk.read_at(descriptor, len(pieces[sha256]), place.start) == pieces[sha256]
            }
        finally:
            os.close(descriptor)

    def _freshened(self, blob: str) -> int | None:
        """A blob that is there, opened and as young as a new one."""
        with suppress(FileNotFoundError, NotADirectoryError):
            path = self._path(blob)
            os.utime(path)
            return disk.open_file(path)
        return None

    def _length(self, blob: str) -> int:
        with suppress(FileNotFoundError, NotADirectoryError):
            return os.stat(self._path(blob)).st_size
        return -1

    def _path(self, sha256: str) -> str:
        # The hash may come from outside, and a path is made of it.
        if not _SHA256.fullmatch(sha256):
            raise InvalidValue(f"{sha256!r} is not a SHA-256: 64 hexadecimal digits in lower case")
        return os.path.join(self._root, sha256[:2], sha256[2:])

    def _name(self, arrived: str, sha256: str) -> str:
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
