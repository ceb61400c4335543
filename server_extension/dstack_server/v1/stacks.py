"""Stacks: the list, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.stacks import Stack, StackChanges, StackPage, StackSort
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation
from dstack_server.v1.paging import PageQuery

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session

Listed = TypeVar("Listed", bound=BaseModel)


class SearchQuery(PageQuery):
    """Which stacks or dashboards, in which order, and which page of them. `q` is a search as ``ds.stacks`` takes it.

    With `whose` the asker's own, those that others shared with them, or what is public.
    """

    q: str = Field(default="", max_length=1000)
    user: str | None = Field(default=None, max_length=255)
    whose: Literal["mine", "shared", "public"] | None = None
    sort: StackSort = "time"


def page_asked(pages: Callable[..., Listed], session: Session, asked: SearchQuery) -> Listed:
    """The page of a list that is asked for; `pages` is the verb of the session that gives them."""
    if asked.whose == "mine" and asked.user not in (None, session.user):
        raise InvalidValue("user and whose=mine name two people; leave one of them out")
    user = session.user if asked.whose == "mine" else asked.user
    listed = partial(pages, asked.q, user, sort=asked.sort, limit=asked.limit, after=asked.after)
    return listed(is_shared=asked.whose == "shared", is_public=asked.whose == "public")


class StacksHandler(V1Handler):
    """``stacks``."""

    @operation("List the stacks that the asker may see", answer=StackPage, query=SearchQuery)
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send a page of the list."""
        asked, session = self.asked(SearchQuery), await self.session()
        self.answer(await self.store.call(lambda: page_asked(session.stacks, session, asked)))


class StackHandler(V1Handler):
    """``stacks/{user}/{name}/-``."""

    @operation("Look at a stack and its head", answer=Stack)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send the stack."""
        path, session = self.path(user, name), await self.session()
        self.answer(await self.store.call(lambda: session.stack(path)))

    @operation(
        "Change what a stack says of itself, who sees it, and what it keeps",
        answer=Stack,
        body=StackChanges,
        errors=(412, 415),
    )
    @web.authenticated
    @authorized
    async def patch(self, user: str, name: str) -> None:
        """Change what the body has; with ``If-Match`` only the stack that the asker looked at."""
        path, changes, session = self.path(user, name), self.taken(StackChanges), await self.session()
        self.answer(await self.store.call(lambda: session.change_stack(path, changes, self.expects)))

    @operation("Delete a stack, which can be restored for a while", status=204)
    @web.authenticated
    @authorized
    async def delete(self, user: str, name: str) -> None:
        """Delete it with all its frames."""
        path, session = self.path(user, name), await self.session()
        await self.store.call(lambda: session.delete_stack(path))
        self.done()


class Restoring(BaseModel):
    """By which name it comes back; by its own without `to`."""

    model_config = ConfigDict(extra="forbid")

    to: str | None = Field(default=None, max_length=255)


class StackRestoreHandler(V1Handler):
    """``stacks/{user}/{name}/-/restore``."""

    @operation("Restore the stack of this name that was deleted last", answer=Stack, body=Restoring, errors=(409, 415))
    @web.authenticated
    @authorized
    async def post(self, user: str, name: str) -> None:
        """Bring it back."""
        path, asked, session = self.path(user, name), self.taken(Restoring), await self.session()
        to = None if asked.to is None else self.path(user, asked.to)
        self.answer(await self.store.call(lambda: session.keeping.restore_stack(path, to)))
