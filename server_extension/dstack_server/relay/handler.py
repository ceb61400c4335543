"""``dstack/relay/<profile>/api/v1/…``: what the owner asks of the server of a profile."""

from __future__ import annotations

import json
import re
import zlib
from contextlib import suppress
from typing import cast
from urllib.parse import unquote

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.http1connection import HTTP1Connection
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from dstack_jupyter.client.http.failures import Refused, is_ours, refusal_of
from dstack_jupyter.client.http.wire import ANSWER, LONG_ANSWER
from dstack_jupyter.model.errors import ServerUnavailable
from dstack_server.addresses import query_without
from dstack_server.base import ApiHandler
from dstack_server.relay.exchange import Exchange, Head
from dstack_server.relay.headers import OF_REFUSALS, headers_back, headers_on
from dstack_server.relay.target import Target, target_of
from dstack_server.v1.streaming import CONTENT_POLICY

LONGEST_REFUSAL = 1 << 16

OWN = ("token", "_xsrf")
"""Arguments that say to this server who asks, and to no other."""

_BEHIND = re.compile(r"/dstack/relay/[^/]+/api/v1/(.*)", re.DOTALL)
_GZIP = 16 + zlib.MAX_WBITS


class RelayHandler(ApiHandler):
    """Sends a request on with the token of the profile, and its answer, of any length, back."""

    content_security_policy = CONTENT_POLICY

    _exchange: Exchange | None = None
    _is_left = False

    @property
    def is_endless(self) -> bool:  # type: ignore[override]
        """Whether a server that stops need not wait for it."""
        return self.request.path.endswith("/events")

    @web.authenticated
    @authorized
    async def get(self, profile: str, _: str) -> None:
        """Send back what the server answers."""
        await self._relay(profile)

    @web.authenticated
    @authorized
    async def head(self, profile: str, _: str) -> None:
        """Send back the headers of what it answers."""
        await self._relay(profile)

    @web.authenticated
    @authorized
    async def post(self, profile: str, _: str) -> None:
        """Send back what it answers to something new."""
        await self._relay(profile)

    @web.authenticated
    @authorized
    async def put(self, profile: str, _: str) -> None:
        """Send back what it answers to a change."""
        await self._relay(profile)

    @web.authenticated
    @authorized
    async def patch(self, profile: str, _: str) -> None:
        """Send back what it answers to a part."""
        await self._relay(profile)

    @web.authenticated
    @authorized
    async def delete(self, profile: str, _: str) -> None:
        """Send back what it answers to the wish that something goes."""
        await self._relay(profile)

    def on_finish(self) -> None:
        """Leave what is still on its way."""
        self._leave()
        super().on_finish()

    def on_connection_close(self) -> None:
        """Leave what nobody waits for."""
        self._leave()
        super().on_connection_close()

    async def _relay(self, profile: str) -> None:
        behind = _behind(self.request.path)
        if any(name in self.request.body_arguments for name in OWN):
            raise HTTPError(400, "a form that holds a token of this server is not sent on; send the token as a header")
        target = await self.store.call(lambda: target_of(profile))
        if self._is_left:
            return  # nobody would end what begins now
        exchange = self._exchange = self._asked(target, behind)
        with suppress(StreamClosedError):  # the browser went elsewhere
            head = await exchange.head(ANSWER if self.request.method in ("GET", "HEAD") else LONG_ANSWER)
            if head.status >= 300 and head.status != 304 and self.request.method != "HEAD":
                await self._refuse(exchange, head, target)
            else:
                await self._send(exchange, head)

    def _leave(self) -> None:
        self._is_left = True
        if self._exchange is not None:
            self._exchange.leave()

    def _asked(self, target: Target, behind: str) -> Exchange:
        """A request to the server, on its way."""
        query = query_without(self.request.query, *OWN)
        url = f"{target.place.api}{behind}{'?' * bool(query)}{query}"
        has_body = self.request.method in ("POST", "PUT", "PATCH") or self.request.body
        body = self.request.body if has_body else None
        return Exchange(target, self.request.method, url, headers_on(self.request.headers, target), body)

    async def _send(self, exchange: Exchange, head: Head) -> None:
        self.set_status(head.status, head.reason)
        for name, value in headers_back(head.headers):
            self.set_header(name, value)
        try:
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

    async def _refuse(self, exchange: Exchange, head: Head, target: Target) -> None:
        """Say what the server says; what is no dstack is told of in words of our own."""
        refused = Refused(head.status, head.reason, _unpacked(await _beginning(exchange), head))
        has_token = target.token is not None
        if not is_ours(refused) or (head.status == 401 and not has_token):
            raise refusal_of(refused, target.place, has_token=has_token)
        self.set_status(head.status, head.reason)
        for name in OF_REFUSALS:
            if name in head.headers:
                self.set_header(name, head.headers[name])
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(json.loads(refused.body)).encode())


def _behind(path: str) -> str:
    """What stands behind ``v1/``, as it was sent; nothing leads out of it."""
    found = _BEHIND.search(path)
    behind = found[1] if found else ""
    if any(part in (".", "..") for part in re.split(r"[/\\]", unquote(behind))):
        raise HTTPError(400, "an address has no parts . and ..")
    return behind


async def _beginning(exchange: Exchange) -> bytes:
    """The body, as far as a refusal is read."""
    body = b""
    async for chunk in exchange.chunks():
        body += chunk
        if len(body) > LONGEST_REFUSAL:
            exchange.leave()
            break
    return body


def _unpacked(body: bytes, head: Head) -> bytes:
    if head.headers.get("Content-Encoding", "").strip().lower() != "gzip":
        return body
    with suppress(zlib.error):
        return zlib.decompressobj(_GZIP).decompress(body, LONGEST_REFUSAL)
    return b""
