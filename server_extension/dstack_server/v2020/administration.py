"""The calls with which administrators look after users, as later servers of 2020 had them."""

from __future__ import annotations

from typing import Literal

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_jupyter.model.errors import Conflict, InvalidValue
from dstack_server.v2020.base import Call
from dstack_server.v2020.errors import Refused
from dstack_server.v2020.names import check_new_user
from dstack_server.v2020.places import root_of
from dstack_server.v2020.users import UserAnswer, with_date

Role = Literal["admin", "write", "read"]


class Users(BaseModel):
    """All users."""

    users: list[UserAnswer]


class Named(BaseModel):
    """A user."""

    name: str


class Adding(Named):
    """A user to add; mail is not sent here."""

    role: Role


class Editing(Named):
    """A user, and what they are to be."""

    role: Role | None = None


class Link(BaseModel):
    """A user, and a link that signs them in once where one can sign in; inside of a Jupyter server nobody can."""

    name: str
    verify_url: str | None = None


class AdministrationCall(Call):
    """What these calls share."""

    noun = "user"

    async def link(self, name: str) -> Link:
        """A link that signs a user in once."""
        session = await self.session()
        if not self.dstack.has_users:
            return Link(name=(await self.store.call(lambda: session.accounts.user(name))).name)
        made = await self.store.call(lambda: session.accounts.link(name))
        return Link(name=made.user, verify_url=f"{root_of(self)}dstack/sign-in/link#{made.secret}")


class ListUsersCall(AdministrationCall):
    """``users/admin/list``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send all users."""
        session = await self.session()
        users = await self.store.call(session.accounts.everyone)
        self.tell(Users(users=[with_date(user) for user in users]))


class CreateUserCall(AdministrationCall):
    """``users/admin/create``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Add a user, who signs in by a link."""
        asked, session = self.taken(Adding), await self.session()
        is_admin = _is_admin(asked.role)
        check_new_user(asked.name)
        try:
            user = await self.store.call(lambda: session.accounts.add_user(asked.name, is_admin=is_admin))
        except Conflict as error:
            raise Refused(400, "user already exists", str(error)) from None
        self.tell(await self.link(user.name))


class ResetUserCall(AdministrationCall):
    """``users/admin/reset``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Make another link for a user."""
        self.tell(await self.link(self.taken(Named).name))


class EditUserCall(AdministrationCall):
    """``users/admin/edit``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Change whether a user is an administrator."""
        asked, session = self.taken(Editing), await self.session()
        is_admin = None if asked.role is None else _is_admin(asked.role)
        user = await self.store.call(lambda: session.accounts.update_user(asked.name, is_admin=is_admin))
        self.tell(Link(name=user.name))


class DeleteUserCall(AdministrationCall):
    """``users/admin/delete``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Remove a user who has nothing in the store."""
        asked, session = self.taken(Named), await self.session()
        await self.store.call(lambda: session.accounts.remove_user(asked.name))
        self.tell()


def _is_admin(role: Role) -> bool:
    if role == "read":
        raise InvalidValue("nobody can only read here: a role is admin or write, and a token can be one that reads")
    return role == "admin"
