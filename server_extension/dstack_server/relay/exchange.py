"""One request to the server of a profile, whose answer comes back a little at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, NamedTuple, TypeVar

from tornado.httpclient import HTTPRequest
from tornado.httputil import HTTPHeaders, parse_response_start_line
from tornado.iostream import IOStream, StreamClosedError
from tornado.simple_httpclient import HTTPTimeoutError, SimpleAsyncHTTPClient
from tornado.tcpclient import TCPClient

from dstack_jupyter.client.http.failures import no_answer
from dstack_jupyter.client.http.wire import CONNECT
from dstack_jupyter.model.errors import ServerUnavailable
from dstack_server.relay.target import Target

NO_LIMIT = 2**62
"""Bytes of an answer: the server that is asked has the limits."""

Result = TypeVar("Result")


class Head(NamedTuple):
    """What comes before the body of an answer."""

    status: int
    reason: str
    headers: HTTPHeaders


class Exchange:
    """A request that is on its way; `head` and `chunks` are the answer."""

    def __init__(self, target: Target, method: str, url: str, headers: HTTPHeaders, body: bytes | None) -> None:
        self._target, self._connections = target, _Connections()
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._lines: list[str] = []
        loop = asyncio.get_running_loop()
        self._head: asyncio.Future[Head] = loop.create_future()
        self._left: asyncio.Future[None] = loop.create_future()
        request = HTTPRequest(
            url,
            method,
            headers,
            body=body,
            connect_timeout=CONNECT,
            request_timeout=0,
            follow_redirects=False,
            decompress_response=False,
            allow_nonstandard_methods=True,
            ssl_options=target.trust,
            header_callback=self._take_line,
            streaming_callback=self._take_chunk,
        )
        self._task = asyncio.create_task(self._fetch(request))

    async def head(self, seconds: float) -> Head:
        """The beginning of the answer.

        Raises `ServerUnavailable` in words where there is none in time, and `StreamClosedError` where nobody waits for
        it any more.
        """
        either: set[asyncio.Future[Any]] = {self._head, self._left}
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if self._head.done():
            return self._head.result()
        if self._left.done():
            raise StreamClosedError
        self.leave()
        raise no_answer(TimeoutError(), self._target.place)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body of the answer; raises `ServerUnavailable` where it breaks off."""
        while (chunk := await self._unless_left(self._chunks.get())) is not None:
            yield chunk
        if not self._left.done():
            await self._task

    def leave(self) -> None:
        """Nobody waits for the answer any more."""
        self._connections.close()
        if not self._left.done():
            self._left.set_result(None)

    async def _fetch(self, request: HTTPRequest) -> None:
        try:
            client = _Client(force_instance=True, connections=self._connections, max_body_size=NO_LIMIT)
            try:
                await client.fetch(request, raise_error=False)
            finally:
                client.close()
        except Exception as error:  # whatever is wrong with another server is no error of this one
            self._fail(no_answer(_plain(error), self._target.place))
        finally:
            await self._unless_left(self._chunks.put(None))

    def _fail(self, error: ServerUnavailable) -> None:
        if not self._head.done():
            self._head.set_exception(error)
            self._head.exception()  # nobody may be there to hear of it
        elif not self._left.done():
            raise error

    async def _unless_left(self, waiting: Coroutine[Any, Any, Result]) -> Result | None:
        """What is waited for; None where nobody waits for the answer any more."""
        task = asyncio.create_task(waiting)
        either: set[asyncio.Future[Any]] = {task, self._left}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        task.cancel()
        return None

    def _take_line(self, line: str) -> None:
        if line.strip():
            self._lines.append(line)
            return
        first, lines = parse_response_start_line(self._lines[0].strip()), self._lines[1:]
        self._lines.clear()
        if first.code >= 200 and not self._head.done():  # others say that an answer will come
            self._head.set_result(Head(first.code, first.reason, HTTPHeaders.parse("".join(lines))))

    async def _take_chunk(self, chunk: bytes) -> None:
        await self._unless_left(self._chunks.put(chunk))


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
