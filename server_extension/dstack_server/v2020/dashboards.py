"""The calls about dashboards."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_jupyter.model.dashboards import Dashboard, DashboardSpec, changed, checked
from dstack_jupyter.model.errors import InvalidValue, NotAllowed
from dstack_jupyter.model.names import StackPath, checked_path
from dstack_jupyter.model.stacks import AccessLevel
from dstack_server.v2020.answers import frame_answer
from dstack_server.v2020.base import Call
from dstack_server.v2020.boards import DashboardAnswer, Head, dashboard_answer, head_in_list, no_head, title_from
from dstack_server.v2020.levels import level_asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dstack_jupyter.model.accounts import Permitted
    from dstack_jupyter.store.session import Session


class Listed(BaseModel):
    """Dashboards, the latest change first."""

    dashboards: list[DashboardAnswer]


class Shown(BaseModel):
    """A dashboard."""

    dashboard: DashboardAnswer


class Making(BaseModel):
    """A dashboard to make."""

    user: str
    title: str | None = None
    description: str | None = None
    private: bool | None = None
    access_level: AccessLevel | None = None


class Changing(Making):
    """What is to change of a dashboard; an empty text clears."""

    id: str


class Naming(BaseModel):
    """A dashboard."""

    user: str
    id: str


class DashboardCall(Call):
    """What the calls about dashboards share."""

    noun = "dashboard"


class DashboardsCall(DashboardCall):
    """``dashboards/{user}``."""

    @web.authenticated
    @authorized
    async def get(self, user: str) -> None:
        """Send the user's dashboards that the asker may see; to the user those that others shared with them too."""
        session = await self.session()
        self.tell(Listed(dashboards=await self.store.call(lambda: _listed(session, user))))


class OneDashboardCall(DashboardCall):
    """``dashboards/{user}/{id}``."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Send it with the heads of its cards."""
        path, session, folder = checked_path(StackPath(user, name)), await self.session(), await self.store_folder()
        self.tell(Shown(dashboard=await self.store.call(lambda: _whole(session, folder, path))))


class CreateDashboardCall(DashboardCall):
    """``dashboards/create``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Make an empty dashboard."""
        asked, session = self.taken(Making), await self.session()
        path = checked_path(StackPath(asked.user, str(uuid.uuid4())))
        spec = checked(DashboardSpec, title=title_from(asked.title), description=asked.description or None)
        level = level_asked(asked.private, asked.access_level)
        made = await self.store.call(lambda: session.make_dashboard(path, spec, level))
        self.tell(Shown(dashboard=dashboard_answer(made, session.user, {}, no_head)))


class UpdateDashboardCall(DashboardCall):
    """``dashboards/update``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Change what is given."""
        asked, session = self.taken(Changing), await self.session()
        level = level_asked(asked.private, asked.access_level)
        fields: dict[str, str | None] = {}
        if asked.title is not None:
            fields["title"] = title_from(asked.title)
        if asked.description is not None:
            fields["description"] = asked.description or None
        if level is None and not fields:
            raise InvalidValue("say what is to change: title, description, private or access_level")
        path = checked_path(StackPath(asked.user, asked.id))
        await self.store.call(lambda: session.change_dashboard(path, lambda spec: changed(spec, **fields), level))
        self.tell()


class DeleteDashboardCall(DashboardCall):
    """``dashboards/delete``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Delete it; its stacks stay."""
        asked, session = self.taken(Naming), await self.session()
        path = checked_path(StackPath(asked.user, asked.id))
        await self.store.call(lambda: session.delete_dashboard(path))
        self.tell()


def _listed(session: Session, user: str) -> list[DashboardAnswer]:
    found = session.dashboards(user)
    if user == session.user:
        found = sorted([*found, *session.sharing.dashboards_for_viewer()], key=lambda one: one.time, reverse=True)
    return _said(session, found, head_in_list)


def _whole(session: Session, folder: Path, path: StackPath) -> DashboardAnswer:
    return _said(session, [session.dashboard(path)], lambda frame: frame_answer(session, folder, frame))[0]


def _said(session: Session, boards: Sequence[Dashboard], head: Head) -> list[DashboardAnswer]:
    stacks = session.stacks_at(card.path for board in boards for card in board.spec.cards)
    return [dashboard_answer(board, session.user, stacks, head, _permitted(session, board)) for board in boards]


def _permitted(session: Session, board: Dashboard) -> list[Permitted] | None:
    """Whom the owner shared it with, for the owner alone."""
    try:
        return session.sharing.of_dashboard(board.path)
    except NotAllowed:
        return None
