"""Stacks and dashboards with all their history, to be taken to another store."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.model.wholes import Adopted, WholeDashboard, Wholes, WholeStack
from dstack_server.v1.base import V1Handler
from dstack_server.v1.frames import without_pieces
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


class AdoptHandler(V1Handler):
    """``adopt``."""

    most_body = 128 << 20

    @operation(
        "Take in stacks and dashboards with their history, all of them or none",
        answer=Adopted,
        body=Wholes,
        errors=(409, 413, 415, 507),
    )
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Take them in; their contents were uploaded before."""
        session = await self.session()

        def adopt() -> Adopted:
            taken = self.taken(Wholes)
            return session.adopt([_named_by_hash(one) for one in taken.stacks], taken.dashboards)

        self.answer(await self.store.call(adopt))


def _named_by_hash(whole: WholeStack) -> WholeStack:
    frames = (one.model_copy(update={"attachments": without_pieces(one.attachments)}) for one in whole.frames)
    return whole.model_copy(update={"frames": tuple(frames)})


class WholeDashboardHandler(V1Handler):
    """``dashboards/{user}/{name}/-/whole``."""

    @operation("Get a dashboard with all its revisions", answer=WholeDashboard)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send it."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.whole_dashboard(path)))
