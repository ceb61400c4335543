"""Rows of a stored table as JSON, a page at a time: what a view of it shows."""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import BaseModel

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.model.errors import InvalidValue

MAX_LIMIT = 10_000


class RowsColumn(BaseModel):
    """A column of a page.

    `key` is unique in the table; `name` is the label to show, which need not be. `type` is integer, float,
    string, boolean, date, datetime, duration, category or other. `index` marks a level of the index.
    """

    key: str
    name: str
    type: str
    index: bool = False


class TableRows(BaseModel):
    """A page of a table.

    A cell is null, a boolean, a text, or a number that JavaScript holds exactly; other numbers are texts.
    """

    columns: list[RowsColumn]
    rows: list[list[Any]]
    offset: int
    total: int
    sort: str | None = None


class Pages(Protocol):
    """A table that gives some of its rows."""

    specs: dict[str, dict[str, Any]]
    index: frozenset[str]
    total: int

    def column(self, key: str) -> Any:
        """All values of one field, as a chunked array."""

    def between(self, start: int, stop: int) -> Any:
        """The rows ``[start, stop)``, as a table."""

    def at(self, positions: Any) -> Any:
        """The rows at these positions, in this order, as a table."""


def read_rows(source: Stored, *, offset: int = 0, limit: int = 100, sort: str | None = None) -> TableRows:
    """A page of the rows of a Parquet or CSV attachment.

    Parameters
    ----------
    source
        The attachment.
    offset, limit
        How many rows come before the page, and how many it has at most (no more than 10,000).
    sort
        The key of a column, or ``-key`` for descending; equal rows stay in their order, missing values are last.

    Raises
    ------
    InvalidValue
        For an offset, a limit or a key that cannot be.
    UnsupportedObject
        For an attachment that is no table.
    """
    from dstack_jupyter.codecs.tables import cells, ordering
    from dstack_jupyter.codecs.tables.paging import pages_of

    if offset < 0 or not 0 <= limit <= MAX_LIMIT:
        raise InvalidValue(f"offset is 0 or more, limit is 0 to {MAX_LIMIT}; not offset={offset}, limit={limit}")
    pages = pages_of(source)
    stop = min(offset + limit, pages.total)
    if sort is None or offset >= stop:
        table = pages.between(min(offset, stop), stop)
    else:
        table = pages.at(ordering.positions(pages, sort)[offset:stop])
    columns = [cells.cells_of(table[key], spec) for key, spec in pages.specs.items()]
    return TableRows(
        columns=[_column(key, spec, pages) for key, spec in pages.specs.items()],
        rows=[list(row) for row in zip(*columns, strict=True)],
        offset=offset,
        total=pages.total,
        sort=sort,
    )


def _column(key: str, spec: dict[str, Any], pages: Pages) -> RowsColumn:
    from dstack_jupyter.codecs.tables import cells

    return RowsColumn(key=key, name=cells.name_of(spec), type=cells.type_of(spec), index=key in pages.index)
