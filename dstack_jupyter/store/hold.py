"""Keeps every blob in its place while a backup or a restore is at work: a collection leaves them for later."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

from dstack_jupyter.model.errors import Conflict
from dstack_jupyter.store import disk
from dstack_jupyter.store.lock import holder

_PATIENCE = 1.0
"""Seconds to wait: a collection that asks whether it is held has it for a moment."""

_POLL = 0.01


class Hold:
    """Held by one process at a time; it is free when that one ends, however it does.

    Parameters
    ----------
    store
        The folder of the store.
    """

    def __init__(self, store: Path) -> None:
        self._path = store / "hold.lock"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it; raises `Conflict` where another process does."""
        descriptor = self._opened()
        try:
            self._take(descriptor)
            yield
        finally:
            os.close(descriptor)

    def is_held(self) -> bool:
        """Whether blobs must stay, even those that nothing names any more."""
        try:
            descriptor = os.open(self._path, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            if not lock_descriptor(descriptor, blocking=False):
                return True
            unlock_descriptor(descriptor)
            return False
        finally:
            os.close(descriptor)

    def _opened(self) -> int:
        try:
            return disk.create_file(self._path)
        except FileExistsError:
            return os.open(self._path, os.O_RDWR)

    def _take(self, descriptor: int) -> None:
        end = time.monotonic() + _PATIENCE
        while not lock_descriptor(descriptor, blocking=False):
            if time.monotonic() > end:
                raise Conflict(
                    f"another backup or restore of {self._path.parent} is at work in {holder(descriptor)}; "
                    "wait for it, or end it"
                )
            time.sleep(_POLL)
