"""Small contents that came with their frame, until they are read."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping

from dstack_jupyter.model.stacks import Content

MOST = 1 << 20
"""How many bytes wait at most; the oldest go first."""


class ArrivedContents:
    """Contents by their SHA-256, each given once, and only if the bytes are those that the hash says.

    May be used by several threads.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def put(self, contents: Mapping[str, bytes]) -> None:
        """Keep some for the one who will read them."""
        with self._lock:
            for sha256, held in contents.items():
                self._waiting.pop(sha256, None)
                self._waiting[sha256] = held
            over = sum(map(len, self._waiting.values())) - MOST
            for sha256 in list(self._waiting):
                if over <= 0:
                    break
                over -= len(self._waiting.pop(sha256))

    def take(self, content: Content) -> memoryview | None:
        """The bytes of a content, if they have come."""
        with self._lock:
            held = self._waiting.pop(content.sha256, None)
        if held is None or hashlib.sha256(held).hexdigest() != content.sha256:
            return None
        return memoryview(held)
