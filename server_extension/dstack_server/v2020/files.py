"""``files/…``: the bytes of one attachment, in or out, by a link that is its own proof."""

from __future__ import annotations

from collections.abc import Awaitable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from dstack_jupyter.codecs.files import suffix_of
from dstack_jupyter.model.errors import Conflict, NotFound, NotSignedIn
from dstack_server.v1.streaming import CONTENT_POLICY, content_type_header, stored_name
from dstack_server.v1.uploads import DRAINED, GATHERED
from dstack_server.v2020.base import NOT_KEPT, Call
from dstack_server.v2020.errors import Refused
from dstack_server.v2020.frames import attachment_of
from dstack_server.v2020.pushing import ALREADY, finish
from dstack_server.v2020.shown import Shown

if TYPE_CHECKING:
    from dstack_jupyter.store.blobs import BlobUpload
    from dstack_jupyter.store.file_links import Linked
    from dstack_jupyter.store.session import Session


class FilesCall(Call):
    """``files/{user}/{name}/{frame}/{index}``. Nobody needs to be signed in: the secret in the query is the proof."""

    noun = "attachment"
    _upload: BlobUpload | None = None
    _failed: Exception | None = None
    _session: Session
    _linked: Linked

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super().initialize(*args, **kwargs)
        self._waits = self._come = self._drained = 0

    @property
    def most_bytes(self) -> int:
        """As many as an upload may have; how many were announced is asked when the link is known."""
        return self.dstack.max_upload_bytes if self.request.method == "PUT" else super().most_bytes

    async def prepare(self, **kwargs: Any) -> None:
        """Look at the link before the bytes come."""
        await super().prepare(**kwargs)
        if self.request.method == "PUT" and not self._finished:
            try:
                await cast(Awaitable[None], self._begin(*self.path_args))
            except Exception as error:  # told when the bytes have come, so that the client hears of it
                self._failed = error

    async def data_received(self, chunk: bytes) -> None:
        """Take the next bytes."""
        if self._failed is not None:
            self._drained += len(chunk)
            if self._drained > DRAINED:
                self._refuse(self._failed)
            return
        self._body.append(chunk)
        self._waits += len(chunk)
        self._come += len(chunk)
        if self._upload is not None and self._come > self._linked.length:
            self._failed = HTTPError(400, "more bytes came than were announced: %s", self._linked.length)
            self._discard()
        elif self._waits >= GATHERED:
            await self._hand_on()

    def on_finish(self) -> None:
        """Forget what was not taken."""
        super().on_finish()
        self._discard()

    def on_connection_close(self) -> None:
        """Forget what came: the client sends all of it once more."""
        super().on_connection_close()
        self._failed = self._failed or HTTPError(400)
        self._discard()

    @property
    def content_security_policy(self) -> str:
        """Contents are hostile until the opposite is known."""
        return CONTENT_POLICY

    @allow_unauthenticated
    async def get(self, user: str, name: str, frame: str, index: str) -> None:
        """Send the bytes as they are, and how many they are: the clients read what comes over the wire."""
        code, folder = self.get_query_argument("code", ""), await self.store_folder()
        linked = await self.store.with_store(lambda store: store.file_links.to_get(code))
        check_place(linked, user, name, frame, index)
        session = await self.store.with_store(lambda store: store.session(linked.viewer))
        found = await self.store.call(lambda: attachment_of(session, folder, linked.path, frame, int(index)))
        self.set_header("Content-Type", content_type_header(found.content_type))
        self.set_header("Content-Length", str(found.length))
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(filename_of(found), safe='')}")
        self.set_header("Cache-Control", NOT_KEPT)
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        await self._stream(found)

    async def _stream(self, found: Shown) -> None:
        # The first chunk is read before the status is sent, so that damage is an error and no torn answer.
        chunks = found.chunks()
        chunk = await self.store.call(lambda: next(chunks, b""))
        with suppress(StreamClosedError):  # the client went elsewhere
            while chunk:
                self.write(chunk)
                await self.flush()
                chunk = await self.store.call(lambda: next(chunks, b""))
            self.finish()

    @allow_unauthenticated
    async def put(self, user: str, name: str, frame: str, index: str) -> None:
        """Take the bytes that were announced; with the last of them the frame is made."""
        if self._failed is not None:
            raise self._failed
        await self._hand_on()
        if self._failed is not None:
            raise self._failed
        if self._come != self._linked.length:
            raise HTTPError(400, "%s bytes came, and %s were announced", self._come, self._linked.length)
        upload, self._upload = self._upload, None
        try:
            await self.store.call(lambda: self._taken(cast("BlobUpload", upload)))
        except Conflict as error:
            raise Refused(400, ALREADY, str(error)) from error
        self.set_header("Cache-Control", NOT_KEPT)
        self.finish()

    async def _begin(self, user: str, name: str, frame: str, index: str) -> None:
        code = self.get_query_argument("code", "")
        linked = await self.store.with_store(lambda store: store.file_links.to_put(code))
        check_place(linked, user, name, frame, index)
        if self.request.headers.get("Content-Encoding", "identity") != "identity":
            raise HTTPError(415, "send the bytes as they are, without a Content-Encoding")
        announced = self.request.headers.get("Content-Length")
        if announced is not None and announced != str(linked.length):
            raise HTTPError(400, "%s bytes come, and %s were announced", announced[:20], linked.length)
        self._linked = linked
        self._session = await self.store.with_store(lambda store: store.session(linked.viewer))
        self._upload = self._session.upload()

    async def _hand_on(self) -> None:
        """Hand on what was gathered, on a thread."""
        chunk, upload = b"".join(self._body), self._upload
        self._body, self._waits = [], 0
        if upload is None:
            return
        try:
            await self.store.call(lambda: upload.write(chunk))
        except Exception as error:
            self._failed = error
            self._discard()

    def _taken(self, upload: BlobUpload) -> None:
        content, linked = upload.finish(), self._linked
        code = self.get_query_argument("code", "")
        try:
            draft = self._session.drafts.fill(linked.draft, linked.attachment, code, content)
        except NotFound as error:
            raise NotSignedIn(str(error)) from error
        finish(self._session, draft)

    def _refuse(self, error: Exception) -> None:
        if not self._finished:
            exc_info = (type(error), error, error.__traceback__)
            self.log_exception(*exc_info)
            self.send_error(error.status_code if isinstance(error, HTTPError) else 500, exc_info=exc_info)

    def _discard(self) -> None:
        upload, self._upload = self._upload, None
        if upload is not None:
            upload.discard()


def filename_of(found: Shown) -> str:
    """The name under which a browser saves the bytes."""
    return stored_name(found.settings) or (
        f"attachment-{found.attachment.index}{suffix_of(found.content_type.partition(';')[0].strip())}"
    )


def check_place(linked: Linked, user: str, name: str, frame: str, index: str) -> None:
    """Raise `NotSignedIn` where a link is good for another attachment than the one that the address names."""
    if (*linked.path, linked.frame, linked.attachment) != (user, name, frame, int(index)):
        raise NotSignedIn("the link is good for another attachment")
