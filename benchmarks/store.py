"""Push and pull beside the least that would keep the same promise, and beside pins.

The limit of a push: pyarrow writes the file, fsync, rename, fsync of the folder, one SQLite commit with
``synchronous=FULL``. The limit of a pull: pyarrow reads the file and makes a pandas frame. pins makes nothing durable.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dstack_jupyter as ds
from benchmarks.ratio import Ratio, of_pairs, timed
from benchmarks.ratio import compared as compared_with
from benchmarks.raw import Pins, RawStore
from benchmarks.tables import mixed

SIZES = ((1_000, 30), (1_000_000, 7), (10_000_000, 2))
"""How many rows, and how often each is pushed."""

SMALL_PUSHES, SMALL_PULLS = 500, 200


def measure() -> Iterator[Ratio]:
    """All ratios of the store, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DSTACK_HOME"] = str(Path(folder) / "home")
        raw, pins = RawStore(Path(folder) / "raw"), Pins(Path(folder) / "pins")
        for rows, rounds in SIZES:
            yield from _rows(rows, rounds, raw, pins)
        yield from _small_pushes(raw, pins)
        yield from _small_pulls(raw, pins)


def _rows(rows: int, rounds: int, raw: RawStore, pins: Pins) -> Iterator[Ratio]:
    frame, numbers = mixed(rows), itertools.count(1)

    def changed() -> None:
        frame["id"] += next(numbers)

    def push() -> None:
        changed()
        ds.push(f"table{rows}", frame, force=True)

    def limit() -> None:
        changed()
        raw.push(frame)

    def pinned() -> None:
        changed()
        pins.push(f"table{rows}", frame)

    yield compared_with(f"push {rows:,} rows x 8 columns", push, limit, rounds=rounds, aim=1.3, others={"pins": pinned})
    ds.push(f"pull{rows}", frame)
    path = raw.push(frame)
    pins.push(f"pull{rows}", frame)
    yield compared_with(
        f"pull {rows:,} rows x 8 columns",
        lambda: ds.pull(f"pull{rows}"),
        lambda: raw.pull(path),
        rounds=rounds * 2,
        aim=1.2,
        others={"pins": lambda: pins.pull(f"pull{rows}")},
    )
    for name in (f"table{rows}", f"pull{rows}"):
        ds.delete(name)


def _small_pushes(raw: RawStore, pins: Pins) -> Iterator[Ratio]:
    frames = [mixed(20, seed) for seed in range(SMALL_PUSHES)]

    def ours() -> None:
        for frame in frames:
            ds.push("small", frame, force=True)

    def limit() -> None:
        for frame in frames:
            raw.push(frame)

    def pinned() -> None:
        for frame in frames:
            pins.push("small", frame)

    yield compared_with(f"{SMALL_PUSHES} small pushes", ours, limit, rounds=3, aim=2.5)
    yield of_pairs(f"{SMALL_PUSHES} small pushes, against pins", [(timed(ours), timed(pinned))], aim=0.33)


def _small_pulls(raw: RawStore, pins: Pins) -> Iterator[Ratio]:
    frames = [mixed(20, seed) for seed in range(SMALL_PULLS)]
    paths = [raw.push(frame) for frame in frames]
    for number, frame in enumerate(frames):
        ds.push(f"small/{number}", frame)
        pins.push(f"small{number}", frame)

    def ours() -> None:
        for number in range(SMALL_PULLS):
            ds.pull(f"small/{number}")

    def limit() -> None:
        for path in paths:
            raw.pull(path)

    def pinned() -> None:
        for number in range(SMALL_PULLS):
            pins.pull(f"small{number}")

    yield compared_with(f"{SMALL_PULLS} small pulls", ours, limit, rounds=3, aim=None)
    yield of_pairs(f"{SMALL_PULLS} small pulls, against pins", [(timed(ours), timed(pinned))], aim=0.33)
