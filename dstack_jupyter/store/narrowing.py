"""Which few stacks can be on a page, where an index knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from dstack_jupyter.store import trigrams
from dstack_jupyter.store.access import Viewer, asking, sees_everything, shown
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.query import Query
from dstack_jupyter.store.tables import stack, stack_permission

FEW = 2_000
"""Up to so many stacks are looked at one by one; where more match, a walk in the order of a list is sooner done."""

_MOST = sa.bindparam("most", type_=sa.Integer)
_SEEN = sa.select(stack.c.id).where(shown(stack)).limit(_MOST)
_OWNED = sa.select(stack.c.id).where(stack.c.user == sa.bindparam("owner")).limit(_MOST)
_PERMITTED = sa.select(stack_permission.c.stack).where(stack_permission.c.account == sa.bindparam("viewer"))
_UNINDEXED = sa.select(stack.c.id).where(stack.c.searched.is_(None)).limit(_MOST)


def few_for(transaction: Transaction, viewer: Viewer, user: str | None) -> list[int] | None:
    """The stacks that the viewer may know of, and of them those of a user, where they are few."""
    if not sees_everything(viewer):
        seen = {name: value for name, value in asking(viewer).items() if name != "sees_everything"}
        found = _ids(transaction, _SEEN, **seen)
        if len(found) <= FEW:
            return found
    if user is not None:
        found = _ids(transaction, _OWNED, owner=user)
        if len(found) <= FEW:
            return found
    return None


def shared_with(transaction: Transaction, viewer: Viewer) -> list[int]:
    """The stacks of others that their owners permitted the viewer."""
    return [found for (found,) in transaction.rows(_PERMITTED, viewer=viewer.name)]


def few_with(transaction: Transaction, query: Query) -> list[int] | None:
    """The stacks that may have what is asked for, where they are few and this SQLite can tell."""
    if not trigrams.usable(transaction):
        return None
    unindexed = _ids(transaction, _UNINDEXED)
    for found in _found(transaction, query):
        if len(found) + len(unindexed) <= FEW:
            return [*found, *unindexed]
    return None


def _found(transaction: Transaction, query: Query) -> Iterator[list[int]]:
    patterns = sorted(trigrams.patterns(query), key=len, reverse=True)
    for pattern in patterns:
        yield trigrams.matching(transaction, pattern, FEW + 1)
    for word in trigrams.short_words(query):
        yield trigrams.with_short_word(transaction, word, FEW + 1)
    if len(patterns) > 1:
        yield trigrams.matching(transaction, " AND ".join(patterns), FEW + 1)


def _ids(transaction: Transaction, query: sa.Select[Any], **values: Any) -> list[int]:
    return [found for (found,) in transaction.rows(query, most=FEW + 1, **values)]
