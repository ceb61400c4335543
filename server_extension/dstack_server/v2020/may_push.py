"""``stacks/access``: whether one may push to a stack."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_server.v2020.base import Call
from dstack_server.v2020.names import path_of


class Asked(BaseModel):
    """A stack, ``user/name``, which need not be there."""

    stack: str


class AccessCall(Call):
    """``stacks/access``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Answer ``{}``, or 403."""
        path, session = path_of(self.taken(Asked).stack), await self.session()
        await self.store.call(lambda: session.require_push(path))
        self.tell()
