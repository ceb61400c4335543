"""Small contents that wait for the push that names them, to travel inside of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from dstack_jupyter.model.stacks import MOST_INSIDE, Content

MOST_TOGETHER = 512 << 10
"""The most bytes that wait, and that travel inside of one push."""


class HeldContents:
    """Contents of at most `SMALL_CONTENT` bytes, by their hash.

    Those that no push came for do not wait for ever: where there are too many the oldest are sent by themselves.
    May be used by several threads.

    Parameters
    ----------
    send
        Sends a content by itself.
    """

    def __init__(self, send: Callable[[Content, bytes], None]) -> None:
        self._send = send
        self._held: dict[Content, bytes] = {}
        self._lock = threading.Lock()

    def hold(self, content: Content, held: bytes) -> None:
        """Keep the bytes of a content until a push takes them."""
        with self._lock:
            self._held.pop(content, None)
            self._held[content] = held
            over = self._over()
        for old, left in over:
            self._send(old, left)

    def of(self, contents: Iterable[Content]) -> dict[str, bytes]:
        """Those of some contents that wait, by their SHA-256."""
        with self._lock:
            found = {one: self._held.get(one) for one in contents}
        return {one.sha256: held for one, held in found.items() if held is not None}

    def let_go(self, contents: Iterable[Content]) -> None:
        """Forget what was pushed."""
        with self._lock:
            for one in contents:
                self._held.pop(one, None)

    def _over(self) -> list[tuple[Content, bytes]]:
        over, length = [], sum(map(len, self._held.values()))
        for one, held in list(self._held.items()):
            if length <= MOST_TOGETHER and len(self._held) <= MOST_INSIDE:
                break
            over.append((one, self._held.pop(one)))
            length -= len(held)
        return over
