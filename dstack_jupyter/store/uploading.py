"""Bytes on their way into the folder of blobs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.stacks import Content, Piece
from dstack_jupyter.store import disk, failures
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.hashing import PassingHash

Result = TypeVar("Result")

_GATHERED = 1 << 20
"""Smaller writes are put together to about this many bytes, larger ones are cut."""


class LocalUpload:
    """A temporary file that `finish` makes a blob.

    Any failure discards it: what may be lost is the bytes of this upload, never the store.

    Parameters
    ----------
    arriving
        The folder of temporary files, on the file system of the blobs.
    place
        Gives the file its final name by its SHA-256, and returns the folder that the name is in.
    """

    def __init__(self, arriving: Path, place: Callable[[str, str], str]) -> None:
        self._process = os.getpid()
        self._arriving = arriving
        self._place = place
        self._path = os.path.join(arriving, f"{self._process}-{secrets.token_hex(8)}")
        self._descriptor = -1
        self._gathered = bytearray()
        self._length = 0
        self._hash = PassingHash()
        self._content: Content | None = None
        self._is_over = False
        self._guarded(self._create)

    def write(self, chunk: bytes | memoryview, /) -> int:
        """Take some bytes."""
        self._check_open()
        view = memoryview(chunk).cast("B")
        if len(view) < _GATHERED:
            self._gathered += view
        if len(view) >= _GATHERED or len(self._gathered) >= _GATHERED:
            self._guarded(self._flush)
        if len(view) >= _GATHERED:
            self._guarded(lambda: self._put(view, is_ours=type(view.obj) is bytes))
        return len(view)

    def finish(self) -> Content:
        """Make the bytes durable under their hash. Again, it returns the same."""
        if self._content is None:
            self._check_open()
            self._content = self._guarded(self._seal)
        return self._content

    def discard(self) -> None:
        """Forget the bytes; harmless after `finish`, and in a forked child, whose parent goes on with the file."""
        if self._is_over or self._process != os.getpid():
            return
        self._is_over = True
        self._hash.stop()
        with suppress(OSError):
            self._close()
        with suppress(OSError):
            os.unlink(self._path)

    def __del__(self) -> None:
        self.discard()

    def _create(self) -> None:
        try:
            self._descriptor = disk.create_file(self._path)
        except FileNotFoundError:
            disk.make_folder(self._arriving.parent)
            disk.make_folder(self._arriving)
            self._descriptor = disk.create_file(self._path)
        reach("blob.opened")

    def _flush(self) -> None:
        if self._gathered:
            gathered, self._gathered = self._gathered, bytearray()
            self._put(memoryview(gathered), is_ours=True)

    def _put(self, chunk: memoryview, *, is_ours: bool) -> None:
        """Hash and write. The hash may look at a chunk after this call: what the caller may change is copied."""
        for start in range(0, len(chunk), _GATHERED):
            part = chunk[start : start + _GATHERED]
            kept = part if is_ours else memoryview(bytes(part))
            self._hash.update(kept)
            disk.write_all(self._descriptor, kept)
        self._length += len(chunk)

    def _seal(self) -> Content:
        self._flush()
        reach("blob.written")
        reach("blob.syncing")
        disk.sync(self._descriptor)  # while the rest is being hashed
        sha256 = self._hash.hexdigest()
        reach("blob.synced")
        self._close()
        folder = self._place(self._path, sha256)
        self._is_over = True
        reach("blob.renamed")
        disk.sync_folder(folder)
        reach("blob.durable")
        whole = Piece(offset=0, length=self._length, sha256=sha256)
        return Content(sha256=sha256, length=self._length, pieces=(whole,))

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def _check_open(self) -> None:
        if self._is_over:
            raise InvalidValue("this upload is over; begin a new one")

    def _guarded(self, step: Callable[[], Result]) -> Result:
        try:
            with failures.explained(self._arriving):
                return step()
        except BaseException:
            self.discard()
            raise
