"""The files of blobs as a caretaker sees them: which there are, since when, and away with them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

SHARDS = tuple(f"{shard:02x}" for shard in range(256))
"""How the hashes of blobs begin; each has a folder."""


class BlobFile(NamedTuple):
    """A blob by its name, which is the SHA-256 of its bytes; `modified` is a time as `time.time` tells it."""

    name: str
    length: int
    modified: float


class BlobFiles:
    """The folder of blobs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of_shard(self, shard: str) -> list[BlobFile]:
        """The blobs whose names begin so; other files are not ours."""
        return [
            BlobFile(shard + name, found.st_size, found.st_mtime)
            for name, found in _files(self._folder / shard)
            if len(shard + name) == 64
        ]

    def find(self, name: str) -> BlobFile | None:
        """A blob by its name, None where there is no such file."""
        with suppress(FileNotFoundError, NotADirectoryError):
            found = self.path(name).stat()
            return BlobFile(name, found.st_size, found.st_mtime)
        return None

    def remove(self, name: str) -> bool:
        """Remove a blob, unless it is gone, or someone reads it where that keeps a file in its place."""
        with suppress(FileNotFoundError, PermissionError):
            self.path(name).unlink()
            return True
        return False

    def arriving(self) -> int:
        """The bytes of uploads that are on their way, or were given up."""
        return sum(found.st_size for _, found in _files(self._folder / "tmp"))

    def path(self, name: str) -> Path:
        """The file of a blob."""
        return self._folder / name[:2] / name[2:]


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.is_file(follow_symlinks=False):
                    yield entry.name, entry.stat(follow_symlinks=False)
