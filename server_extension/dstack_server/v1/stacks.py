"""Stacks: the list, and one of them."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.stacks import Stack, StackPage, StackSort
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation


class StackQuery(BaseModel):
    """Which stacks, and which page of them. `q` is a search as ``ds.stacks`` takes it."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=1000)
    user: str | None = Field(default=None, max_length=255)
    sort: StackSort = "time"
    limit: int = Field(default=100, ge=1, le=1000)
    after: str | None = Field(default=None, max_length=2000)


class StacksHandler(V1Handler):
    """``stacks``."""

    @operation("List the stacks that the asker may see", answer=StackPage, query=StackQuery)
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send a page of the list."""
        asked, session = self.asked(StackQuery), await self.session()
        page = await self.store.call(
            lambda: session.stacks(asked.q, asked.user, sort=asked.sort, limit=asked.limit, after=asked.after)
        )
        self.answer(page)


class StackHandler(V1Handler):
    """``stacks/{user}/{name}/-``."""

    @operation("Look at a stack and its head", answer=Stack)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send the stack."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.stack(path)))
