"""The store of the home folder, opened when it is first needed and never on the event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from dstack_jupyter.model.errors import DstackError, StoreUnavailable

if TYPE_CHECKING:
    from dstack_jupyter.store.doors import Doors
    from dstack_jupyter.store.session import Session
    from dstack_jupyter.store.store import Store

Result = TypeVar("Result")

MOST_WORK = 4
"""How many pieces of work of minutes run at the same time."""


class LazyStore:
    """Runs everything that blocks: on `threads` threads, and on others what those who read shall not wait for.

    A store that cannot be opened is tried again at the next request, so that a repair needs no restart.

    Parameters
    ----------
    threads
        How many reads run at the same time.
    on_open
        Called, on a thread, with the store when it was opened.
    """

    def __init__(self, threads: int, on_open: Callable[[Store], None]) -> None:
        self._readers = ThreadPoolExecutor(threads, thread_name_prefix="dstack")
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="dstack-keeper")
        self._builder = ThreadPoolExecutor(1, thread_name_prefix="dstack-page")
        self._workers = ThreadPoolExecutor(MOST_WORK, thread_name_prefix="dstack-work")
        self._on_open = on_open
        self._lock = threading.Lock()
        self._store: Store | None = None

    async def call(self, function: Callable[[], Result]) -> Result:
        """Run a function that reads, and await its result."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, function)

    async def build(self, function: Callable[[], Result]) -> Result:
        """Run a function that builds a page; one runs at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._builder, function)

    async def keep(self, function: Callable[[], Result]) -> Result:
        """Run a function that goes through the whole store; one runs at a time, and no other work waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._keeper, function)

    async def work(self, function: Callable[[], Result]) -> Result:
        """Run a function that takes minutes, or waits for another server; no other work waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._workers, function)

    async def session_of(self, user: object) -> Session:
        """The store with the rights of a user of the server.

        One who came in through a door of the store is the `Viewer` that it said; else it is Jupyter's own user, who is
        the local owner.
        """
        viewer = getattr(user, "viewer", None)
        if viewer is None:
            return await self.owner_session()
        if viewer.name is not None and self._store is not None:  # a door of this store let them in just now
            return self._store.session(viewer)
        return await self.call(lambda: self._opened().session(viewer))

    async def with_store(self, ask: Callable[[Store], Result]) -> Result:
        """What a function of the store returns."""
        return await self.call(lambda: ask(self._opened()))

    async def at_doors(self, ask: Callable[[Doors], Result]) -> Result:
        """What the doors of the store answer."""
        return await self.call(lambda: ask(self._opened().doors))

    async def version(self) -> int:
        """A number that changes when somebody has written to the store, or made it."""
        return await self.call(lambda: self._opened().database.data_version() if self.is_there() else 0)

    def is_there(self) -> bool:
        """Whether there is a store yet; others make one when they are asked for it."""
        from dstack_jupyter.store.home import home_folder, store_folder

        return (store_folder(home_folder()) / "store.sqlite").exists()

    async def owner_session(self) -> Session:
        """The store as its local owner sees it; raises `StoreUnavailable` in the words of the store."""
        return await self.call(self._owner_session)

    def close(self) -> None:
        """Take no more work."""
        self._readers.shutdown(wait=False, cancel_futures=True)
        self._builder.shutdown(wait=False, cancel_futures=True)
        self._keeper.shutdown(wait=False, cancel_futures=True)
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _owner_session(self) -> Session:
        from dstack_jupyter.store.access import Viewer

        store = self._opened()
        return store.session(Viewer.local_owner(store.owner))

    def _opened(self) -> Store:
        store = _open()
        with self._lock:
            if store is not self._store:
                self._store = store
                self._on_open(store)
        return store


def _open() -> Store:
    try:
        from dstack_jupyter.store.store import open_store

        return open_store()
    except DstackError:
        raise
    except Exception as error:
        raise StoreUnavailable(f"the store cannot be opened: {error}") from error
