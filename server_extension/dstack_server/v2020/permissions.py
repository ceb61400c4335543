"""The calls that share a stack or a dashboard with one user."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_jupyter.model.accounts import Permission, Permitted
from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath, check_user, checked_path
from dstack_server.v2020.base import Call
from dstack_server.v2020.errors import MALFORMED, Refused
from dstack_server.v2020.names import path_of

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session

OF_DASHBOARDS = "d/"
"""What begins the second part of the path of a dashboard: ``user/d/id``."""


class Sharing(BaseModel):
    """With whom something is shared: `path` is ``user/stack``, or ``user/d/id`` for a dashboard."""

    path: str
    user: str | None = None
    email: str | None = None


class _Thing(NamedTuple):
    permitted: Callable[[], list[Permitted]]
    permit: Callable[[Permission | None], list[Permitted]]


class PermissionCall(Call):
    """What both calls share."""

    async def shared(self, share: Callable[[_Thing, str], object]) -> None:
        """Do it to what is named, with the user who is named, and answer ``{}``."""
        asked, session = self.taken(Sharing), await self.session()
        user, path = _user_of(asked), path_of(asked.path)
        self.noun = "dashboard" if path.name.startswith(OF_DASHBOARDS) else "stack"
        await self.store.call(lambda: share(_thing(session, path, user), user))
        self.tell()


class AddPermissionCall(PermissionCall):
    """``permissions/add``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Let a user see it."""
        await self.shared(_add)


class DeletePermissionCall(PermissionCall):
    """``permissions/delete``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Take away what a user was permitted."""
        await self.shared(lambda thing, user: thing.permit(None))


def _add(thing: _Thing, user: str) -> None:
    """Who may push already goes on to."""
    if user in {one.user for one in thing.permitted()}:
        return
    try:
        thing.permit("view")
    except NotFound as error:
        raise Refused(404, "user not found", str(error)) from None


def _thing(session: Session, path: StackPath, user: str) -> _Thing:
    sharing = session.sharing
    if path.name.startswith(OF_DASHBOARDS) and not _is_stack(session, path):
        board = _board(path)
        return _Thing(
            lambda: sharing.of_dashboard(board), lambda permission: sharing.permit_dashboard(board, user, permission)
        )
    stack = checked_path(path)
    return _Thing(lambda: sharing.of_stack(stack), lambda permission: sharing.permit_stack(stack, user, permission))


def _is_stack(session: Session, path: StackPath) -> bool:
    """Whether it is a stack that has the name of a dashboard which is not there."""
    with suppress(NotFound):
        session.dashboard(_board(path))
        return False
    with suppress(NotFound):
        session.stack(checked_path(path))
        return True
    return False


def _board(path: StackPath) -> StackPath:
    return checked_path(StackPath(path.user, path.name.removeprefix(OF_DASHBOARDS)))


def _user_of(asked: Sharing) -> str:
    if asked.email is not None:
        raise Refused(400, "nothing is shared by e-mail here; share it with a user, by name", MALFORMED)
    if asked.user is None:
        raise InvalidValue("say with whom: the name of a user")
    return check_user(asked.user)
