"""What is kept in memory because it is asked for again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sized
from typing import Generic, TypeVar

Value = TypeVar("Value", bound=Sized)


class SizedCache(Generic[Value]):
    """Values by key; the least recently used are forgotten when all together are longer than `capacity`.

    Safe to use from several threads; two that miss the same key may both make it.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._length = 0
        self._kept: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Value | None:
        """The value of a key, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def get_or_make(self, key: str, make: Callable[[], Value]) -> Value:
        """The value of a key, made and kept when it is not there."""
        value = self.get(key)
        if value is None:
            value = make()
            if len(value) <= self._capacity:
                self._keep(key, value)
        return value

    def _keep(self, key: str, value: Value) -> None:
        with self._lock:
            replaced = self._kept.pop(key, None)
            self._kept[key] = value
            self._length += len(value) - (0 if replaced is None else len(replaced))
            while self._length > self._capacity:
                self._length -= len(self._kept.popitem(last=False)[1])
