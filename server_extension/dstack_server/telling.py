"""Tells the Jupyter server that this runs in what happens in the store of its owner."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dstack_jupyter.model.errors import DstackError

if TYPE_CHECKING:
    from jupyter_events import EventLogger

    from dstack_server.lazy_store import LazyStore
    from dstack_server.watching import Watcher

SCHEMA = "https://events.jupyter.org/dstack_server/events/v1"
FILE = Path(__file__).parent / "events" / "v1.yaml"

QUIET = 60.0
"""Seconds after which it is looked without a notice."""


class Teller:
    """Emits an event of `jupyter_events` for everything that the owner of the store may know of.

    Parameters
    ----------
    store
        The store.
    watcher
        Notices what is written.
    logger
        Where events go.
    """

    def __init__(self, store: LazyStore, watcher: Watcher, logger: EventLogger) -> None:
        self._store, self._watcher, self._logger = store, watcher, logger
        self._was_there = store.is_there()
        self._known, self._last = "", 0
        if SCHEMA not in logger.schemas:
            logger.register_event_schema(FILE)

    async def tell(self) -> None:
        """Tell what happens from now on, until the server stops."""
        noticed = self._watcher.begin()
        try:
            while not self._watcher.is_closed:
                is_there = self._store.is_there()  # to look for a store must not make one
                if is_there:
                    with suppress(DstackError):  # the next request tells its sender what is wrong
                        await self._look()
                self._was_there = is_there
                await self._watcher.wait(noticed, QUIET)
        finally:
            self._watcher.end(noticed)

    async def _look(self) -> None:
        session = await self._store.owner_session()
        if session.store_id != self._known:  # of a store that was there before, what happened is no news
            self._last = await self._store.call(session.last_event) if self._was_there else 0
            self._known = session.store_id
        for event in await self._store.call(partial(session.events, self._last)):
            self._logger.emit(schema_id=SCHEMA, data=event.model_dump(mode="json"))
            self._last = event.id
