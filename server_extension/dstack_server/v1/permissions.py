"""Who may see a stack or a dashboard of somebody else, or push to it."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict
from tornado import web

from dstack_jupyter.model.accounts import Permission, Permissions
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation


class Permitting(BaseModel):
    """What is permitted."""

    model_config = ConfigDict(extra="forbid")

    permission: Permission


class StackPermissionsHandler(V1Handler):
    """``stacks/{user}/{name}/-/permissions``."""

    @operation("List who was permitted something with a stack", answer=Permissions)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send them to the owner."""
        path, session = self.path(user, name), await self.session()
        self.answer(Permissions(permitted=tuple(await self.store.call(lambda: session.sharing.of_stack(path)))))


class StackPermissionHandler(V1Handler):
    """``stacks/{user}/{name}/-/permissions/{other}``."""

    @operation("Permit a user to view a stack or to push to it", answer=Permissions, body=Permitting, errors=(415,))
    @web.authenticated
    @authorized
    async def put(self, user: str, name: str, other: str) -> None:
        """Give it in place of the one that the user had."""
        await self._permit(user, name, other, self.taken(Permitting).permission)

    @operation("Take away what a user was permitted with a stack", answer=Permissions)
    @web.authenticated
    @authorized
    async def delete(self, user: str, name: str, other: str) -> None:
        """Take it away."""
        await self._permit(user, name, other, None)

    async def _permit(self, user: str, name: str, other: str, permission: Permission | None) -> None:
        path, session = self.path(user, name), await self.session()
        permitted = await self.store.call(lambda: session.sharing.permit_stack(path, other, permission))
        self.answer(Permissions(permitted=tuple(permitted)))


class DashboardPermissionsHandler(V1Handler):
    """``dashboards/{user}/{name}/-/permissions``."""

    @operation("List who was permitted something with a dashboard", answer=Permissions)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send them to the owner."""
        path, session = self.path(user, name), await self.session()
        self.answer(Permissions(permitted=tuple(await self.store.call(lambda: session.sharing.of_dashboard(path)))))


class DashboardPermissionHandler(V1Handler):
    """``dashboards/{user}/{name}/-/permissions/{other}``."""

    @operation("Permit a user to view a dashboard", answer=Permissions, body=Permitting, errors=(415,))
    @web.authenticated
    @authorized
    async def put(self, user: str, name: str, other: str) -> None:
        """Give it in place of the one that the user had."""
        await self._permit(user, name, other, self.taken(Permitting).permission)

    @operation("Take away what a user was permitted with a dashboard", answer=Permissions)
    @web.authenticated
    @authorized
    async def delete(self, user: str, name: str, other: str) -> None:
        """Take it away."""
        await self._permit(user, name, other, None)

    async def _permit(self, user: str, name: str, other: str, permission: Permission | None) -> None:
        path, session = self.path(user, name), await self.session()
        permitted = await self.store.call(lambda: session.sharing.permit_dashboard(path, other, permission))
        self.answer(Permissions(permitted=tuple(permitted)))
