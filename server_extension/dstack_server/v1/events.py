"""What happens in the store, as server-sent events."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web
from tornado.iostream import StreamClosedError

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.events import Event
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session
    from dstack_server.watching import Watcher

LASTS = 300.0
"""Seconds after which a stream ends; the client asks again, and with rights that may have changed meanwhile."""

SILENCE = 15.0
"""Seconds after which a comment tells proxies and clients that the stream lives."""


class EventQuery(BaseModel):
    """Where to go on, where the header ``Last-Event-ID`` does not say it."""

    model_config = ConfigDict(extra="forbid")

    after: int | None = Field(default=None, ge=0, le=2**62)


class EventsHandler(V1Handler):
    """``events``."""

    is_endless = True
    _noticed: asyncio.Event
    _is_gone = False

    @operation(
        "Watch what happens to stacks and dashboards",
        query=EventQuery,
        headers=("Last-Event-ID",),
        media=("text/event-stream",),
        items=Event,
    )
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send events as they happen, from the one after ``Last-Event-ID`` on."""
        session = await self.session()
        after = self._after()
        known = await self.store.call(session.last_event)
        # A store that was restored goes on counting where its backup was, behind what a page has seen.
        last = known if after is None else min(after, known)
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")  # a proxy must not wait for more
        self._noticed = self._watcher.begin()
        try:
            with suppress(StreamClosedError):
                await self._send_until_over(session, last)
        finally:
            self._watcher.end(self._noticed)

    @property
    def _watcher(self) -> Watcher:
        return cast("Watcher", self.settings["dstack_watcher"])

    def on_connection_close(self) -> None:
        """Nobody listens any more."""
        self._is_gone = True
        self._noticed.set()
        super().on_connection_close()

    async def _send_until_over(self, session: Session, last: int) -> None:
        ends = time.monotonic() + LASTS
        self.write("retry: 1000\n\n")
        await self.flush()
        while not self._is_gone and not self._watcher.is_closed and time.monotonic() < ends:
            events = await self.store.call(partial(session.events, last))
            if events:
                last = events[-1].id
                self.write("".join(map(_text_of, events)))
                await self.flush()
                continue
            if not await self._watcher.wait(self._noticed, SILENCE):
                self.write(":\n\n")
                await self.flush()
        self.finish()

    def _after(self) -> int | None:
        asked = self.asked(EventQuery).after
        header = self.request.headers.get("Last-Event-ID")
        if header is None:
            return asked
        if not (header.isascii() and header.isdigit() and len(header) < 19):
            raise InvalidValue("Last-Event-ID is the id of an event, a whole number")
        return int(header)


def _text_of(event: Event) -> str:
    return f"id: {event.id}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n"
