"""The least that would keep the same promise, and a peer."""

from __future__ import annotations

import io
import itertools
import os
import sqlite3
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


class RawStore:
    """A folder of Parquet files and a table of their names: write, fsync, rename, fsync of the folder, one commit."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._database = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE frame (number INTEGER PRIMARY KEY, file TEXT)")
        self._numbers = itertools.count()

    def push(self, frame: pd.DataFrame) -> Path:
        """Keep a frame as pyarrow writes it."""
        return self.keep(pa.Table.from_pandas(frame), {})

    def keep(self, table: pa.Table, options: dict[str, Any]) -> Path:
        """Keep a table; `options` are those of `pq.write_table`."""
        target = self._folder / f"{next(self._numbers)}.parquet"
        temporary = target.with_suffix(".tmp")
        with temporary.open("wb") as file:
            pq.write_table(table, file, **options)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(target)
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self._database.execute("INSERT INTO frame (file) VALUES (?)", (target.name,))
        return target

    def pull(self, path: Path) -> pd.DataFrame:
        """Read a file and make a frame of it."""
        return pq.read_table(path).to_pandas()


class Pins:
    """A folder board of pins."""

    def __init__(self, folder: Path) -> None:
        import pins

        self._board = pins.board_folder(str(folder))

    def push(self, name: str, frame: pd.DataFrame) -> None:
        """Write the next version."""
        with redirect_stderr(io.StringIO()):
            self._board.pin_write(frame, name, type="parquet")

    def pull(self, name: str) -> pd.DataFrame:
        """Read the newest version."""
        frame: pd.DataFrame = self._board.pin_read(name)
        return frame
