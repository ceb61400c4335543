"""A backup in a folder. The next one into it copies only what is new, and is there whole or not at all as well."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import IO

from dstack_jupyter.model.errors import Conflict, InvalidValue
from dstack_jupyter.store import disk
from dstack_jupyter.store.backups.copying import Advance, copied
from dstack_jupyter.store.backups.manifest import LONGEST, MANIFEST, Manifest, parsed
from dstack_jupyter.store.blob_files import SHARDS, BlobFiles
from dstack_jupyter.store.blobs import LocalBlobs
from dstack_jupyter.store.catalogue import NoCatalogue
from dstack_jupyter.store.checkpoints import reach

_DATABASE = re.compile(r"store-[0-9a-f]{16}\.sqlite(\.part)?")
_PART = f"{MANIFEST}.part"


class FolderTarget:
    """Takes a backup in. Until `finish` the one that was there stays."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = BlobFiles(folder / "blobs")
        self._blobs = LocalBlobs(folder / "blobs", NoCatalogue())

    def begin(self, store: str) -> None:
        """Make the folder; raises where there is something else in it."""
        if self._folder.is_dir():
            self._check(store)
        else:
            disk.make_parents(self._folder)
            disk.make_folder(self._folder)
            disk.sync_folder(self._folder.parent)
        self._blobs.prepare()
        self._blobs.sweep()

    def lengths(self) -> dict[str, int]:
        """The blobs that are there already."""
        return {blob.name: blob.length for shard in SHARDS for blob in self._files.of_shard(shard)}

    def take(self, blob: str, length: int, source: IO[bytes], advance: Advance) -> bool:
        """Keep a blob; returns False for one whose bytes are not those that its name says."""
        del length
        new = self._blobs.receive()
        try:
            sha256, _ = copied(source, new.write, advance)
            if sha256 == blob:
                new.finish(sha256)
        finally:
            new.discard()
        return sha256 == blob

    def finish(self, manifest: Manifest, database: IO[bytes], blobs: set[str]) -> None:
        """Make it the backup in this folder; then forget what the one before had and this one has not."""
        self._write(manifest.database, database)
        reach("backup.database")
        part = self._folder / _PART
        part.unlink(missing_ok=True)
        descriptor = disk.create_file(part)
        try:
            disk.write_all(descriptor, memoryview(manifest.model_dump_json(indent=1).encode()))
            disk.sync(descriptor)
        finally:
            os.close(descriptor)
        reach("backup.written")
        part.replace(self._folder / MANIFEST)
        disk.sync_folder(self._folder)
        reach("backup.named")
        self._forget(manifest, blobs)

    def discard(self) -> None:
        """Nothing: what was copied is there for the next backup."""

    def _check(self, store: str) -> None:
        names = {entry.name for entry in self._folder.iterdir()}
        if MANIFEST in names:
            found = parsed((self._folder / MANIFEST).read_bytes()[: LONGEST + 1], self._folder)
            if found.store != store:
                raise Conflict(f"{self._folder} holds a backup of another store; choose another folder")
            return
        others = [name for name in sorted(names - {"blobs", _PART}) if not _DATABASE.fullmatch(name)]
        if others:
            raise Conflict(f"{self._folder} has other files ({others[0]}); choose an empty folder, or a new one")

    def _write(self, name: str, database: IO[bytes]) -> None:
        part = self._folder / f"{name}.part"
        part.unlink(missing_ok=True)
        descriptor = disk.create_file(part)
        try:
            copied(database, lambda chunk: disk.write_all(descriptor, memoryview(chunk)), lambda _: None)
            disk.sync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(self._folder / name)

    def _forget(self, manifest: Manifest, blobs: set[str]) -> None:
        for entry in list(self._folder.iterdir()):
            if _DATABASE.fullmatch(entry.name) and entry.name != manifest.database:
                entry.unlink()
        for blob in self.lengths().keys() - blobs:
            self._files.remove(blob)


class FolderSource:
    """Gives a backup out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = BlobFiles(folder / "blobs")
        with (folder / MANIFEST).open("rb") as file:
            self.manifest = parsed(file.read(LONGEST + 1), folder)

    def lengths(self) -> dict[str, int]:
        """The blobs that are there, and how long they are."""
        return {blob.name: blob.length for shard in SHARDS for blob in self._files.of_shard(shard)}

    def blob(self, name: str) -> IO[bytes]:
        """A blob, opened."""
        return self._files.path(name).open("rb")

    def database(self) -> IO[bytes]:
        """The copy of the database, opened."""
        with suppress(FileNotFoundError):
            return (self._folder / self.manifest.database).open("rb")
        raise InvalidValue(f"{self._folder} has no {self.manifest.database}; take another backup")

    def close(self) -> None:
        """Nothing is open."""
