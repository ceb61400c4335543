"""The database in a file of a local folder."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from dstack_jupyter.store import disk
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.connections import Connections
from dstack_jupyter.store.database import PATIENCE
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.journal import change_journal, journal_of, wanted_journal
from dstack_jupyter.store.lock import WriteLock
from dstack_jupyter.store.replacing import retire
from dstack_jupyter.store.statements import prepared

_SQLITE_PATIENCE = 10.0

_insert = lru_cache(maxsize=None)(sa.insert)


class SqliteTransaction:
    """Runs statements on a connection whose transaction has begun."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver

    def rows(self, query: sa.Select[Any], /, **values: Any) -> list[tuple[Any, ...]]:
        """All rows that the query selects."""
        return prepared(query).rows(self._driver, values)

    def add(self, table: sa.Table, row: Mapping[str, Any]) -> int:
        """Insert a row and return its key."""
        return prepared(_insert(table), tuple(row)).run(self._driver, row).lastrowid or 0

    def add_all(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows that all give the same columns."""
        listed = list(rows)
        if listed:
            prepared(_insert(table), tuple(listed[0])).run_all(self._driver, listed)

    def change(self, statement: sa.Update | sa.Delete, /, **values: Any) -> None:
        """Update or delete rows."""
        prepared(statement).run(self._driver, values)


class SqliteDatabase:
    """A database in a file of a local folder, shared by processes and threads, and safe to fork with.

    Parameters
    ----------
    folder
        Holds ``store.sqlite``, ``store.lock`` and the folder ``copies``.
    patience
        Seconds to wait for the writes of others before `StoreUnavailable` is raised.
    """

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        self._path = folder / "store.sqlite"
        self._copies = folder / "copies"
        self._lock = WriteLock(folder / "store.lock", patience)
        self._connections = Connections(self._path, min(patience, _SQLITE_PATIENCE))
        self._check: Callable[[int, int], None] | None = None

    def prepare(self) -> None:
        """Make an empty file where there is none, and choose the journal."""
        with explained(self._path):
            if not self._path.exists():
                with self._lock.held(), suppress(FileExistsError):
                    os.close(disk.create_file(self._path))
                    disk.sync_folder(self._path.parent)
            wanted = wanted_journal(self._path.parent)
            with self._connections.fresh() as driver:
                found = journal_of(driver)
            if found != wanted:
                with self._lock.held(), self._connections.fresh() as driver:
                    change_journal(driver, wanted, self._path)

    def tables(self) -> set[str]:
        """The names of the tables there are."""
        with explained(self._path), self._connections.one() as driver:
            return {name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    @contextmanager
    def reading(self) -> Iterator[SqliteTransaction]:
        """A transaction that sees one state of the store."""
        with explained(self._path), self._connections.one() as driver:
            self._begin(driver, "BEGIN")
            yield SqliteTransaction(driver)
            driver.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[SqliteTransaction]:
        """File lock, BEGIN IMMEDIATE, the writes, COMMIT, unlock.

        Without the lock SQLite starves all but one of several writing processes. With a read before the BEGIN
        the transaction would not see what was written in between.
        """
        with self._lock.held(), explained(self._path):
            reach("write.locked")
            with self._connections.one() as driver:
                self._begin(driver, "BEGIN IMMEDIATE")
                reach("write.begun")
                yield SqliteTransaction(driver)
                reach("write.committing")
                driver.execute("COMMIT")
                reach("write.committed")
        reach("write.unlocked")

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """The same on a connection of SQLAlchemy."""
        with self._lock.held(), explained(self._path), self._connections.fresh() as driver:
            engine = sa.create_engine("sqlite://", creator=lambda: driver, poolclass=sa.StaticPool)
            sa.event.listen(engine, "begin", lambda _: self._begin(driver, "BEGIN IMMEDIATE"))
            try:
                with engine.begin() as connection:
                    yield connection
            except DBAPIError as error:
                raise (error.orig if isinstance(error.orig, sqlite3.Error) else error) from error

    def locked(self) -> AbstractContextManager[None]:
        """Keep other writers out."""
        return self._lock.held()

    def keep_copy(self, name: str) -> None:
        """Keep a copy in ``copies/<name>.sqlite``."""
        target = self._copies / f"{name}.sqlite"
        written = self._copies / f"{name}.part"
        with self._lock.held(), explained(target), self._connections.fresh() as driver:
            disk.make_folder(self._copies)
            try:
                _copy(driver, written)
                reach("copy.written")
                written.replace(target)
            except BaseException:
                written.unlink(missing_ok=True)
                raise
            disk.sync_folder(self._copies)
            disk.sync_folder(self._copies.parent)
            reach("copy.kept")

    def copy_to(self, path: Path) -> None:
        """Copy what it is now to a file; others go on writing, but where readers and writers wait for each other."""
        with explained(path), self._connections.fresh() as driver:
            others_write = nullcontext() if journal_of(driver) == "wal" else self._lock.held()
            with others_write:
                _copy(driver, path)

    def replace_with(self, path: Path, keep: str) -> Path | None:
        """Put another database in its place, whole or not at all; returns the copy of the old one, which is kept.

        Raises `StoreUnavailable` where another program has the old one open.
        """
        kept = self._copies / f"{keep}.sqlite"
        with self._lock.held(), explained(self._path):
            self.close()
            was_there = self.is_there()
            if was_there:
                retire(self._path, kept)
            reach("database.replacing")
            path.replace(self._path)
            disk.sync_folder(self._path.parent)
            reach("database.replaced")
        return kept if was_there else None

    def begin_with(self, check: Callable[[int, int], None]) -> None:
        """Begin every transaction with a call of `check`."""
        self._check = check

    def data_version(self) -> int:
        """A number that changes when another connection or process has written."""
        with explained(self._path):
            return self._connections.data_version()

    def is_there(self) -> bool:
        """Whether the file is there."""
        return self._path.is_file()

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def _begin(self, driver: sqlite3.Connection, begin: str) -> None:
        driver.execute(begin)
        if self._check is not None:
            self._check(*(driver.execute("SELECT schema_number, oldest_reader FROM meta").fetchone() or (0, 0)))


def _copy(driver: sqlite3.Connection, path: Path) -> None:
    """Copy a database to a file of its own, which needs no other beside it."""
    for left in (path, path.with_name(f"{path.name}-journal")):  # of a process that was killed here
        left.unlink(missing_ok=True)
    os.close(disk.create_file(path))
    with closing(sqlite3.connect(path)) as copy:
        driver.backup(copy)
        copy.execute("PRAGMA journal_mode = delete")
