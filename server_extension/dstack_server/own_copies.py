"""``dstack/copy``: the owner of a Jupyter server brings stacks and dashboards to the server of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict
from tornado import web

from dstack_server.long_work import LongWorkHandler

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import Backend


class CopyWish(BaseModel):
    """What goes where.

    Attributes
    ----------
    kind
        ``stacks`` or ``dashboards``; the stacks that the cards of a dashboard show come along.
    name
        The name of one's own, as it is here.
    rename
        Its name there; None is the same.
    to
        The profile whose store it goes to.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["stacks", "dashboards"]
    name: str
    rename: str | None = None
    to: str


class CopiedThere(BaseModel):
    """Where it is there.

    Attributes
    ----------
    is_new
        Whether anything of it was not there yet.
    """

    user: str
    name: str
    is_new: bool


class CopyHandler(LongWorkHandler):
    """``dstack/copy``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Copy, as Python does."""
        wish, here = self.taken(CopyWish), await self.backend()
        await self.answer_to(lambda: _copied(here, wish))


def _copied(here: Backend, wish: CopyWish) -> CopiedThere:
    from dstack_jupyter.client.profiles import backend as open_backend
    from dstack_jupyter.client.wholes.copying import copy_to

    is_stack = wish.kind == "stacks"
    copied = copy_to(
        here,
        open_backend(wish.to),
        wish.name if is_stack else (),
        dashboards=() if is_stack else wish.name,
        into=None,
        rename={wish.name: wish.rename} if wish.rename else {},
        profile=wish.to,
    )
    there = (copied.stacks if is_stack else copied.dashboards)[0]
    return CopiedThere(user=there.user, name=there.name, is_new=copied.changed)
