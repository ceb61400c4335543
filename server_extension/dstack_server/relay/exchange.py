"""One request to the server of a profile: its body goes there, and its answer comes back, a little at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple, cast

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.httputil import HTTPHeaders, parse_response_start_line
from tornado.iostream import IOStream
from tornado.simple_httpclient import HTTPTimeoutError, SimpleAsyncHTTPClient
from tornado.tcpclient import TCPClient

from dstack_jupyter.client.http.failures import no_answer
from dstack_jupyter.client.http.wire import CONNECT
from dstack_jupyter.model.errors import ServerUnavailable
from dstack_server.relay.target import Target

NO_LIMIT = 2**62
"""Bytes of an answer: the server that is asked has the limits."""

_WITH_BODY = ("POST", "PUT", "PATCH")


class Head(NamedTuple):
    """What comes before the body of an answer."""

    status: int
    reason: str
    headers: HTTPHeaders


class Exchange:
    """A request that is on its way; `send` and `end` give it its body, `head` and `chunks` are the answer."""

    def __init__(self, target: Target, method: str, url: str, headers: HTTPHeaders) -> None:
        self._target, self._connections = target, _Connections()
        self._body: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._lines: list[str] = []
        self._head: asyncio.Future[Head] = asyncio.get_running_loop().create_future()
        self._is_left = False
        has_body = headers.get("Content-Length", "0") != "0" or "Content-Length" not in headers
        is_streamed = method in _WITH_BODY and has_body
        request = HTTPRequest(
            url,
            method,
            headers,
            body=b"" if method in _WITH_BODY and not is_streamed else None,
            body_producer=cast(Any, self._produce) if is_streamed else None,
            connect_timeout=CONNECT,
            request_timeout=0,
            follow_redirects=False,
            decompress_response=False,
            allow_nonstandard_methods=True,
            ssl_options=target.trust,
            header_callback=self._take_line,
            streaming_callback=self._take_chunk,
        )
        self._is_streamed = is_streamed
        self._task = asyncio.create_task(self._fetch(request))

    async def send(self, chunk: bytes) -> None:
        """Hand on a part of the body once the one before has gone; an answer that is there already wants no more."""
        await self._put_body(chunk)

    async def end(self) -> None:
        """Say that the body is over."""
        await self._put_body(None)

    async def head(self, seconds: float) -> Head:
        """The beginning of the answer; raises `ServerUnavailable` in words where there is none in time."""
        try:
            return await asyncio.wait_for(asyncio.shield(self._head), seconds)
        except TimeoutError as error:
            self.leave()
            raise no_answer(error, self._target.place) from None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body of the answer; raises `ServerUnavailable` where it breaks off."""
        while (chunk := await self._chunks.get()) is not None:
            yield chunk
        await self._task

    def leave(self) -> None:
        """Nobody waits for the answer any more."""
        self._is_left = True
        self._connections.close()
        with suppress(asyncio.QueueEmpty):
            self._chunks.get_nowait()

    async def _fetch(self, request: HTTPRequest) -> None:
        client = _Client(force_instance=True, connections=self._connections, max_body_size=NO_LIMIT)
        try:
            await client.fetch(request, raise_error=False)
        except (HTTPClientError, OSError, ValueError) as error:
            self._fail(no_answer(_plain(error), self._target.place))
        finally:
            client.close()
            if not self._is_left:
                await self._chunks.put(None)

    def _fail(self, error: ServerUnavailable) -> None:
        if not self._head.done():
            self._head.set_exception(error)
            self._head.exception()  # nobody may be there to hear of it
        elif not self._is_left:
            raise error

    async def _put_body(self, chunk: bytes | None) -> None:
        if not self._is_streamed:
            return
        put = asyncio.ensure_future(self._body.put(chunk))
        await asyncio.wait({put, self._task}, return_when=asyncio.FIRST_COMPLETED)
        put.cancel()

    async def _produce(self, write: Callable[[bytes], Awaitable[None]]) -> None:
        while (chunk := await self._body.get()) is not None:
            await write(chunk)

    def _take_line(self, line: str) -> None:
        if line.strip():
            self._lines.append(line)
            return
        first = parse_response_start_line(self._lines[0].strip())
        headers = HTTPHeaders.parse("".join(self._lines[1:]))
        if not self._head.done():
            self._head.set_result(Head(first.code, first.reason, headers))

    async def _take_chunk(self, chunk: bytes) -> None:
        if not self._is_left:
            await self._chunks.put(chunk)


class _Connections(TCPClient):
    """The connection of an exchange, so that it can be closed before its end."""

    def __init__(self) -> None:
        super().__init__()
        self._stream: IOStream | None = None
        self._is_closed = False

    async def connect(self, *args: Any, **kwargs: Any) -> IOStream:
        """Connect, and remember it."""
        self._stream = await super().connect(*args, **kwargs)
        if self._is_closed:
            self._stream.close()
        return self._stream

    def close(self) -> None:
        """Close it."""
        self._is_closed = True
        if self._stream is not None:
            self._stream.close()
        super().close()


class _Client(SimpleAsyncHTTPClient):
    """A client for one exchange; it knows of no proxy."""

    def initialize(self, *, connections: TCPClient, **kwargs: Any) -> None:  # type: ignore[override]
        """Use these connections."""
        super().initialize(**kwargs)
        self.tcp_client = connections


def _plain(error: Exception) -> Exception:
    return TimeoutError() if isinstance(error, HTTPTimeoutError) else error
