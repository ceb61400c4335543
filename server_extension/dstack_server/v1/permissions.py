"""Who may see a stack or a dashboard of somebody else, or push to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict
from tornado import web

from dstack_jupyter.model.accounts import Permission, Permissions, Permitted
from dstack_jupyter.model.names import StackPath
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation
from dstack_server.v1.paging import Listed, PageQuery

if TYPE_CHECKING:
    from dstack_jupyter.store.sharing import Sharing


class Permitting(BaseModel):
    """What is permitted."""

    model_config = ConfigDict(extra="forbid")

    permission: Permission


class Kind(NamedTuple):
    """What is shared: the verbs that list its permissions, and that give or take one."""

    permitted: Callable[[Sharing, StackPath], Sequence[Permitted]]
    permit: Callable[[Sharing, StackPath, str, Permission | None], Sequence[Permitted]]


STACK = Kind(
    lambda sharing, path: sharing.of_stack(path),
    lambda sharing, path, user, permission: sharing.permit_stack(path, user, permission),
)
DASHBOARD = Kind(
    lambda sharing, path: sharing.of_dashboard(path),
    lambda sharing, path, user, permission: sharing.permit_dashboard(path, user, permission),
)


class PermissionsHandler(V1Handler):
    """``…/-/permissions`` of a kind."""

    kind: ClassVar[Kind]
    listed = Listed("permissions", lambda one: (one.user,))

    @operation("List who was permitted something, by name", answer=Permissions, query=PageQuery)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send a page of them to the owner."""
        path, asked, session = self.path(user, name), self.asked(PageQuery), await self.session()
        found = await self.store.call(lambda: self.kind.permitted(session.sharing, path))
        permitted, following = self.listed.cut(found, asked)
        self.answer(Permissions(permitted=permitted, next=following))


class PermissionHandler(V1Handler):
    """``…/-/permissions/{other}`` of a kind."""

    kind: ClassVar[Kind]

    @operation("Permit a user to view it, or to push to a stack", answer=Permissions, body=Permitting, errors=(415,))
    @web.authenticated
    @authorized
    async def put(self, user: str, name: str, other: str) -> None:
        """Give it in place of the one that the user had."""
        await self._permit(user, name, other, self.taken(Permitting).permission)

    @operation("Take away what a user was permitted", answer=Permissions)
    @web.authenticated
    @authorized
    async def delete(self, user: str, name: str, other: str) -> None:
        """Take it away."""
        await self._permit(user, name, other, None)

    async def _permit(self, user: str, name: str, other: str, permission: Permission | None) -> None:
        path, session = self.path(user, name), await self.session()
        permitted = await self.store.call(lambda: self.kind.permit(session.sharing, path, other, permission))
        self.answer(Permissions(permitted=tuple(permitted)))


class StackPermissionsHandler(PermissionsHandler):
    """``stacks/{user}/{name}/-/permissions``."""

    kind = STACK


class StackPermissionHandler(PermissionHandler):
    """``stacks/{user}/{name}/-/permissions/{other}``."""

    kind = STACK


class DashboardPermissionsHandler(PermissionsHandler):
    """``dashboards/{user}/{name}/-/permissions``."""

    kind = DASHBOARD


class DashboardPermissionHandler(PermissionHandler):
    """``dashboards/{user}/{name}/-/permissions/{other}``."""

    kind = DASHBOARD
