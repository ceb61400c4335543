"""Where stacks, frames and dashboards are written down, and how a transaction is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

import sqlalchemy as sa

PATIENCE = 60.0
"""Seconds that a write waits for the writes of others."""


class Transaction(Protocol):
    """Runs SQLAlchemy statements; `values` are those of a statement's named parameters."""

    def rows(self, query: sa.Select[Any], /, **values: Any) -> list[tuple[Any, ...]]:
        """All rows that the query selects, with Python values."""

    def add(self, table: sa.Table, row: Mapping[str, Any]) -> int:
        """Insert a row and return the number that became its key."""

    def add_all(self, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows that all give the same columns."""

    def change(self, statement: sa.Update | sa.Delete, /, **values: Any) -> None:
        """Update or delete rows."""


class Database(Protocol):
    """Transactions on the tables of a store."""

    def prepare(self) -> None:
        """Make an empty database where there is none; harmless when several processes do it."""

    def tables(self) -> set[str]:
        """The names of the tables there are."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """A transaction that sees one state of the store and changes nothing."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """The one transaction of all processes that writes; durable when it ends, undone when it fails."""

    def migrating(self) -> AbstractContextManager[sa.Connection]:
        """The same for changes of the tables themselves."""

    def locked(self) -> AbstractContextManager[None]:
        """Keep other writers out beyond a transaction."""

    def keep_copy(self, name: str) -> None:
        """Keep a copy of the whole database, in place of an earlier one of that name."""

    def begin_with(self, check: Callable[[int, int], None]) -> None:
        """Begin every transaction with a call of `check(schema_number, oldest_reader)`."""

    def data_version(self) -> int:
        """A number that changes when another connection or process has written."""

    def is_there(self) -> bool:
        """Whether the database is still there."""

    def close(self) -> None:
        """Close all connections; the next transaction opens new ones."""
