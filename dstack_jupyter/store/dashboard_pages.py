"""Pages of the list of dashboards.

What orders the list is read of all of them, which is little and soon done; the specs are read as the page fills.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.dashboards import Dashboard, DashboardPage
from dstack_jupyter.model.stacks import StackSort
from dstack_jupyter.store import places
from dstack_jupyter.store.access import Viewer, asking, visible
from dstack_jupyter.store.dashboards import readable
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.folding import folded, folded_value
from dstack_jupyter.store.query import Query, parsed
from dstack_jupyter.store.tables import dashboard, dashboard_permission
from dstack_jupyter.store.texts import term

AT_ONCE = 200
"""How many specs are read at a time."""

_KNOWN = sa.select(
    dashboard.c.id, dashboard.c.head, dashboard.c.user, dashboard.c.name, dashboard.c.access_level
).where(visible(dashboard), dashboard.c.head.is_not(None))
_PERMITTED = sa.select(dashboard_permission.c.dashboard).where(dashboard_permission.c.account == sa.bindparam("viewer"))


class _Known(NamedTuple):
    id: int
    head: int
    user: str
    name: str
    access_level: str


_KEYS: dict[StackSort, Callable[[_Known], places.Key]] = {
    "time": lambda one: (-one.head,),
    "name": lambda one: (folded(f"{one.user}/{one.name}"), one.id),
}


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
) -> DashboardPage:
    """The dashboards that have all that the query asks for, from a place in the list on.

    With `is_shared` those of others that they permitted the viewer, with `is_public` those that everybody may see.
    """
    checked = places.checked_sort(sort, "dashboards")
    key, this = _KEYS[checked], f"dashboards by {checked}"
    rows = (_Known(*row) for row in transaction.rows(_KNOWN, **asking(viewer)))
    if is_shared:
        permitted = {found for (found,) in transaction.rows(_PERMITTED, viewer=viewer.name)}
        rows = (one for one in rows if one.id in permitted)
    if is_public:
        rows = (one for one in rows if one.access_level == "public")
    known = sorted((one for one in rows if user in (None, one.user)), key=key)
    left = list(places.behind(known, key, this, after))
    keys = {(one.user, one.name): key(one) for one in left}
    found = _found(transaction, viewer, [one.id for one in left], parsed(query))
    most = None if limit is None else places.checked_limit(limit, "dashboard")
    shown, following = places.first(found, lambda one: keys[one.user, one.name], this, most)
    return DashboardPage(dashboards=shown, next=following)


def _found(transaction: Transaction, viewer: Viewer, ids: list[int], query: Query) -> Iterator[Dashboard]:
    for begin in range(0, len(ids), AT_ONCE):
        some = readable(transaction, viewer, ids[begin : begin + AT_ONCE])
        yield from (one for one in some if _has(one, query))


def _has(one: Dashboard, query: Query) -> bool:
    """Whether it has every word in its path, title or description; no dashboard has messages, or terms but its user."""
    words = "\n".join(map(folded, (str(one.path), one.spec.title, one.spec.description or "")))
    is_of_user = {term("user", folded_value(one.user))}.issuperset(query.terms)
    return not query.messages and is_of_user and all(word in words for word in query.words)
