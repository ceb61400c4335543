"""Our server and client over HTTP beside a bare tornado handler that is given the same bytes.

The limit of a push: pyarrow writes the table to memory, ``http.client`` sends it over a connection that stays open, and
`benchmarks.bare` makes it durable. The limit of a pull: the same way back. Nothing is cached at the client.
"""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import dstack_jupyter as ds
from benchmarks.memory import fill
from benchmarks.ratio import Ratio, compared, of_pairs
from benchmarks.serving import USER, Serving, bare, ours
from benchmarks.tables import mixed

ROWS = 1_000_000
SMALL_PUSHES, SMALL_PULLS, GETS = 500, 200, 500
ROUNDS = 3

MOST_GROWTH = 150.0
"""How many megabytes the server may grow by while 2 GB pass."""

CLIENTS, PUSHES_OF_EACH = 16, 20

LONGEST_WAIT = 2.0
"""Seconds that no client should wait for one small push beside the others."""

_CLIENT = """
import sys, time
import dstack_jupyter as ds
from benchmarks.tables import mixed
name, frames = sys.argv[1], [mixed(20, seed) for seed in range(int(sys.argv[2]))]
ds.push(name, mixed(10))
print("ready", flush=True)
sys.stdin.readline()
longest = 0.0
for frame in frames:
    begin = time.perf_counter()
    ds.push(name, frame, force=True)
    longest = max(longest, time.perf_counter() - begin)
print(longest)
"""


def measure() -> Iterator[Ratio | str]:
    """All ratios over HTTP, in a folder that is thrown away."""
    os.environ["DSTACK_CACHE_MB"] = "0"
    with tempfile.TemporaryDirectory() as folder, bare(Path(folder)) as limit, ours(Path(folder)) as server:
        wire = Limit(limit)
        yield _metadata(server, limit)
        yield _small_pushes(wire)
        yield _small_pulls(wire)
        yield from _rows(wire)
        yield from _clients()
        yield from _memory(server, Path(folder))


class Limit:
    """The client of the bare server."""

    def __init__(self, server: Serving) -> None:
        self._server, self._connection = server, server.connection()
        self._numbers = itertools.count()

    def push(self, frame: pd.DataFrame) -> str:
        """Keep a frame as pyarrow writes it; returns its address."""
        held, address = io.BytesIO(), f"/file/{next(self._numbers)}.parquet"
        pq.write_table(pa.Table.from_pandas(frame), held)
        self._server.ask(self._connection, "PUT", address, held.getvalue())
        return address

    def pull(self, address: str) -> pd.DataFrame:
        """Read it back."""
        return pq.read_table(pa.BufferReader(self._server.ask(self._connection, "GET", address))).to_pandas()


def _metadata(server: Serving, limit: Serving) -> Ratio:
    ds.push("metadata", mixed(20))
    ours, empty = server.connection(), limit.connection()

    def ask() -> None:
        for _ in range(GETS):
            server.ask(ours, "GET", f"/dstack/api/v1/stacks/{USER}/metadata/-")

    def ask_nothing() -> None:
        for _ in range(GETS):
            limit.ask(empty, "GET", "/")

    return compared(f"{GETS} GETs of a stack, against empty GETs", ask, ask_nothing, rounds=ROUNDS, aim=1 / 0.15)


def _small_pushes(wire: Limit) -> Ratio:
    frames = [mixed(20, seed) for seed in range(SMALL_PUSHES)]

    def push() -> None:
        for frame in frames:
            frame["id"] += 1
            ds.push("small", frame, force=True)

    def limit() -> None:
        for frame in frames:
            wire.push(frame)

    return compared(f"{SMALL_PUSHES} small pushes over HTTP", push, limit, rounds=ROUNDS, aim=3)


def _small_pulls(wire: Limit) -> Ratio:
    frames = [mixed(20, seed) for seed in range(SMALL_PULLS)]
    addresses = [wire.push(frame) for frame in frames]
    for number, frame in enumerate(frames):
        ds.push(f"small/{number}", frame)

    def pull() -> None:
        for number in range(SMALL_PULLS):
            ds.pull(f"small/{number}")

    def limit() -> None:
        for address in addresses:
            wire.pull(address)

    return compared(f"{SMALL_PULLS} small pulls over HTTP", pull, limit, rounds=ROUNDS, aim=2)


def _rows(wire: Limit) -> Iterator[Ratio]:
    frame, numbers = mixed(ROWS), itertools.count(1)

    def push() -> None:
        frame["id"] += next(numbers)
        ds.push("table", frame, force=True)

    def limit() -> None:
        frame["id"] += next(numbers)
        wire.push(frame)

    yield compared(f"push {ROWS:,} rows over HTTP", push, limit, rounds=ROUNDS, aim=1.5)
    address = wire.push(frame)
    yield compared(
        f"pull {ROWS:,} rows over HTTP", lambda: ds.pull("table"), lambda: wire.pull(address), rounds=ROUNDS, aim=1.5
    )


def _clients() -> Iterator[Ratio | str]:
    """The longest wait of all clients; one that fails is told."""
    running = [_client(number) for number in range(CLIENTS)]
    try:
        for one in running:
            assert one.stdout is not None
            one.stdout.readline()
        answers = [_answer(one) for one in _started(running)]
    finally:
        for one in running:
            one.kill()
    longest = [wait for wait in answers if wait is not None]
    yield f"{CLIENTS} clients at once: {len(answers) - len(longest)} failed"
    if longest:
        pair = (max(longest), LONGEST_WAIT)
        yield of_pairs(f"longest wait of {CLIENTS} clients for a small push", [pair], aim=1)


def _client(number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _CLIENT, f"client{number}", str(PUSHES_OF_EACH)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def _started(clients: list[subprocess.Popen[str]]) -> list[subprocess.Popen[str]]:
    for one in clients:
        assert one.stdin is not None
        with suppress(BrokenPipeError):  # it failed already, which its answer tells
            one.stdin.write("\n")
            one.stdin.flush()
    return clients


def _answer(client: subprocess.Popen[str]) -> float | None:
    said, _ = client.communicate(timeout=600)
    return float(said) if client.returncode == 0 else None


def _memory(server: Serving, folder: Path) -> Iterator[Ratio]:
    """What the server grows by; its limit is what it may."""
    large, copy = folder / "large.bin", folder / "copy.bin"
    fill(large)
    for name, passing in (("up", lambda: ds.push("large", large)), ("down", lambda: ds.pull("large", to=copy))):
        server.forget_peak()
        before = server.memory("VmRSS")
        passing()
        grown = server.memory("VmHWM") - before
        yield of_pairs(f"growth of the server, 2 GB {name}", [(grown, MOST_GROWTH)], aim=1, unit="MB")
