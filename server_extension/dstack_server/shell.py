"""The pages on which people find their way: one shell, in which the browser draws them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.dashboards import assets
from dstack_jupyter.model.errors import DstackError, InvalidValue
from dstack_jupyter.model.stacks import Frame, Stack
from dstack_server.addresses import asset_url
from dstack_server.base import PageHandler, stack_path
from dstack_server.caching import ASK_AGAIN
from dstack_server.compression import Body, body_of
from dstack_server.v1.bodies import validated
from dstack_server.v1.frames import frame_ref
from dstack_server.v1.stacks import SearchQuery, page_asked

if TYPE_CHECKING:
    from pydantic import BaseModel

    from dstack_jupyter.model.names import StackPath
    from dstack_jupyter.store.session import Session

    Answers = dict[str, BaseModel]

PAGE = 100
"""How many stacks a list has at first; the same as in ``models/paged-list.ts``."""


class ShellHandler(PageHandler):
    """The base of all. What the first view of a page will ask of v1 comes with it, by the address that it has there."""

    title = ""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send the page."""
        await self.send_shell(self.title, self.first)

    def first(self, session: Session) -> Answers:
        """What the first view will ask for beside who is there."""
        return {}

    def asked(self) -> dict[str, str]:
        """The query of the address."""
        return {name: self.get_query_argument(name) for name in self.request.query_arguments}

    def modules(self, answers: Answers) -> set[str]:
        """Other modules that the first view will want, which are on their way before it asks for them."""
        return set()

    async def send_shell(self, title: str, first: Callable[[Session], Answers]) -> None:
        """Send the shell with what is looked up at `first`, on a thread."""
        session = await self.store.session_of(self.current_user)
        _ = self.xsrf_token  # gives the browser the cookie that what it writes is proved by
        self.set_header("Cache-Control", ASK_AGAIN)
        self.send(await self.store.call(lambda: self._page(title, {"me": session.me(), **first(session)})))

    def _page(self, title: str, answers: Answers) -> Body:
        state = {
            "baseUrl": self.base_url,
            "hasUsers": self.dstack.has_users,
            "cardModule": asset_url(self.base_url, assets.CARD_MODULE),
            "answers": {address: answer.model_dump(mode="json") for address, answer in answers.items()},
        }
        page = self.page_of_template(
            "shell.html.j2",
            title=title,
            state=state,
            has_users=self.dstack.has_users,
            web_style=asset_url(self.base_url, assets.WEB_STYLE),
            web_module=asset_url(self.base_url, assets.WEB_MODULE),
            modules=[asset_url(self.base_url, name) for name in sorted(self.modules(answers))],
        )
        return body_of(page.encode(), "text/html")


class ListPage(ShellHandler):
    """The base of the lists: `kind` is what a list has, as v1 names it."""

    kind = ""

    def pages(self, session: Session) -> Callable[..., BaseModel]:
        """The verb of the session that gives the pages of the list."""
        raise NotImplementedError

    def first(self, session: Session) -> Answers:
        """The first page of the list; the browser asks itself where the address says something else."""
        asked = self.asked()
        known = {name: asked[name] for name in ("q", "whose", "sort") if asked.get(name)}
        query = {"sort": "time", **known, "limit": PAGE}
        try:
            wanted = validated(query, SearchQuery)
        except InvalidValue:
            return {}
        return {f"{self.kind}?{urlencode(query)}": page_asked(self.pages(session), session, wanted)}


class StacksPage(ListPage):
    """``dstack/``: the stacks that one may see."""

    title, kind = "Stacks", "stacks"

    def pages(self, session: Session) -> Callable[..., BaseModel]:
        """Those of stacks."""
        return session.stacks


class DashboardsPage(ListPage):
    """``dstack/dashboards``: the dashboards that one may see."""

    title, kind = "Dashboards", "dashboards"

    def pages(self, session: Session) -> Callable[..., BaseModel]:
        """Those of dashboards."""
        return session.dashboard_page


class StackPage(ShellHandler):
    """``dstack/s/<user>/<name>``: one stack."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send the page of a stack."""
        await self._send(stack_path(user, name))

    @web.authenticated
    @authorized
    async def head(self, user: str, name: str) -> None:
        """Send its headers."""
        await self._send(stack_path(user, name))

    async def _send(self, path: StackPath) -> None:
        wanted = self.asked().get("frame")
        await self.send_shell(path.name, lambda session: _of_stack(session, path, wanted))

    def modules(self, answers: Answers) -> set[str]:
        """What draws the first attachment, which draws the others too as a rule."""
        from dstack_jupyter.dashboards.drawing_modules import module_of

        frames = [answer.head if isinstance(answer, Stack) else answer for answer in answers.values()]
        shown = [frame.attachments[0] for frame in frames if isinstance(frame, Frame) and frame.attachments]
        return {assets.CARD_MODULE, *filter(None, map(module_of, shown))}


class SettingsPage(ShellHandler):
    """``dstack/settings``: who one is here, one's tokens, and how to connect."""

    title = "Settings"


class UsersPage(ShellHandler):
    """``dstack/users``: who is here, for administrators."""

    title = "Users"


def _of_stack(session: Session, path: StackPath, wanted: str | None) -> Answers:
    """The stack, the frame that is looked at and what can be chosen in it; raises `NotFound` for the stack alone."""
    from dstack_jupyter.dashboards.controls import choices_of

    stack = session.stack(path)
    place = f"stacks/{'/'.join(quote(part, safe='') for part in str(path).split('/'))}/-"
    found: Answers = {place: stack}
    frame = stack.head
    if wanted is not None and (frame is None or wanted != str(frame.number)):
        try:
            frame = session.frame(path, frame_ref(wanted))
        except DstackError:
            return found
        found[f"{place}/frames/{quote(wanted, safe='')}"] = frame
    if frame is not None:
        found[f"{place}/frames/{frame.id}/choices"] = choices_of(frame.attachments)
    return found


def shell_routes() -> list[tuple[str, type[Any]]]:
    """Patterns and handlers for the router."""
    return [
        (r"dstack/s/([^/]+)/(.+)", StackPage),
        (r"dstack/dashboards", DashboardsPage),
        (r"dstack/settings", SettingsPage),
        (r"dstack/users", UsersPage),
        (r"dstack/?", StacksPage),
    ]
