"""A copy of the database of a store that nobody changes, and what it says that the store holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import sqlalchemy as sa

from dstack_jupyter.model.errors import StoreUnavailable
from dstack_jupyter.store import garbage, schema
from dstack_jupyter.store.blob_files import SHARDS
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.sqlite import SqliteTransaction
from dstack_jupyter.store.structure import INTEGRITY, structural_problems
from dstack_jupyter.store.tables import meta
from dstack_jupyter.store.verifying import ENDS

_META = sa.select(meta.c.id, meta.c.owner, meta.c.schema_number, meta.c.oldest_reader)

_FIRST_WITH_BLOBS = 2
"""The first schema that says in which blobs contents lie."""


class Snapshot:
    """An open copy of a database.

    Attributes
    ----------
    store, owner, schema_number
        What the store is.
    """

    def __init__(self, path: Path, place: Path, release: schema.Release) -> None:
        """Open the copy at `path`; `place` is what errors are about."""
        self._place, self._release = place, release
        with explained(place):
            self._driver = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
            self._rows = SqliteTransaction(self._driver)
            try:
                self.store, self.owner, self.schema_number, oldest_reader = self._meta()
                schema.refuse_newer(self.schema_number, oldest_reader, place, release)
                self._refuse_older()
            except BaseException:
                self._driver.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._driver.close()

    def blobs(self) -> dict[str, int]:
        """The blobs that it names, and how many bytes each must have at least."""
        with explained(self._place):
            return {blob: end for shard in SHARDS for blob, end in self._rows.rows(ENDS, **garbage.of_shard(shard))}

    def problems(self) -> list[str]:
        """What is wrong with its rows, each in a sentence."""
        with explained(self._place):
            if self.schema_number == self._release.schema_number:
                return structural_problems(self._rows)
            return [f"the database is damaged ({said})" for (said,) in self._rows.rows(INTEGRITY)]

    def _meta(self) -> tuple[str, str, int, int]:
        rows = self._rows.rows(_META)
        if not rows:
            raise StoreUnavailable(f"{self._place} holds no store yet; push something first")
        store, owner, schema_number, oldest_reader = rows[0]
        return store, owner, schema_number, oldest_reader

    def _refuse_older(self) -> None:
        if self.schema_number < _FIRST_WITH_BLOBS:
            raise StoreUnavailable(
                f"{self._place} has schema {self.schema_number}, which is too old for a backup; "
                "bring it up to date first: jupyter dstack db upgrade"
            )


def holds_anything(path: Path) -> bool:
    """Whether a database has stacks, dashboards or users, or cannot tell."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as driver:
            names = {name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            kept = [name for name in ("stack", "dashboard", "account") if name in names]
            return any(driver.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in kept)  # noqa: S608
    except sqlite3.Error:
        return True
