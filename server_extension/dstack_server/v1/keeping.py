"""What keeps a store tidy: what was deleted, what takes the room, collection and verification."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.keeping import GRACE_DAYS, Collected, Deletions, Usage, Verified
from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation
from dstack_server.v1.paging import Listed, PageQuery, latest_first


class Collecting(BaseModel):
    """What is collected: what was deleted `grace_days` ago; with `dry_run` it is only counted."""

    model_config = ConfigDict(extra="forbid")

    grace_days: float = Field(default=GRACE_DAYS, ge=0, le=36_500)
    dry_run: bool = False


class Verifying(BaseModel):
    """Which share of the contents is read, 1.0 for all."""

    model_config = ConfigDict(extra="forbid")

    share: float = Field(default=1.0, ge=0, le=1)


class DeletedHandler(V1Handler):
    """``deleted``."""

    listed = Listed(
        "deleted", lambda one: (latest_first(one.time), one.kind, one.user, one.name, one.number or 0, one.frames or 0)
    )

    @operation("List what the asker deleted and can restore, latest first", answer=Deletions, query=PageQuery)
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send a page of the list."""
        asked, session = self.asked(PageQuery), await self.session()
        deleted, following = self.listed.cut(await self.store.call(session.keeping.deleted), asked)
        self.answer(Deletions(deleted=deleted, next=following))


class UsageHandler(V1Handler):
    """``usage``."""

    @operation("Look at what takes the room on the disk", answer=Usage)
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send all of it to the owner of the store, to others what is theirs, and all sums to an administrator."""
        session = await self.session()
        self.answer(await self.store.keep(session.keeping.usage))


class GcHandler(V1Handler):
    """``gc``."""

    @operation(
        "Take away for good what was deleted, and what nothing needs", answer=Collected, body=Collecting, errors=(415,)
    )
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Collect, for the owner of the store or an administrator."""
        asked, session = self.taken(Collecting), await self.session()
        self.answer(await self.store.keep(lambda: session.keeping.gc(asked.grace_days, dry_run=asked.dry_run)))


class VerifyHandler(V1Handler):
    """``verify``."""

    @operation("Check the structure of the store, and its bytes", answer=Verified, body=Verifying, errors=(415,))
    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Verify, for the owner of the store or an administrator."""
        asked, session = self.taken(Verifying), await self.session()
        self.answer(await self.store.keep(lambda: session.keeping.verify(asked.share)))
