"""Dashboards: the list, one of them, and its notebook."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.dashboards import Dashboard, DashboardPage, DashboardSpec
from dstack_jupyter.model.names import StackPath, name_from
from dstack_jupyter.model.stacks import AccessLevel
from dstack_jupyter.model.wholes import MAX_COUNT
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation
from dstack_server.v1.stacks import Restoring, SearchQuery, page_asked
from dstack_server.v1.streaming import disposition

NOTEBOOK = "application/x-ipynb+json"


class NewDashboard(BaseModel):
    """A spec; with `revision`, the one that it is based on (0: there is none), another change in between is refused."""

    model_config = ConfigDict(extra="forbid")

    spec: DashboardSpec
    revision: int | None = Field(default=None, ge=0, le=MAX_COUNT)


class NamedDashboard(BaseModel):
    """A dashboard to make: `name` is made from the title where none is given.

    Without `access_level` it is seen by those who see a new stack of the asker.
    """

    model_config = ConfigDict(extra="forbid")

    spec: DashboardSpec
    name: str | None = Field(default=None, max_length=255)
    access_level: AccessLevel | None = None


class Deleting(BaseModel):
    """With `revision`, the one that was looked at, a dashboard that was changed since is not deleted."""

    model_config = ConfigDict(extra="forbid")

    revision: int | None = Field(default=None, ge=1, le=MAX_COUNT)


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
        self.answer(await self.store.call(lambda: page_asked(session.dashboard_page, session, asked)))

    @operation(
        "Make a dashboard of the asker's own", answer=Dashboard, body=NamedDashboard, status=201, errors=(409, 413, 415)
    )
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Make it, unless there is one of that name."""
        new, session = self.taken(NamedDashboard), await self.session()
        path = StackPath(session.user, name_from(new.spec.title) if new.name is None else new.name)
        made = await self.store.call(lambda: session.make_dashboard(path, new.spec, new.access_level))
        self.answer(made, status=201)


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

    @operation(
        "Delete a dashboard, which can be restored for a while; its stacks stay",
        query=Deleting,
        status=204,
        errors=(409,),
    )
    @web.authenticated
    @authorized
    async def delete(self, user: str, name: str) -> None:
        """Delete it."""
        path, asked, session = self.path(user, name), self.asked(Deleting), await self.session()
        await self.store.call(lambda: session.delete_dashboard(path, revision=asked.revision))
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


class DashboardNotebookHandler(V1Handler):
    """``dashboards/{user}/{name}/-/notebook``."""

    @operation("Get the notebook of a dashboard, as it is generated now", media=(NOTEBOOK,))
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send it as a file."""
        path, session = self.path(user, name), await self.session()
        text = await self.store.call(lambda: _notebook(session.dashboard(path)))
        self.set_header("Content-Type", NOTEBOOK)
        self.set_header("Content-Disposition", disposition("", f"{path.name.replace('/', '-')}.ipynb"))
        self.set_header("Cache-Control", "private, no-cache")
        self.finish(text)


def _notebook(dashboard: Dashboard) -> str:
    from dstack_jupyter.dashboards.notebook import notebook_text

    return notebook_text(dashboard)
