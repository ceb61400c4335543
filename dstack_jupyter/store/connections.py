"""Connections to a file of SQLite, kept open between transactions and never carried across a fork."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from dstack_jupyter.model.errors import StoreUnavailable
from dstack_jupyter.store import forks

_IDLE = 8
"""How many connections wait for the next transaction."""

# EXTRA is FULL, and makes the end of a rollback journal durable too, where there is no write-ahead log.
_PRAGMAS = ("synchronous = EXTRA", "foreign_keys = ON", "fullfsync = ON", "checkpoint_fullfsync = ON")


class Connections:
    """The connections of this process to one file.

    Parameters
    ----------
    path
        The file; when it is replaced, the next connection is to the new one.
    timeout
        Seconds that SQLite itself waits for others, during which Python cannot be interrupted.
    """

    def __init__(self, path: Path, timeout: float) -> None:
        self._path = os.fspath(path)
        self._timeout = timeout
        self._gate = forks.Gate()
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._watcher: sqlite3.Connection | None = None
        self._watchers = 0
        self._identity: tuple[int, int] | None = None
        self._forks_cleanly = True
        self._is_inherited = False
        forks.tell(self)

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        """A connection for this block alone; an error undoes its transaction."""
        with self._gate:
            connection, identity = self._taken()
            try:
                yield connection
            except BaseException:
                _undo(connection)
                raise
            finally:
                self._give_back(connection, identity)

    @contextmanager
    def fresh(self) -> Iterator[sqlite3.Connection]:
        """A new connection for this block, closed at its end."""
        with self._gate:
            self._follow_the_file()
            with closing(self._new()) as connection:
                yield connection

    def data_version(self) -> int:
        """SQLite's ``data_version``, asked on a connection that never writes; it grows when that one is a new one."""
        with self._gate:
            self._follow_the_file()
            with self._lock:
                if self._watcher is None:
                    self._watcher = self._new()
                    self._watchers += 1
                return (self._watchers << 40) + int(self._watcher.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close those that wait."""
        with self._lock:
            self._close()

    def __del__(self) -> None:
        self._close()

    def before_fork(self) -> None:
        """Close the connections, which a child must not inherit, once the other threads have done with theirs."""
        self._forks_cleanly = self._gate.shut(forks.PATIENCE)
        if self._forks_cleanly:
            self.close()

    def after_fork(self, *, in_child: bool) -> None:
        """Let transactions in again."""
        if not in_child:
            self._gate.open()
            return
        self._is_inherited = self._is_inherited or not self._forks_cleanly
        self._gate = forks.Gate()
        self._lock = threading.Lock()

    def _taken(self) -> tuple[sqlite3.Connection, tuple[int, int]]:
        identity = self._follow_the_file()
        with self._lock:
            if self._idle:
                return self._idle.pop(), identity
        return self._new(), identity

    def _give_back(self, connection: sqlite3.Connection, identity: tuple[int, int]) -> None:
        with self._lock:
            if identity == self._identity and len(self._idle) < _IDLE and not connection.in_transaction:
                self._idle.append(connection)
                return
        connection.close()

    def _follow_the_file(self) -> tuple[int, int]:
        """Leave a file that was removed or replaced: what it took, nobody would find."""
        if self._is_inherited:
            raise StoreUnavailable(
                f"this process was forked in the middle of a transaction on {self._path}; "
                "start it by the method 'spawn', or fork when no push is on its way"
            )
        found = os.stat(self._path)
        identity = (found.st_dev, found.st_ino)
        with self._lock:
            if self._identity != identity:
                self._close()
                self._identity = identity
        return identity

    def _new(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False)
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _close(self) -> None:
        if self._is_inherited:
            return
        while self._idle:
            self._idle.pop().close()
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None


def _undo(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):
        connection.rollback()
