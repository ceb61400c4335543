"""Contents that come in before the push that names them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web
from tornado.web import HTTPError

from dstack_jupyter.model.errors import ContentDamaged, NotFound
from dstack_jupyter.model.stacks import Content, Missing, Sha256
from dstack_server.uploads import Arriving, Key, Uploads
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session

Result = TypeVar("Result")

BYTES = "application/octet-stream"

GATHERED = 1 << 20
"""Bytes that wait for a change to another thread."""

DRAINED = 64 << 20
"""Bytes that are still read of an upload that failed, so that its client hears of it and not of a broken pipe."""

_NUMBER = re.compile(r"[0-9]{1,18}")


class Named(BaseModel):
    """Some contents."""

    model_config = ConfigDict(extra="forbid")

    sha256: tuple[Sha256, ...] = Field(max_length=10_000)


class Cuts(BaseModel):
    """Where the bytes of a content may be cut: `lengths` are those of the runs between the cuts, in their order."""

    model_config = ConfigDict(extra="forbid")

    length: int = Field(ge=0, lt=2**62)
    lengths: tuple[Annotated[int, Field(ge=1, lt=2**62)], ...] = Field(max_length=100_000)


class UploadBase(V1Handler):
    """What finds the uploads of the one who asks."""

    @property
    def uploads(self) -> Uploads:
        """All that are on their way."""
        return cast(Uploads, self.settings["dstack_uploads"])

    def key(self, session: Session, sha256: str) -> Key:
        """The upload of the one who asks."""
        return Key(session.store_id, session.user, sha256)


class MissingContentsHandler(V1Handler):
    """``contents/missing``."""

    @operation("Ask which contents must be uploaded before a push can name them", answer=Missing, body=Named)
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Send those that must."""
        named, session = self.taken(Named), await self.session()
        wanted = [Content(sha256=one, length=0) for one in named.sha256]
        missing = await self.store.call(lambda: session.missing(wanted))
        self.answer(Missing(sha256=tuple(sorted(missing))))


class CutsHandler(UploadBase):
    """``contents/{sha256}/cuts``."""

    @operation("Say where the bytes of the next upload may be cut, to share parts", body=Cuts, status=204)
    @web.authenticated
    @authorized
    async def post(self, sha256: str) -> None:
        """Note it."""
        cuts, session = self.taken(Cuts), await self.session()
        if sum(cuts.lengths) > cuts.length:
            raise HTTPError(400, "the lengths are more than the length of the content")
        session.upload()
        self.uploads.tell_cuts(self.key(session, sha256), cuts.lengths)
        self.done()


class UploadHandler(UploadBase):
    """``contents/{sha256}``, on its way in."""

    _arriving: Arriving | None = None
    _failed: Exception | None = None
    _is_left = False
    _found: int | None = None
    _session: Session

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().initialize(*args, **kwargs)
        self._waits = self._drained = 0

    @property
    def most_bytes(self) -> int:
        """An upload is much longer than any JSON."""
        is_upload = self.request.method == "PUT" and not self.is_anonymous()
        return self.dstack.max_upload_bytes if is_upload else super().most_bytes

    async def prepare(self, **kwargs: Any) -> None:
        """Check who uploads before the bytes come."""
        await super().prepare(**kwargs)
        if self.request.method == "PUT" and not self._finished:
            await cast(Awaitable[None], self._begin(*self.path_args))

    async def data_received(self, chunk: bytes) -> None:
        """Take the next bytes."""
        if self._failed is not None:
            self._drained += len(chunk)
            if self._drained > DRAINED:
                self._refuse(self._failed)
        elif self._arriving is not None:
            self._arriving.touch()
            self._body.append(chunk)
            self._waits += len(chunk)
            if self._waits >= GATHERED:
                await self._hand_on(self._arriving)

    def on_connection_close(self) -> None:
        """Keep what came, to go on later."""
        super().on_connection_close()
        self._is_left = True
        self._leave()

    def on_finish(self) -> None:
        """Keep what came where the answer was an error that has nothing to do with it."""
        super().on_finish()
        self._leave()

    @operation("Ask whether a content is there, or how far its upload came: Upload-Offset says it", also=(204,))
    @web.authenticated
    @authorized
    async def head(self, sha256: str) -> None:
        """Answer 200, 204 or 404."""
        session = await self.session()
        length = await self.store.call(lambda: session.length_of(sha256))
        if length is not None:
            self.set_header("Content-Length", str(length))
            self.set_header("Content-Type", BYTES)
            self.finish()
            return
        offset = self.uploads.offset(self.key(session, sha256))
        if offset is None:
            raise NotFound("this content is not here, and not on its way")
        self.set_header("Upload-Offset", str(offset))
        self.done()

    @operation(
        "Upload a content, or the rest of it from Upload-Offset on",
        headers=("Upload-Offset", "Upload-Length"),
        answer=Content,
        status=201,
        also=(202,),
        takes=(BYTES,),
        errors=(409, 411, 413, 415, 422, 507),
    )
    @web.authenticated
    @authorized
    async def put(self, sha256: str) -> None:
        """Answer 201 when it is whole, 202 when more is awaited."""
        arriving = self._arriving
        if self._failed is None and arriving is not None:
            await self._hand_on(arriving, is_last=True)
        if self._failed is not None:
            self._refuse(self._failed)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say where to go on, too."""
        if self._found is not None:
            self.set_header("Upload-Offset", str(self._found))
        super().write_error(status_code, **kwargs)

    @web.authenticated
    @authorized
    async def _begin(self, sha256: str) -> None:
        session = await self.session()
        self._session = session
        offset, length = self._announced()
        key, upload = self.key(session, sha256), session.upload()
        if self._is_left:
            return
        if not offset:
            self._arriving = self.uploads.begin(key, upload, length, self)
            return
        self._arriving = self.uploads.go_on(key, offset, length, self)
        if self._arriving is None:
            self._found = self.uploads.offset(key) or 0
            raise HTTPError(409, "no upload of %s bytes stopped at %s; go on at %s", length, offset, self._found)

    def _leave(self) -> None:
        """Let the upload go, unless a thread has it still."""
        arriving, self._arriving = self._arriving, None
        if arriving is not None and arriving.holder is self and not arriving.is_writing:
            self.uploads.keep(arriving)

    def _announced(self) -> tuple[int, int]:
        """Where the bytes belong, and how many the content has."""
        if self.request.headers.get("Content-Encoding", "identity") != "identity":
            raise HTTPError(415, "send the bytes as they are, without a Content-Encoding")
        offset = self._number("Upload-Offset") or 0
        come = self._number("Content-Length")
        length = self._number("Upload-Length")
        if length is None:
            if come is None:
                raise HTTPError(411, "say how many bytes the content has: send Upload-Length")
            length = offset + come
        if length > self.most_bytes:
            raise HTTPError(413, "the content has %s bytes; this server takes at most %s", length, self.most_bytes)
        if offset > length or (come is not None and offset + come > length):
            raise HTTPError(400, "more bytes come than Upload-Length says")
        return offset, length

    def _number(self, header: str) -> int | None:
        text = self.request.headers.get(header)
        if text is not None and not _NUMBER.fullmatch(text):
            raise HTTPError(400, "%s is a number of bytes", header)
        return None if text is None else int(text)

    async def _hand_on(self, arriving: Arriving, *, is_last: bool = False) -> None:
        """Hand on what was gathered, on a thread; with the last of it, the whole content."""
        chunk = b"".join(self._body)
        self._body, self._waits = [], 0
        come = arriving.offset + len(chunk)
        if arriving.holder is not self:
            self._failed = HTTPError(409, "another request goes on with this upload")
        elif come > arriving.length:
            self._failed = HTTPError(400, "more bytes come than Upload-Length says")
            self.uploads.forget(arriving)
        elif is_last and come == arriving.length:
            content = await self._work(arriving, lambda: self._whole(arriving, chunk))
            if content is not None:
                self.uploads.forget(arriving)
                self.answer(content.identity, status=201)
        else:
            await self._work(arriving, lambda: arriving.write(chunk))
            if self._failed is None and (is_last or self._arriving is None):  # it is None where the client left
                self._stop(arriving)

    def _whole(self, arriving: Arriving, chunk: bytes) -> Content:
        """Make a content durable, and note whose it is."""
        arriving.write(chunk)
        content = arriving.finish()
        self._session.note_upload(content)
        return content

    def _stop(self, arriving: Arriving) -> None:
        self.uploads.keep(arriving)
        if self._arriving is None:
            return
        self._arriving = None
        self.set_header("Upload-Offset", str(arriving.offset))
        self.answer(Content(sha256=arriving.key.sha256, length=arriving.offset), status=202)

    async def _work(self, arriving: Arriving, step: Callable[[], Result]) -> Result | None:
        arriving.is_writing = True
        try:
            return await self.store.call(step)
        except ContentDamaged as error:
            self._failed = HTTPError(422, "%s", error)
        except Exception as error:
            self._failed = error
        finally:
            arriving.is_writing = False
            arriving.touch()
        self.uploads.forget(arriving)
        return None

    def _refuse(self, error: Exception) -> None:
        if not self._finished:
            exc_info = (type(error), error, error.__traceback__)
            self.log_exception(*exc_info)
            self.send_error(error.status_code if isinstance(error, HTTPError) else 500, exc_info=exc_info)
