"""``dstack/kernels``: the owner of a Jupyter server sees which pages run a kernel, and shuts kernels down."""

from __future__ import annotations

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_jupyter.model.errors import NotFound
from dstack_server.opened_kernels import opened_pages
from dstack_server.v1.base import V1Handler


class RunningPage(BaseModel):
    """A page behind which a kernel runs.

    Attributes
    ----------
    kernel
        The id of the kernel.
    user, name
        The path of the dashboard.
    title
        Its title when the page was opened.
    """

    kernel: str
    user: str
    name: str
    title: str


class RunningPages(BaseModel):
    """All of them, in the order in which they were opened."""

    pages: tuple[RunningPage, ...]


class RunningPagesHandler(V1Handler):
    """``dstack/kernels``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send them."""
        await self.check_allowed("read", "kernels")
        pages = (
            RunningPage(kernel=kernel, user=page.path.user, name=page.path.name, title=page.title)
            for kernel, page in opened_pages(self.settings).items()
        )
        self.answer(RunningPages(pages=tuple(pages)))


class RunningPageHandler(V1Handler):
    """``dstack/kernels/<kernel>``."""

    @web.authenticated
    @authorized
    async def delete(self, kernel: str) -> None:
        """Shut the kernel of a page down; kernels of notebooks are Jupyter's own."""
        await self.check_allowed("write", "kernels")
        if kernel not in opened_pages(self.settings):
            raise NotFound("behind no page of a dashboard runs this kernel any more")
        await ensure_async(self.settings["kernel_manager"].shutdown_kernel(kernel))
        self.done()
