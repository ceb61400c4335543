"""What the store asks of a disk: private files, and names that survive a power cut."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600

_BINARY = getattr(os, "O_BINARY", 0)

if sys.platform == "darwin":
    import fcntl

    def sync(descriptor: int) -> None:
        """Make the bytes of an open file durable; there fsync alone leaves them in the cache of the drive."""
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:
            os.fsync(descriptor)

else:

    def sync(descriptor: int) -> None:
        """Make the bytes of an open file durable."""
        os.fsync(descriptor)


def sync_folder(folder: Path | str) -> None:
    """Make the names in a folder durable, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, whatever the umask; one that is there stays as it is.

    Its name is durable after `sync_folder` of the parent.
    """
    try:
        folder.mkdir(FOLDER_MODE)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        folder.chmod(FOLDER_MODE)


def make_parents(folder: Path) -> None:
    """Make the missing parents of a folder, with the usual modes, so that they survive a power cut."""
    parent = folder.parent
    if not parent.is_dir():
        make_parents(parent)
        parent.mkdir(exist_ok=True)
        sync_folder(parent.parent)


def create_file(path: Path | str) -> int:
    """Create a file that only its owner can read, whatever the umask, and open it; `FileExistsError` if it is there."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, FILE_MODE)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, FILE_MODE)
    return descriptor


def open_file(path: Path | str) -> int:
    """Open a file to read."""
    return os.open(path, os.O_RDONLY | _BINARY)


def write_all(descriptor: int, chunk: memoryview) -> None:
    """Write a whole chunk; a system call may write less than it was given."""
    written = os.write(descriptor, chunk)
    while written < len(chunk):
        written += os.write(descriptor, chunk[written:])


def read_at(descriptor: int, length: int, start: int) -> bytes:
    """The bytes of an open file from `start` on; fewer where it ends before."""
    parts = []
    os.lseek(descriptor, start, os.SEEK_SET)
    while length > 0 and (part := os.read(descriptor, length)):
        parts.append(part)
        length -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
