"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.model.pages import Page

LONGEST = 1000
"""How many items a page has at most."""

Item = TypeVar("Item")


AnyPage = TypeVar("AnyPage", bound=Page)


def listed(
    wire: Wire,
    address: str,
    model: type[AnyPage],
    items: Callable[[AnyPage], Sequence[Item]],
    asked: Mapping[str, object] | None = None,
    *,
    limit: int | None = None,
    after: str | None = None,
) -> tuple[list[Item], str | None]:
    """The first `limit` items of a list (None: all) from a place on, and where the rest begins.

    Parameters
    ----------
    items
        What a page has.
    asked
        What is asked for, on each page.
    """
    found: list[Item] = []
    while True:
        left = LONGEST if limit is None else min(limit - len(found), LONGEST)
        page = wire.get(address, model, {**(asked or {}), "limit": left, "after": after})
        found += items(page)
        after = page.next
        if after is None or (limit is not None and len(found) >= limit):
            return found, after
