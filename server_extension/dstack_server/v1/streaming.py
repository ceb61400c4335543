"""Contents on their way out: streamed, in ranges, cached by the browser for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import quote

from tornado.iostream import StreamClosedError

from dstack_jupyter.model.errors import ContentDamaged
from dstack_jupyter.model.stacks import Content
from dstack_server.caching import ASK_AGAIN, FOR_EVER
from dstack_server.compression import compressed, is_compressible
from dstack_server.ranges import ByteRange, Unsatisfiable, is_same_strong, requested_range
from dstack_server.v1.base import V1Handler

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session
    from dstack_server.cache import SizedCache

CONTENT_POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
"""A content that is opened by its address runs nothing, loads nothing and sends nothing: it may be anyone's."""

TOGETHER = 1 << 20
"""How many bytes are read and sent at a time, at least."""

_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?", re.ASCII)
_SCRIPT = re.compile(r"(java|ecma|live|j)script")
_SHOWN_INLINE = ("image/", "application/json", "text/plain", "text/markdown")


class Raw(NamedTuple):
    """What is sent.

    Attributes
    ----------
    content_type
        As it was stored.
    disposition
        The ``Content-Disposition``.
    is_pinned
        Whether the address means these bytes for ever.
    """

    content: Content
    content_type: str
    disposition: str
    is_pinned: bool


class RawHandler(V1Handler):
    """The base of what answers with the bytes of a content."""

    @property
    def content_security_policy(self) -> str:
        """Contents are hostile until the opposite is known."""
        return CONTENT_POLICY

    @property
    def compressed_contents(self) -> SizedCache[bytes]:
        """Compressed contents by the SHA-256 of what they hold."""
        return cast("SizedCache[bytes]", self.settings["dstack_compressed"])

    async def send_raw(self, session: Session, raw: Raw) -> None:
        """Answer with the bytes, the part of them that was asked for, or that the client has them."""
        content = raw.content
        compressible = is_compressible(raw.content_type, content.length)
        zipped = compressible and "Range" not in self.request.headers and self.takes_gzip()
        etag = f'"{content.sha256}-gzip"' if zipped else f'"{content.sha256}"'
        self._describe(raw, etag)
        if compressible:
            self.set_header("Vary", "Accept-Encoding")
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
        elif zipped:
            await self._send_compressed(session, content)
        else:
            await self._send_as_stored(session, content, etag)

    def _describe(self, raw: Raw, etag: str) -> None:
        self.set_header("ETag", etag)
        self.set_header("Cache-Control", FOR_EVER if raw.is_pinned else ASK_AGAIN)
        self.set_header("Content-Type", content_type_header(raw.content_type))
        self.set_header("Content-Disposition", raw.disposition)
        self.set_header("Accept-Ranges", "bytes")

    async def _send_compressed(self, session: Session, content: Content) -> None:
        make = partial(self.compressed_contents.get_or_make, content.sha256, lambda: _zipped(session, content))
        body = await self.store.call(make)
        self.set_header("Content-Encoding", "gzip")
        self.finish(body)

    async def _send_as_stored(self, session: Session, content: Content, etag: str) -> None:
        try:
            part = self._requested(content.length, etag)
        except Unsatisfiable:
            self._refuse_range(content.length)
            return
        if part is not None:
            self.set_status(206)
            self.set_header("Content-Range", part.header(content.length))
        await self._stream(session, content, part or ByteRange(0, content.length))

    def _requested(self, length: int, etag: str) -> ByteRange | None:
        headers = self.request.headers
        if self.request.method != "GET" or not is_same_strong(headers.get("If-Range"), etag):
            return None
        return requested_range(headers.get("Range"), length)

    def _refuse_range(self, length: int) -> None:
        self.clear()
        self.set_status(416)
        self.set_header("Content-Range", f"bytes */{length}")
        self.finish({"message": f"this content has {length} bytes", "code": "range_not_satisfiable"})

    async def _stream(self, session: Session, content: Content, part: ByteRange) -> None:
        self.set_header("Content-Length", str(part.stop - part.start))
        if self.request.method == "HEAD" or part.start == part.stop:
            self.finish()
            return
        # The first chunk is verified before the status is sent, so that damage is an error and no torn answer.
        chunks, first = await self.store.call(lambda: _begun(_gathered(session.open(content, *part))))
        chunk = _there(first)
        sent = len(chunk)
        with suppress(StreamClosedError):  # the browser went elsewhere
            while sent < part.stop - part.start:
                self.write(chunk)
                await self.flush()
                chunk = await self._next(chunks)
                sent += len(chunk)
            self.finish(chunk)

    async def _next(self, chunks: Iterator[bytes]) -> bytes:
        return _there(await self.store.call(lambda: next(chunks, None)))


def content_type_header(stored: str) -> str:
    """The stored type where it is one, with the charset that texts are pushed in.

    Scripts are sent as texts: the policy of our pages lets scripts of this origin run, and a service worker has to be
    one. Of a content in several parts browsers read the parts for themselves, without the headers that guard the whole.
    """
    kind = _kind(stored)
    if not _MEDIA_TYPE.fullmatch(stored) or kind.startswith("multipart/"):
        return "application/octet-stream"
    if _SCRIPT.search(kind):
        return "text/plain; charset=utf-8"
    return f"{stored}; charset=utf-8" if kind.startswith("text/") and ";" not in stored else stored


def stored_name(settings: Mapping[str, Any]) -> str | None:
    """The file name that an attachment came with, without any folder; None where it has none."""
    stored = settings.get("filename")
    return (re.split(r"[/\\]", stored)[-1].strip(". ") or None) if isinstance(stored, str) else None


def disposition(content_type: str, filename: str) -> str:
    """Shown in the browser or saved, and under which name (RFC 6266)."""
    kind = _kind(content_type)
    inline = kind.startswith(_SHOWN_INLINE) or kind.endswith("+json")
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(filename, safe='')}"


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _begun(chunks: Iterator[bytes]) -> tuple[Iterator[bytes], bytes | None]:
    """Chunks and the first of them, in one go to a thread."""
    return chunks, next(chunks, None)


def _gathered(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer chunks: each is a way to a thread and back."""
    held: list[bytes] = []
    length = 0
    for chunk in chunks:
        held.append(chunk)
        length += len(chunk)
        if length >= TOGETHER:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)


def _there(chunk: bytes | None) -> bytes:
    if chunk is None:
        raise ContentDamaged("the store holds fewer bytes of this content than were pushed")
    return chunk


def _zipped(session: Session, content: Content) -> bytes:
    return compressed(session.read(content))
