"""Frames of a stack: the list, one of them, and its relatives."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.lineage import Lineage
from dstack_jupyter.model.stacks import Frame, FramePage
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation

HEAD = "head"
"""The name of the head in a URL."""


class FrameQuery(BaseModel):
    """Which page of the frames."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=1000)
    after: str | None = Field(default=None, max_length=2000)


class LineageQuery(BaseModel):
    """How many steps away the relatives are at most; all without it."""

    model_config = ConfigDict(extra="forbid")

    depth: int | None = Field(default=None, ge=0, le=1000)


class FramesHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames``."""

    @operation("List the frames of a stack, newest first", answer=FramePage, query=FrameQuery)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send a page of the list."""
        path, asked, session = self.path(user, name), self.asked(FrameQuery), await self.session()
        self.answer(await self.store.call(lambda: session.history_page(path, asked.limit, asked.after)))


class FrameHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames/{frame}``."""

    @operation("Look at a frame and its attachments", answer=Frame)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str) -> None:
        """Send the frame."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.frame(path, frame_ref(ref))))


class LineageHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames/{frame}/lineage``."""

    @operation("Look at what a frame was made from, and what was made from it", answer=Lineage, query=LineageQuery)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str) -> None:
        """Send its relatives, as far as the asker may know of them."""
        path, asked, session = self.path(user, name), self.asked(LineageQuery), await self.session()
        self.answer(await self.store.call(lambda: session.lineage(path, frame_ref(ref), asked.depth)))


def frame_ref(ref: str) -> str | None:
    """A frame as a URL names it, as the store takes it."""
    return None if ref == HEAD else ref
