"""Stacks, frames and attachments as 2020 has them in its answers. What is None is left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from dstack_jupyter.model.accounts import Permitted
from dstack_jupyter.model.stacks import AccessLevel, Frame, FrameSummary, ListedStack, Stack
from dstack_server.v2020.levels import is_private
from dstack_server.v2020.media_types import legacy_of
from dstack_server.v2020.params import params_of, plain_json
from dstack_server.v2020.shown import Shown, shown

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session


class AttachmentAnswer(BaseModel):
    """An attachment; `index`, and its bytes or where to get them, where one asked for it alone."""

    type: str
    application: str | None = None
    content_type: str
    params: dict[str, Any]
    settings: dict[str, Any]
    length: int
    description: str | None = None
    index: int | None = None
    data: str | None = None
    download_url: str | None = None
    preview: bool | None = None


class FrameAnswer(BaseModel):
    """A frame; its `description` is what was said at the push."""

    id: str
    timestamp: int
    attachments: list[AttachmentAnswer]
    params: dict[str, Any]
    description: str | None = None


class FrameLine(BaseModel):
    """A frame in the list of a stack."""

    id: str
    timestamp: int
    params: dict[str, Any]
    description: str | None = None


class HeadLine(BaseModel):
    """The head in a list of stacks."""

    id: str
    timestamp: int


class PermissionAnswer(BaseModel):
    """A user who may see it."""

    user: str


class StackLine(BaseModel):
    """A stack in a list; `private` is left out where it is neither for all nor for some."""

    user: str
    name: str
    private: bool | None = None
    access_level: AccessLevel
    head: HeadLine | None = None
    permissions: list[PermissionAnswer] | None = None


class StackAnswer(BaseModel):
    """A stack with its head and the list of its frames, newest first."""

    user: str
    name: str
    private: bool | None = None
    access_level: AccessLevel
    head: FrameAnswer | None = None
    readme: str | None = None
    permissions: list[PermissionAnswer] | None = None
    comments: list[str]
    frames: list[FrameLine]


def milliseconds(time: datetime) -> int:
    """A time as the clients have it."""
    return round(time.timestamp() * 1000)


def attachment_answer(one: Shown) -> AttachmentAnswer:
    """What is said of an attachment."""
    return AttachmentAnswer(
        type=legacy_of(one.content_type, one.application),
        application=one.application,
        content_type=one.content_type,
        params=params_of(one.attachment),
        settings=one.settings,
        length=one.length,
        description=one.attachment.description,
    )


def frame_answer(session: Session, store: Path, frame: Frame) -> FrameAnswer:
    """A frame with its attachments in the order of their index, by which the clients ask for them."""
    attachments = sorted(frame.attachments, key=lambda one: one.index)
    return FrameAnswer(
        id=frame.id,
        timestamp=milliseconds(frame.time),
        attachments=[attachment_answer(shown(session, store, one)) for one in attachments],
        params=plain_json(frame.params),
        description=frame.message,
    )


def frame_line(frame: FrameSummary) -> FrameLine:
    """A frame in the list of a stack."""
    time, params = milliseconds(frame.time), plain_json(frame.params)
    return FrameLine(id=frame.id, timestamp=time, params=params, description=frame.message)


def permissions_answer(permitted: Iterable[Permitted]) -> list[PermissionAnswer]:
    """Who else may see it."""
    return [PermissionAnswer(user=one.user) for one in permitted]


def stack_answer(session: Session, store: Path, stack: Stack, permitted: Iterable[Permitted] | None) -> StackAnswer:
    """A stack; `permitted` is None for those who may not know."""
    return StackAnswer(
        user=stack.user,
        name=stack.name,
        private=is_private(stack.access_level),
        access_level=stack.access_level,
        head=None if stack.head is None else frame_answer(session, store, stack.head),
        readme=stack.readme,
        permissions=None if permitted is None else permissions_answer(permitted),
        comments=[],
        frames=[frame_line(frame) for frame in session.history(stack.path)],
    )


def stack_line(stack: ListedStack | Stack, permitted: Iterable[Permitted] | None) -> StackLine:
    """A stack in a list."""
    head = stack.head
    return StackLine(
        user=stack.user,
        name=stack.name,
        private=is_private(stack.access_level),
        access_level=stack.access_level,
        head=None if head is None else HeadLine(id=head.id, timestamp=milliseconds(head.time)),
        permissions=None if permitted is None else permissions_answer(permitted),
    )
