"""SQLAlchemy statements as text for a driver of SQLite, compiled once.

What SQLAlchemy does for each execution takes longer than SQLite takes for a small statement, and a push has ten.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

Converter = Callable[[Any], Any]

_DIALECT = sqlite.dialect(paramstyle="named")


class Prepared:
    """A statement with what turns Python values into those of SQLite and back.

    Parameters
    ----------
    statement
        A Core statement; its parameters are named, and no ``IN`` has a list that grows.
    columns
        The columns that an INSERT gives; all, where it is None.
    """

    def __init__(self, statement: sa.Executable, columns: tuple[str, ...] | None = None) -> None:
        compiled = statement.compile(dialect=_DIALECT, column_keys=columns)  # type: ignore[attr-defined]
        self._sql = str(compiled)
        self._to_driver = [
            (name, convert)
            for name, bind in compiled.binds.items()
            if (convert := bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)) is not None
        ]
        self._fixed = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        selected = statement.selected_columns if isinstance(statement, sa.Select) else ()
        self._from_driver = [
            (position, convert)
            for position, column in enumerate(selected)
            if (convert := column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)) is not None
        ]

    def run(self, driver: sqlite3.Connection, values: Mapping[str, Any]) -> sqlite3.Cursor:
        """Execute it."""
        return driver.execute(self._sql, self._converted(values))

    def run_all(self, driver: sqlite3.Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Execute it for each of many rows."""
        driver.executemany(self._sql, map(self._converted, rows))

    def rows(self, driver: sqlite3.Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Execute it and return what it selects."""
        found = self.run(driver, values).fetchall()
        return [self._read(row) for row in found] if self._from_driver else found

    def _converted(self, values: Mapping[str, Any]) -> dict[str, Any]:
        converted = {**self._fixed, **values}
        for name, convert in self._to_driver:
            converted[name] = convert(converted.get(name))
        return converted

    def _read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        cells = list(row)
        for position, convert in self._from_driver:
            cells[position] = convert(cells[position])
        return tuple(cells)


@lru_cache(maxsize=256)
def prepared(statement: sa.Executable, columns: tuple[str, ...] | None = None) -> Prepared:
    """The compiled statement; statements are kept in constants, so that each is compiled once."""
    return Prepared(statement, columns)
