"""A blob on its way into the folder: a temporary file that gets its name when it is durable."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dstack_jupyter.store import disk
from dstack_jupyter.store.checkpoints import reach


class LocalNewBlob:
    """A temporary file that `finish` makes a blob.

    Parameters
    ----------
    arriving
        The folder of temporary files, on the file system of the blobs.
    place
        Gives the file its final name by its SHA-256, and returns the folder that the name is in.
    """

    def __init__(self, arriving: Path, place: Callable[[str, str], str]) -> None:
        self._place = place
        self._path = os.path.join(arriving, f"{os.getpid()}-{secrets.token_hex(8)}")
        self._length = 0
        self._descriptor = _created(self._path, arriving)
        try:
            reach("blob.opened")
        except BaseException:
            self.discard()
            raise

    def write(self, piece: bytearray) -> int:
        """Append a piece; returns where it begins."""
        start = self._length
        disk.write_all(self._descriptor, memoryview(piece))
        self._length += len(piece)
        return start

    def finish(self, sha256: str | None) -> str:
        """Make it durable under its SHA-256, which is computed where it is None, and return that."""
        reach("blob.written")
        reach("blob.syncing")
        disk.sync(self._descriptor)
        name = sha256 or self._hash()
        reach("blob.synced")
        self._close()
        folder = self._place(self._path, name)
        reach("blob.renamed")
        disk.sync_folder(folder)
        reach("blob.durable")
        return name

    def discard(self) -> None:
        """Forget it."""
        with suppress(OSError):
            self._close()
        with suppress(OSError):
            os.unlink(self._path)

    def _hash(self) -> str:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._descriptor), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def _created(path: str, arriving: Path) -> int:
    try:
        return disk.create_file(path)
    except FileNotFoundError:
        disk.make_folder(arriving.parent)
        disk.make_folder(arriving)
        return disk.create_file(path)
