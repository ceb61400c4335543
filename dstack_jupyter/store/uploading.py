"""Bytes on their way into the folder of blobs: cut into pieces, of which only new ones are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from dstack_jupyter.model.errors import ContentDamaged, InvalidValue
from dstack_jupyter.model.stacks import Content, Piece
from dstack_jupyter.store import failures
from dstack_jupyter.store.catalogue import Place
from dstack_jupyter.store.hashing import PieceHashes

Result = TypeVar("Result")

LARGEST = 1 << 20
"""The most bytes that a piece has. Without hints contents are cut here, so that what grows at its end is shared."""

WHOLE = 256 << 10
"""Contents of at most this many bytes are one piece: there is little to share, and a row for each piece has a price."""

_GATHERED = 8 << 20
"""Bytes that wait until it is asked which of their pieces are stored already."""


class Shelf(Protocol):
    """Where pieces are and go."""

    def find(self, pieces: Mapping[str, bytearray]) -> dict[str, Place]:
        """Which of the pieces are stored already, byte by byte, by their SHA-256."""

    def receive(self) -> NewBlob:
        """Begin a blob."""


class NewBlob(Protocol):
    """A blob that is being written."""

    def write(self, piece: bytearray) -> int:
        """Append a piece; returns where it begins."""

    def finish(self, sha256: str | None) -> str:
        """Make it durable under its SHA-256, which is computed where it is None, and return that."""

    def discard(self) -> None:
        """Forget it."""


class _Cut(NamedTuple):
    """A piece whose bytes were handed on; `place` is None where it is in the new blob, at `start`."""

    length: int
    sha256: str
    place: Place | None
    start: int


class LocalUpload:
    """Takes the bytes of one content.

    Any failure discards it: what may be lost is the bytes of this upload, never the store.
    """

    def __init__(self, shelf: Shelf, explained_at: Path) -> None:
        self._process = os.getpid()
        self._shelf, self._explained_at = shelf, explained_at
        self._piece = bytearray()
        self._waiting: list[bytearray] = []
        self._waits = self._hashed = self._seen = 0
        self._cuts: list[_Cut] = []
        self._blob: NewBlob | None = None
        self._is_all_new = True
        self._length = 0
        self._hashes = PieceHashes()
        self._content: Content | None = None
        self._is_over = False

    def write(self, chunk: bytes | memoryview, /) -> int:
        """Take some bytes."""
        self._check_open()
        view = memoryview(chunk).cast("B")
        taken = 0
        while taken < len(view):
            part = view[taken : taken + LARGEST - len(self._piece)]
            self._piece += part
            taken += len(part)
            if len(self._piece) == LARGEST:
                self.cut()
        return len(view)

    def cut(self) -> None:
        """End a piece here: what follows may be the same, or not, on its own."""
        self._check_open()
        if not self._piece:
            return
        piece, self._piece = self._piece, bytearray()
        self._waiting.append(piece)
        self._waits += len(piece)
        self._length += len(piece)
        if self._waits - self._hashed >= LARGEST:
            self._hash_on()
        if self._waits >= _GATHERED:
            self._guarded(self._hand_on)

    def finish(self, sha256: str | None = None) -> Content:
        """Make the bytes durable. Again, it returns the same."""
        if self._content is None:
            self._check_open()
            self.cut()
            self._content = self._guarded(lambda: self._seal(sha256))
        return self._content

    def discard(self) -> None:
        """Forget the bytes; harmless after `finish`, and in a forked child, whose parent goes on with them."""
        if self._is_over or self._process != os.getpid():
            return
        self._is_over = True
        self._hashes.stop()
        if self._blob is not None:
            with suppress(OSError):
                self._blob.discard()

    def __del__(self) -> None:
        if hasattr(self, "_is_over"):
            self.discard()

    def _seal(self, expected: str | None) -> Content:
        if self._length <= WHOLE:
            self._waiting = [bytearray().join(self._waiting)]
        self._hand_on()
        sha256 = self._hashes.whole()
        if expected not in (None, sha256):
            raise ContentDamaged(f"the bytes that came have the SHA-256 {sha256} and not {expected}; send them again")
        blob = self._blob.finish(sha256 if self._is_all_new else None) if self._blob is not None else None
        self._is_over = True
        return Content(sha256=sha256, length=self._length, pieces=tuple(self._pieces(blob)))

    def _hash_on(self) -> None:
        """Let pieces be hashed, many at once."""
        self._hashes.update(self._waiting[self._seen :])
        self._hashed, self._seen = self._waits, len(self._waiting)

    def _hand_on(self) -> None:
        """Write the pieces that wait, but not those that are stored already."""
        if self._seen < len(self._waiting):
            self._hash_on()
        pieces = list(zip(self._hashes.pieces(), self._waiting, strict=True))
        here = {cut.sha256: cut for cut in self._cuts if cut.place is None} if pieces else {}
        found = self._shelf.find({sha256: piece for sha256, piece in pieces if sha256 not in here})
        for sha256, piece in pieces:
            if sha256 in here:
                cut = here[sha256]
            elif sha256 in found:
                cut = _Cut(len(piece), sha256, found[sha256], 0)
            else:
                cut = here[sha256] = _Cut(len(piece), sha256, None, self._append(piece))
                self._cuts.append(cut)
                continue
            self._is_all_new = False
            self._cuts.append(cut)
        self._waiting, self._waits, self._hashed, self._seen = [], 0, 0, 0

    def _append(self, piece: bytearray) -> int:
        if self._blob is None:
            self._blob = self._shelf.receive()
        return self._blob.write(piece)

    def _pieces(self, blob: str | None) -> list[Piece]:
        offset, pieces = 0, []
        for cut in self._cuts:
            name, start = cut.place or (blob, cut.start)
            pieces.append(Piece(offset=offset, length=cut.length, sha256=cut.sha256, blob=name, start=start))
            offset += cut.length
        return pieces

    def _check_open(self) -> None:
        if self._is_over:
            raise InvalidValue("this upload is over; begin a new one")

    def _guarded(self, step: Callable[[], Result]) -> Result:
        try:
            with failures.explained(self._explained_at):
                return step()
        except BaseException:
            self.discard()
            raise
