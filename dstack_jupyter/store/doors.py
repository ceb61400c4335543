"""From a secret to the one who is asking: tokens, passwords, links, and sessions of browsers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dstack_jupyter.model.errors import NotSignedIn
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store import passwords, secrets
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Database, Transaction
from dstack_jupyter.store.tables import account, sign_in, token

SESSION_DAYS = 30.0
LINK_MINUTES = 60.0
_NOTED_AFTER = timedelta(minutes=10)
"""How much older than the truth the time may be at which a token was last used: each note is a write."""

_TOKEN = (
    sa.select(
        *(token.c[name] for name in ("id", "scope", "stack_user", "stack_name", "expires", "last_used")),
        *(account.c[name] for name in ("name", "is_admin", "is_disabled")),
    )
    .join_from(token, account, token.c.account == account.c.name)
    .where(token.c.secret == sa.bindparam("secret"))
)
_SIGN_IN = (
    sa.select(sign_in.c.expires, account.c.name, account.c.is_admin, account.c.is_disabled)
    .join_from(sign_in, account, sign_in.c.account == account.c.name)
    .where(sign_in.c.secret == sa.bindparam("secret"), sign_in.c.kind == sa.bindparam("kind"))
)
_PASSWORD = sa.select(account.c.password, account.c.is_disabled).where(account.c.name == sa.bindparam("called"))
_OVER = {
    "link": "the link was used, or is too old; ask for another",
    "session": "you are signed out; sign in again",
}
_USED = sa.update(token).where(token.c.id == sa.bindparam("id")).values(last_used=sa.bindparam("now"))
_END = sa.delete(sign_in).where(sign_in.c.secret == sa.bindparam("secret"))
_SWEEP = sa.delete(sign_in).where(sign_in.c.expires < sa.bindparam("now"))


class Doors:
    """Tells who comes in. Raises `NotSignedIn` for a secret that is none any more, in words that give nothing away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_token(self, secret: str) -> Viewer:
        """Who has a token."""
        if not secrets.is_whole(secret):
            raise NotSignedIn("this is no token, or a character of it is missing; copy it again, or make a new one")
        with self._database.reading() as transaction:
            rows = transaction.rows(_TOKEN, secret=secrets.fingerprint(secret))
        if not rows:
            raise NotSignedIn("the token is not known here, or was revoked; make a new one")
        token_id, scope, stack_user, stack_name, expires, last_used, name, is_admin, is_disabled = rows[0]
        now = datetime.now(UTC)
        if is_disabled:
            raise NotSignedIn(f"the user {name} is disabled; ask an administrator")
        if expires is not None and expires <= now:
            raise NotSignedIn(f"the token expired on {expires:%Y-%m-%d}; make a new one")
        if last_used is None or now - last_used > _NOTED_AFTER:
            with self._database.writing() as transaction:
                transaction.change(_USED, id=token_id, now=now)
        only = StackPath(stack_user, stack_name) if stack_name else None
        return Viewer(name, is_admin=bool(is_admin), scope=scope, only=only)

    def by_session(self, secret: str) -> Viewer:
        """Whose session of a browser it is."""
        with self._database.reading() as transaction:
            name, is_admin = _known(transaction, secret, "session")
        return Viewer.user(name, is_admin=is_admin)

    def sign_in(self, name: str, password: str, days: float = SESSION_DAYS) -> str:
        """Begin a session by a password; returns its secret."""
        with self._database.reading() as transaction:
            rows = transaction.rows(_PASSWORD, called=name)
        kept, is_disabled = rows[0] if rows else (None, True)
        if not passwords.is_right(password, kept) or is_disabled:
            raise NotSignedIn("the name or the password is wrong")
        return self._begin(name, days)

    def link(self, name: str, minutes: float = LINK_MINUTES) -> str:
        """Make a link that begins a session once; returns its secret. Whoever calls has checked who asks."""
        return self._made("link", name, timedelta(minutes=minutes))

    def follow(self, link: str, days: float = SESSION_DAYS) -> str:
        """Begin a session by a link, which is used up; returns the secret of the session."""
        with self._database.writing() as transaction:
            name, _ = _known(transaction, link, "link")
            transaction.change(_END, secret=secrets.fingerprint(link))
            reach("sign_in.gone")
        return self._begin(name, days)

    def sign_out(self, secret: str) -> None:
        """End a session; harmless for one that is over."""
        with self._database.writing() as transaction:
            transaction.change(_END, secret=secrets.fingerprint(secret))
            reach("sign_in.gone")

    def _begin(self, name: str, days: float) -> str:
        return self._made("session", name, timedelta(days=days))

    def _made(self, kind: str, name: str, lasts: timedelta) -> str:
        secret, now = secrets.new_secret(), datetime.now(UTC)
        row: dict[str, Any] = {"secret": secrets.fingerprint(secret), "kind": kind, "account": name, "created": now}
        with self._database.writing() as transaction:
            transaction.change(_SWEEP, now=now)
            transaction.add(sign_in, {**row, "expires": now + lasts})
            reach("sign_in.made")
        return secret


def _known(transaction: Transaction, secret: str, kind: str) -> tuple[str, bool]:
    rows = transaction.rows(_SIGN_IN, secret=secrets.fingerprint(secret), kind=kind)
    expires, name, is_admin, is_disabled = rows[0] if rows else (None, "", False, True)
    if expires is None or expires <= datetime.now(UTC) or is_disabled:
        raise NotSignedIn(_OVER[kind])
    return name, bool(is_admin)
