"""How SQLite keeps its journal: a write-ahead log, or a rollback journal where that does not work."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from dstack_jupyter.model.errors import ConfigurationError, StoreUnavailable
from dstack_jupyter.store.mounts import is_network_folder

VARIABLE = "DSTACK_SQLITE_JOURNAL"

_JOURNALS = ("wal", "delete")


def wanted_journal(folder: Path) -> str:
    """``wal``, or ``delete`` (a rollback journal) on a network file system, where the memory of a log is not shared."""
    forced = os.environ.get(VARIABLE, "").strip().lower()
    if forced and forced not in _JOURNALS:
        raise ConfigurationError(f"${VARIABLE} is {forced!r}; it may be {' or '.join(_JOURNALS)}, or not set at all")
    return forced or ("delete" if is_network_folder(folder) else "wal")


def journal_of(connection: sqlite3.Connection) -> str:
    """The journal that a database has; it remembers that it has a write-ahead log."""
    return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def change_journal(connection: sqlite3.Connection, wanted: str, path: Path) -> None:
    """Let a database use another journal; it keeps the one it has where SQLite or another program needs it."""
    try:
        found = str(connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0])
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        found = journal_of(connection)
    if found == "wal" and wanted == "delete" and is_network_folder(path.parent):
        raise StoreUnavailable(
            f"{path} is on a network file system and another program keeps a write-ahead log there, which fails; "
            "end that program, or set DSTACK_HOME to a folder on a local disk"
        )
