"""What was made of tables lately, in memory: columns, orders of rows, statistics.

It is found by the hash of a content, and whoever asks has opened the content with the rights of its reader before.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Made = TypeVar("Made")

MOST = 256 << 20
"""The bytes of all that is kept, at most."""

LEAST = 1 << 10
"""The bytes that anything counts for, with what it is found by: rows that fit no filter are many, and of no size."""


class Kept:
    """Things by content and name; the ones used longest ago go when all of them are larger than `most` bytes."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self.bytes = 0
        self._lock = threading.Lock()
        self._things: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._turns: dict[str, tuple[threading.RLock, int]] = {}

    def get(self, content: str, name: Hashable) -> Any:
        """The thing, None where it is not kept."""
        with self._lock:
            found = self._things.get((content, name))
            if found is None:
                return None
            self._things.move_to_end((content, name))
            return found[0]

    def put(self, content: str, name: Hashable, thing: Any, size: int) -> None:
        """Keep a thing of so many bytes, unless it is too large."""
        size += LEAST + len(content) + len(repr(name))
        with self._lock:
            self._drop((content, name))
            if size > self._most:
                return
            self._things[content, name] = thing, size
            self.bytes += size
            while self.bytes > self._most:
                self._drop(next(iter(self._things)))

    def once(self, content: str | None, name: Hashable, make: Callable[[], Made], size: Callable[[Made], int]) -> Made:
        """The thing, which is made if it is not kept; several who ask at once wait for one of them to make it.

        What has no content is made anew each time.
        """
        if content is None:
            return make()
        found: Made | None = self.get(content, name)
        if found is not None:
            return found
        with self.turn(content):
            found = self.get(content, name)
            if found is None:
                found = make()
                self.put(content, name, found, size(found))
            return found

    @contextmanager
    def turn(self, content: str) -> Iterator[None]:
        """One thread at a time makes something of a content."""
        with self._lock:
            lock, waiting = self._turns.get(content, (threading.RLock(), 0))
            self._turns[content] = lock, waiting + 1
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, waiting = self._turns.pop(content)
                if waiting > 1:
                    self._turns[content] = lock, waiting - 1

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._things.clear()
            self.bytes = 0

    def _drop(self, key: Hashable) -> None:
        _, size = self._things.pop(key, (None, 0))
        self.bytes -= size


kept = Kept()
"""What this process keeps."""
