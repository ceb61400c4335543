"""What a stored table is like: its columns, their types, and what may be said of their values in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.rows import RowsColumn

if TYPE_CHECKING:
    import pyarrow as pa

    from dstack_jupyter.codecs.rows import Pages

MOST_ROWS = 1_000_000
"""Rows that are looked at unless one says otherwise."""


class Frequent(BaseModel):
    """A value, as rows have it, and in how many rows it stands."""

    value: Any
    count: int


class Histogram(BaseModel):
    """How many values lie between neighbouring edges, which are cells as rows have them; one edge more than counts.

    An edge belongs to the values above it, the last one to those below.
    """

    edges: list[Any]
    counts: list[int]


class ColumnSummary(RowsColumn):
    """A column, and its values in the rows that were looked at.

    `nulls` are missing, NaN included; `distinct` counts the others, and is null where there are more than 10,000 or
    they cannot be compared. `minimum` and `maximum` are cells as rows have them, of values that have an order; `mean`
    is that of numbers, dates and times. `frequent` are the five values that most rows have, of texts, categories and
    booleans that were counted. `histogram` is of finite numbers, dates, times and durations.
    """

    nulls: int
    distinct: int | None = None
    minimum: Any = None
    maximum: Any = None
    mean: Any = None
    frequent: tuple[Frequent, ...] = ()
    histogram: Histogram | None = None


class TableSummary(BaseModel):
    """A table of `total` rows, of which the first `seen` were looked at."""

    columns: list[ColumnSummary]
    total: int
    seen: int


def summarize(source: Stored, most_rows: int = MOST_ROWS, columns: str | None = None) -> TableSummary:
    """Look at the first rows of a Parquet, Arrow or CSV attachment, a row group at a time.

    `columns` are the keys of those to look at, with commas between them; all without it. Raises `UnsupportedObject` for
    an attachment that is no table, and `InvalidValue` for a key that is none.
    """
    from dstack_jupyter.codecs.tables.filtering import checked_keys, keys_in
    from dstack_jupyter.codecs.tables.kept import kept
    from dstack_jupyter.codecs.tables.paging import pages_of

    pages = pages_of(source)
    keys = list(pages.specs) if columns is None else checked_keys(keys_in(columns), pages.specs)
    return kept.once(
        pages.content,
        ("summary", most_rows, *keys),
        lambda: _summary(pages, most_rows, keys),
        lambda made: len(made.model_dump_json()),
    )


def _summary(pages: Pages, most_rows: int, keys: Sequence[str]) -> TableSummary:
    from dstack_jupyter.codecs.rows import column_of
    from dstack_jupyter.codecs.tables.tallies import Tally

    tallies = {key: Tally(pages.specs[key]) for key in keys}
    for part in _first(pages, most_rows, keys):
        for key, tally in tallies.items():
            tally.add(part[key])
    # The bins of a histogram are known when all values were seen; what is kept in memory is not read again.
    binned = [key for key, tally in tallies.items() if tally.has_bins]
    for part in _first(pages, most_rows, binned) if binned else ():
        for key in binned:
            tallies[key].bin(part[key])
    summaries = [
        ColumnSummary(**column_of(key, tally.spec, pages).model_dump(), **tally.said())
        for key, tally in tallies.items()
    ]
    return TableSummary(columns=summaries, total=pages.total, seen=min(most_rows, pages.total))


def _first(pages: Pages, most_rows: int, keys: Sequence[str]) -> Iterator[pa.Table]:
    """The first rows of some fields, as tables that follow each other."""
    seen = 0
    for part in pages.fields(keys):
        yield part.slice(0, most_rows - seen)
        seen += len(part)
        if seen >= most_rows:
            return
