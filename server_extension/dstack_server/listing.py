"""The list of dashboards and stacks: where ``jupyter dstack`` begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_server.addresses import dashboard_url, stack_url
from dstack_server.base import PageHandler
from dstack_server.compression import body_of

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import Backend
    from dstack_jupyter.model.dashboards import Dashboard
    from dstack_jupyter.model.stacks import ListedStack

MOST = 500
"""Stacks, and dashboards, on one page."""


@dataclass(frozen=True)
class Entry:
    """A line of the list."""

    href: str
    title: str
    path: str
    detail: str
    time: datetime | None


@dataclass(frozen=True)
class Listing:
    """What the page shows."""

    dashboards: list[Entry]
    stacks: list[Entry]
    has_more: bool


class ListHandler(PageHandler):
    """``dstack/``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send the page; ``?q=`` keeps what contains every word."""
        query = self.get_query_argument("q", "")
        backend = await self.backend()
        listing = await self.store.call(lambda: listing_of(backend, self.base_url, query))
        page = self.page_of_template("list.html.j2", listing=listing, query=query, **self._signed_in())
        body = await self.store.call(lambda: body_of(page.encode(), "text/html"))
        self.set_header("Cache-Control", "private, no-cache")
        self.send(body)

    def _signed_in(self) -> dict[str, object]:
        viewer = getattr(self.current_user, "viewer", None)
        xsrf = self.xsrf_form_html() if viewer and viewer.name else ""
        return {"has_users": viewer is not None, "user": viewer.name if viewer else None, "xsrf": xsrf}


def listing_of(backend: Backend, base_url: str, query: str) -> Listing:
    """The dashboards and stacks that have what the query asks for."""
    boards, page = backend.dashboard_page(query, limit=MOST), backend.stacks(query, limit=MOST)
    return Listing(
        [_dashboard_entry(each, dashboard_url(base_url, each.path)) for each in boards.dashboards],
        [_stack_entry(each, stack_url(base_url, each.path)) for each in page.stacks],
        (boards.next or page.next) is not None,
    )


def _dashboard_entry(dashboard: Dashboard, href: str) -> Entry:
    cards = len(dashboard.spec.cards)
    detail = dashboard.spec.description or f"{cards} {'card' if cards == 1 else 'cards'}"
    return Entry(href, dashboard.spec.title, str(dashboard.path), detail, dashboard.time)


def _stack_entry(stack: ListedStack, href: str) -> Entry:
    frames = f"{stack.frames} {'frame' if stack.frames == 1 else 'frames'}"
    message = stack.head.message if stack.head else None
    detail = " · ".join(part for part in (message, frames) if part)
    return Entry(href, stack.name, str(stack.path), detail, stack.head.time if stack.head else None)
