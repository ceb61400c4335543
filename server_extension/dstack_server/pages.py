"""The pages of dashboards and stacks, made without a kernel."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_server.base import PageHandler, stack_path
from dstack_server.compression import Body, body_of

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import Backend
    from dstack_jupyter.dashboards.reading import BoardContents
    from dstack_jupyter.model.dashboards import Dashboard
    from dstack_jupyter.model.names import StackPath
    from dstack_server.cache import SizedCache

    Lookup = Callable[[Backend, StackPath], Dashboard]

NEEDED = (
    "dstack_jupyter.dashboards.page",
    "dstack_jupyter.dashboards.render",
    "dstack_jupyter.codecs.rows",
    "pyarrow.parquet",
    "pyarrow.compute",
    "pandas",
)
"""Modules that take their time to import, those of the page itself first."""


class BoardPage(PageHandler):
    """The base of both: read what the page shows, and render it unless that was done before."""

    async def send_board(self, user: str, name: str, lookup: Lookup) -> None:
        """Send the page of the dashboard that `lookup` finds."""
        path = stack_path(user, name)
        backend = await self.backend()
        contents, etag = await self.store.call(lambda: _read(backend, lookup(backend, path)))
        rendered = cast("SizedCache[Body]", self.settings["dstack_pages"])
        body = rendered.get(etag)
        if body is None:
            body = await self.store.build(
                lambda: rendered.get_or_make(etag, lambda: _rendered(contents, self.base_url)),
            )
        self.set_header("Cache-Control", "private, no-cache")
        self.send(body)


class DashboardPage(BoardPage):
    """``dstack/d/<user>/<name>``."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send the page of a dashboard."""
        await self.send_board(user, name, _dashboard)

    @web.authenticated
    @authorized
    async def head(self, user: str, name: str) -> None:
        """Send its headers."""
        await self.send_board(user, name, _dashboard)


class StackPage(BoardPage):
    """``dstack/s/<user>/<name>``."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send the page of one stack."""
        await self.send_board(user, name, _stack)

    @web.authenticated
    @authorized
    async def head(self, user: str, name: str) -> None:
        """Send its headers."""
        await self.send_board(user, name, _stack)


def get_ready() -> None:
    """Import what pages need, so that the first viewer does not wait for it."""
    for name in NEEDED:
        import_module(name)


def _dashboard(backend: Backend, path: StackPath) -> Dashboard:
    return backend.dashboard(path)


def _stack(backend: Backend, path: StackPath) -> Dashboard:
    from dstack_jupyter.dashboards.reading import stack_dashboard

    return stack_dashboard(backend.stack(path))


def _read(backend: Backend, dashboard: Dashboard) -> tuple[BoardContents, str]:
    from dstack_jupyter.dashboards.page import page_etag
    from dstack_jupyter.dashboards.reading import read_board

    contents = read_board(backend, dashboard)
    return contents, page_etag(contents)


def _rendered(contents: BoardContents, base_url: str) -> Body:
    from dstack_jupyter.dashboards.page import page_from
    from dstack_jupyter.dashboards.render import page_html

    return body_of(page_html(page_from(contents), base_url=base_url).encode(), "text/html")
