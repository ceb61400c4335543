"""Slows down whoever tries passwords."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

LONGEST = 300.0
"""Seconds between two tries at most."""

MOST_KEYS = 10_000


class Throttle:
    """Counts failures by key; after `free` of them each next try waits twice as long as the one before.

    Parameters
    ----------
    free
        How many failures cost nothing.
    clock
        Seconds that only grow.
    """

    def __init__(self, free: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free, self._clock = free, clock
        self._failed: dict[Hashable, tuple[int, float]] = {}

    def wait(self, key: Hashable) -> float:
        """Seconds until the next try; 0 where it may be made now."""
        failures, last = self._failed.get(key, (0, 0.0))
        pause = min(2.0 ** min(failures - self._free, 30), LONGEST) if failures >= self._free else 0.0
        return max(last + pause - self._clock(), 0.0)

    def failed(self, key: Hashable) -> None:
        """Note a failure; those that are long past are forgotten."""
        now = self._clock()
        failures, last = self._failed.pop(key, (0, now))
        self._failed[key] = (failures + 1 if now - last < 4 * LONGEST else 1, now)
        if len(self._failed) > MOST_KEYS:
            del self._failed[next(iter(self._failed))]

    def succeeded(self, key: Hashable) -> None:
        """Forget the failures."""
        self._failed.pop(key, None)
