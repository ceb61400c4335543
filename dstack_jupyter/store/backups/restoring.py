"""Puts the store of a backup into a home folder, whole or not at all.

Blobs first, which harm nobody; then the database, which is replaced in one step. So a restore that dies leaves the
store that was there, and the next one finds the blobs.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from dstack_jupyter.model.errors import Conflict, ContentDamaged
from dstack_jupyter.model.keeping import Restored
from dstack_jupyter.store import disk, schema
from dstack_jupyter.store.backups.checking import damaged, take_database
from dstack_jupyter.store.backups.copying import Advance, Report, copied, counted, hashed
from dstack_jupyter.store.backups.places import Source, reached, source_at
from dstack_jupyter.store.backups.snapshot import Snapshot, holds_anything
from dstack_jupyter.store.blob_files import BlobFiles
from dstack_jupyter.store.blobs import LocalBlobs
from dstack_jupyter.store.catalogue import NoCatalogue
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.hold import Hold
from dstack_jupyter.store.home import store_folder
from dstack_jupyter.store.replacing import refuse_programs
from dstack_jupyter.store.sqlite import SqliteDatabase

BEFORE = "before-restore"
"""How the copy of the database is called that was there."""

_ENDINGS = {
    "sign_in": "DELETE FROM sign_in",
    "file_link": "DELETE FROM file_link",
    "draft_part": "UPDATE draft_part SET secret = NULL, expires = NULL",
}
"""How secrets of a while end, by the tables that hold them; whoever was to send bytes asks for a new one."""


def restore(
    place: Path,
    home: Path,
    *,
    overwrite: bool = False,
    partial: bool = False,
    release: schema.Release = schema.THIS_RELEASE,
    report: Report | None = None,
) -> Restored:
    """Restore the backup at `place` into a home folder. Everyone signs in to it anew; tokens and passwords are kept.

    Raises `Conflict` where that holds something, `StoreUnavailable` where a program has it open, and `ContentDamaged`
    for a backup that is.

    Parameters
    ----------
    overwrite
        Whether a store that is there is replaced. A copy of its database is kept; what it alone holds goes with the
        next collection.
    partial
        Whether a backup of which blobs are damaged is restored without them.
    """
    folder, place = store_folder(home), place.expanduser().absolute()
    with reached(place), closing(source_at(place)) as source:
        _refuse(folder, overwrite=overwrite)
        with explained(folder):
            _make_folders(folder)
            with Hold(folder).held():
                return _Restoring(source, place, folder, partial=partial, release=release, report=report).run(overwrite)


class _Restoring:
    """One restore on its way."""

    def __init__(
        self,
        source: Source,
        place: Path,
        folder: Path,
        *,
        partial: bool,
        release: schema.Release,
        report: Report | None,
    ) -> None:
        self._source, self._place, self._folder = source, place, folder
        self._partial, self._release, self._report = partial, release, report
        self._files = BlobFiles(folder / "blobs")
        self._blobs = LocalBlobs(folder / "blobs", NoCatalogue())
        self._lengths = source.lengths()
        self._problems: list[str] = []

    def run(self, overwrite: bool) -> Restored:
        """Restore it."""
        new = self._folder / "restoring.sqlite"
        try:
            take_database(self._source, self._place, new)
            with Snapshot(new, self._place, self._release) as snapshot:
                self._problems += snapshot.problems()
                blobs = snapshot.blobs().keys() - set(self._source.manifest.missing)
            self._take_all(blobs)
            _end_sessions(new)
            reach("restore.checked")
            _refuse(self._folder, overwrite=overwrite)
            replaced = SqliteDatabase(self._folder).replace_with(new, BEFORE)
        finally:
            new.unlink(missing_ok=True)
        self._problems += [f"the blob {blob[:12]}… was lost before" for blob in self._source.manifest.missing]
        return Restored(
            home=str(self._folder.parent),
            **self._source.manifest.model_dump(include={"store", "owner", "time"}),
            blobs=len(blobs),
            bytes=sum(self._lengths.get(blob, 0) for blob in blobs),
            replaced=None if replaced is None else str(replaced),
            problems=tuple(self._problems),
        )

    def _take_all(self, blobs: set[str]) -> None:
        self._blobs.prepare()
        self._blobs.sweep()
        advance = counted(sum(self._lengths.get(blob, 0) for blob in blobs), self._report)
        for blob in sorted(blobs):
            if not self._is_there(blob, advance) and not self._take(blob, advance):
                if not self._partial:
                    raise ContentDamaged(
                        f"{damaged(blob)}; use another backup, or restore what is whole of this one with --partial"
                    )
                self._problems.append(damaged(blob))

    def _is_there(self, blob: str, advance: Advance) -> bool:
        """Whether the store has the blob, byte by byte."""
        with suppress(FileNotFoundError), self._files.path(blob).open("rb") as file:
            return hashed(file, advance)[0] == blob
        return False

    def _take(self, blob: str, advance: Advance) -> bool:
        if blob not in self._lengths:
            return False
        new = self._blobs.receive()
        try:
            with self._source.blob(blob) as file:
                sha256, _ = copied(file, new.write, advance)
            if sha256 == blob:
                new.finish(sha256)
        finally:
            new.discard()
        return sha256 == blob


def _refuse(folder: Path, *, overwrite: bool) -> None:
    path = folder / "store.sqlite"
    if not path.exists():
        return
    if not overwrite and holds_anything(path):
        raise Conflict(
            f"the home folder {folder.parent} holds a store already; restore into another one with --home, "
            "or replace it with --overwrite"
        )
    refuse_programs(path)


def _make_folders(folder: Path) -> None:
    home = folder.parent
    disk.make_parents(home)
    disk.make_folder(home)
    disk.make_folder(folder)
    disk.sync_folder(home)
    with suppress(PermissionError):  # a parent that one may pass through and not read
        disk.sync_folder(home.parent)


def _end_sessions(path: Path) -> None:
    """Sessions and links that ended or were used up since the backup must not begin again."""
    with closing(sqlite3.connect(path)) as database, database:
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in sorted(names & _ENDINGS.keys()):
            database.execute(_ENDINGS[table])
    descriptor = os.open(path, os.O_RDWR)
    try:
        disk.sync(descriptor)
    finally:
        os.close(descriptor)
