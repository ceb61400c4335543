"""Tables in the format that a client asks for, made while they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field
from tornado.iostream import StreamClosedError

from dstack_jupyter._version import __version__
from dstack_server.caching import A_WHILE, ASK_AGAIN
from dstack_server.v1.base import V1Handler
from dstack_server.v1.streaming import disposition

if TYPE_CHECKING:
    from dstack_jupyter.codecs.base import Stored

_FORMAT = "For tables: another format to have it in. Without it the bytes are sent as they are stored."


class ContentQuery(BaseModel):
    """In which format."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["csv", "json", "parquet", "arrow", "typed"] | None = Field(default=None, description=_FORMAT)


class FormatHandler(V1Handler):
    """The base of what sends tables in other formats."""

    async def send_as(self, source: Stored, name: str, *, tag: str, filename: str, is_pinned: bool) -> None:
        """Send a table in a format; `tag` identifies its bytes as they are stored."""
        from dstack_jupyter.codecs.tables.formats import chunks_of, format_named

        wanted = format_named(name)
        chunks = await self.store.call(lambda: chunks_of(source, name))
        self.set_header("ETag", f'"{tag}-{name}-{__version__}"')
        self.set_header("Cache-Control", A_WHILE if is_pinned else ASK_AGAIN)
        self.set_header("Content-Type", wanted.content_type)
        shown = str(PurePosixPath(filename).with_suffix(wanted.suffix))
        self.set_header("Content-Disposition", disposition(wanted.content_type, shown))
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
        elif self.request.method == "HEAD":
            self.finish()
        else:
            await self._send_chunks(chunks)

    async def _send_chunks(self, chunks: Iterator[bytes]) -> None:
        # The first part is made before the status is sent, so that what is wrong from the start is an error.
        chunk = await self.store.call(lambda: next(chunks, None))
        try:
            while chunk is not None:
                self.write(chunk)
                await self.flush()
                chunk = await self.store.call(lambda: next(chunks, None))
        except StreamClosedError:  # the browser went elsewhere
            return
        except Exception:
            self._break_off()
            raise
        self.finish()

    def _break_off(self) -> None:
        """Close the connection, so that a part of a table is not taken for the whole."""
        stream = self.detach() if self.request.connection is not None else None
        if stream is not None:
            stream.close()
