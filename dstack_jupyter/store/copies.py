"""Copies of contents that were pulled as files: a cache, each in a folder of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Copy(NamedTuple):
    """The copy of a content; `used` is when it was read or written last, as `time.time` tells it."""

    folder: Path
    length: int
    used: float


def copies(store: Path) -> Iterator[Copy]:
    """All copies below the folder of a store."""
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(store / "pulled") as entries:
        for entry in entries:
            yield _copy(Path(entry.path))


def remove(copy: Copy) -> None:
    """Remove a copy; it is made anew when it is pulled again."""
    for folder, _, _ in os.walk(copy.folder):  # a folder that was pulled may not let its files go
        with suppress(OSError):
            os.chmod(folder, 0o700)
    shutil.rmtree(copy.folder, ignore_errors=True)


def _copy(folder: Path) -> Copy:
    length, used = 0, folder.stat().st_mtime
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                found = os.lstat(os.path.join(parent, name))
                length += found.st_size
                used = max(used, found.st_atime, found.st_mtime)
    return Copy(folder, length, used)
