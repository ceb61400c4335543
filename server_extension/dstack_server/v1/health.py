"""Whether the server can answer: for those who watch over it, and for proxies."""

from __future__ import annotations

from typing import Literal

from jupyter_server.auth.decorator import allow_unauthenticated
from pydantic import BaseModel

from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation


class Health(BaseModel):
    """The server answers, and its store can be read; `store` is the identity of the store."""

    status: Literal["ok"] = "ok"
    store: str


class HealthHandler(V1Handler):
    """``health``."""

    @operation("Ask whether the server and its store are well; needs no identity", answer=Health)
    @allow_unauthenticated
    async def get(self) -> None:
        """Say so, or say in words what is wrong with the store."""
        session = await self.store.owner_session()
        await self.store.call(lambda: session.stacks(limit=1))
        self.answer(Health(store=session.store_id))
