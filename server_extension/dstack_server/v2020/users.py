"""The calls of a user about themself: who they are, their token, and their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_jupyter.model.accounts import User
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.names import check_user
from dstack_jupyter.model.stacks import AccessLevel
from dstack_server.identity import token_of
from dstack_server.v2020.base import Call

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session

CLIENT = "client of 2020"
"""The name of the one token that a user has in 2020."""

NO_MAIL = "this server sends no mail, so there is nothing to notify you by"


class General(BaseModel):
    """The access level of new stacks and dashboards."""

    default_access_level: AccessLevel


class Notifications(BaseModel):
    """What one is told by mail, which is nothing."""

    comments: bool
    newsletter: bool


class Settings(BaseModel):
    """The settings of a user."""

    general: General
    notifications: Notifications


class UserAnswer(BaseModel):
    """A user. Their token is not told: it is known to the store as a hash alone."""

    user: str
    verified: bool
    settings: Settings
    role: str
    created_date: str | None = None
    plan: str | None = None


class Asked(BaseModel):
    """A user."""

    user: str


class NewToken(BaseModel):
    """A token that was just made; `expires` is in seconds."""

    token: str
    expires: int | None = None


class SomeGeneral(BaseModel):
    """The access level that new stacks are to have."""

    default_access_level: AccessLevel | None = None


class Setting(Asked):
    """Settings that are to change."""

    general: SomeGeneral | None = None
    notifications: dict[str, bool | None] | None = None


class Exists(BaseModel):
    """Whether there is a user."""

    exists: bool


class Told(BaseModel):
    """A word to what was done."""

    message: str | None = None


class UserCall(Call):
    """What these calls share."""

    noun = "user"


class RememberCall(UserCall):
    """``users/remember``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Say who is asking."""
        session = await self.session()
        own = await self.store.call(session.accounts.own)
        self.tell(_unknown(session.user) if own is None else user_answer(own))


class InfoCall(UserCall):
    """``users/info``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Say who a user is, to them and to an administrator."""
        asked, session = self.taken(Asked), await self.session()
        user = await self.store.call(lambda: _known(session, check_user(asked.user)))
        self.tell(_unknown(session.user) if user is None else with_date(user))


class ExistsCall(UserCall):
    """``users/exists/{user}``."""

    @web.authenticated
    @authorized
    async def get(self, user: str) -> None:
        """Say whether there is a user, to one who may share something with them."""
        session = await self.session()
        self.tell(Exists(exists=await self.store.call(lambda: session.accounts.is_there(user))))


class TokenCall(UserCall):
    """``users/update/token``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Make a token in place of the one that this call made before, and of the one that the asker came with."""
        asked, session = self.taken(Asked), await self.session()
        spent = token_of(self.request.headers.get("Authorization", ""))
        made = await self.store.call(
            lambda: session.accounts.new_token(CLIENT, user=asked.user, replaces=True, spent=spent)
        )
        expires = made.token.expires
        self.tell(NewToken(token=made.secret, expires=None if expires is None else int(expires.timestamp())))


class SettingsCall(UserCall):
    """``users/update/settings``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Set the access level of new stacks; notifications are taken, and there are none."""
        asked, session = self.taken(Setting), await self.session()
        if asked.general is None and asked.notifications is None:
            raise InvalidValue("say what is to change: general or notifications")
        level = None if asked.general is None else asked.general.default_access_level
        await self.store.call(lambda: session.accounts.update_user(asked.user, default_access_level=level))
        self.tell(Told(message=NO_MAIL) if any((asked.notifications or {}).values()) else None)


def user_answer(user: User) -> UserAnswer:
    """A user as the one who signed in is told."""
    return UserAnswer(
        user=user.name,
        verified=True,
        settings=_settings(user.default_access_level),
        role="admin" if user.is_admin else "write",
    )


def with_date(user: User) -> UserAnswer:
    """The same, with what is said of an account."""
    more = {"created_date": f"{user.created:%Y-%m-%d}", "plan": "free"}
    return user_answer(user).model_copy(update=more)


def _unknown(name: str) -> UserAnswer:
    """The owner of a store who has no account in it."""
    return UserAnswer(user=name, verified=True, settings=_settings("private"), role="admin")


def _settings(level: AccessLevel) -> Settings:
    return Settings(
        general=General(default_access_level=level), notifications=Notifications(comments=False, newsletter=False)
    )


def _known(session: Session, name: str) -> User | None:
    return session.accounts.own() if name == session.user else session.accounts.user(name)
