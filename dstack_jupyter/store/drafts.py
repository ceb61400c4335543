"""The verbs of one viewer whose frame comes piece by piece: what has come waits in the store until all is there.

A frame is pushed in one step when its draft is whole, so nobody sees a part of it, and the head never moves before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dstack_jupyter.model.drafts import Draft, DraftPart, Noted
from dstack_jupyter.model.errors import Conflict, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Content
from dstack_jupyter.store import access as rules
from dstack_jupyter.store import contents, secrets
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.revising import check_id
from dstack_jupyter.store.tables import content, draft, draft_part

if TYPE_CHECKING:
    from dstack_jupyter.store.store import Store

UPLOAD_HOURS = 24.0
"""For how long bytes that were announced may be uploaded."""

MOST_PARTS = 10_000
MOST_DRAFTS = 200
"""How many frames of one user may wait; the oldest one is forgotten for a new one."""

_COLUMNS = ("id", "user", "name", "frame", "said", "size")
_DRAFTS = sa.select(*(draft.c[name] for name in _COLUMNS))
_OF_FRAME = _DRAFTS.where(draft.c.account == sa.bindparam("who"), draft.c.frame == sa.bindparam("called"))
_OF_ID = _DRAFTS.where(draft.c.account == sa.bindparam("who"), draft.c.id == sa.bindparam("this"))
_PARTS = (
    sa.select(draft_part.c.index, draft_part.c.length, draft_part.c.said, draft_part.c.content, content.c.length)
    .join_from(draft_part, content, draft_part.c.content == content.c.sha256, isouter=True)
    .where(draft_part.c.draft == sa.bindparam("this"))
    .order_by(draft_part.c.index)
)
_AWAITED = sa.select(draft_part.c.length).where(
    draft_part.c.draft == sa.bindparam("this"),
    draft_part.c.index == sa.bindparam("place"),
    draft_part.c.secret == sa.bindparam("proof"),
)
_OLDEST = (
    sa.select(draft.c.id)
    .where(draft.c.account == sa.bindparam("who"))
    .order_by(draft.c.id.desc())
    .limit(-1)
    .offset(sa.bindparam("left", type_=sa.Integer))
)
_SAY = (
    sa.update(draft)
    .where(draft.c.id == sa.bindparam("this"))
    .values(said=sa.bindparam("all_said", type_=sa.JSON), size=sa.bindparam("whole"))
)
_PART = sa.update(draft_part).where(
    draft_part.c.draft == sa.bindparam("this"), draft_part.c.index == sa.bindparam("place")
)
_FILL = _PART.values(content=sa.bindparam("sha256"), secret=None, expires=None)
_AWAIT = _PART.values(
    secret=sa.bindparam("proof"), expires=sa.bindparam("until", type_=draft_part.c.expires.type), content=None
)
_DROP = sa.delete(draft).where(draft.c.id == sa.bindparam("this"))


class Drafts:
    """The frames of the viewer that are on their way; `Session.drafts` makes it."""

    def __init__(self, store: Store, viewer: Viewer) -> None:
        self._database, self._blobs, self._viewer = store.database, store.blobs, viewer

    def note(
        self, path: StackPath, frame: str, said: Mapping[str, Any], size: int | None, parts: Sequence[DraftPart]
    ) -> Noted:
        """Write down what has come of a frame; what is said again in the same words changes nothing.

        Raises `Conflict` for an attachment that has come already and is another one now, and `InvalidValue` for a
        `size` that is less than what has come.
        """
        rules.require_upload(self._viewer, f"push to /{path}")
        check_id(frame)
        if len(parts) > MOST_PARTS or any(not 0 <= part.index < MOST_PARTS for part in parts):
            raise InvalidValue(f"a frame that comes piece by piece has at most {MOST_PARTS:,} attachments")
        with self._database.writing() as transaction:
            known = self._of_frame(transaction, frame) or self._begun(transaction, path, frame)
            if known.path != path:
                raise Conflict(f"the frame {frame} is on its way to /{known.path}; push with a new id")
            transaction.change(_SAY, this=known.id, all_said={**known.said, **said}, whole=size or known.size)
            there = {part.index: part for part in known.parts}
            made = {part.index: self._placed(transaction, known.id, there.get(part.index), part) for part in parts}
            reach("draft.noted")
            now_known = self._whole(transaction, transaction.rows(_OF_ID, who=self._viewer.name, this=known.id)[0])
            if now_known.size is not None and now_known.size < len(now_known.parts):
                raise InvalidValue(_too_many(now_known))
        return Noted(draft=now_known, secrets={index: secret for index, secret in made.items() if secret})

    def fill(self, key: int, index: int, secret: str, came: Content) -> Draft:
        """Take the bytes of an attachment, by the secret for them, which is used up; returns the draft as it is now."""
        with self._database.writing() as transaction:
            if not transaction.rows(_AWAITED, this=key, place=index, proof=secrets.fingerprint(secret)):
                raise NotFound("these bytes have come already, or are awaited no more")
            self._filled(transaction, key, index, came)
            reach("draft.noted")
            return self._whole(transaction, transaction.rows(_OF_ID, who=self._viewer.name, this=key)[0])

    def drop(self, key: int) -> None:
        """Forget one; harmless for one that is gone."""
        with self._database.writing() as transaction:
            if transaction.rows(_OF_ID, who=self._viewer.name, this=key):
                transaction.change(_DROP, this=key)
            reach("draft.gone")

    def _of_frame(self, transaction: Transaction, frame: str) -> Draft | None:
        rows = transaction.rows(_OF_FRAME, who=self._viewer.name, called=frame)
        return self._whole(transaction, rows[0]) if rows else None

    def _begun(self, transaction: Transaction, path: StackPath, frame: str) -> Draft:
        for (old,) in transaction.rows(_OLDEST, who=self._viewer.name, left=MOST_DRAFTS - 1):
            transaction.change(_DROP, this=old)
        row: dict[str, Any] = {
            "account": self._viewer.name,
            "is_owner": self._viewer.owns_store,
            "frame": frame,
            "user": path.user,
            "name": path.name,
            "said": {},
            "size": None,
            "since": datetime.now(UTC),
        }
        return Draft(id=transaction.add(draft, row), user=path.user, name=path.name, frame=frame)

    def _whole(self, transaction: Transaction, row: tuple[Any, ...]) -> Draft:
        fields = dict(zip(_COLUMNS, row, strict=True))
        parts = [
            DraftPart(
                index=index,
                length=length,
                said=said,
                content=None if sha256 is None else Content(sha256=sha256, length=there),
            )
            for index, length, said, sha256, there in transaction.rows(_PARTS, this=fields["id"])
        ]
        return Draft(**fields, parts=tuple(parts))

    def _placed(self, transaction: Transaction, key: int, there: DraftPart | None, part: DraftPart) -> str | None:
        """Write a part down; returns the secret for its bytes where they are awaited."""
        if there is not None and not _is_same(there, part):
            raise Conflict(f"attachment {part.index} has come already, and was another one; push with a new id")
        if there is None:
            row = {"draft": key, "index": part.index, "length": part.length, "said": part.said}
            transaction.add(draft_part, row)
        if part.content is not None:
            self._filled(transaction, key, part.index, part.content)
            return None
        if there is not None and there.content is not None:
            return None
        secret, until = secrets.new_secret(), datetime.now(UTC) + timedelta(hours=UPLOAD_HOURS)
        transaction.change(_AWAIT, this=key, place=part.index, proof=secrets.fingerprint(secret), until=until)
        return secret

    def _filled(self, transaction: Transaction, key: int, index: int, came: Content) -> None:
        contents.require_contents(transaction, self._blobs, self._viewer, [came])
        contents.note_contents(transaction, [came])
        transaction.change(_FILL, this=key, place=index, sha256=came.sha256)


def _too_many(known: Draft) -> str:
    return f"frame {known.frame} has {len(known.parts)} attachments, and its size is said to be {known.size}"


def _is_same(there: DraftPart, part: DraftPart) -> bool:
    known = (there.content, part.content)
    is_other = None not in known and known[0].sha256 != known[1].sha256  # type: ignore[union-attr]
    return (there.said, there.length) == (part.said, part.length) and not is_other
