"""A store of a home folder, opened once per process."""

from __future__ import annotations

import atexit
import os
import threading
from contextlib import suppress
from pathlib import Path

from dstack_jupyter.store import disk, schema, searching, trigrams
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.blobs import BlobStore, LocalBlobs
from dstack_jupyter.store.catalogue import DatabaseCatalogue
from dstack_jupyter.store.database import PATIENCE, Database
from dstack_jupyter.store.doors import Doors
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.file_links import FileLinks
from dstack_jupyter.store.home import home_folder, store_folder
from dstack_jupyter.store.session import Session
from dstack_jupyter.store.sqlite import SqliteDatabase


class Store:
    """Stacks and dashboards in a database, contents in a blob store, both below ``<home>/store``.

    It may be used by several threads, and on both sides of a fork. Raises `StoreUnavailable` where it cannot be
    opened, `StoreTooNew` where only a newer release can.

    Parameters
    ----------
    home
        The home folder; made, for its owner alone, when it is not there. Other programs may have files in it.
    patience
        Seconds that a write waits for the writes of other processes.
    release
        What this release knows of schemas.

    Attributes
    ----------
    id
        The identity of the store, fixed when it was made.
    owner
        The user whom it was made for.
    folder
        ``<home>/store``.
    """

    where = "on this computer"

    def __init__(
        self, home: Path, *, patience: float = PATIENCE, release: schema.Release = schema.THIS_RELEASE
    ) -> None:
        self.folder = store_folder(home)
        self.database: Database = SqliteDatabase(self.folder, patience)
        self.blobs: BlobStore = LocalBlobs(self.folder / "blobs", DatabaseCatalogue(self.database))
        self._make_folders()
        try:
            self.database.prepare()
            identity = schema.bring_up_to_date(self.database, self.folder, release)
            trigrams.prepare(self.database)
            searching.catch_up(self.database)
        except BaseException:
            self.database.close()
            raise
        self.id, self.owner = identity.id, identity.owner
        self.blobs.sweep()

    def session(self, viewer: Viewer) -> Session:
        """The verbs of the store for a viewer."""
        return Session(self, viewer)

    @property
    def doors(self) -> Doors:
        """Tells who comes in with a token, a password, a link or a session."""
        return Doors(self.database)

    @property
    def file_links(self) -> FileLinks:
        """Makes links to attachments, and tells what a link is good for."""
        return FileLinks(self.database)

    def close(self) -> None:
        """Close the connections to the database. They open again when they are needed."""
        self.database.close()

    def _make_folders(self) -> None:
        if self.database.is_there():
            return
        home = self.folder.parent
        with explained(home):
            disk.make_parents(home)
            disk.make_folder(home)
            disk.make_folder(self.folder)
            disk.sync_folder(home)
            with suppress(PermissionError):  # a parent that one may pass through and not read
                disk.sync_folder(home.parent)
        self.blobs.prepare()


_stores: dict[Path, Store] = {}
_opening = threading.Lock()


def open_store(folder: Path | None = None) -> Store:
    """The store of a home folder, opened when it is first asked for; None is `home_folder`."""
    home = (home_folder() if folder is None else folder.expanduser()).absolute()
    with _opening:
        store = _stores.get(home)
        if store is not None and not store.database.is_there():
            store.close()
            store = None
        if store is None:
            store = _stores[home] = Store(home)
        return store


@atexit.register
def _close_all() -> None:
    for store in _stores.values():
        store.close()


def _open_anew_after_fork() -> None:
    global _opening
    _opening = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_open_anew_after_fork)
