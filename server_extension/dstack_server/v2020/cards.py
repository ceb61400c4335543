"""The calls about the cards of a dashboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, Field
from tornado import web

from dstack_jupyter.model.cards import with_card, with_cards, without_card
from dstack_jupyter.model.dashboards import MAX_CARDS, CardSpec, Dashboard, DashboardSpec, checked
from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath, checked_path
from dstack_server.v2020.answers import frame_answer
from dstack_server.v2020.base import Call
from dstack_server.v2020.boards import dashboard_answer, no_head
from dstack_server.v2020.dashboards import Shown
from dstack_server.v2020.errors import Refused
from dstack_server.v2020.names import path_of

Index = Annotated[int, Field(ge=0)]
Change = Callable[[DashboardSpec], DashboardSpec]


class NewCard(BaseModel):
    """A card to insert."""

    stack: str
    title: str | None = None
    description: str | None = None
    columns: int | None = None


class _OfDashboard(BaseModel):
    user: str
    dashboard: str

    @property
    def path(self) -> StackPath:
        """The dashboard."""
        return checked_path(StackPath(self.user, self.dashboard))


class Inserting(_OfDashboard):
    """Cards, and where the first of them comes."""

    index: Index
    cards: list[NewCard] = Field(max_length=MAX_CARDS)


class Taking(_OfDashboard):
    """The card of a stack."""

    stack: str


class Changing(Taking):
    """What is to change of a card; an empty text clears."""

    index: Index | None = None
    title: str | None = None
    description: str | None = None
    columns: int | None = None


class InsertCardsCall(Call):
    """``dashboards/cards/insert``."""

    noun = "dashboard"

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Insert cards of those stacks that the asker sees, and pass over the others."""
        asked, session, folder = self.taken(Inserting), await self.session(), await self.store_folder()
        wanted = {checked_path(path_of(card.stack)): card for card in asked.cards}
        if len(wanted) < len(asked.cards):
            raise _there_already("a stack is named twice")
        path, index = asked.path, asked.index

        def insert() -> Shown:
            stacks = session.stacks_at(wanted)
            new = [_spec(stack, wanted[stack]) for stack in stacks]
            board = session.change_dashboard(path, lambda spec: _inserted(spec, index, new))
            return Shown(
                dashboard=dashboard_answer(
                    board, session.user, stacks, lambda frame: frame_answer(session, folder, frame)
                )
            )

        self.tell(await self.store.call(insert))


class UpdateCardCall(Call):
    """``dashboards/cards/update``."""

    noun = "dashboard"

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Change a card, or move it."""
        asked, session = self.taken(Changing), await self.session()
        path, stack, fields = asked.path, str(checked_path(path_of(asked.stack))), _fields(asked)
        if asked.index is None and not fields:
            raise InvalidValue("say what is to change: index, title, description or columns")
        change = _known(lambda spec: with_card(spec, stack, index=asked.index, **fields))
        self.tell(_without_heads(await self.store.call(lambda: session.change_dashboard(path, change))))


class DeleteCardCall(Call):
    """``dashboards/cards/delete``."""

    noun = "dashboard"

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Take a card away."""
        asked, session = self.taken(Taking), await self.session()
        path, stack = asked.path, str(checked_path(path_of(asked.stack)))
        change = _known(lambda spec: without_card(spec, stack))
        self.tell(_without_heads(await self.store.call(lambda: session.change_dashboard(path, change))))


def _known(change: Change) -> Change:
    """The change, which says that it is the card that is not there."""

    def made(spec: DashboardSpec) -> DashboardSpec:
        try:
            return change(spec)
        except NotFound as error:
            raise Refused(404, "card not found", str(error)) from None

    return made


def _without_heads(board: Dashboard) -> BaseModel:
    return dashboard_answer(board, board.user, {}, no_head)


def _inserted(spec: DashboardSpec, index: int, new: list[CardSpec]) -> DashboardSpec:
    there = {card.stack for card in spec.cards} & {card.stack for card in new}
    if there:
        raise _there_already(f"{', '.join(sorted(there))} is on this dashboard")
    return with_cards(spec, index, new)


def _there_already(what: str) -> Refused:
    return Refused(400, "card already exists", f"a stack can be on a dashboard once, and {what}; change its card")


def _spec(stack: StackPath, card: NewCard) -> CardSpec:
    return checked(CardSpec, stack=str(stack), **_fields(card))


def _fields(card: NewCard | Changing) -> dict[str, Any]:
    """What is given of a card."""
    texts = {"title": card.title, "description": card.description}
    fields: dict[str, Any] = {name: text or None for name, text in texts.items() if text is not None}
    return fields if card.columns is None else {**fields, "columns": card.columns}
