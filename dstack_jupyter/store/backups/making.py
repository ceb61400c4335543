"""Makes a backup of a store, as it is when the backup begins, while others go on using it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.keeping import Backup
from dstack_jupyter.store import disk, schema
from dstack_jupyter.store.backups.copying import Advance, Report, counted
from dstack_jupyter.store.backups.manifest import Manifest
from dstack_jupyter.store.backups.places import Target, reached, target_at
from dstack_jupyter.store.backups.snapshot import Snapshot
from dstack_jupyter.store.blob_files import BlobFiles
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.hold import Hold
from dstack_jupyter.store.home import store_folder
from dstack_jupyter.store.sqlite import SqliteDatabase


def back_up(
    home: Path,
    place: Path,
    *,
    overwrite: bool = False,
    release: schema.Release = schema.THIS_RELEASE,
    report: Report | None = None,
) -> Backup:
    """Make a backup of the store of a home folder.

    What was pushed before the call is in it, with users, permissions, and the hashes of passwords and tokens; it can be
    read by its owner alone. It survives a power cut when the call returns, and is not there, or is the one before, when
    the call does not.

    Parameters
    ----------
    place
        A folder, into which only blobs are copied that it does not hold yet, or a file ``….tar``.
    overwrite
        Whether such a file may be there already.
    """
    folder, place = store_folder(home), place.expanduser().absolute()
    database = SqliteDatabase(folder)
    if not database.is_there():
        raise NotFound(f"there is no store in {folder.parent}; name its home folder with --home, or $DSTACK_HOME")
    if place.resolve().is_relative_to(folder.resolve()):
        raise InvalidValue(f"{place} is inside of the store; choose a place outside, best on another disk")
    target = target_at(place, overwrite=overwrite)
    with (
        explained(folder),
        Hold(folder).held(),
        _copied(database, folder) as copy,
        Snapshot(copy, folder, release) as snapshot,
        reached(place),
    ):
        try:
            return _Making(folder, snapshot, copy, target, report).run(place)
        except BaseException:
            target.discard()
            raise


class _Making:
    """One backup on its way."""

    def __init__(self, store: Path, snapshot: Snapshot, copy: Path, target: Target, report: Report | None) -> None:
        self._files = BlobFiles(store / "blobs")
        self._snapshot, self._copy, self._target, self._report = snapshot, copy, target, report
        self._time = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
        self._problems = snapshot.problems()
        self._missing = set[str]()

    def run(self, place: Path) -> Backup:
        """Make it."""
        self._target.begin(self._snapshot.store)
        ends, there = self._snapshot.blobs(), self._target.lengths()
        lengths = {blob: self._length(blob, end, there) for blob, end in ends.items()}
        new = {blob: length for blob, length in lengths.items() if blob not in there or there[blob] != length}
        advance = counted(sum(new.values()), self._report)
        for blob in new:
            self._take(blob, advance)
        kept = {blob: length for blob, length in lengths.items() if blob not in self._missing}
        manifest = self._manifest(len(kept), sum(kept.values()))
        with self._copy.open("rb") as database:
            self._target.finish(manifest, database, set(kept))
        return Backup(
            place=str(place),
            store=manifest.store,
            owner=manifest.owner,
            time=manifest.time,
            schema_number=manifest.schema_number,
            blobs=manifest.blobs,
            bytes=manifest.bytes + manifest.length,
            copied=len(new.keys() - self._missing),
            copied_bytes=sum(length for blob, length in new.items() if blob in kept),
            problems=tuple(self._problems),
        )

    def _length(self, blob: str, end: int, there: dict[str, int]) -> int:
        """How long the blob is; where the store has lost it, as long as the backup has it."""
        found = self._files.find(blob)
        if found is not None and found.length >= end:
            return found.length
        return there[blob] if there.get(blob, -1) >= end else 0

    def _take(self, blob: str, advance: Advance) -> None:
        path = self._files.path(blob)
        if not path.exists():
            self._note(blob, f"the file {path} is missing")
            return
        with path.open("rb") as source:
            is_whole = self._target.take(blob, path.stat().st_size, source, advance)
        if not is_whole:
            self._note(blob, f"the file {path} has other bytes than were pushed")

    def _note(self, blob: str, what: str) -> None:
        self._missing.add(blob)
        self._problems.append(f"{what}, and is not in the backup; ds.verify() says what needs it")

    def _manifest(self, blobs: int, length: int) -> Manifest:
        with self._copy.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Manifest(
            time=self._time,
            store=self._snapshot.store,
            owner=self._snapshot.owner,
            schema_number=self._snapshot.schema_number,
            database=f"store-{sha256[:16]}.sqlite",
            sha256=sha256,
            length=self._copy.stat().st_size,
            blobs=blobs,
            bytes=length,
            missing=tuple(sorted(self._missing)),
        )


@contextmanager
def _copied(database: SqliteDatabase, store: Path) -> Iterator[Path]:
    """A copy of the database on the disk of the store, since others may be shares where SQLite cannot write."""
    copies = store / "copies"
    disk.make_folder(copies)
    copy = copies / "backup.part"
    try:
        database.copy_to(copy)
        database.close()
        yield copy
    finally:
        copy.unlink(missing_ok=True)
