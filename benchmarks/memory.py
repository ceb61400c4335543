"""The most memory that a push and a pull of much need, beside what pyarrow needs for the same. On Linux."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ratio import Ratio, of_pairs

ROWS = 10_000_000
FILE = 2 << 30

_SCRIPT = """
import os, sys
from pathlib import Path
os.environ["DSTACK_HOME"] = sys.argv[1]
import pyarrow as pa, pyarrow.parquet as pq, pandas as pd
import dstack_jupyter as ds
from benchmarks.memory import ROWS, peak
from benchmarks.tables import mixed

folder, what = Path(sys.argv[1]), sys.argv[2]
ds.push("warm", mixed(1000)); ds.pull("warm")
pq.write_table(pa.Table.from_pandas(mixed(1000)), folder / "warm.parquet"); pq.read_table(folder / "warm.parquet")
if what in ("push", "write"):
    frame = mixed(ROWS)
    with peak():
        if what == "push":
            ds.push("table", frame)
        else:
            pq.write_table(pa.Table.from_pandas(frame), folder / "raw.parquet")
elif what == "pull":
    with peak():
        ds.pull("table")
elif what == "read":
    with peak():
        pq.read_table(folder / "raw.parquet").to_pandas()
elif what == "push file":
    with peak():
        ds.push("file", folder / "large.bin")
elif what == "pull file":
    with peak():
        ds.pull("file", to=folder / "copy.bin")
"""


def measure() -> Iterator[Ratio]:
    """Megabytes of whole processes; for the file what they grow by."""
    with tempfile.TemporaryDirectory() as folder:
        for ours, limit in (("push", "write"), ("pull", "read")):
            pair = (_peak(folder, ours, ROWS)[0], _peak(folder, limit, ROWS)[0])
            yield of_pairs(f"{ours} of {ROWS:,} rows, most memory", [pair], aim=1.2, unit="MB")
        fill(Path(folder) / "large.bin")
        for what in ("push file", "pull file"):
            most, before = _peak(folder, what)
            yield of_pairs(f"{what} of 2 GB, most memory against before", [(most, before)], aim=1.2, unit="MB")


class peak:  # noqa: N801
    """Print the most memory that the block had, and what there was before it, in MB."""

    def __enter__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        self._before = _status("VmRSS")

    def __exit__(self, *_: object) -> None:
        print(_status("VmHWM") / 1000, self._before / 1000)


def _status(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1])


def _peak(folder: str, what: str) -> tuple[float, float]:
    answer = subprocess.run([sys.executable, "-c", _SCRIPT, folder, what], capture_output=True, text=True, check=True)
    most, before = answer.stdout.split()[-2:]
    return float(most), float(before)


def fill(path: Path) -> None:
    """Write a file of random bytes."""
    import os

    with path.open("wb") as file:
        for _ in range(FILE >> 24):
            file.write(os.urandom(1 << 24))
