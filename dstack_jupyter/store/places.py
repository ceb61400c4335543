"""Places in lists: where one page ends and the next one begins."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import dropwhile, islice
from typing import Any, TypeVar, get_args

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.stacks import StackSort

Item = TypeVar("Item")

Key = tuple[str | int, ...]
"""What orders a list: keys ascend along it, and no two items have the same."""


def cut(
    items: Iterable[Item], key: Callable[[Item], Key], of: str, *, limit: int | None, after: str | None
) -> tuple[tuple[Item, ...], str | None]:
    """A page of items that are in the order of their keys, and where the next page begins; None where there is none.

    Parameters
    ----------
    of
        Which list it is; a place is good for one list.
    limit
        How many items are on the page; None is all.
    after
        Where the page before ended.
    """
    return first(behind(items, key, of, after), key, of, limit)


def behind(items: Iterable[Item], key: Callable[[Item], Key], of: str, after: str | None) -> Iterator[Item]:
    """The items that follow a place."""
    if after is None:
        return iter(items)
    place = _decoded(after, of)
    return dropwhile(lambda item: not _is_behind(key(item), place), items)


def first(
    items: Iterable[Item], key: Callable[[Item], Key], of: str, limit: int | None
) -> tuple[tuple[Item, ...], str | None]:
    """The first of the items, and the place where they end if there are more."""
    found = tuple(islice(items, None if limit is None else limit + 1))
    page = found[:limit]
    return page, encoded(of, *key(page[-1])) if len(page) < len(found) else None


def encoded(*place: str | int) -> str:
    """A place as it travels."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def decoded(after: str) -> list[Any]:
    """What was encoded; raises `InvalidValue` for what never was."""
    try:
        place = json.loads(base64.urlsafe_b64decode(after))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        place = None
    if not isinstance(place, list):
        raise of_another_list()
    return place


def of_another_list() -> InvalidValue:
    """The error for a place that is not of this list."""
    return InvalidValue("this place in the list is of another list; begin again without it")


def checked_sort(sort: str, nouns: str) -> StackSort:
    """The order that `sort` names; raises `InvalidValue`."""
    sorts: tuple[StackSort, ...] = get_args(StackSort)
    for known in sorts:
        if sort == known:
            return known
    raise InvalidValue(f"{nouns} are sorted by {' or '.join(sorts)}, not by {sort!r}")


def checked_limit(limit: int, noun: str) -> int:
    """A limit that is one; raises `InvalidValue`."""
    if limit < 1:
        raise InvalidValue(f"a page has at least 1 {noun}, not {limit}; limit=None is all")
    return limit


def _decoded(after: str, of: str) -> Key:
    name, *place = decoded(after) or [None]
    if name != of or not all(type(part) in (int, str) for part in place):
        raise of_another_list()
    return tuple(place)


def _is_behind(key: Key, place: Key) -> bool:
    try:
        return key > place
    except TypeError:
        raise of_another_list() from None
