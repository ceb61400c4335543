"""Secrets in links: each is good for the bytes of one attachment, in one direction, for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.errors import NotSignedIn
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store import secrets
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Database, Transaction
from dstack_jupyter.store.tables import account, draft, draft_part, file_link

DOWNLOAD_MINUTES = 60.0

_WHO = sa.select(account.c.is_admin, account.c.is_disabled).where(account.c.name == sa.bindparam("called"))
_PLACE = ("user", "name", "frame")
_DOWNLOAD = sa.select(
    file_link.c.account, file_link.c.is_owner, *(file_link.c[name] for name in (*_PLACE, "index", "expires"))
).where(file_link.c.secret == sa.bindparam("proof"))
_UPLOAD = (
    sa.select(
        draft.c.account,
        draft.c.is_owner,
        *(draft.c[name] for name in _PLACE),
        *(draft_part.c[name] for name in ("index", "expires", "draft", "length")),
    )
    .join_from(draft_part, draft, draft_part.c.draft == draft.c.id)
    .where(draft_part.c.secret == sa.bindparam("proof"))
)
_SWEEP = sa.delete(file_link).where(file_link.c.expires < sa.bindparam("now"))
_OVER = "the link was used, or is too old; ask for another"


class Linked(NamedTuple):
    """What a link is good for, and with whose rights; `draft` and `length` are those of bytes that are awaited."""

    viewer: Viewer
    path: StackPath
    frame: str
    attachment: int
    draft: int = 0
    length: int = 0


class FileLinks:
    """Makes links to attachments and tells what one is good for. Raises `NotSignedIn` for one that is good no more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, viewer: Viewer, path: StackPath, frame: str, index: int, minutes: float = DOWNLOAD_MINUTES) -> str:
        """A secret with which an attachment may be got. Whoever calls has checked that the viewer may see it."""
        secret, now = secrets.new_secret(), datetime.now(UTC)
        row = {
            "secret": secrets.fingerprint(secret),
            "account": viewer.name,
            "is_owner": viewer.owns_store,
            "user": path.user,
            "name": path.name,
            "frame": frame,
            "index": index,
            "expires": now + timedelta(minutes=minutes),
        }
        with self._database.writing() as transaction:
            transaction.change(_SWEEP, now=now)
            transaction.add(file_link, row)
            reach("link.made")
        return secret

    def to_get(self, secret: str) -> Linked:
        """Which attachment a secret shows; the rights of the viewer are asked when it is read."""
        return self._linked(_DOWNLOAD, secret)

    def to_put(self, secret: str) -> Linked:
        """Which bytes a secret lets come in."""
        return self._linked(_UPLOAD, secret)

    def _linked(self, query: sa.Select[tuple[object, ...]], secret: str) -> Linked:
        with self._database.reading() as transaction:
            rows = transaction.rows(query, proof=secrets.fingerprint(secret))
            if not rows:
                raise NotSignedIn(_OVER)
            name, is_owner, user, stack, frame, index, expires, *of_draft = rows[0]
            if expires is None or expires <= datetime.now(UTC):
                raise NotSignedIn(_OVER)
            return Linked(_viewer(transaction, name, is_owner), StackPath(user, stack), frame, index, *of_draft)


def _viewer(transaction: Transaction, name: str | None, is_owner: bool) -> Viewer:
    """Who made the link, as they are now."""
    if name is None:
        return Viewer.anonymous()
    if is_owner:
        return Viewer.local_owner(name)
    rows = transaction.rows(_WHO, called=name)
    if not rows or rows[0][1]:
        raise NotSignedIn(_OVER)
    return Viewer.user(name, is_admin=bool(rows[0][0]))
