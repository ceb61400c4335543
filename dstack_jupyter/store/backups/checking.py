"""Reads every byte of a backup, and compares it with what the backup should hold."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from dstack_jupyter.model.errors import ContentDamaged
from dstack_jupyter.model.keeping import Backup
from dstack_jupyter.store import disk, schema
from dstack_jupyter.store.backups.archive import blob_path
from dstack_jupyter.store.backups.copying import Advance, Report, copied, counted, hashed
from dstack_jupyter.store.backups.places import Source, reached, source_at
from dstack_jupyter.store.backups.snapshot import Snapshot


def check(place: Path, *, release: schema.Release = schema.THIS_RELEASE, report: Report | None = None) -> Backup:
    """What is in a backup, and what is wrong with it; nothing is changed."""
    place = place.expanduser().absolute()
    with reached(place), closing(source_at(place)) as source, _unpacked(source, place) as copy:
        with Snapshot(copy, place, release) as snapshot:
            problems, ends = snapshot.problems(), snapshot.blobs()
        lengths = source.lengths()
        wanted = [blob for blob in ends if blob not in source.manifest.missing]
        advance = counted(sum(lengths.get(blob, 0) for blob in wanted), report)
        for blob in wanted:
            if blob not in lengths or not _is_whole(source, blob, advance):
                problems.append(
                    f"{damaged(blob)}; back up again, into a folder once {blob_path(blob)} in it is removed"
                )
    lost = [f"the store did not have the blob {blob[:12]}… any more" for blob in source.manifest.missing]
    return Backup(
        place=str(place),
        **source.manifest.model_dump(include={"store", "owner", "time", "schema_number", "blobs"}),
        bytes=source.manifest.bytes + source.manifest.length,
        problems=(*problems, *lost),
    )


def take_database(source: Source, place: Path, into: Path) -> None:
    """Copy the database of a backup to a file of its own; raises `ContentDamaged` where it is not what was kept."""
    into.unlink(missing_ok=True)
    descriptor = disk.create_file(into)
    try:
        with source.database() as database:
            sha256, _ = copied(database, lambda chunk: disk.write_all(descriptor, memoryview(chunk)), lambda _: None)
    finally:
        os.close(descriptor)
    if sha256 != source.manifest.sha256:
        raise ContentDamaged(f"the database in the backup {place} is damaged; use another backup")


def damaged(blob: str) -> str:
    """What is said of a blob that is not there, or has other bytes."""
    return f"the blob {blob[:12]}… is missing in the backup, or is not what was pushed"


def _is_whole(source: Source, blob: str, advance: Advance) -> bool:
    with source.blob(blob) as file:
        return hashed(file, advance)[0] == blob


@contextmanager
def _unpacked(source: Source, place: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dstack-") as folder:
        copy = Path(folder) / "store.sqlite"
        take_database(source, place, copy)
        yield copy
