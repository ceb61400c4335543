"""Contents and where their pieces lie, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.stacks import Content
from dstack_jupyter.store.access import Viewer, asking, sees_everything, visible
from dstack_jupyter.store.blobs import BlobStore
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.tables import attachment, content, draft, draft_part, frame, piece, stack, uploaded

_KNOWN = sa.select(content.c.sha256).where(content.c.sha256 == sa.bindparam("sha256"))
_LENGTH = sa.select(content.c.length).where(content.c.sha256 == sa.bindparam("sha256"))
_PLACES = (
    sa.select(piece.c.sha256, piece.c.blob, piece.c.start)
    .where(piece.c.content == sa.bindparam("sha256"))
    .order_by(piece.c.position)
)
_UPLOADED = sa.select(uploaded.c.content).where(
    uploaded.c.content == sa.bindparam("sha256"), uploaded.c.account == sa.bindparam("viewer")
)
_DRAFTED = (
    sa.select(draft_part.c.content)
    .join_from(draft_part, draft, draft_part.c.draft == draft.c.id)
    .where(draft_part.c.content == sa.bindparam("sha256"), draft.c.account == sa.bindparam("viewer"))
    .limit(1)
)
_FORGET_UPLOAD = sa.delete(uploaded).where(
    uploaded.c.content == sa.bindparam("sha256"), uploaded.c.account == sa.bindparam("viewer")
)
_SHOWN = (
    sa.select(stack.c.id)
    .join_from(attachment, frame, attachment.c.frame == frame.c.seq)
    .join(stack, frame.c.stack == stack.c.id)
    .where(attachment.c.content == sa.bindparam("sha256"), frame.c.deleted.is_(None), visible(stack))
    .limit(1)
)
_FORGET = sa.delete(piece).where(piece.c.content == sa.bindparam("sha256"))
_MOVE = (
    sa.update(piece)
    .where(piece.c.sha256 == sa.bindparam("of"), piece.c.blob == sa.bindparam("from_blob"))
    .values(blob=sa.bindparam("to_blob"), start=sa.bindparam("to_start"))
)


def require_contents(transaction: Transaction, blobs: BlobStore, viewer: Viewer, contents: Iterable[Content]) -> None:
    """Raise `InvalidValue` for a content that is neither there for the viewer nor was just uploaded.

    It is asked in the transaction of the push, since garbage is collected between transactions. A hash is no key: who
    names one without its bytes must be able to see it, or have uploaded it.
    """
    for one in contents:
        if not (blobs.holds(one) if one.pieces else may_name(transaction, viewer, one.sha256)):
            raise InvalidValue(f"content {one.sha256} is not in the store; upload it before the push")
        if not one.pieces and (stored := length_of(transaction, one.sha256)) != one.length:
            raise InvalidValue(f"content {one.sha256} has {stored} bytes, not {one.length}")


def may_name(transaction: Transaction, viewer: Viewer, sha256: str) -> bool:
    """Whether the content is there and the viewer may see it, or uploaded it."""
    if sees_everything(viewer):
        return is_known(transaction, sha256)
    sent = (transaction.rows(query, sha256=sha256, viewer=viewer.name) for query in (_UPLOADED, _DRAFTED))
    return any(sent) or is_shown_to(transaction, viewer, sha256)


def is_shown_to(transaction: Transaction, viewer: Viewer, sha256: str) -> bool:
    """Whether a stack that the viewer may know of has a frame with this content."""
    return bool(transaction.rows(_SHOWN, sha256=sha256, **asking(viewer)))


def shown_to(transaction: Transaction, viewer: Viewer, sha256: str) -> Content:
    """A content that the viewer may get; raises `NotFound`."""
    if sees_everything(viewer) or is_shown_to(transaction, viewer, sha256):
        for (length,) in transaction.rows(_LENGTH, sha256=sha256):
            return Content(sha256=sha256, length=length)
    raise NotFound(f"there is no content {sha256} in a stack that you can see")


def length_of(transaction: Transaction, sha256: str) -> int | None:
    """How many bytes a content has; None for one that the database does not have."""
    return next((length for (length,) in transaction.rows(_LENGTH, sha256=sha256)), None)


def note_upload(transaction: Transaction, viewer: Viewer, uploaded_content: Content, now: datetime) -> None:
    """Write down that the viewer uploaded a content, so that a push of theirs may name it by its hash alone."""
    note_contents(transaction, [uploaded_content])
    transaction.change(_FORGET_UPLOAD, sha256=uploaded_content.sha256, viewer=viewer.name)
    transaction.add(uploaded, {"account": viewer.name, "content": uploaded_content.sha256, "since": now})
    reach("contents.noted")


def is_known(transaction: Transaction, sha256: str) -> bool:
    """Whether the database has the content."""
    return bool(transaction.rows(_KNOWN, sha256=sha256))


def note_contents(transaction: Transaction, contents: Iterable[Content]) -> None:
    """Write contents down that are new; of others, where they lie now if that is elsewhere."""
    new = []
    for one in contents:
        if not one.pieces:
            continue
        if old := transaction.rows(_PLACES, sha256=one.sha256):
            _move(transaction, one, old)
        else:
            new.append(one)
    transaction.add_all(content, [{"sha256": one.sha256, "length": one.length} for one in new])
    transaction.add_all(piece, (row for one in new for row in _rows(one)))


def _move(transaction: Transaction, uploaded: Content, old: list[tuple[Any, ...]]) -> None:
    """Note new places of a content whose bytes were damaged where they lay; other contents follow."""
    if [(one.sha256, *one.place) for one in uploaded.pieces] == old:
        return
    blobs = {sha256: blob for sha256, blob, _ in old}
    for one in uploaded.pieces:
        from_blob = blobs.get(one.sha256)
        to_blob, to_start = one.place
        if from_blob not in (None, to_blob):
            transaction.change(_MOVE, of=one.sha256, from_blob=from_blob, to_blob=to_blob, to_start=to_start)
    transaction.change(_FORGET, sha256=uploaded.sha256)
    transaction.add_all(piece, _rows(uploaded))


def _rows(uploaded: Content) -> list[dict[str, object]]:
    return [
        {
            "content": uploaded.sha256,
            "position": position,
            "offset": one.offset,
            "length": one.length,
            "sha256": one.sha256,
            "blob": one.place[0],
            "start": one.start,
        }
        for position, one in enumerate(uploaded.pieces)
    ]
