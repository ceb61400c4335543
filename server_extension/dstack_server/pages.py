"""The pages of dashboards, made without a kernel."""

from __future__ import annotations

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
    from dstack_server.cache import SizedCache

NEEDED = (
    "dstack_jupyter.dashboards.page",
    "dstack_jupyter.dashboards.render",
    "dstack_jupyter.codecs.rows",
    "pyarrow.parquet",
    "pyarrow.compute",
    "pandas",
)
"""Modules that take their time to import, those of the page itself first."""


class DashboardPage(PageHandler):
    """``dstack/d/<user>/<name>``."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send the page of a dashboard."""
        await self._send(user, name)

    @web.authenticated
    @authorized
    async def head(self, user: str, name: str) -> None:
        """Send its headers."""
        await self._send(user, name)

    async def _send(self, user: str, name: str) -> None:
        """Read what the page shows, and render it unless that was done before."""
        path = stack_path(user, name)
        backend = await self.backend()
        contents, etag = await self.store.call(lambda: _read(backend, backend.dashboard(path)))
        rendered = cast("SizedCache[Body]", self.settings["dstack_pages"])
        body = rendered.get(etag)
        if body is None:
            body = await self.store.build(
                lambda: rendered.get_or_make(etag, lambda: _rendered(contents, self.base_url)),
            )
        self.set_header("Cache-Control", "private, no-cache")
        self.send(body)


def get_ready() -> None:
    """Import what pages need, so that the first viewer does not wait for it."""
    for name in NEEDED:
        import_module(name)


def _read(backend: Backend, dashboard: Dashboard) -> tuple[BoardContents, str]:
    from dstack_jupyter.dashboards.page import page_etag
    from dstack_jupyter.dashboards.reading import read_board

    contents = read_board(backend, dashboard)
    return contents, page_etag(contents)


def _rendered(contents: BoardContents, base_url: str) -> Body:
    from dstack_jupyter.dashboards.page import page_from
    from dstack_jupyter.dashboards.render import page_html

    return body_of(page_html(page_from(contents), base_url=base_url).encode(), "text/html")
