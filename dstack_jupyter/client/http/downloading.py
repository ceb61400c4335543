"""Contents of a server: from the cache, else fetched, and checked before anybody gets a byte."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import IO

from dstack_jupyter.client.http.arrived import ArrivedContents
from dstack_jupyter.client.http.cache import Cache
from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.model.errors import ContentDamaged, ServerUnavailable
from dstack_jupyter.model.stacks import Content

CHUNK = 1 << 20
BREAKS = 5
"""How often a download goes on after it broke without a byte in between."""


class Downloads:
    """Gets contents; those that have `arrived` with a frame are not asked for."""

    def __init__(self, wire: Wire, cache: Cache) -> None:
        self._wire, self._cache = wire, cache
        self.arrived = ArrivedContents()

    def read(self, content: Content) -> memoryview:
        """All bytes of a content."""
        held = self._cache.content(content)
        if held is not None:
            return memoryview(held)
        view = self.arrived.take(content) or self._fetched(content)
        self._cache.keep_content(content, view)
        return view

    def open(self, content: Content, start: int, stop: int | None) -> Iterator[bytes]:
        """The bytes of a part of a content in chunks."""
        with ExitStack() as opened:
            held = self._cache.file(content)
            if held is None:
                file = opened.enter_context(self._cache.arriving(content))
                self._fetch(content, file.write)
            else:
                file = opened.enter_context(held)
            yield from _chunks(file, start, content.length if stop is None else min(stop, content.length))

    def _fetched(self, content: Content) -> memoryview:
        fetched = bytearray()
        self._fetch(content, fetched.extend)
        return memoryview(fetched).toreadonly()

    def _fetch(self, content: Content, take: Callable[[bytes], object]) -> None:
        """Take all bytes from the server, going on where a connection broke."""
        digest, done, breaks = hashlib.sha256(), 0, 0
        with Progress(content.length, "B", "downloading") as progress:
            while done < content.length:
                begun = done
                try:
                    for chunk in self._rest(content, done):
                        take(chunk)
                        digest.update(chunk)
                        done += len(chunk)
                        progress.advance(len(chunk))
                except ServerUnavailable:
                    breaks = 1 if done > begun else breaks + 1
                    if done == begun or breaks > BREAKS:
                        raise
        if digest.hexdigest() != content.sha256:
            raise ContentDamaged(
                f"what came from {self._wire.place} are not the bytes that were pushed; pull again, and if that does "
                "not help, let its keeper verify the store"
            )

    def _rest(self, content: Content, done: int) -> Iterator[bytes]:
        asked = {"Range": f"bytes={done}-"} if done else {}
        with self._wire.stream(f"contents/{content.sha256}", asked) as response:
            left, skipped = content.length - done, done if done and response.status_code != 206 else 0
            for chunk in response.raw.stream(CHUNK):
                kept = chunk[skipped:]
                skipped = max(0, skipped - len(chunk))
                if len(kept) > left:
                    raise ContentDamaged(f"{self._wire.place} sends more bytes of a content than were pushed")
                left -= len(kept)
                yield kept
            if left:
                raise ServerUnavailable(f"{self._wire.place} stopped in the middle of a content; pull again")


def _chunks(file: IO[bytes], start: int, stop: int) -> Iterator[bytes]:
    file.seek(start)
    while start < stop:
        chunk = file.read(min(CHUNK, stop - start))
        if not chunk:
            raise ContentDamaged("a file of the cache became shorter while it was read; pull again")
        start += len(chunk)
        yield chunk
