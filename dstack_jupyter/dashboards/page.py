"""The page of a dashboard without a kernel: its widgets are made here, their state is taken, and they are gone."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from typing import Any

from ipywidgets import Widget

from dstack_jupyter._version import __version__
from dstack_jupyter.client.backend import Backend
from dstack_jupyter.dashboards.assembly import Assembly
from dstack_jupyter.dashboards.assets import static_version
from dstack_jupyter.dashboards.drawing_modules import module_of
from dstack_jupyter.dashboards.making import FixedMaker
from dstack_jupyter.dashboards.reading import BoardContents, read_board
from dstack_jupyter.model.dashboards import Dashboard

BOARD = "dstack-board"

_making = threading.Lock()


@dataclass(frozen=True)
class PageCard:
    """A card of a page: `model_id` is its widget; `is_wide` says that it spans the page."""

    model_id: str
    stack: str
    is_wide: bool

    @property
    def columns(self) -> int:
        """How many columns of the page the card spans."""
        return 2 if self.is_wide else 1


@dataclass(frozen=True)
class Page:
    """What a page is rendered from.

    Attributes
    ----------
    state
        The state of all widgets, as ``{"version_major": 2, "version_minor": 0, "state": {…}}``.
    header, filters
        Ids of widgets; `filters` is None where no control is shared.
    modules
        Modules that draw what is shown at first, beside those of every page.
    etag
        A hash of everything that the state was made from: equal pages have equal etags, on every machine.
    """

    title: str
    state: dict[str, Any]
    header: str
    filters: str | None
    cards: tuple[PageCard, ...]
    modules: tuple[str, ...]
    etag: str


def page_of(backend: Backend, dashboard: Dashboard) -> Page:
    """The page of a dashboard as the user of the backend may see it."""
    return page_from(read_board(backend, dashboard))


def page_from(contents: BoardContents) -> Page:
    """The page of contents that were read before."""
    with _making, FixedMaker() as maker:
        assembly = Assembly(contents, maker, BOARD)
        return Page(
            title=contents.dashboard.spec.title,
            state=Widget.get_manager_state(drop_defaults=False, widgets=maker.made),
            header=assembly.header.model_id,
            filters=assembly.filters.model_id if contents.filters.shared else None,
            cards=tuple(
                PageCard(assembly.cards[card.spec.stack].box.model_id, card.spec.stack, contents.is_wide(card))
                for card in contents.cards
            ),
            modules=_modules(assembly),
            etag=page_etag(contents),
        )


def _modules(assembly: Assembly) -> tuple[str, ...]:
    shown = [
        card.attachments[assembly.narrowed.selections[card.spec.stack].index]
        for card in assembly.contents.cards
        if card.attachments
    ]
    return tuple(sorted({*filter(None, map(module_of, shown))}))


def page_etag(contents: BoardContents) -> str:
    """The etag that `page_from` gives to these contents; it is known without making the page."""
    parts = (contents.digest, static_version(), __version__)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]
