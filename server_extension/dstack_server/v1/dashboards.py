"""Dashboards: the list, and one of them."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.dashboards import Dashboard, Dashboards
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation


class DashboardQuery(BaseModel):
    """Whose dashboards; those of all without it."""

    model_config = ConfigDict(extra="forbid")

    user: str | None = Field(default=None, max_length=255)


class DashboardsHandler(V1Handler):
    """``dashboards``."""

    @operation(
        "List the dashboards that the asker may see, latest change first", answer=Dashboards, query=DashboardQuery
    )
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send the list."""
        asked, session = self.asked(DashboardQuery), await self.session()
        found = await self.store.call(lambda: session.dashboards(asked.user))
        self.answer(Dashboards(dashboards=tuple(found)))


class DashboardHandler(V1Handler):
    """``dashboards/{user}/{name}/-``."""

    @operation("Look at a dashboard", answer=Dashboard)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send it as it is now."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.dashboard(path)))
