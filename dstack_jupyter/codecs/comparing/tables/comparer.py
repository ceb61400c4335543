"""Tables, whoever pushed them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.codecs.comparing.base import How
from dstack_jupyter.codecs.comparing.tables.cells import Pair
from dstack_jupyter.codecs.comparing.tables.comparison import TableComparison
from dstack_jupyter.codecs.comparing.tables.matching import Ambiguous, by_content, by_key
from dstack_jupyter.codecs.comparing.tables.side import Mark, Side
from dstack_jupyter.codecs.tables.names import text_of
from dstack_jupyter.model.errors import InvalidValue

if TYPE_CHECKING:
    from dstack_jupyter.codecs.comparing.tables.matching import Matching

_CSV = "text/csv"


class Tables:
    """Two tables of any origin."""

    name = "table"

    def takes(self, stored: Stored) -> bool:
        """Whether it is stored as a table."""
        from dstack_jupyter.codecs.tables.reading import is_table

        return is_table(stored.content_type)

    def compare(self, old: Stored, new: Stored, how: How) -> TableComparison:
        """Read both and match their rows."""
        from dstack_jupyter.codecs.tables.reading import read_table

        return compare_tables(Side(*read_table(old)), Side(*read_table(new)), how)


def compare_tables(old: Side, new: Side, how: How) -> TableComparison:
    """Match the rows of two tables: by the key, else by an index that both have, else by what they hold.

    Raises `InvalidValue` for a key that is not in both tables, or that stands in several rows of one.
    """
    pairs = {
        mark: Pair(heading.name, old.column(mark), new.column(mark))
        for mark, heading in new.headings.items()
        if mark in old.specs
    }
    if how.key:
        keys = [_mark(name, old, new, pairs) for name in how.key]
        try:
            matching = by_key([pairs[key] for key in keys], old.rows, new.rows)
        except Ambiguous as reason:
            raise _not_apart(how.key, keys, old if reason.is_old else new, reason) from None
        return TableComparison(old, new, pairs, matching, "key", keys, how.tolerance)
    matched = _by_index(old, new, pairs)
    if matched is not None:
        return TableComparison(old, new, pairs, matched, "index", list(new.levels), how.tolerance)
    matching = by_content(list(pairs.values()), old.rows, new.rows)
    return TableComparison(old, new, pairs, matching, "content", [], how.tolerance)


def _by_index(old: Side, new: Side, pairs: dict[Mark, Pair]) -> Matching | None:
    """None where the tables have not the same index, or where it does not tell rows apart."""
    if not new.levels or old.levels.keys() != new.levels.keys():
        return None
    try:
        return by_key([pairs[mark] for mark in new.levels], old.rows, new.rows)
    except Ambiguous:
        return None


def _mark(name: Any, old: Side, new: Side, pairs: dict[Mark, Pair]) -> Mark:
    for side, age in ((old, "old"), (new, "new")):
        found = _named(name, side)
        if not found:
            has = ", ".join(heading.name for heading in side.headings.values())
            raise InvalidValue(f"key={name!r} is no column of the {age} table; it has {has or 'none'}")
        if len(found) > 1:
            raise InvalidValue(f"key={name!r} is the label of {len(found)} columns of the {age} table; take another")
    mark = _named(name, new)[0]
    if mark not in pairs:
        raise InvalidValue(f"key={name!r} is a column of one table and a level of the index of the other; take another")
    return mark


def _named(name: Any, side: Side) -> list[Mark]:
    """The fields whose label is the name; else those whose label reads so."""
    labels = {mark: side.label(mark) for mark in side.specs}
    exact = [mark for mark, label in labels.items() if type(label) is type(name) and label == name]
    return exact or [mark for mark, label in labels.items() if label is not None and text_of(label) == text_of(name)]


def _not_apart(key: Sequence[Any], keys: Sequence[Mark], side: Side, reason: Ambiguous) -> InvalidValue:
    from dstack_jupyter.codecs.comparing.tables.alike import Column
    from dstack_jupyter.codecs.tables.cells import cells_of

    row = reason.rows[0]
    columns = {side.headings[mark].name: side.column(mark) for mark in keys}
    cells = {
        name: cells_of(Column(each.field.slice(row, 1), each.spec).field, each.spec)[0]
        for name, each in columns.items()
    }
    named = ", ".join(f"{name}={cell}" for name, cell in cells.items())
    return InvalidValue(
        f"key={list(key)!r} does not tell rows apart: {named} stands in {len(reason.rows):,} rows of the "
        f"{'old' if reason.is_old else 'new'} table, first in rows {reason.rows[0]} and {reason.rows[1]} (counted from "
        "0); name more columns"
    )
