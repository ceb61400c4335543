"""What a dashboard shows now: its stacks, their heads, and the choices among their attachments."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.dashboards.controls import choices_of
from dstack_jupyter.dashboards.filters import CardChoices, Filters
from dstack_jupyter.model.dashboards import CardSpec, Dashboard
from dstack_jupyter.model.errors import DstackError, NotFound
from dstack_jupyter.model.stacks import Attachment, Frame, Stack


@dataclass(frozen=True)
class CardContents:
    """A card and the stack that it shows; `error` says why there is none."""

    spec: CardSpec
    stack: Stack | None
    error: str = ""

    @property
    def frame(self) -> Frame | None:
        """The head of the stack."""
        return self.stack.head if self.stack else None

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The attachments of the head."""
        return self.frame.attachments if self.frame else ()

    @property
    def description(self) -> str:
        """The card's own description, else that of the stack."""
        if self.spec.description is not None:
            return self.spec.description
        return (self.stack.description if self.stack else None) or ""

    def title(self, owner: str) -> str:
        """The card's own title, else the name of the stack as `owner` would write it."""
        path = self.spec.path
        return self.spec.title or (path.name if path.user == owner else str(path))

    def choices(self) -> CardChoices:
        """The choices among the attachments."""
        return CardChoices(self.spec.stack, choices_of(self.attachments), frozenset(self.spec.split))


@dataclass(frozen=True)
class BoardContents:
    """A dashboard with all that one viewer may see of it."""

    dashboard: Dashboard
    store_id: str
    cards: tuple[CardContents, ...]

    @cached_property
    def filters(self) -> Filters:
        """The controls of the board."""
        return Filters([card.choices() for card in self.cards])

    def is_wide(self, card: CardContents) -> bool:
        """Whether a card spans the page."""
        return card.spec.columns == 2 or self.dashboard.spec.columns == 1

    @property
    def digest(self) -> str:
        """A hash of everything that the page is made from."""
        cards = [
            [card.stack and card.stack.description, card.frame and [card.frame.id, card.frame.number], card.error]
            for card in self.cards
        ]
        made_from = [str(self.dashboard.path), self.dashboard.spec.model_dump(mode="json"), self.store_id, cards]
        return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()


def read_board(backend: Backend, dashboard: Dashboard) -> BoardContents:
    """Read what the cards of a dashboard show. A stack that cannot be read becomes the error of its card."""
    cards = tuple(_read_card(backend, card) for card in dashboard.spec.cards)
    return BoardContents(dashboard, backend.store_id, cards)


def _read_card(backend: Backend, spec: CardSpec) -> CardContents:
    try:
        return CardContents(spec, backend.stack(spec.path))
    except NotFound:
        return CardContents(spec, None, f"The stack {spec.stack} is not there, or you may not see it.")
    except DstackError as error:
        return CardContents(spec, None, str(error))
