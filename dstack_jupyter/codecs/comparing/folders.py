"""Folders, file by file."""

from __future__ import annotations

import hashlib
import stat
import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.comparing.base import How
from dstack_jupyter.codecs.comparing.texts import TextComparison
from dstack_jupyter.model.errors import UnsupportedObject


class Folders:
    """Two folders, by the names, sizes and hashes of what is in them; the files themselves are not compared."""

    name = "folder"

    def takes(self, stored: Stored) -> bool:
        """Whether it was pushed as a folder."""
        return stored.application == "folder"

    def compare(self, old: Stored, new: Stored, how: How) -> TextComparison:
        """Read both; raises `UnsupportedObject` for what is no archive of a folder."""
        try:
            return TextComparison(*([*_lines(each.read())] for each in (old, new)))
        except tarfile.TarError as reason:
            raise UnsupportedObject(f"the content is no archive of a folder: {reason}") from reason


def _lines(content: memoryview) -> Iterator[str]:
    """A line for each entry of an archive, in its order."""
    with tarfile.open(fileobj=cast(BinaryIO, _Reader(content)), mode="r|") as archive:
        for entry in archive:
            file = archive.extractfile(entry) if entry.isfile() else None
            sha256 = None if file is None else hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
            yield _line(entry, sha256)


def _line(entry: tarfile.TarInfo, sha256: str | None) -> str:
    if sha256 is None:
        return f"{entry.name} → {entry.linkname}" if entry.issym() else f"{entry.name}/"
    can_run = "  executable" if entry.mode & stat.S_IXUSR else ""
    return f"{entry.name}  {entry.size:,} bytes  sha256 {sha256[:8]}{can_run}"


class _Reader:
    """Bytes in memory as a file, without a copy of them."""

    def __init__(self, content: memoryview) -> None:
        self._content, self._place = content, 0

    def read(self, size: int) -> bytes:
        part = self._content[self._place : self._place + size]
        self._place += len(part)
        return bytes(part)
