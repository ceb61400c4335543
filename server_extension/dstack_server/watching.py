"""Notices that somebody wrote to the store, in this process or in another."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from dstack_jupyter.model.errors import DstackError

if TYPE_CHECKING:
    from dstack_server.lazy_store import LazyStore


class Watcher:
    """Asks the store for its version, some times a second and only while somebody waits.

    Parameters
    ----------
    store
        The store.
    seconds
        How long after a write it is noticed at most.
    """

    def __init__(self, store: LazyStore, seconds: float) -> None:
        self._store, self._seconds = store, seconds
        self._waiting: set[asyncio.Event] = set()
        self._task: asyncio.Task[None] | None = None
        self._is_closed = False

    async def wait(self, noticed: asyncio.Event, seconds: float) -> bool:
        """Wait until `noticed` is set, which it is at every write between `begin` and `end`; False after `seconds`."""
        try:
            await asyncio.wait_for(noticed.wait(), seconds)
        except TimeoutError:
            return False
        noticed.clear()
        return True

    def begin(self) -> asyncio.Event:
        """Begin to watch; whoever does must `end` it."""
        noticed = asyncio.Event()
        self._waiting.add(noticed)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        return noticed

    def end(self, noticed: asyncio.Event) -> None:
        """Watch no longer."""
        self._waiting.discard(noticed)

    @property
    def is_closed(self) -> bool:
        """Whether the server stops."""
        return self._is_closed

    async def close(self) -> None:
        """Wake all who wait, for the last time."""
        self._is_closed = True
        for noticed in self._waiting:
            noticed.set()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        seen: int | None = None
        while self._waiting:
            with suppress(DstackError):  # the next request tells its sender what is wrong
                version = await self._store.version()
                if version != seen:
                    seen = version
                    for noticed in self._waiting:
                        noticed.set()
            await asyncio.sleep(self._seconds)
