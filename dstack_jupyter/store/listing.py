"""Pages of the list of stacks.

A list is walked in its order along an index until the page is full, which is soon where many stacks match. Where
few do, an index of what is asked for names them, and only they are looked at. Which it is shows when the first stacks
of the list have been looked at.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.stacks import ListedStack, StackPage, StackSort
from dstack_jupyter.store import places
from dstack_jupyter.store.access import Viewer, asking, visible
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.narrowing import few_for, few_with, shared_with
from dstack_jupyter.store.permissions import SHARED_WITH
from dstack_jupyter.store.query import Query, parsed
from dstack_jupyter.store.summaries import COLUMNS, FIRST, summary
from dstack_jupyter.store.tables import attachment, frame, stack, stack_text

LOOK = 500
"""How many stacks are looked at before an index is asked."""

_END = 2**62

_LISTED = ("user", "name", "access_level", "description", "created", "frames")
_NAMED = (*_LISTED, SHARED_WITH.name)


class Run(NamedTuple):
    """A part of a list in one order: `order` are its columns, `where` what is in it, `after` what follows a place."""

    order: tuple[sa.ColumnElement[Any], ...]
    where: sa.ColumnElement[bool]
    after: sa.ColumnElement[bool]


class Place(NamedTuple):
    """Where a page ends: in which run, and the key of the last stack there."""

    run: int
    text: str
    number: int


class Shape(NamedTuple):
    """What a page asks for, without the values: one statement is compiled for each."""

    sort: StackSort
    run: int
    is_look: bool
    is_among: bool
    is_public: bool
    of_user: bool
    words: int
    messages: int
    terms: int


_NUMBER = sa.bindparam("after_number", type_=sa.Integer)
_TEXT = sa.bindparam("after_text", type_=sa.String)

_RUNS: dict[StackSort, tuple[Run, ...]] = {
    "time": (
        Run((stack.c.head.desc(),), stack.c.head.is_not(None), stack.c.head < _NUMBER),
        Run((stack.c.id.desc(),), stack.c.head.is_(None), stack.c.id < _NUMBER),
    ),
    "name": (
        Run(
            (stack.c.folded, stack.c.id),
            sa.true(),
            sa.and_(stack.c.folded >= _TEXT, sa.or_(stack.c.folded > _TEXT, stack.c.id > _NUMBER)),
        ),
    ),
}
_BEGIN = {"time": Place(0, "", _END), "name": Place(0, "", 0)}

_MOST = sa.bindparam("most", type_=sa.Integer)


def page(
    transaction: Transaction,
    viewer: Viewer,
    query: str,
    *,
    user: str | None,
    sort: StackSort,
    limit: int | None,
    after: str | None,
    is_shared: bool = False,
    is_public: bool = False,
) -> StackPage:
    """The stacks that have all that the query asks for, from a place in the list on; see `Backend.stacks`.

    With `is_shared` those of others that they permitted the viewer, with `is_public` those that everybody may see.
    """
    checked = places.checked_sort(sort, "stacks")
    asked = _Asked(transaction, viewer, parsed(query), user, checked, is_public=is_public)
    if is_shared:
        asked.narrow(shared_with(transaction, viewer))
    begin = _BEGIN[checked] if after is None else _place(after, checked)
    if limit is None:
        return _page(checked, asked.found(begin, None), None)
    return _page(checked, asked.found(begin, places.checked_limit(limit, "stack") + 1), limit)


class _Asked:
    """A search on its way: the ways to find what is asked for."""

    def __init__(
        self,
        transaction: Transaction,
        viewer: Viewer,
        query: Query,
        user: str | None,
        sort: StackSort,
        *,
        is_public: bool,
    ) -> None:
        self._transaction, self._query, self._user, self._sort = transaction, query, user, sort
        self._is_public = is_public
        self._has_texts = any(query)
        self._few = few_for(transaction, viewer, user)
        self._values = asking(viewer) | _values(query, user)

    def narrow(self, few: list[int]) -> None:
        """Look among these alone."""
        self._few = few

    def found(self, begin: Place, most: int | None) -> list[tuple[Any, ...]]:
        """Rows from a place in the list on."""
        if self._few is None and self._has_texts:
            if most is not None:
                seen = self._rows(begin, most, is_look=True)
                if len(seen) == most:
                    return seen
            self._few = few_with(self._transaction, self._query)
        rows = self._rows(begin, most)
        for run in range(begin.run + 1, len(_RUNS[self._sort])):
            if most is None or len(rows) < most:
                rows += self._rows(Place(run, "", _END), None if most is None else most - len(rows))
        return rows

    def _rows(self, begin: Place, most: int | None, *, is_look: bool = False) -> list[tuple[Any, ...]]:
        narrowed = (self._few is not None, self._is_public, self._user is not None)
        shape = Shape(self._sort, begin.run, is_look, *narrowed, *map(len, self._query))
        values = {"after_text": begin.text, "after_number": begin.number, "most": -1 if most is None else most}
        if self._few is not None:
            values["ids"] = json.dumps(self._few)
        return [(begin.run, *row) for row in self._transaction.rows(_statement(shape), **values, **self._values)]


def _page(sort: StackSort, rows: list[tuple[Any, ...]], limit: int | None) -> StackPage:
    on_page = rows[:limit]
    is_all = len(on_page) == len(rows)
    return StackPage(stacks=tuple(map(_listed, on_page)), next=None if is_all else _cursor(sort, on_page[-1]))


@lru_cache(maxsize=128)
def _statement(shape: Shape) -> sa.Select[Any]:
    """The page is chosen first, so that what else is said of a stack is read only for those on it."""
    run = _RUNS[shape.sort][shape.run]
    chosen = sa.select(stack.c.id).where(visible(stack), *_conditions(shape)).order_by(*run.order).limit(_MOST)
    if shape.is_look:
        first = sa.select(stack.c.id).where(run.where, run.after).order_by(*run.order).limit(LOOK).subquery()
        chosen = chosen.join(first, first.c.id == stack.c.id)
    else:
        chosen = chosen.where(run.where, run.after)
    if shape.is_among:
        ids = sa.func.json_each(sa.bindparam("ids", type_=sa.String)).table_valued("value")
        chosen = chosen.where(stack.c.id.in_(sa.select(ids.c.value)))
    these = chosen.subquery()
    return (
        sa.select(stack.c.id, stack.c.head, stack.c.folded, *(stack.c[name] for name in _LISTED), SHARED_WITH, *COLUMNS)
        .select_from(these)
        .join(stack, stack.c.id == these.c.id)
        .outerjoin(frame, frame.c.seq == stack.c.head)
        .outerjoin(attachment, FIRST)
        .order_by(*run.order)
    )


def _conditions(shape: Shape) -> list[sa.ColumnElement[bool]]:
    found = []
    if shape.is_public:
        found.append(stack.c.access_level == "public")
    if shape.of_user:
        found.append(stack.c.user == sa.bindparam("owner"))
    words, message, terms = stack_text.c.words, stack_text.c.message, stack_text.c.terms
    texts = [
        *(sa.or_(_holds(words, "word", n), _holds(message, "word", n)) for n in range(shape.words)),
        *(_holds(message, "message", n) for n in range(shape.messages)),
        *(_holds(terms, "term", n) for n in range(shape.terms)),
    ]
    if texts:
        found.append(sa.exists().where(stack_text.c.stack == stack.c.id, *texts))
    return found


def _holds(column: sa.ColumnElement[str], name: str, number: int) -> sa.ColumnElement[bool]:
    return sa.func.instr(column, sa.bindparam(f"{name}_{number}", type_=sa.String)) > 0


def _values(query: Query, user: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {} if user is None else {"owner": user}
    for name, texts in zip(("word", "message", "term"), query, strict=True):
        values |= {f"{name}_{number}": text for number, text in enumerate(texts)}
    return values


def _listed(row: tuple[Any, ...]) -> ListedStack:
    _, _, head, _, *said = row
    own, rest = said[: len(_NAMED)], tuple(said[len(_NAMED) :])
    fields = dict(zip(_NAMED, own, strict=True))
    return ListedStack.model_validate({**fields, "head": None if head is None or rest[0] is None else summary(rest)})


def _cursor(sort: StackSort, row: tuple[Any, ...]) -> str:
    run, stack_id, head, name, *_ = row
    return places.encoded(sort, run, *((name, stack_id) if sort == "name" else ("", head if run == 0 else stack_id)))


def _place(after: str, sort: StackSort) -> Place:
    try:
        for_sort, run, text, number = places.decoded(after)
        place = Place(int(run), str(text), int(number))
    except (ValueError, TypeError):
        raise places.of_another_list() from None
    if for_sort != sort or not 0 <= place.run < len(_RUNS[sort]) or not -_END <= place.number <= _END:
        raise places.of_another_list()
    return place
