"""Frames, and single attachments with their bytes or where to get them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath
from dstack_server.v2020.answers import AttachmentAnswer, FrameAnswer, attachment_answer, frame_answer
from dstack_server.v2020.base import Call
from dstack_server.v2020.errors import Refused
from dstack_server.v2020.places import file_url, root_of
from dstack_server.v2020.shown import Shown, shown

if TYPE_CHECKING:
    from dstack_jupyter.model.stacks import Frame
    from dstack_jupyter.store.session import Session

INLINE = 1_000_000
"""Bytes from which on an attachment does not stand in an answer whole."""

PREVIEW = 100_000
"""The bytes of it that do."""


class OneFrame(BaseModel):
    """One frame."""

    frame: FrameAnswer


class OneAttachment(BaseModel):
    """One attachment."""

    attachment: AttachmentAnswer


class FrameCall(Call):
    """``frames/{user}/{name}/{frame}``."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, frame: str) -> None:
        """Send the frame."""
        path, session, folder = self.path(user, name), await self.session(), await self.store_folder()
        found = await self.store.call(lambda: frame_answer(session, folder, frame_of(session, path, frame)))
        self.tell(OneFrame(frame=found))


class AttachmentCall(Call):
    """``attachs/{user}/{name}/{frame}/{index}``."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, frame: str, index: str) -> None:
        """Send it with its bytes; of a long one a link, where one wants to download it, else how it begins."""
        path, session, folder = self.path(user, name), await self.session(), await self.store_folder()
        found, answer = await self.store.call(lambda: _described(session, folder, path, frame, int(index)))
        if found.length < INLINE:
            answer.data = await self.store.call(lambda: _base64(found, None))
        elif self.get_query_argument("download", "") == "true":
            root = root_of(self)
            answer.download_url = await self.store.call(lambda: _link(session, root, path, frame, int(index)))
        else:
            answer.data, answer.preview = await self.store.call(lambda: _base64(found, PREVIEW)), True
        self.tell(OneAttachment(attachment=answer))


def frame_of(session: Session, path: StackPath, frame: str) -> Frame:
    """A frame; raises a refusal that tells a frame that is not there from a stack that is not."""
    try:
        return session.frame(path, frame)
    except (NotFound, InvalidValue) as error:
        session.stack(path)
        raise Refused(404, "frame not found", str(error)) from error


def attachment_of(session: Session, folder: Path, path: StackPath, frame: str, index: int) -> Shown:
    """An attachment in the form of 2020."""
    attachments = frame_of(session, path, frame).attachments
    found = next((one for one in attachments if one.index == index), None)
    if found is None:
        raise Refused(404, "attachment not found", f"the frame has {len(attachments)} attachments, counted from 0")
    return shown(session, folder, found)


def _described(
    session: Session, folder: Path, path: StackPath, frame: str, index: int
) -> tuple[Shown, AttachmentAnswer]:
    found = attachment_of(session, folder, path, frame, index)
    answer = attachment_answer(found)
    answer.index = index
    return found, answer


def _link(session: Session, root: str, path: StackPath, frame: str, index: int) -> str:
    known = session.frame(path, frame).id
    return file_url(root, path, known, index, session.file_link(path, known, index))


def _base64(found: Shown, stop: int | None) -> str:
    return base64.b64encode(b"".join(found.chunks(stop))).decode()
