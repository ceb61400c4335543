"""A backup in one file, a tar with the files that a folder would have: one that is unpacked is a backup as well."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dstack_jupyter.model.errors import Conflict, DstackError, InvalidValue
from dstack_jupyter.store import disk
from dstack_jupyter.store.backups.copying import CHUNK, Advance
from dstack_jupyter.store.backups.manifest import LONGEST, MANIFEST, Manifest, parsed
from dstack_jupyter.store.checkpoints import reach

SUFFIX = ".tar"


class ArchiveTarget:
    """Takes a backup in. The file has its name from `finish` on."""

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self._path, self._overwrite = path, overwrite
        self._part = path.with_name(f"{path.name}.part")
        self._file: IO[bytes] | None = None
        self._tar: tarfile.TarFile | None = None

    def begin(self, store: str) -> None:
        """Begin the file; raises where one is there."""
        del store
        if self._path.exists() and not self._overwrite:
            raise Conflict(f"{self._path} is there already; choose another name, or overwrite it with --overwrite")
        disk.make_parents(self._path)
        self._part.unlink(missing_ok=True)
        self._file = os.fdopen(disk.create_file(self._part), "w+b")
        self._tar = tarfile.TarFile(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT, copybufsize=CHUNK)

    def lengths(self) -> dict[str, int]:
        """It has no blobs yet."""
        return {}

    def take(self, blob: str, length: int, source: IO[bytes], advance: Advance) -> bool:
        """Keep a blob; returns False for one whose bytes are not those that its name says."""
        counted = _Counted(source, advance)
        self._add(blob_path(blob), length, counted)
        return counted.sha256 == blob

    def finish(self, manifest: Manifest, database: IO[bytes], blobs: set[str]) -> None:
        """Give it its name."""
        del blobs
        self._add(manifest.database, manifest.length, database)
        reach("backup.database")
        text = manifest.model_dump_json(indent=1).encode()
        self._add(MANIFEST, len(text), io.BytesIO(text))
        assert self._tar is not None
        assert self._file is not None
        self._tar.close()
        self._file.flush()
        disk.sync(self._file.fileno())
        self._file.close()
        reach("backup.written")
        self._part.replace(self._path)
        disk.sync_folder(self._path.parent)
        reach("backup.named")

    def discard(self) -> None:
        """Forget what was not finished."""
        if self._file is not None:
            self._file.close()
            self._part.unlink(missing_ok=True)

    def _add(self, name: str, length: int, source: IO[bytes] | _Counted) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = length, disk.FILE_MODE, int(time.time())
        assert self._tar is not None
        self._tar.addfile(member, source)


class ArchiveSource:
    """Gives a backup out. Nothing is unpacked by a name that stands in the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")
        try:
            with self._explained():
                self._tar = tarfile.TarFile(fileobj=self._file, mode="r")
                self._members = {one.name: one for one in self._tar.getmembers() if one.isreg()}
                self.manifest = self._parsed()
        except BaseException:
            self._file.close()
            raise

    def lengths(self) -> dict[str, int]:
        """The blobs that are there, and how long they are."""
        blobs = (name.split("/") for name in self._members if name.startswith("blobs/"))
        named = [f"{parts[1]}{parts[2]}" for parts in blobs if len(parts) == 3]
        return {blob: self._members[blob_path(blob)].size for blob in named if blob_path(blob) in self._members}

    def blob(self, name: str) -> IO[bytes]:
        """A blob, opened."""
        return self._opened(blob_path(name))

    def database(self) -> IO[bytes]:
        """The copy of the database, opened."""
        return self._opened(self.manifest.database)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _parsed(self) -> Manifest:
        with self._opened(MANIFEST) as file:
            return parsed(file.read(LONGEST + 1), self._path)

    def _opened(self, name: str) -> IO[bytes]:
        with self._explained():
            member = self._members.get(name)
            file = None if member is None else self._tar.extractfile(member)
            if file is None:
                raise InvalidValue(f"{self._path} is no whole backup: it has no {name}; take another one")
            return file

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DstackError:
            raise
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise InvalidValue(f"{self._path} is no backup, or is damaged ({error}); take another one") from error


class _Counted:
    """Reads an open file and hashes what it reads."""

    def __init__(self, source: IO[bytes], advance: Advance) -> None:
        self._source, self._advance, self._hash = source, advance, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes."""
        chunk = self._source.read(size)
        self._hash.update(chunk)
        self._advance(len(chunk))
        return chunk

    @property
    def sha256(self) -> str:
        """Of what was read."""
        return self._hash.hexdigest()


def blob_path(blob: str) -> str:
    """Where a blob is in a backup."""
    return f"blobs/{blob[:2]}/{blob[2:]}"
