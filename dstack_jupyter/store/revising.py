"""What makes a frame: the rules of a push, without a database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.names import check_name, check_user
from dstack_jupyter.model.params import Params, ParamValue, described, kind_of
from dstack_jupyter.model.stacks import MOST_INPUTS, Content, Frame, FrameInput, NewAttachment, NewFrame

Signature = frozenset[tuple[str, str, ParamValue]]

_ID = re.compile(r"[0-9A-Za-z_.-]{1,255}")
_LARGEST = 2**62
_SHA256 = re.compile(r"[0-9a-f]{64}")


def signature(params: Params) -> Signature:
    """What two sets of params have in common when they are the same: 2 and 2.0 are, 1 and True are not."""
    return frozenset((key, kind_of(value), value) for key, value in params.items())


def check_frame(frame: NewFrame) -> None:
    """Raise `InvalidValue` for a frame that cannot be pushed."""
    check_id(frame.id)
    if not frame.attachments:
        raise InvalidValue("a frame needs at least one attachment; add an object before you push")
    _check_text("message", frame.message)
    _check_params(frame.params)
    for attachment in frame.attachments:
        _check_attachment(attachment)
    _check_told_apart(frame.attachments)
    _check_inputs(frame.inputs)


def check_id(frame_id: str) -> None:
    """Raise `InvalidValue` for what cannot be the id of a frame."""
    if not _ID.fullmatch(frame_id) or frame_id == "head":
        raise InvalidValue(
            f"{frame_id!r} cannot be the id of a frame: that is 1 to 255 of A-Z, a-z, 0-9, '-', '_' and '.', not 'head'"
        )


def with_kept(frame: NewFrame, head: Frame | None) -> tuple[NewAttachment, ...]:
    """The attachments of the head with those of the frame in the place of the ones with the same params."""
    if head is None:
        return frame.attachments
    pushed = {signature(attachment.params): attachment for attachment in frame.attachments}
    kept = [pushed.pop(signature(old.params), old) for old in head.attachments]
    return (*kept, *pushed.values())


def is_unchanged(frame: NewFrame, attachments: Sequence[NewAttachment], head: Frame) -> bool:
    """Whether a push of `attachments` would repeat the head. A message or description counts where one is given."""
    return (
        frame.message in (None, head.message)
        and signature(frame.params) == signature(head.params)
        and len(attachments) == len(head.attachments)
        and all(map(_is_same, attachments, head.attachments))
    )


def is_repeated(frame: NewFrame, stored: Frame, *, keep: bool) -> bool:
    """Whether a frame that is stored under this id is the one that is pushed now, once more."""
    there = {signature(attachment.params): attachment for attachment in stored.attachments}
    found = [there.get(signature(attachment.params)) for attachment in frame.attachments]
    return (
        frame.message == stored.message
        and (keep or len(there) == len(found))
        and all(old is not None and _is_same(new, old) for new, old in zip(frame.attachments, found, strict=True))
    )


def _is_same(new: NewAttachment, old: NewAttachment) -> bool:
    return (
        new.content.sha256 == old.content.sha256
        and (new.content_type, new.application) == (old.content_type, old.application)
        and new.description in (None, old.description)
        and signature(new.params) == signature(old.params)
        and _as_json(new) == old.settings
    )


def _as_json(attachment: NewAttachment) -> object:
    """The settings as they come back from the store, where a tuple is a list."""
    return json.loads(json.dumps(attachment.settings))


def _check_attachment(attachment: NewAttachment) -> None:
    _check_text("description", attachment.description)
    _check_text("content type", attachment.content_type)
    _check_text("application", attachment.application)
    _check_params(attachment.params)
    try:
        _check_text("settings", json.dumps(attachment.settings, allow_nan=False, ensure_ascii=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidValue(f"the settings of an attachment are JSON, which these are not: {error}") from error
    _check_content(attachment.content)


def _check_inputs(inputs: Sequence[FrameInput]) -> None:
    if len(inputs) > MOST_INPUTS:
        raise InvalidValue(f"a frame has at most {MOST_INPUTS:,} inputs, not {len(inputs):,}; leave some out")
    for path in {one.path for one in inputs}:
        check_user(path.user)
        check_name(path.name)
    for one in inputs:
        if not (_ID.fullmatch(one.frame) and _ID.fullmatch(one.store) and 1 <= one.number < _LARGEST):
            raise InvalidValue(f"frame {one.number} of {one.path} is no input: its id, store or number cannot be")


def _check_params(params: Params) -> None:
    for key, value in params.items():
        _check_text("key of a param", key)
        if isinstance(value, str):
            _check_text(f"value of param {key!r}", value)


def _check_content(content: Content) -> None:
    if not _SHA256.fullmatch(content.sha256):
        raise InvalidValue(f"{content.sha256!r} is not a SHA-256: 64 hexadecimal digits in lower case")
    end = 0
    for piece in content.pieces:
        if piece.offset != end or piece.length < 0 or not _SHA256.fullmatch(piece.sha256):
            raise InvalidValue(f"the pieces of content {content.sha256!r} do not follow each other; upload it first")
        end += piece.length
    if content.pieces and end != content.length:
        raise InvalidValue(f"content {content.sha256!r} is not the sum of its pieces; upload it first")


def _check_told_apart(attachments: Iterable[NewAttachment]) -> None:
    seen: set[Signature] = set()
    for attachment in attachments:
        own = signature(attachment.params)
        if own in seen:
            what = f"have the params {described(attachment.params)}" if own else "have no params"
            raise InvalidValue(f"two attachments of the frame {what}; give them params that tell them apart")
        seen.add(own)


def _check_text(what: str, text: str | None) -> None:
    try:
        (text or "").encode()
    except UnicodeEncodeError as error:
        raise InvalidValue(f"the {what} has a character that is half of one: {error}") from error
