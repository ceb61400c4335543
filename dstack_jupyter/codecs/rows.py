"""Rows of a stored table as JSON, a page at a time: what a view of it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.tables.kept import kept
from dstack_jupyter.model.errors import InvalidValue

if TYPE_CHECKING:
    from dstack_jupyter.codecs.tables.envelope import Envelope

MAX_LIMIT = 10_000


class RowsColumn(BaseModel):
    """A column of a page.

    `key` is unique in the table; `name` is the label to show, which need not be. `type` is integer, float,
    string, boolean, date, datetime, duration, category or other. `index` marks a level of the index.
    `zone` is the time zone of moments that have one: a name, or an offset like ``+05:30``.
    """

    key: str
    name: str
    type: str
    index: bool = False
    zone: str | None = None


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

    content: str | None
    envelope: Envelope
    specs: dict[str, dict[str, Any]]
    index: frozenset[str]
    total: int

    def column(self, key: str) -> Any:
        """All values of one field, as a chunked array."""

    def fields(self, keys: Sequence[str]) -> Iterator[Any]:
        """All rows of some fields, as tables that follow each other; they may be kept in memory."""

    def streamed(self, keys: Sequence[str]) -> Iterator[Any]:
        """The same in little memory, of which nothing is kept: for what is sent as a whole."""

    def between(self, start: int, stop: int, keys: Sequence[str]) -> Any:
        """The rows ``[start, stop)`` of some fields, as a table."""

    def at(self, positions: Any, keys: Sequence[str]) -> Any:
        """The rows at these positions, in this order, of some fields, as a table."""


def read_rows(
    source: Stored,
    *,
    offset: int = 0,
    limit: int = 100,
    sort: str | None = None,
    filter: str | None = None,
    columns: str | None = None,
) -> TableRows:
    """A page of the rows of a Parquet or CSV attachment.

    Parameters
    ----------
    source
        The attachment.
    offset, limit
        How many rows come before the page, and how many it has at most (no more than 10,000).
    sort
        The key of a column, or ``-key`` for descending; equal rows stay in their order, missing values are last.
    filter
        Conditions that the rows fit, like ``city = Paris & sold >= 10``; see `filtering`. Offset and total count those.
    columns
        The keys of the columns to give, with commas between them; all without it.

    Raises
    ------
    InvalidValue
        For an offset, a limit, a filter or a key that cannot be.
    UnsupportedObject
        For an attachment that is no table.
    """
    from dstack_jupyter.codecs.tables import cells
    from dstack_jupyter.codecs.tables.filtering import checked_keys, keys_in
    from dstack_jupyter.codecs.tables.paging import pages_of

    if offset < 0 or not 0 <= limit <= MAX_LIMIT:
        raise InvalidValue(f"offset is 0 or more, limit is 0 to {MAX_LIMIT}; not offset={offset}, limit={limit}")
    pages = pages_of(source)
    keys = list(pages.specs) if columns is None else checked_keys(keys_in(columns), pages.specs)
    total, table = _page(pages, offset, limit, sort, filter, keys)
    specs = {key: pages.specs[key] for key in keys}
    shown = [cells.cells_of(table[key], spec) for key, spec in specs.items()]
    return TableRows(
        columns=[column_of(key, spec, pages) for key, spec in specs.items()],
        rows=[list(row) for row in zip(*shown, strict=True)],
        offset=offset,
        total=total,
        sort=sort,
    )


def _page(
    pages: Pages, offset: int, limit: int, sort: str | None, filter: str | None, keys: list[str]
) -> tuple[int, Any]:
    """How many rows there are to page through, and those of the page as a table."""
    if sort is None and filter is None:
        stop = min(offset + limit, pages.total)
        return pages.total, pages.between(min(offset, stop), stop, keys)
    chosen = kept.once(pages.content, ("order", sort, filter), lambda: _chosen(pages, sort, filter), _size)
    positions = chosen[offset : offset + limit]
    return len(chosen), pages.at(positions, keys) if len(positions) else pages.between(0, 0, keys)


def _chosen(pages: Pages, sort: str | None, filter: str | None) -> Any:
    """The positions of the rows that fit, in the order of `sort`, as a numpy array."""
    import numpy as np

    from dstack_jupyter.codecs.tables import ordering

    smallest = np.min_scalar_type(pages.total)
    if sort is None:
        return np.flatnonzero(_mask(pages, filter or "")).astype(smallest)
    if filter is None:
        return ordering.positions(pages, sort).astype(smallest)
    order = kept.once(pages.content, ("order", sort, None), lambda: _chosen(pages, sort, None), _size)
    return order[_mask(pages, filter)[order]]


def _size(positions: Any) -> int:
    return int(positions.nbytes)


def _mask(pages: Pages, filter: str) -> Any:
    """Whether each row fits, as a numpy array."""
    import numpy as np

    from dstack_jupyter.codecs.tables.filtering import checked_keys, conditions_in, mask_of

    conditions = conditions_in(filter)
    keys = checked_keys([condition.key for condition in conditions], pages.specs)
    masks = [
        np.logical_and.reduce([mask_of(one, part[one.key], pages.specs[one.key]) for one in conditions])
        for part in pages.fields(keys)
    ]
    return np.concatenate(masks) if masks else np.zeros(0, bool)


def column_of(key: str, spec: dict[str, Any], pages: Pages) -> RowsColumn:
    """What a page says of a column."""
    from dstack_jupyter.codecs.tables import cells

    return RowsColumn(
        key=key,
        name=cells.name_of(spec),
        type=cells.type_of(spec),
        index=key in pages.index,
        zone=cells.zone_of(spec),
    )
