"""Frames of a stack: the list, one of them, and its relatives."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, TypeVar

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.errors import ContentDamaged, InvalidValue
from dstack_jupyter.model.lineage import Lineage
from dstack_jupyter.model.stacks import (
    MOST_INSIDE,
    SMALL_CONTENT,
    Content,
    Frame,
    FramePage,
    Moved,
    NewAttachment,
    NewPush,
    Pull,
    Pushed,
    Restored,
    Stack,
)
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation
from dstack_server.v1.paging import PageQuery

if TYPE_CHECKING:
    from dstack_jupyter.model.names import StackPath
    from dstack_jupyter.store.session import Session

Attached = TypeVar("Attached", bound=NewAttachment)

HEAD = "head"
"""The name of the head in a URL."""

MOST_ALONG = 128 << 10
"""The most bytes of contents that come with a frame."""


class LineageQuery(BaseModel):
    """How many steps away the relatives are at most; all without it."""

    model_config = ConfigDict(extra="forbid")

    depth: int | None = Field(default=None, ge=0, le=1000)


class FramesHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames``."""

    @operation("List the frames of a stack, newest first", answer=FramePage, query=PageQuery)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send a page of the list."""
        path, asked, session = self.path(user, name), self.asked(PageQuery), await self.session()
        self.answer(await self.store.call(lambda: session.history_page(path, asked.limit, asked.after)))

    @operation(
        "Push: make a frame of contents that were uploaded or come with it, and move the head to it",
        answer=Pushed,
        body=NewPush,
        status=201,
        also=(200,),
        errors=(409, 413, 415, 507),
    )
    @web.authenticated
    @authorized
    async def post(self, user: str, name: str) -> None:
        """Answer 201, or 200 where the frame would be the same as the head; a push that is repeated makes one frame."""
        path, new, session = self.path(user, name), self.taken(NewPush), await self.session()
        pushed = await self.store.call(lambda: _pushed(session, path, new))
        self.answer(pushed, status=201 if pushed.created else 200)


class FrameHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames/{frame}``."""

    @operation("Look at a frame and its attachments", answer=Frame)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str) -> None:
        """Send the frame."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.frame(path, frame_ref(ref))))

    @operation("Delete a frame, which can be restored for a while", answer=Stack)
    @web.authenticated
    @authorized
    async def delete(self, user: str, name: str, ref: str) -> None:
        """Delete it; the head moves to the newest one left where it was that."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.delete_frame(path, frame_ref(ref))))


class PullHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames/{frame}/pull``."""

    @operation("Pull: get a frame, with its contents where they are small", answer=Pull)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str) -> None:
        """Send both."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: _pull(session, session.frame(path, frame_ref(ref)))))


class FrameRestoreHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames/{frame}/restore``."""

    @operation("Restore a frame that was deleted", answer=Restored, errors=(409,))
    @web.authenticated
    @authorized
    async def post(self, user: str, name: str, ref: str) -> None:
        """Bring it back."""
        path, session = self.path(user, name), await self.session()
        stack, frame = await self.store.call(lambda: session.keeping.restore_frame(path, ref))
        self.answer(Restored(stack=stack, frame=frame))


class ChosenFrame(BaseModel):
    """A frame of the stack: ``head``, its number, its id or the beginning of it, or a tag."""

    model_config = ConfigDict(extra="forbid")

    frame: int | Annotated[str, Field(max_length=255)]


class HeadHandler(V1Handler):
    """``stacks/{user}/{name}/-/head``."""

    @operation("Let a stack show another frame", answer=Moved, body=ChosenFrame, errors=(415,))
    @web.authenticated
    @authorized
    async def put(self, user: str, name: str) -> None:
        """Move the head."""
        path, chosen, session = self.path(user, name), self.taken(ChosenFrame), await self.session()
        old, new = await self.store.call(lambda: session.set_head(path, chosen.frame))
        self.answer(Moved(old=old, new=new))


class TagHandler(V1Handler):
    """``stacks/{user}/{name}/-/tags/{tag}``."""

    @operation("Give a frame a tag, which another one may have had", answer=Moved, body=ChosenFrame, errors=(415,))
    @web.authenticated
    @authorized
    async def put(self, user: str, name: str, tag: str) -> None:
        """Give it."""
        path, chosen, session = self.path(user, name), self.taken(ChosenFrame), await self.session()
        old, new = await self.store.call(lambda: session.tag(path, chosen.frame, tag))
        self.answer(Moved(old=old, new=new))

    @operation("Take a tag away", answer=Frame)
    @web.authenticated
    @authorized
    async def delete(self, user: str, name: str, tag: str) -> None:
        """Take it away, and send the frame that had it."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.untag(path, tag)))


class LineageHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames/{frame}/lineage``."""

    @operation("Look at what a frame was made from, and what was made from it", answer=Lineage, query=LineageQuery)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str) -> None:
        """Send its relatives, as far as the asker may know of them."""
        path, asked, session = self.path(user, name), self.asked(LineageQuery), await self.session()
        self.answer(await self.store.call(lambda: session.lineage(path, frame_ref(ref), asked.depth)))


def _pushed(session: Session, path: StackPath, new: NewPush) -> Pushed:
    """Store the contents that came inside, and make the frame."""
    attachments = without_pieces(new.frame.attachments)
    named = {one.content for one in attachments}
    stored = {one: _stored(session, one, held) for one, held in _came_inside(new, named)}
    attachments = tuple(one.model_copy(update={"content": stored.get(one.content, one.content)}) for one in attachments)
    frame = new.frame.model_copy(update={"attachments": attachments})
    return session.push(path, frame, access=new.access, force=new.force, keep=new.keep)


def _came_inside(new: NewPush, named: Container[Content]) -> Iterator[tuple[Content, bytes]]:
    """The contents that came inside, checked before any of them is stored."""
    found = [(Content(sha256=sha256, length=len(held)), held) for sha256, held in new.contents.items()]
    for one, held in found:
        if hashlib.sha256(held).hexdigest() != one.sha256:
            raise InvalidValue(f"contents.{one.sha256}: the bytes are not those that the hash says; send them again")
        if one not in named:
            raise InvalidValue(f"contents.{one.sha256}: no attachment has this content, with {one.length} bytes")
    yield from found


def _stored(session: Session, content: Content, held: bytes) -> Content:
    upload = session.upload()
    upload.write(held)
    return upload.finish(content.sha256)


def _pull(session: Session, frame: Frame) -> Pull:
    """A frame and its small contents, where they are few enough; one that is damaged is left to its own request."""
    small = {one.content for one in frame.attachments if one.content.length <= SMALL_CONTENT}
    if len(small) > MOST_INSIDE or sum(one.length for one in small) > MOST_ALONG:
        small = set()
    contents = {}
    for one in small:
        with suppress(ContentDamaged):
            contents[one.sha256] = bytes(session.read(one))
    return Pull.model_construct(frame=frame, contents=contents)


def frame_ref(ref: str) -> str | None:
    """A frame as a URL names it, as the store takes it."""
    return None if ref == HEAD else ref


def without_pieces(attachments: Iterable[Attached]) -> tuple[Attached, ...]:
    """The attachments with contents that are their hash and length alone.

    Where the pieces of a content lie is for the store to say: one who asks and could would read the contents of others.
    """
    return tuple(one.model_copy(update={"content": one.content.identity}) for one in attachments)
