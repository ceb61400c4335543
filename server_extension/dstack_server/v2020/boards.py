"""Our dashboards as 2020 knows them.

A dashboard that was made by a call of 2020 has a UUID as its name, and that is its id; of any other the name is the id.
2020 has an empty title where ours says `UNTITLED`, and gives a card without a title the name of its stack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from dstack_jupyter.model.accounts import Permitted
from dstack_jupyter.model.dashboards import CardSpec, Dashboard
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Frame, Stack
from dstack_server.v2020.answers import FrameAnswer, PermissionAnswer, milliseconds, permissions_answer
from dstack_server.v2020.levels import is_private
from dstack_server.v2020.params import plain_json

UNTITLED = "Untitled"


class HeadAnswer(BaseModel):
    """What a list says of the head of a stack; the time is in milliseconds."""

    id: str
    timestamp: int
    params: dict[str, Any]


class CardAnswer(BaseModel):
    """A card; its head is left out where its stack is not shown or has none."""

    stack: str
    index: int
    title: str
    description: str | None = None
    columns: int
    head: FrameAnswer | HeadAnswer | None = None


class DashboardAnswer(BaseModel):
    """A dashboard; the time of its last change is in seconds, and `private` is left out where it is internal."""

    user: str
    id: str
    title: str
    description: str | None = None
    private: bool | None = None
    access_level: str
    timestamp: int
    cards: list[CardAnswer]
    permissions: list[PermissionAnswer] | None = None


Head = Callable[[Frame], FrameAnswer | HeadAnswer | None]


def head_in_list(frame: Frame) -> HeadAnswer:
    """What a list says of a head."""
    return HeadAnswer(id=frame.id, timestamp=milliseconds(frame.time), params=plain_json(frame.params))


def no_head(frame: Frame) -> None:
    """What is said of it where heads are not asked for."""


def dashboard_answer(
    board: Dashboard,
    asker: str,
    stacks: Mapping[StackPath, Stack],
    head: Head,
    permitted: list[Permitted] | None = None,
) -> DashboardAnswer:
    """A dashboard as the asker may see it, who sees the `stacks`.

    Its owner sees all cards, so that they can be taken away. Others are not told of those whose stack is hidden.
    """
    is_owner = asker == board.user
    cards = [card for card in board.spec.cards if is_owner or card.path in stacks]
    return DashboardAnswer(
        user=board.user,
        id=board.name,
        title=title_of(board.spec.title),
        description=board.spec.description or None,
        private=is_private(board.access_level),
        access_level=board.access_level,
        timestamp=int(board.time.timestamp()),
        cards=[_card(card, index, stacks.get(card.path), head) for index, card in enumerate(cards)],
        permissions=None if permitted is None else permissions_answer(permitted),
    )


def title_of(title: str) -> str:
    """The title in 2020."""
    return "" if title == UNTITLED else title


def title_from(title: str | None) -> str:
    """The title of a spec."""
    return title or UNTITLED


def _card(card: CardSpec, index: int, stack: Stack | None, head: Head) -> CardAnswer:
    return CardAnswer(
        stack=card.stack,
        index=index,
        title=card.title or card.path.name,
        description=card.description or None,
        columns=card.columns,
        head=None if stack is None or stack.head is None else head(stack.head),
    )
