"""``stacks/push``: a whole frame, or a part of one that waits until all of it has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_jupyter.model.drafts import Draft, DraftPart
from dstack_jupyter.model.errors import Conflict, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath, checked_path
from dstack_jupyter.model.origin import Origin
from dstack_jupyter.model.stacks import AccessLevel, Content, Frame, NewAttachment, NewFrame, checked_access
from dstack_server.addresses import stack_url
from dstack_server.v2020 import params
from dstack_server.v2020.base import Call
from dstack_server.v2020.errors import Refused
from dstack_server.v2020.names import check_new_name, path_of
from dstack_server.v2020.places import file_url, root_of
from dstack_server.v2020.sent import Push, SentAttachment

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session

ALREADY = "attachment already exists"


class Upload(BaseModel):
    """Where the bytes go that were announced; `index` counts the attachments of the request."""

    index: int
    upload_url: str


class Answer(BaseModel):
    """The page of the stack, and where to upload what came without its bytes."""

    url: str
    attachments: list[Upload] | None = None


class Awaited(NamedTuple):
    """Bytes that are to be uploaded: which attachment of the request, which of the frame, and the secret for it."""

    position: int
    attachment: int
    secret: str


class PushCall(Call):
    """``stacks/push``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Push, or note what has come of a frame."""
        session = await self.session()
        new = await self.store.call(lambda: self.taken(Push))  # megabytes of JSON, so on a thread
        try:
            path, awaited = await self.store.call(lambda: take(session, new))
        except Conflict as error:
            raise Refused(400, ALREADY, str(error)) from error
        root = root_of(self)
        uploads = [
            Upload(index=one.position, upload_url=file_url(root, path, new.id, one.attachment, one.secret))
            for one in awaited
        ]
        is_announced = any(one.data is None for one in new.attachments)
        self.tell(Answer(url=stack_url(root, path), attachments=uploads if is_announced else None))


def take(session: Session, new: Push) -> tuple[StackPath, list[Awaited]]:
    """Take a push; returns the stack, and which bytes are to be uploaded."""
    path = checked_path(path_of(new.stack))
    session.require_push(path)
    _check_name(session, path)
    for sent in (new.kept_params(), *(one.params for one in new.attachments)):
        params.check(sent)
    level = None if new.access is None else checked_access(new.access)
    said = {key: value for key, value in _said(new, level).items() if value}
    is_whole = new.index is None and new.size in (None, len(new.attachments))
    if is_whole and all(one.data is not None for one in new.attachments):
        _push(session, path, new.id, said, _parts(session, new))
        return path, []
    stored = _stored_frame(session, path, new.id)
    if stored is not None:
        _check_same(session, stored, new)
        return path, []
    noted = session.drafts.note(path, new.id, said, _size(new), _parts(session, new))
    finish(session, noted.draft)
    first = new.index or 0
    return path, [Awaited(index - first, index, secret) for index, secret in sorted(noted.secrets.items())]


def finish(session: Session, draft: Draft) -> None:
    """Make the frame of a draft, where it is whole."""
    if draft.is_whole:
        _push(session, draft.path, draft.frame, draft.said, draft.parts)
        session.drafts.drop(draft.id)


def _check_name(session: Session, path: StackPath) -> None:
    """Refuse a name that 2020 would not make; one that is there already may have any."""
    try:
        session.stack(path)
    except NotFound:
        check_new_name(path.name)


def _size(new: Push) -> int | None:
    return new.size if new.size is not None or new.index is not None else len(new.attachments)


def _said(new: Push, level: AccessLevel | None) -> dict[str, Any]:
    return {
        "message": new.kept_message(),
        "params": new.kept_params(),
        "access": level,
        "origin": new.origin().model_dump(exclude_defaults=True),
    }


def _parts(session: Session, new: Push) -> list[DraftPart]:
    first = new.index or 0
    return [_part(session, new, first + position, one) for position, one in enumerate(new.attachments)]


def _part(session: Session, new: Push, index: int, one: SentAttachment) -> DraftPart:
    content_type, application = new.media_type(one)
    said: dict[str, Any] = {
        "content_type": content_type,
        "application": application,
        "description": one.description,
        "params": one.params,
        "settings": one.settings,
    }
    content = None if one.data is None else _stored(session, one.data)
    length = one.length if content is None else content.length
    return DraftPart(index=index, length=length or 0, said=said, content=content)


def _stored(session: Session, held: bytes) -> Content:
    upload = session.upload()
    upload.write(held)
    return upload.finish()


def _push(session: Session, path: StackPath, frame: str, said: dict[str, Any], parts: Sequence[DraftPart]) -> None:
    new = NewFrame(
        id=frame,
        attachments=tuple(_attachments(parts)),
        message=said.get("message"),
        params=said.get("params", {}),
        origin=Origin.model_validate(said.get("origin", {})),
    )
    session.push(path, new, access=said.get("access"), force=True)


def _attachments(parts: Sequence[DraftPart]) -> list[NewAttachment]:
    attachments = [
        NewAttachment(
            content=cast(Content, part.content),
            content_type=part.said["content_type"],
            application=part.said["application"],
            settings=part.said["settings"],
            description=part.said["description"],
        )
        for part in parts
    ]
    return params.told_apart(attachments, [part.said["params"] for part in parts])


def _stored_frame(session: Session, path: StackPath, frame: str) -> Frame | None:
    """The frame that was made under this id; None where there is none yet."""
    try:
        found = session.frame(path, frame)
    except (NotFound, InvalidValue):  # the id begins those of several frames
        return None
    return found if found.id == frame else None


def _check_same(session: Session, stored: Frame, new: Push) -> None:
    """Raise `Conflict` where a frame that was made already is not the one that is sent once more."""
    there = {one.index: one for one in stored.attachments}
    for part in _parts(session, new):
        old = there.get(part.index)
        is_same = old is not None and (
            part.content.sha256 == old.content.sha256 if part.content else part.length == old.content.length
        )
        if old is None or not is_same or params.params_of(old) != part.said["params"]:
            raise Conflict(f"frame {stored.id} has another attachment {part.index}; push with a new id")
