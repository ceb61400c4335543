"""The file of a database gives its place to another one, once nobody has it open."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from dstack_jupyter.model.errors import StoreUnavailable
from dstack_jupyter.store import disk
from dstack_jupyter.store.lock import program

_PATIENCE = 2.0
"""Seconds that SQLite waits for others who have the file open."""

_IN_USE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BESIDE = ("-wal", "-shm", "-journal")


def retire(path: Path, kept: Path) -> None:
    """Keep a copy of a database, damaged or not, whose file nothing stands beside from now on.

    Raises `StoreUnavailable` where another program has it open. The caller holds the lock of writers.
    """
    refuse_programs(path)
    _end_journal(path)
    disk.make_folder(kept.parent)
    _copy(path, kept)
    beside = path.with_name(f"{path.name}-wal")
    if beside.exists():  # of a database that SQLite cannot read
        _copy(beside, kept.with_name(f"{kept.name}-wal"))
    for suffix in _BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    disk.sync_folder(kept.parent)


def refuse_programs(path: Path) -> None:
    """Raise `StoreUnavailable` where programs have a database open, as far as the system says."""
    users = programs_with(path)
    if users:
        raise _in_use(path, ", ".join(users))


def programs_with(path: Path) -> list[str]:
    """The programs that have a file open, as far as Linux says."""
    name, found = os.fspath(path.resolve()), dict[int, str]()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if os.readlink(link) == name:
                pid = int(link.parts[2])
                found[pid] = program(pid)
    return [found[pid] for pid in sorted(found)]


def _end_journal(path: Path) -> None:
    """Bring into the file what its journal holds; it does nothing to a file that SQLite cannot read."""
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as driver:
            driver.execute("PRAGMA journal_mode = delete").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in _IN_USE:
            raise _in_use(path, "another program") from error
        raise
    except sqlite3.DatabaseError:  # it is damaged, and will be replaced
        return


def _copy(path: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    descriptor = disk.create_file(part)
    with os.fdopen(descriptor, "wb") as file, path.open("rb") as source:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        disk.sync(descriptor)
    part.replace(target)


def _in_use(path: Path, users: str) -> StoreUnavailable:
    return StoreUnavailable(f"the store in {path.parent} is open in {users}; end that first, and try again")
