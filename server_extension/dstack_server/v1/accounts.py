"""Users, their tokens, and links that sign them in."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web
from tornado.web import HTTPError

from dstack_jupyter.model.accounts import (
    MAX_PASSWORD,
    MAX_TOKEN_NAME,
    TOKEN_DAYS,
    NewToken,
    Scope,
    SignInLink,
    Tokens,
    User,
    Users,
)
from dstack_jupyter.model.stacks import AccessLevel
from dstack_jupyter.store.folding import folded
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation
from dstack_server.v1.paging import Listed, PageQuery, latest_first


class NewUser(BaseModel):
    """A user to add; one without a password signs in by a link."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=255)
    password: str | None = Field(default=None, max_length=MAX_PASSWORD)
    is_admin: bool = False
    default_access_level: AccessLevel = "private"


class UserChanges(BaseModel):
    """What is to change of a user; None, or nothing, stays as it is."""

    model_config = ConfigDict(extra="forbid")

    password: str | None = Field(default=None, max_length=MAX_PASSWORD)
    is_admin: bool | None = None
    is_disabled: bool | None = None
    default_access_level: AccessLevel | None = None


class TokenWish(BaseModel):
    """A token to make; `days` None is one that does not expire, `stack` is ``user/name`` of the one it is good for."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=MAX_TOKEN_NAME)
    scope: Scope = "push"
    days: float | None = TOKEN_DAYS
    stack: str | None = Field(default=None, max_length=600)


class UserQuery(PageQuery):
    """Which users: those whose name has `q` in it."""

    q: str = Field(default="", max_length=255)


class UsersHandler(V1Handler):
    """``users``."""

    listed = Listed("users", lambda one: (one.name,))

    @operation("List the users by name for an administrator, else the asker alone", answer=Users, query=UserQuery)
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send a page of them."""
        asked, session = self.asked(UserQuery), await self.session()
        wanted = folded(asked.q.strip())
        found = [user for user in await self.store.call(session.accounts.users) if wanted in folded(user.name)]
        users, following = self.listed.cut(found, asked)
        self.answer(Users(users=users, next=following))

    @operation("Add a user", answer=User, body=NewUser, status=201, errors=(409, 415))
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Add one."""
        new, session = self.taken(NewUser), await self.session()
        made = await self.store.call(lambda: session.accounts.add_user(**dict(new)))
        self.answer(made, status=201)


class UserHandler(V1Handler):
    """``users/{other}``."""

    @operation("Look at a user", answer=User)
    @web.authenticated
    @authorized
    async def get(self, other: str) -> None:
        """Send the user."""
        session = await self.session()
        self.answer(await self.store.call(lambda: session.accounts.user(other)))

    @operation("Change a user", answer=User, body=UserChanges, errors=(409, 415))
    @web.authenticated
    @authorized
    async def patch(self, other: str) -> None:
        """Change what is given."""
        changes, session = self.taken(UserChanges), await self.session()
        self.answer(await self.store.call(lambda: session.accounts.update_user(other, **dict(changes))))

    @operation("Remove a user who has no stacks and dashboards", status=204, errors=(409,))
    @web.authenticated
    @authorized
    async def delete(self, other: str) -> None:
        """Remove the user."""
        session = await self.session()
        await self.store.call(lambda: session.accounts.remove_user(other))
        self.done()


class TokensHandler(V1Handler):
    """``users/{other}/tokens``."""

    listed = Listed("tokens", lambda one: (latest_first(one.created), one.id))

    @operation("List the tokens of a user, latest first, without their secrets", answer=Tokens, query=PageQuery)
    @web.authenticated
    @authorized
    async def get(self, other: str) -> None:
        """Send a page of them."""
        asked, session = self.asked(PageQuery), await self.session()
        tokens, following = self.listed.cut(await self.store.call(lambda: session.accounts.tokens(other)), asked)
        self.answer(Tokens(tokens=tokens, next=following))

    @operation(
        "Make a token; its secret is in this answer alone", answer=NewToken, body=TokenWish, status=201, errors=(415,)
    )
    @web.authenticated
    @authorized
    async def post(self, other: str) -> None:
        """Make one."""
        wish, session = self.taken(TokenWish), await self.session()
        user, slash, name = (wish.stack or "").partition("/")
        if wish.stack is not None and not slash:
            raise HTTPError(400, "stack is the path of one stack: user/name")
        only = None if wish.stack is None else self.path(user, name)
        made = await self.store.call(
            lambda: session.accounts.new_token(wish.name, scope=wish.scope, days=wish.days, stack=only, user=other)
        )
        self.answer_once(made)


class TokenHandler(V1Handler):
    """``tokens/{id}``."""

    @operation("Revoke a token, at once", status=204)
    @web.authenticated
    @authorized
    async def delete(self, token_id: str) -> None:
        """Make it worthless."""
        session = await self.session()
        await self.store.call(lambda: session.accounts.revoke_token(token_id))
        self.done()


class LinksHandler(V1Handler):
    """``users/{other}/links``."""

    @operation("Make a link with which a user signs in once", answer=SignInLink, status=201, errors=(409,))
    @web.authenticated
    @authorized
    async def post(self, other: str) -> None:
        """Make one."""
        session = await self.session()
        self.answer_once(await self.store.call(lambda: session.accounts.link(other)))
