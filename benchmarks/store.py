"""Push and pull against the least that would keep the same promise.

The limit of a push: pyarrow writes the file, fsync, rename, fsync of the folder, one SQLite commit with
``synchronous=FULL``. The limit of a pull: pyarrow reads the file and makes a pandas frame.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import dstack_jupyter as ds
from benchmarks.ratio import Ratio, compared
from benchmarks.tables import mixed

SMALL_PUSHES = 500


def measure() -> Iterator[Ratio]:
    """All ratios of the store, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DSTACK_HOME"] = str(Path(folder) / "home")
        raw = RawStore(Path(folder) / "raw")
        for rows, rounds in ((1_000, 30), (1_000_000, 7)):
            yield _push(rows, raw, rounds)
            yield _pull(rows, raw, rounds)
        yield _small_pushes(raw)


class RawStore:
    """A folder of Parquet files and a table of their names."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._database = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.execute("CREATE TABLE frame (number INTEGER PRIMARY KEY, file TEXT)")
        self._numbers = itertools.count()

    def push(self, frame: pd.DataFrame) -> Path:
        """Write, make durable, record."""
        target = self._folder / f"{next(self._numbers)}.parquet"
        temporary = target.with_suffix(".tmp")
        with temporary.open("wb") as file:
            pq.write_table(pa.Table.from_pandas(frame), file)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(target)
        folder = os.open(self._folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        self._database.execute("INSERT INTO frame (file) VALUES (?)", (target.name,))
        return target

    def pull(self, path: Path) -> pd.DataFrame:
        """Read and make a frame."""
        return pq.read_table(path).to_pandas()


def _push(rows: int, raw: RawStore, rounds: int) -> Ratio:
    base = mixed(rows)
    frames = (base.assign(id=base["id"] + number) for number in itertools.count())
    return compared(
        f"push {rows:,} rows x 8 columns",
        lambda: ds.push(f"table{rows}", next(frames), force=True),
        lambda: raw.push(next(frames)),
        rounds=rounds,
        aim=1.3,
    )


def _pull(rows: int, raw: RawStore, rounds: int) -> Ratio:
    frame = mixed(rows)
    ds.push(f"pull{rows}", frame)
    path = raw.push(frame)
    return compared(
        f"pull {rows:,} rows x 8 columns",
        lambda: ds.pull(f"pull{rows}"),
        lambda: raw.pull(path),
        rounds=rounds * 2,
        aim=1.2,
    )


def _small_pushes(raw: RawStore) -> Ratio:
    frames = [mixed(20, seed) for seed in range(SMALL_PUSHES)]

    def ours() -> None:
        for frame in frames:
            ds.push("small", frame, force=True)

    def limit() -> None:
        for frame in frames:
            raw.push(frame)

    return compared(f"{SMALL_PUSHES} small pushes", ours, limit, rounds=3, aim=2.5)
