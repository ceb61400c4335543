"""Who the asker is to this store."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.model.accounts import Me
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation


class MeHandler(V1Handler):
    """``me``."""

    @operation("Look at who is asking, and which store answers", answer=Me)
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send it."""
        session = await self.session()
        self.answer(session.me())
