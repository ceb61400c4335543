"""Stacks and dashboards with all their history, to be taken to another store."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.model.wholes import WholeDashboard, WholeStack
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation


class WholeStackHandler(V1Handler):
    """``stacks/{user}/{name}/-/whole``."""

    @operation("Get a stack with all its frames and tags", answer=WholeStack)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send all but the bytes."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.whole_stack(path)))


class WholeDashboardHandler(V1Handler):
    """``dashboards/{user}/{name}/-/whole``."""

    @operation("Get a dashboard with all its revisions", answer=WholeDashboard)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send it."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.whole_dashboard(path)))
