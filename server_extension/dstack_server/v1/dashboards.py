"""Dashboards: the list, and one of them."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.dashboards import Dashboard, DashboardPage, DashboardSpec
from dstack_jupyter.model.stacks import AccessLevel
from dstack_jupyter.model.wholes import MAX_COUNT
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation
from dstack_server.v1.stacks import Restoring, SearchQuery


class NewDashboard(BaseModel):
    """A spec; with `revision`, the one that it is based on (0: there is none), another change in between is refused."""

    model_config = ConfigDict(extra="forbid")

    spec: DashboardSpec
    revision: int | None = Field(default=None, ge=0, le=MAX_COUNT)


class DashboardChanges(BaseModel):
    """Who sees the dashboard from now on."""

    model_config = ConfigDict(extra="forbid")

    access_level: AccessLevel


class DashboardsHandler(V1Handler):
    """``dashboards``."""

    @operation("List the dashboards that the asker may see", answer=DashboardPage, query=SearchQuery)
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send a page of the list."""
        asked, session = self.asked(SearchQuery), await self.session()
        page = await self.store.call(
            lambda: session.dashboard_page(asked.q, asked.user, sort=asked.sort, limit=asked.limit, after=asked.after)
        )
        self.answer(page)


class DashboardHandler(V1Handler):
    """``dashboards/{user}/{name}/-``."""

    @operation("Look at a dashboard", answer=Dashboard)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send it as it is now."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.dashboard(path)))

    @operation(
        "Store a dashboard, as its next revision where it is there",
        answer=Dashboard,
        body=NewDashboard,
        errors=(409, 413, 415),
    )
    @web.authenticated
    @authorized
    async def put(self, user: str, name: str) -> None:
        """Store the spec, unless it is as the last one."""
        path, new, session = self.path(user, name), self.taken(NewDashboard), await self.session()
        self.answer(await self.store.call(lambda: session.put_dashboard(path, new.spec, revision=new.revision)))

    @operation("Change who sees a dashboard", answer=Dashboard, body=DashboardChanges, errors=(415,))
    @web.authenticated
    @authorized
    async def patch(self, user: str, name: str) -> None:
        """Set its access level."""
        path, changes, session = self.path(user, name), self.taken(DashboardChanges), await self.session()

        def change() -> Dashboard:
            session.sharing.open_dashboard(path, changes.access_level)
            return session.dashboard(path)

        self.answer(await self.store.call(change))

    @operation("Delete a dashboard, which can be restored for a while; its stacks stay", status=204)
    @web.authenticated
    @authorized
    async def delete(self, user: str, name: str) -> None:
        """Delete it."""
        path, session = self.path(user, name), await self.session()
        await self.store.call(lambda: session.delete_dashboard(path))
        self.done()


class DashboardRestoreHandler(V1Handler):
    """``dashboards/{user}/{name}/-/restore``."""

    @operation(
        "Restore the dashboard of this name that was deleted last", answer=Dashboard, body=Restoring, errors=(409, 415)
    )
    @web.authenticated
    @authorized
    async def post(self, user: str, name: str) -> None:
        """Bring it back."""
        path, asked, session = self.path(user, name), self.taken(Restoring), await self.session()
        to = None if asked.to is None else self.path(user, asked.to)
        self.answer(await self.store.call(lambda: session.keeping.restore_dashboard(path, to)))
