"""Where a backup is, or goes: a folder, or one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from dstack_jupyter.model.errors import DstackError, InvalidValue, NotFound, StoreUnavailable
from dstack_jupyter.store.backups.archive import SUFFIX, ArchiveSource, ArchiveTarget
from dstack_jupyter.store.backups.copying import Advance
from dstack_jupyter.store.backups.folder import FolderSource, FolderTarget
from dstack_jupyter.store.backups.manifest import MANIFEST, Manifest

_PACKED = frozenset({".gz", ".tgz", ".zst", ".xz", ".bz2", ".zip", ".7z"})


class Target(Protocol):
    """Takes a backup in. There is none, or the one before, until `finish` is done."""

    def begin(self, store: str) -> None:
        """Make the place, for the store of that identity; raises where something else is in it."""

    def lengths(self) -> dict[str, int]:
        """The blobs that are there already, and how long they are."""

    def take(self, blob: str, length: int, source: IO[bytes], advance: Advance) -> bool:
        """Keep a blob; returns False for one whose bytes are not those that its name says."""

    def finish(self, manifest: Manifest, database: IO[bytes], blobs: set[str]) -> None:
        """Make it a backup, durably."""

    def discard(self) -> None:
        """Forget what is not finished."""


class Source(Protocol):
    """Gives a backup out, of which nothing but the manifest is checked."""

    manifest: Manifest

    def lengths(self) -> dict[str, int]:
        """The blobs that are there, and how long they are."""

    def blob(self, name: str) -> IO[bytes]:
        """A blob, opened."""

    def database(self) -> IO[bytes]:
        """The copy of the database, opened."""

    def close(self) -> None:
        """Close what is open."""


@contextmanager
def reached(place: Path) -> Iterator[None]:
    """Turn what the system refuses inside into `StoreUnavailable` that names the backup."""
    try:
        yield
    except DstackError:
        raise
    except OSError as error:
        reason = f"{error.filename or place} ({error.strerror or error})"
        raise StoreUnavailable(
            f"the backup {place} cannot use {reason}; check the disk, or choose another place"
        ) from error


def target_at(place: Path, *, overwrite: bool) -> Target:
    """One file where the name says so, else a folder."""
    if place.is_dir():
        return FolderTarget(place)
    if place.suffix == SUFFIX:
        return ArchiveTarget(place, overwrite=overwrite)
    if place.suffix.lower() in _PACKED or place.exists():
        raise InvalidValue(f"a backup is a folder, or a file whose name ends in {SUFFIX}, not {place}")
    return FolderTarget(place)


def source_at(place: Path) -> Source:
    """The backup at a place."""
    if not place.exists():
        raise NotFound(f"there is no {place}; write the folder or the file of a backup")
    if not place.is_dir():
        return ArchiveSource(place)
    if not (place / MANIFEST).is_file():
        raise NotFound(f"{place} holds no backup that was finished: it has no {MANIFEST}")
    return FolderSource(place)
