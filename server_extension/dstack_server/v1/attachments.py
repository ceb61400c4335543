"""Attachments: what is known of one, and its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.codecs.files import suffix_of
from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Attachment
from dstack_server.v1.base import V1Handler
from dstack_server.v1.formats import ContentQuery, FormatHandler
from dstack_server.v1.frames import frame_ref
from dstack_server.v1.operations import operation
from dstack_server.v1.streaming import Raw, RawHandler, disposition, stored_name

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session

ANY_MEDIA = ("*/*",)


class Located(NamedTuple):
    """An attachment, where it is, and whether the URL means this one for ever (the frame by its whole id)."""

    session: Session
    path: StackPath
    number: int
    attachment: Attachment
    is_pinned: bool


class LocatingHandler(V1Handler):
    """The base of what answers about one attachment."""

    async def located(self, user: str, name: str, ref: str, index: str) -> Located:
        """The attachment at ``stacks/{user}/{name}/-/frames/{frame}/attachments/{index}``."""
        path, session = self.path(user, name), await self.session()
        return await self.store.call(lambda: _located(session, path, ref, int(index)))


class AttachmentHandler(LocatingHandler):
    """``…/attachments/{index}``."""

    @operation("Look at an attachment", answer=Attachment)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str, index: str) -> None:
        """Send what is known of it."""
        self.answer((await self.located(user, name, ref, index)).attachment)


class AttachmentContentHandler(LocatingHandler, RawHandler, FormatHandler):
    """``…/attachments/{index}/content``."""

    @operation(
        "Get the bytes of an attachment, or a range of them", media=ANY_MEDIA, query=ContentQuery, errors=(416, 422)
    )
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str, index: str) -> None:
        """Send the bytes."""
        await self._send(await self.located(user, name, ref, index))

    @operation(
        "Ask how long the bytes of an attachment are, and of what type",
        media=ANY_MEDIA,
        query=ContentQuery,
        errors=(422,),
    )
    @web.authenticated
    @authorized
    async def head(self, user: str, name: str, ref: str, index: str) -> None:
        """Send the headers alone."""
        await self._send(await self.located(user, name, ref, index))

    async def _send(self, found: Located) -> None:
        from dstack_jupyter.client.pulling import StoredAttachment
        from dstack_jupyter.codecs.tables.reading import is_format

        one, wanted = found.attachment, self.asked(ContentQuery).format
        if wanted is not None and not is_format(one.content_type, wanted):
            source, tag = StoredAttachment(found.session, one), one.content.sha256
            name = filename_of(found)
            await self.send_as(source, wanted, tag=tag, filename=name, is_pinned=found.is_pinned)
            return
        named = disposition(one.content_type, filename_of(found))
        await self.send_raw(found.session, Raw(one.content, one.content_type, named, found.is_pinned))


def filename_of(found: Located) -> str:
    """The name under which a browser saves the attachment."""
    if name := stored_name(found.attachment.settings):
        return name
    kind = found.attachment.content_type.partition(";")[0].strip()
    return f"{found.path.name.replace('/', '-')}-{found.number}-{found.attachment.index}{suffix_of(kind)}"


def _located(session: Session, path: StackPath, ref: str, index: int) -> Located:
    one = session.attachment(path, frame_ref(ref), index)
    if one.attachment is None:
        raise NotFound(f"frame {one.number} of {path} has no attachment {index}; it has {one.total}, counted from 0")
    return Located(session, path, one.number, one.attachment, is_pinned=one.frame_id == ref)
