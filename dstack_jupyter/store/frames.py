"""Frames and their attachments in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.params import to_json
from dstack_jupyter.model.stacks import Attachment, Frame, NewAttachment, NewFrame
from dstack_jupyter.store import tags
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.contents import note_contents
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.tables import attachment, content, frame, stack


class FrameQuery:
    """Loads the frames that a criterion names, whole, in two statements however many they are.

    Deleted ones are left out.
    """

    def __init__(self, criterion: sa.ColumnElement[bool]) -> None:
        criterion = sa.and_(frame.c.deleted.is_(None), criterion)
        chosen = sa.select(frame.c.seq).where(criterion)
        self._frames = sa.select(
            *(frame.c[name] for name in ("seq", "id", "number", "time", "message", "params", "origin")), tags.OF_FRAME
        ).where(criterion)
        self._attachments = (
            sa.select(
                *(attachment.c[name] for name in ("frame", "index", "content_type", "application", "params")),
                *(attachment.c[name] for name in ("settings", "description", "content")),
                content.c.length,
            )
            .join_from(attachment, content, attachment.c.content == content.c.sha256)
            .where(attachment.c.frame.in_(chosen))
            .order_by(attachment.c.frame, attachment.c.index)
        )

    def load(self, transaction: Transaction, **values: Any) -> dict[int, Frame]:
        """The frames by their `seq`; `values` are those of the criterion's parameters."""
        attachments = _attachments(transaction.rows(self._attachments, **values))
        columns = ("id", "number", "time", "message", "params", "origin")
        return {
            seq: Frame.model_validate(
                {**dict(zip(columns, row, strict=True)), "attachments": attachments[seq], "tags": tags.split(joined)}
            )
            for seq, *row, joined in transaction.rows(self._frames, **values)
        }


BY_SEQ = FrameQuery(frame.c.seq == sa.bindparam("seq"))
BY_SEQ_OR_ID = FrameQuery(sa.or_(frame.c.seq == sa.bindparam("seq"), frame.c.id == sa.bindparam("id")))
OF_STACK = FrameQuery(frame.c.stack == sa.bindparam("stack"))
NEWEST_BEFORE = FrameQuery(
    frame.c.seq
    == sa.select(sa.func.max(frame.c.seq))
    .where(frame.c.stack == sa.bindparam("stack"), frame.c.number < sa.bindparam("number"), frame.c.deleted.is_(None))
    .scalar_subquery()
)


class OneAttachment(NamedTuple):
    """An attachment, and the frame that it is in; `total` is how many that has."""

    frame_id: str
    number: int
    total: int
    attachment: Attachment | None


_ONE = (
    sa.select(
        *(frame.c[name] for name in ("id", "number", "attachments")),
        *(attachment.c[name] for name in ("frame", "index", "content_type", "application", "params")),
        *(attachment.c[name] for name in ("settings", "description", "content")),
        content.c.length,
    )
    .outerjoin_from(
        frame, attachment, sa.and_(attachment.c.frame == frame.c.seq, attachment.c.index == sa.bindparam("index"))
    )
    .outerjoin(content, attachment.c.content == content.c.sha256)
    .where(frame.c.seq == sa.bindparam("seq"))
)

_IS_DELETED = (
    sa.select(frame.c.seq)
    .join_from(frame, stack, frame.c.stack == stack.c.id)
    .where(frame.c.id == sa.bindparam("id"), sa.or_(frame.c.deleted.is_not(None), stack.c.deleted.is_not(None)))
)
_HAS_ID = sa.select(frame.c.seq).where(frame.c.stack == sa.bindparam("stack"), frame.c.id == sa.bindparam("id"))


def add_frame(
    transaction: Transaction,
    stack_id: int,
    number: int,
    time: datetime,
    new: NewFrame,
    attachments: Sequence[NewAttachment],
) -> tuple[int, Frame]:
    """Write a frame down; returns its `seq` and what it is now."""
    note_contents(transaction, {one.content.sha256: one.content for one in attachments}.values())
    reach("contents.noted")
    seq = transaction.add(
        frame,
        {
            "id": new.id,
            "stack": stack_id,
            "number": number,
            "time": time,
            "message": new.message,
            "params": to_json(new.params),
            "origin": new.origin.model_dump(exclude_defaults=True),
            "attachments": len(attachments),
            "length": sum(one.content.length for one in attachments),
        },
    )
    reach("frame.made")
    transaction.add_all(attachment, [_row(seq, index, one) for index, one in enumerate(attachments)])
    reach("attachments.made")
    return seq, Frame(
        id=new.id,
        number=number,
        time=time,
        message=new.message,
        params=new.params,
        origin=new.origin,
        attachments=tuple(_numbered(index, one) for index, one in enumerate(attachments)),
    )


def attachment_at(transaction: Transaction, seq: int, index: int) -> OneAttachment:
    """One attachment of a frame without the others, of which there may be thousands; None where it has none there."""
    ((frame_id, number, total, *row),) = transaction.rows(_ONE, seq=seq, index=index)
    found = _attachments([tuple(row)])[seq] if row[0] is not None else []
    return OneAttachment(frame_id, number, total, Attachment.model_validate(found[0]) if found else None)


def has_id(transaction: Transaction, stack_id: int, frame_id: str) -> bool:
    """Whether the stack has the frame with this id."""
    return bool(transaction.rows(_HAS_ID, stack=stack_id, id=frame_id))


def is_deleted(transaction: Transaction, frame_id: str) -> bool:
    """Whether there is a deleted frame with this id, or one of a deleted stack."""
    return bool(transaction.rows(_IS_DELETED, id=frame_id))


def _attachments(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[dict[str, Any]]]:
    """The attachments of each frame as `Frame` reads them."""
    columns = ("index", "content_type", "application", "params", "settings", "description")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for seq, *row, sha256, length in rows:
        content_of = {"sha256": sha256, "length": length}
        found[seq].append(dict(zip(columns, row, strict=True)) | {"content": content_of})
    return found


def _row(seq: int, index: int, new: NewAttachment) -> dict[str, Any]:
    return {
        "frame": seq,
        "index": index,
        "content": new.content.sha256,
        "content_type": new.content_type,
        "application": new.application,
        "params": to_json(new.params),
        "settings": new.settings,
        "description": new.description,
    }


def _numbered(index: int, new: NewAttachment) -> Attachment:
    return Attachment(
        index=index,
        content=new.content.identity,
        content_type=new.content_type,
        application=new.application,
        params=new.params,
        settings=new.settings,
        description=new.description,
    )
