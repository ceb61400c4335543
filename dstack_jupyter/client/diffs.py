"""What ``ds.diff`` answers: plain in a terminal, rich in a notebook, and data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dstack_jupyter.client.changes import changes_between
from dstack_jupyter.client.rich import Rich
from dstack_jupyter.model.diffs import ColumnChange, FrameChanges
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.params import Params, described
from dstack_jupyter.model.stacks import Frame

if TYPE_CHECKING:
    import pandas as pd

    from dstack_jupyter.client.diffing import Compared
    from dstack_jupyter.codecs.comparing.tables.comparison import TableComparison

SHOWN = 10
"""Rows of each kind, and cells of a notebook, that a result shows; of lines ten times this."""


class Diff(Rich):
    """What changed from one frame to another.

    `added`, `removed`, `changed` and `columns` are those of the one table that there is; where there are several,
    ``diff.of(country="FR")`` is the diff of one.

    Attributes
    ----------
    old, new
        The two frames, with the attachments that were asked for.
    """

    def __init__(self, name: str, compared: Compared) -> None:
        self._name, self._compared = name, compared
        self.old: Frame = compared.old
        self.new: Frame = compared.new

    @property
    def is_same(self) -> bool:
        """Whether the frames hold the same."""
        return changes_between(self.old, self.new).is_same

    @property
    def added(self) -> pd.DataFrame:
        """The rows that only the new table has, with its index; of tables without one, with their place from 0."""
        return self._table().added()

    @property
    def removed(self) -> pd.DataFrame:
        """The rows that only the old table has, with its index; of tables without one, with their place from 0."""
        return self._table().removed()

    @property
    def changed(self) -> pd.DataFrame:
        """The changed cells, one in a row: the key or index of their row, ``column``, ``old`` and ``new``.

        Where rows are told by neither, ``old_row`` and ``new_row`` are their places in both tables, from 0.
        """
        return self._table().changed()

    @property
    def columns(self) -> list[ColumnChange]:
        """Columns and levels of the index that were added or removed, are of another type, or stand elsewhere."""
        return self._table().columns

    def of(self, params: Params | None = None, **keywords: Any) -> Diff:
        """The diff of those attachments that have the params."""
        from dstack_jupyter.client.options import merged_params

        return Diff(self._name, self._compared.narrowed(merged_params(params, keywords)))

    def changes(self, limit: int = 100) -> FrameChanges:
        """What changed as a model that is JSON, with at most `limit` rows of each kind in each table."""
        return self._compared.changes(limit)

    def to_dict(self, limit: int = 100) -> dict[str, Any]:
        """What changed as dicts and lists that `json.dumps` takes, with at most `limit` rows of each kind."""
        return self.changes(limit).model_dump(mode="json")

    def _table(self) -> TableComparison:
        tables = self._compared.tables()
        if len(tables) == 1:
            return tables[0][1]
        if not tables:
            raise InvalidValue(
                f"no table of {self._name} changed, so there are no rows; print the diff to see what did"
            )
        has = "; ".join(described(params) or "one without params" for params, _ in tables[:SHOWN])
        raise InvalidValue(f"{len(tables)} tables changed ({has}); say which by diff.of(…), as diff.of(country='FR')")

    def _text(self) -> str:
        from dstack_jupyter.client.diff_text import text_of

        return text_of(self._name, self.changes(SHOWN))

    def _html(self) -> str:
        from dstack_jupyter.client.diff_html import html_of

        return html_of(self._name, self.changes(SHOWN))
