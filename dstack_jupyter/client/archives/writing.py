"""An archive on its way to its file."""

from __future__ import annotations

import hashlib
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from dstack_jupyter.client.archives.manifest import ArchivedContent, ArchivedPiece, Manifest
from dstack_jupyter.model.errors import ContentDamaged, DstackError, InvalidValue
from dstack_jupyter.store import disk
from dstack_jupyter.store.checkpoints import reach

MANIFEST = "manifest.json"

Opened = Callable[[ArchivedContent, int, int], Iterator[bytes]]
"""Gives the bytes of a content from one offset to another."""

_LARGE = 1 << 30
"""Members of this length and more are written with the sizes of zip64."""


Advance = Callable[[int], None]
"""Is told how many bytes were written."""


def write_archive(target: Path, manifest: Manifest, opened: Opened, advance: Advance) -> int:
    """Write an archive under its name when it is whole and durable; returns its length."""
    part = target.with_name(f".{target.name}-{secrets.token_hex(4)}.part")
    with _explained(target):
        try:
            with os.fdopen(disk.create_file(part), "w+b") as file:
                _fill(file, manifest, opened, advance)
                file.flush()
                disk.sync(file.fileno())
            reach("archive.written")
            length = part.stat().st_size
            os.replace(part, target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        disk.sync_folder(target.parent)
    return length


def _fill(file: IO[bytes], manifest: Manifest, opened: Opened, advance: Advance) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(MANIFEST), manifest.to_json())
        written: set[str] = set()
        for content in manifest.contents:
            for run in _runs(content, written):
                _write_run(archive, run, opened(content, run[0].offset, run[-1].offset + run[-1].length), advance)


def _runs(content: ArchivedContent, written: set[str]) -> Iterable[list[ArchivedPiece]]:
    """The pieces that are not written yet; those that follow each other together, so that they are read at once."""
    run: list[ArchivedPiece] = []
    for piece in content.pieces:
        if piece.sha256 not in written:
            written.add(piece.sha256)
            run.append(piece)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _write_run(archive: zipfile.ZipFile, run: list[ArchivedPiece], chunks: Iterator[bytes], advance: Advance) -> None:
    rest = memoryview(b"")
    for piece in run:
        member = zipfile.ZipInfo(piece.member)
        sha256, left = hashlib.sha256(), piece.length
        with archive.open(member, "w", force_zip64=piece.length >= _LARGE) as sink:
            while left:
                rest = rest or memoryview(next(chunks, b""))
                taken, rest = rest[:left], rest[left:]
                if not taken:
                    break
                sha256.update(taken)
                sink.write(taken)
                left -= len(taken)
                advance(len(taken))
        if sha256.hexdigest() != piece.sha256:
            raise ContentDamaged(f"piece {piece.sha256[:12]}… is not what the store says it is; run ds.verify()")


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except DstackError:
        raise
    except OSError as error:
        raise InvalidValue(f"{target} cannot be written ({error.strerror or error}); choose another place") from error
