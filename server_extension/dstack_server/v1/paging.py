"""Pages of the lists that the store gives whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from dstack_jupyter.store import places

Item = TypeVar("Item")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PageQuery(BaseModel):
    """Which page of a list: how many items, and the `next` of the page before."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=1000)
    after: str | None = Field(default=None, max_length=2000)


class Listed(NamedTuple):
    """A list whose pages are `cut`: which one it is, and what orders its items."""

    of: str
    key: Callable[..., places.Key]

    def cut(self, items: Sequence[Item], asked: PageQuery) -> tuple[tuple[Item, ...], str | None]:
        """The page that is asked for, and where the next one begins."""
        ordered = sorted(items, key=self.key)
        return places.cut(ordered, self.key, self.of, limit=asked.limit, after=asked.after)


def latest_first(time: datetime) -> int:
    """A part of a key that is less the later the time is."""
    return -((time - _EPOCH) // timedelta(microseconds=1))
