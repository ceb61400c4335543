"""``dstack/relay/<profile>/api/v1/…``: what the owner asks of the server of a profile."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable
from contextlib import suppress
from typing import cast
from urllib.parse import unquote

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, stream_request_body

from dstack_jupyter.client.http.failures import Refused, is_ours, refusal_of
from dstack_jupyter.client.http.wire import ANSWER, LONG_ANSWER
from dstack_jupyter.model.errors import ServerUnavailable
from dstack_server.base import ApiHandler
from dstack_server.relay.exchange import Exchange, Head
from dstack_server.relay.headers import headers_back, headers_on
from dstack_server.relay.target import Target, target_of
from dstack_server.v1.streaming import CONTENT_POLICY

LONGEST_REFUSAL = 1 << 16

_BEHIND = re.compile(r"/dstack/relay/[^/]+/api/v1/(.*)", re.DOTALL)


@stream_request_body
class RelayHandler(ApiHandler):
    """Sends a request on with the token of the profile, and its answer back; both may be of any length."""

    content_security_policy = CONTENT_POLICY

    _exchange: Exchange | None = None
    _target: Target

    @property
    def is_endless(self) -> bool:  # type: ignore[override]
        """Whether a server that stops need not wait for it."""
        return self.request.path.endswith("/events")

    async def prepare(self, **kwargs: object) -> None:
        """Find out who asks and which server is meant, before a body comes."""
        await super().prepare(**kwargs)
        if not self._finished:
            await cast(Awaitable[None], self._begin(*self.path_args))

    @web.authenticated
    @authorized
    async def _begin(self, profile: str, _: str) -> None:
        behind = _behind(self.request.path)
        self._target = await self.store.call(lambda: target_of(profile))
        cast(HTTP1Connection, self.request.connection).set_max_body_size(self.dstack.max_upload_bytes)
        query = f"?{self.request.query}" if self.request.query else ""
        url = f"{self._target.place.api}{behind}{query}"
        headers = headers_on(self.request.headers, self._target)
        self._exchange = Exchange(self._target, self.request.method, url, headers)

    async def data_received(self, chunk: bytes) -> None:
        """Hand on the next bytes; the browser sends no more before these have gone."""
        if self._exchange is not None:
            await self._exchange.send(chunk)

    @web.authenticated
    @authorized
    async def get(self, profile: str, _: str) -> None:
        """Send back what the server answers."""
        exchange = cast(Exchange, self._exchange)
        await exchange.end()
        head = await exchange.head(ANSWER if self.request.method in ("GET", "HEAD") else LONG_ANSWER)
        if head.status >= 300 and head.status != 304 and self.request.method != "HEAD":
            await self._refuse(exchange, head)
        else:
            self._describe(head)
            await self._send(exchange)

    head = post = put = patch = delete = get

    def on_finish(self) -> None:
        """Leave what is still on its way."""
        self._leave()
        super().on_finish()

    def on_connection_close(self) -> None:
        """Leave what nobody waits for."""
        self._leave()
        super().on_connection_close()

    def _leave(self) -> None:
        if self._exchange is not None:
            self._exchange.leave()

    def _describe(self, head: Head) -> None:
        self.set_status(head.status, head.reason)
        for name, value in headers_back(head.headers):
            self.set_header(name, value)

    async def _send(self, exchange: Exchange) -> None:
        try:
            with suppress(StreamClosedError):  # the browser went elsewhere
                async for chunk in exchange.chunks():
                    self.write(chunk)
                    await self.flush()
                self.finish()
        except ServerUnavailable as error:
            if not self._headers_written:
                raise
            # An answer that ended in good order would pass for a whole one.
            self.log.warning("%s %s broke off: %s", self.request.method, self.request.path, error)
            cast(HTTP1Connection, self.request.connection).stream.close()

    async def _refuse(self, exchange: Exchange, head: Head) -> None:
        """Say what the server says; what is no dstack is told of in words of our own."""
        body = b""
        async for chunk in exchange.chunks():
            body += chunk
            if len(body) > LONGEST_REFUSAL:
                exchange.leave()
                break
        refused = Refused(head.status, head.reason, body)
        has_token = self._target.token is not None
        if not is_ours(refused) or (head.status == 401 and not has_token):
            raise refusal_of(refused, self._target.place, has_token=has_token)
        self._describe(head)
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(json.loads(body)).encode())


def _behind(path: str) -> str:
    """What stands behind ``v1/``, as it was sent; nothing leads out of it."""
    found = _BEHIND.search(path)
    behind = found[1] if found else ""
    if any(part in (".", "..") for part in re.split(r"[/\\]", unquote(behind))):
        raise HTTPError(400, "an address has no parts . and ..")
    return behind
