"""An archive that came from somewhere: no part of it is believed before it was checked."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from dstack_jupyter.client.archives.manifest import MAX_LENGTH, ArchivedContent, ArchivedPiece, Manifest, parsed
from dstack_jupyter.client.archives.writing import MANIFEST
from dstack_jupyter.model.errors import DstackError, InvalidValue, NotFound

CHUNK = 1 << 20
"""Bytes that are read at once."""

_ROOM = 1 << 30
_GROWTH = 1000
"""Contents may share pieces. More than this many times the file, and `_ROOM`, they are no history of anything."""

_IS_ENCRYPTED = 1

_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OverflowError)
"""What `zipfile` raises for files that are no good."""


class Archive:
    """An open archive whose manifest was read and whose members are those that it lists.

    Raises `InvalidValue` for a file that is none, is damaged or was made to do harm.
    """

    def __init__(self, path: Path) -> None:
        self.name, self._path = path.name, path
        with self._explained():
            try:
                self._file = path.open("rb")
            except FileNotFoundError:
                raise NotFound(f"there is no file {path}") from None
        try:
            with self._explained():
                self._length = os.fstat(self._file.fileno()).st_size
                self._zip = zipfile.ZipFile(self._file)
                self._members = self._listed()
                self.manifest = self._read_manifest()
            self._contents = {one.sha256: one for one in self.manifest.contents}
            self._check_sizes()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def content(self, sha256: str) -> ArchivedContent:
        """How a content is cut."""
        return self._contents[sha256]

    def chunks(self, piece: ArchivedPiece) -> Iterator[bytes]:
        """The bytes of a piece; raises after the last where they are not what their hash says."""
        sha256, length = hashlib.sha256(), 0
        with self._explained(), self._zip.open(self._members[piece.member]) as member:
            while chunk := member.read(CHUNK):
                sha256.update(chunk)
                length += len(chunk)
                if length > piece.length:
                    break
                yield chunk
        if length != piece.length or sha256.hexdigest() != piece.sha256:
            raise self.damaged(f"piece {piece.sha256[:12]}… has other bytes than its name says")

    def damaged(self, what: str) -> InvalidValue:
        """The error for a file that is not what it says it is."""
        return InvalidValue(f"{self.name} is damaged, or is no archive of stacks ({what}); get it once more")

    def _listed(self) -> dict[str, zipfile.ZipInfo]:
        found: dict[str, zipfile.ZipInfo] = {}
        for member in self._zip.infolist():
            if member.filename in found:
                raise self.damaged(f"it has two members {member.filename[:100]!r}")
            found[member.filename] = member
        return found

    def _read_manifest(self) -> Manifest:
        member = self._members.get(MANIFEST)
        if member is None:
            raise InvalidValue(f"{self.name} is no archive of stacks: it has no {MANIFEST}")
        self._check_member(member)
        if member.file_size > MAX_LENGTH:
            raise InvalidValue(f"the manifest of {self.name} has {member.file_size:,} bytes; at most {MAX_LENGTH:,} do")
        with self._zip.open(member) as file:
            return parsed(file.read(MAX_LENGTH + 1), self.name)

    def _check_sizes(self) -> None:
        for content in self.manifest.contents:
            for piece in content.pieces:
                member = self._members.get(piece.member)
                if member is None:
                    raise self.damaged(f"piece {piece.sha256[:12]}… is missing")
                self._check_member(member)
                if member.file_size != piece.length:
                    raise self.damaged(f"piece {piece.sha256[:12]}… has not the length that the manifest says")
        whole = sum(content.length for content in self._contents.values())
        if whole > _ROOM + _GROWTH * self._length:
            raise InvalidValue(
                f"{self.name} says that its {self._length:,} bytes become {whole:,}, which is more than "
                f"{_GROWTH} times as many; ask for smaller archives, of fewer stacks"
            )

    def _check_member(self, member: zipfile.ZipInfo) -> None:
        """What is not compressed cannot grow."""
        is_stored = member.compress_type == zipfile.ZIP_STORED and member.compress_size == member.file_size
        if not is_stored or member.flag_bits & _IS_ENCRYPTED or member.file_size > self._length:
            raise self.damaged(f"its member {member.filename[:100]} is not stored as it is")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DstackError:
            raise
        except OSError as error:
            raise InvalidValue(f"{self._path} cannot be read ({error.strerror or error})") from error
        except _BROKEN as error:
            raise self.damaged(str(error) or type(error).__name__) from error
