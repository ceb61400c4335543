"""Rows of a large table over HTTP, beside pyarrow that reads the same rows of the same table from a file.

What was asked for before is kept by the server, so each round asks for another page, and a first sort or filter is one
of a table that was just pushed.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import dstack_jupyter as ds
from benchmarks.ratio import Ratio, compared
from benchmarks.serving import USER, Serving, ours
from benchmarks.tables import mixed

ROWS, PAGE, ROUNDS = 1_000_000, 100, 5

FIRST = 2 * (ROUNDS + 1)
"""Tables that are sorted and filtered for the first time."""


def measure() -> Iterator[Ratio]:
    """All ratios, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder, ours(Path(folder)) as server:
        frame, raw = mixed(ROWS), Path(folder) / "raw.parquet"
        pq.write_table(pa.Table.from_pandas(frame), raw, row_group_size=16_384)
        for number in range(FIRST):
            frame["id"] += 1
            ds.push(f"table/{number}", frame)
        yield from _pages(Asking(server), Raw(raw))


def _pages(asking: Asking, raw: Raw) -> Iterator[Ratio]:
    pages, tables = itertools.count(), itertools.count()

    def page(at: int, **query: str) -> Callable[[], object]:
        return lambda: asking.rows(0, offset=(at + next(pages)) * PAGE, **query)

    def first(**query: str) -> Callable[[], object]:
        return lambda: asking.rows(next(tables), **query)

    high = "price > 120"
    yield _against("the first page", page(0), lambda: raw.rows(0))
    yield _against("page 5,000", page(5000), lambda: raw.rows(5000 * PAGE))
    yield _against("sort by a column, its first page", first(sort="price"), raw.sort)
    yield _against("page 5,000 of a table that is sorted", page(5000, sort="price"), raw.sort)
    yield _against("filter by a column, its first page", first(filter=high), raw.filter)
    yield _against("page 500 of what fits a filter", page(500, filter=high), raw.filter)


def _against(name: str, ask: Callable[[], object], limit: Callable[[], object]) -> Ratio:
    return compared(f"{name}, {ROWS:,} rows", ask, limit, rounds=ROUNDS, aim=None)


class Asking:
    """A client that has one connection."""

    def __init__(self, server: Serving) -> None:
        self._server, self._connection = server, server.connection()

    def rows(self, table: int, **query: Any) -> list[list[Any]]:
        """A page of a table."""
        place = f"/dstack/api/v1/stacks/{USER}/table/{table}/-/frames/head/attachments/0/rows"
        asked = urlencode({"limit": PAGE, **query})
        answer = json.loads(self._server.ask(self._connection, "GET", f"{place}?{asked}"))
        assert len(answer["rows"]) == PAGE
        return answer["rows"]  # type: ignore[no-any-return]


class Raw:
    """A file that pyarrow wrote."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, offset: int) -> pd.DataFrame:
        """A page of it."""
        file = pq.ParquetFile(self._path)
        group = offset // file.metadata.row_group(0).num_rows
        return file.read_row_group(group).slice(0, PAGE).to_pandas()

    def sort(self) -> pd.DataFrame:
        """The first page by price."""
        table = pq.read_table(self._path)
        return table.take(pc.sort_indices(table, [("price", "ascending")])[:PAGE]).to_pandas()

    def filter(self) -> pd.DataFrame:
        """The first page of what fits."""
        table = pq.read_table(self._path)
        return table.filter(pc.greater(table["price"], 120)).slice(0, PAGE).to_pandas()
