"""Users and their tokens, for one viewer."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dstack_jupyter.model.accounts import MAX_TOKEN_NAME, SCOPES, TOKEN_DAYS, NewToken, Scope, SignInLink, Token, User
from dstack_jupyter.model.errors import Conflict, InvalidValue, NotAllowed, NotFound
from dstack_jupyter.model.names import StackPath, check_user
from dstack_jupyter.model.stacks import AccessLevel, checked_access
from dstack_jupyter.store import access as rules
from dstack_jupyter.store import passwords, secrets
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Database, Transaction
from dstack_jupyter.store.doors import LINK_MINUTES, Doors
from dstack_jupyter.store.tables import account, dashboard, draft, draft_part, file_link, sign_in, stack, token

_USERS = sa.select(
    account.c.name,
    account.c.is_admin,
    account.c.is_disabled,
    account.c.password.is_not(None).label("has_password"),
    account.c.default_access_level,
    account.c.created,
).order_by(account.c.name)
_USER = _USERS.where(account.c.name == sa.bindparam("called"))
_DEFAULT = sa.select(account.c.default_access_level).where(account.c.name == sa.bindparam("called"))
_ADMINS = sa.select(sa.func.count()).where(
    account.c.is_admin == sa.true(), account.c.is_disabled == sa.false(), account.c.name != sa.bindparam("called")
)
_REMOVE = sa.delete(account).where(account.c.name == sa.bindparam("called"))
_OWNS = [sa.select(table.c.id).where(table.c.user == sa.bindparam("called")).limit(1) for table in (stack, dashboard)]
_TOKENS = (
    sa.select(
        *(token.c[name] for name in ("id", "account", "name", "scope", "stack_user", "stack_name")),
        *(token.c[name] for name in ("created", "expires", "last_used")),
    )
    .where(token.c.account == sa.bindparam("called"))
    .order_by(token.c.created.desc(), token.c.id)
)
_TOKEN = sa.select(token.c.account).where(token.c.id == sa.bindparam("id"))
_REVOKE = sa.delete(token).where(token.c.id == sa.bindparam("id"))
_REPLACE = sa.delete(token).where(
    token.c.account == sa.bindparam("called"),
    sa.or_(token.c.name == sa.bindparam("name"), token.c.secret == sa.bindparam("spent")),
)
_DROP_DRAFTS = sa.delete(draft).where(draft.c.account == sa.bindparam("called"))
_DROP_LINKS = sa.delete(file_link).where(file_link.c.account == sa.bindparam("called"))
_AWAIT_NOTHING = (
    sa.update(draft_part)
    .where(draft_part.c.draft.in_(sa.select(draft.c.id).where(draft.c.account == sa.bindparam("called"))))
    .values(secret=None, expires=None)
)
_SIGN_OUT = sa.delete(sign_in).where(sign_in.c.account == sa.bindparam("called"))


class Accounts:
    """The verbs that concern users and tokens. Who may do what is asked of `access`."""

    def __init__(self, database: Database, viewer: Viewer) -> None:
        self._database, self._viewer = database, viewer

    def users(self) -> list[User]:
        """All users for an administrator, else the viewer alone."""
        with self._database.reading() as transaction:
            found = [_user(row) for row in transaction.rows(_USERS)]
        is_admin = rules.administers(self._viewer) and self._viewer.only is None
        return found if is_admin else [user for user in found if user.name == self._viewer.name]

    def everyone(self) -> list[User]:
        """All users; raises `NotAllowed` where `users` gives the viewer alone."""
        rules.require_admin(self._viewer, "list the users")
        return self.users()

    def user(self, name: str) -> User:
        """One user."""
        rules.require_self(self._viewer, check_user(name), f"see the user {name}")
        with self._database.reading() as transaction:
            return _require(transaction, check_user(name))

    def own(self) -> User | None:
        """The viewer, whatever their token is good for; None where the store has no account of them."""
        rules.require_signed_in(self._viewer, "see who you are")
        with self._database.reading() as transaction:
            rows = transaction.rows(_USER, called=self._viewer.name)
        return _user(rows[0]) if rows else None

    def is_there(self, name: str) -> bool:
        """Whether there is a user to share something with."""
        rules.require_signed_in(self._viewer, "ask who is here")
        with self._database.reading() as transaction:
            return bool(transaction.rows(_USER, called=check_user(name)))

    def add_user(
        self,
        name: str,
        *,
        password: str | None = None,
        is_admin: bool = False,
        default_access_level: AccessLevel = "private",
    ) -> User:
        """Add a user; one without a password signs in by a link."""
        checked = check_user(name)
        rules.require_admin(self._viewer, f"add the user {name}")
        row = {
            "name": checked,
            "password": None if password is None else passwords.hashed(password),
            "is_admin": is_admin,
            "is_disabled": False,
            "default_access_level": checked_access(default_access_level),
            "created": datetime.now(UTC),
        }
        with self._database.writing() as transaction:
            if transaction.rows(_USER, called=checked):
                raise Conflict(f"there is a user {checked} already; choose another name")
            transaction.add(account, row)
            reach("account.changed")
            return _require(transaction, checked)

    def update_user(
        self,
        name: str,
        *,
        password: str | None = None,
        is_admin: bool | None = None,
        is_disabled: bool | None = None,
        default_access_level: AccessLevel | None = None,
    ) -> User:
        """Change what is not None. A new password signs the user out everywhere, a disabled user is nobody."""
        checked = check_user(name)
        rules.require_self(self._viewer, checked, f"change the user {name}")
        if is_admin is not None or is_disabled is not None:
            rules.require_admin(self._viewer, f"change what the user {name} may do")
        values: dict[str, Any] = {"is_admin": is_admin, "is_disabled": is_disabled}
        values["password"] = None if password is None else passwords.hashed(password)
        if default_access_level is not None:
            values["default_access_level"] = checked_access(default_access_level)
        changed = {column: value for column, value in values.items() if value is not None}
        with self._database.writing() as transaction:
            _require(transaction, checked)
            if is_disabled or is_admin is False:
                self._require_another_admin(transaction, checked)
            if changed:
                transaction.change(sa.update(account).where(account.c.name == checked).values(**changed))
            if password is not None or is_disabled:
                transaction.change(_SIGN_OUT, called=checked)
            reach("account.changed")
            return _require(transaction, checked)

    def remove_user(self, name: str) -> None:
        """Remove a user who has nothing in the store; others can be disabled."""
        checked = check_user(name)
        rules.require_admin(self._viewer, f"remove the user {name}")
        with self._database.writing() as transaction:
            _require(transaction, checked)
            self._require_another_admin(transaction, checked)
            if any(transaction.rows(query, called=checked) for query in _OWNS):
                raise Conflict(f"{checked} has stacks or dashboards, or deleted ones; disable the user instead")
            transaction.change(_REMOVE, called=checked)
            transaction.change(_DROP_DRAFTS, called=checked)
            transaction.change(_DROP_LINKS, called=checked)
            reach("account.changed")

    def tokens(self, user: str | None = None) -> list[Token]:
        """The tokens of a user; None is the viewer."""
        name = self._named(user, "see the tokens of")
        with self._database.reading() as transaction:
            if user is not None and name != self._viewer.name:
                _require(transaction, name)
            return [_token(row) for row in transaction.rows(_TOKENS, called=name)]

    def new_token(
        self,
        name: str,
        *,
        scope: Scope = "push",
        days: float | None = TOKEN_DAYS,
        stack: StackPath | None = None,
        user: str | None = None,
        replaces: bool = False,
        spent: str | None = None,
    ) -> NewToken:
        """Make a token; its secret is in the answer and nowhere else. With `days` None it does not expire.

        With `replaces` the user's tokens of this name are worthless at once, and so is the one with the secret `spent`.
        """
        owner = self._named(user, "make tokens for")
        checked = _checked_token(name, scope, days)
        now, secret = datetime.now(UTC), secrets.new_token()
        row = {
            "id": uuid.uuid4().hex[:12],
            "account": owner,
            "name": checked,
            "scope": scope,
            "stack_user": stack.user if stack else None,
            "stack_name": stack.name if stack else None,
            "created": now,
            "expires": None if days is None else now + timedelta(days=days),
            "last_used": None,
        }
        with self._database.writing() as transaction:
            _require(transaction, owner)
            if replaces:
                old = "" if spent is None else secrets.fingerprint(spent)
                transaction.change(_REPLACE, called=owner, name=checked, spent=old)
                _drop_links(transaction, owner)
                reach("token.gone")
            transaction.add(token, {**row, "secret": secrets.fingerprint(secret)})
            reach("token.made")
        return NewToken(token=_token(tuple(row.values())), secret=secret)

    def revoke_token(self, token_id: str) -> None:
        """Make a token worthless at once, and with it the links to single files that its user was given."""
        with self._database.writing() as transaction:
            owners = [owner for (owner,) in transaction.rows(_TOKEN, id=token_id)]
            is_own = owners == [self._viewer.name]
            if not owners or not (is_own or rules.administers(self._viewer)):
                raise NotFound(f"there is no token {token_id}")
            rules.require_self(self._viewer, owners[0], "revoke this token")
            transaction.change(_REVOKE, id=token_id)
            _drop_links(transaction, owners[0])
            reach("token.gone")

    def link(self, name: str) -> SignInLink:
        """Make a link with which a user signs in once, without a password."""
        checked = check_user(name)
        rules.require_self(self._viewer, checked, f"make a link that signs in {name}")
        with self._database.reading() as transaction:
            if _require(transaction, checked).is_disabled:
                raise Conflict(f"the user {checked} is disabled; enable the user first")
        expires = datetime.now(UTC) + timedelta(minutes=LINK_MINUTES)
        return SignInLink(user=checked, secret=Doors(self._database).link(checked), expires=expires)

    def _named(self, user: str | None, what: str) -> str:
        if user is None and self._viewer.name is None:
            raise NotAllowed(f"you are not signed in, so you cannot {what} anyone")
        name = check_user(user or self._viewer.name or "")
        rules.require_self(self._viewer, name, f"{what} {name}")
        return name

    def _require_another_admin(self, transaction: Transaction, name: str) -> None:
        ((left,),) = transaction.rows(_ADMINS, called=name)
        if not left and _require(transaction, name).is_admin:
            raise Conflict(f"{name} is the only administrator; make another user one first")


def _drop_links(transaction: Transaction, user: str) -> None:
    """Make the user's links to single files worthless: a token that is gone may have made them."""
    transaction.change(_DROP_LINKS, called=user)
    transaction.change(_AWAIT_NOTHING, called=user)


def default_access_level(transaction: Transaction, user: str) -> AccessLevel:
    """The access level of a user's new stacks; private for one who has no account."""
    rows = transaction.rows(_DEFAULT, called=user)
    return rows[0][0] if rows else "private"


def _user(row: tuple[Any, ...]) -> User:
    name, is_admin, is_disabled, has_password, level, created = row
    return User(
        name=name,
        is_admin=bool(is_admin),
        is_disabled=bool(is_disabled),
        has_password=bool(has_password),
        default_access_level=level,
        created=created,
    )


def _token(row: tuple[Any, ...]) -> Token:
    token_id, owner, name, scope, stack_user, stack_name, created, expires, last_used = row
    return Token(
        id=token_id,
        user=owner,
        name=name,
        scope=scope,
        stack=f"{stack_user}/{stack_name}" if stack_name else None,
        created=created,
        expires=expires,
        last_used=last_used,
    )


def _require(transaction: Transaction, name: str) -> User:
    rows = transaction.rows(_USER, called=name)
    if not rows:
        raise NotFound(f"there is no user {name}")
    return _user(rows[0])


def _checked_token(name: str, scope: str, days: float | None) -> str:
    if not 1 <= len(name.strip()) <= MAX_TOKEN_NAME:
        raise InvalidValue(f"a token has a name of 1 to {MAX_TOKEN_NAME} characters, so that you know it again")
    if scope not in SCOPES:
        raise InvalidValue(f"a scope is {', '.join(SCOPES[:-1])} or {SCOPES[-1]}, not {scope!r}")
    if days is not None and not 0 < days <= 3660:
        raise InvalidValue(f"a token expires after up to 3660 days, or never (None), not after {days}")
    return name.strip()
