"""A dashboard in a notebook: its widgets, its address, and what it can be saved as."""

from __future__ import annotations

import os
import uuid
from functools import cached_property, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.links import Link, dashboard_link
from dstack_jupyter.dashboards.filters import ControlKey
from dstack_jupyter.dashboards.reading import BoardContents, read_board
from dstack_jupyter.model.dashboards import Dashboard, DashboardSpec
from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.names import StackPath

if TYPE_CHECKING:
    from dstack_jupyter.dashboards.assembly import Assembly
    from dstack_jupyter.dashboards.card import Card

MOST_MOVES = 10
"""How many moves are followed that those who listen to controls make because of one move."""


class Board:
    """A dashboard, opened: shown in a notebook it is all its widgets.

    The cards show the heads of their stacks as they were when the board was opened.
    """

    def __init__(self, backend: Backend, dashboard: Dashboard) -> None:
        self._backend = backend
        self.dashboard = dashboard
        self._is_narrowing = False

    @property
    def spec(self) -> DashboardSpec:
        """What the dashboard shows."""
        return self.dashboard.spec

    @property
    def path(self) -> StackPath:
        """The owner and the name of the dashboard."""
        return self.dashboard.path

    @property
    def header(self) -> Any:
        """The title and the description, as an ipywidget."""
        return self._assembly.header

    @property
    def filters(self) -> Any:
        """The controls that several cards share, as an ipywidget."""
        return self._assembly.filters

    @property
    def cards(self) -> list[Card]:
        """All cards, in order."""
        return list(self._cards.values())

    def card(self, name: str) -> Card:
        """The card of a stack: ``"sales"`` is the owner's, ``"/alice/sales"`` alice's."""
        for stack in self._stacks_named(name):
            if stack in self._cards:
                return self._cards[stack]
        there = ", ".join(card.stack for card in self.spec.cards) or "no card"
        raise NotFound(f"there is no card {name!r} on the dashboard {self.dashboard.path}; it has {there}")

    @property
    def url(self) -> str | None:
        """The address of the page, None where no server of this computer's store is running."""
        return self._link.url if self._link else None

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the dashboard as a notebook, or bring a notebook of it up to date; cells that you added stay."""
        from dstack_jupyter.dashboards.notebook_file import save_notebook

        return save_notebook(Path(path), self.dashboard)

    def export(self, path: str | os.PathLike[str], *, max_size: str | int = "100 MB") -> Path:
        """Write the page with all its contents as one HTML file that needs neither a server nor a network."""
        from dstack_jupyter.dashboards.export import export_page

        return export_page(self._backend, self._contents, Path(path), max_size)

    @cached_property
    def widget(self) -> Any:
        """The whole board as one ipywidget."""
        from ipywidgets import HTML, GridBox, Layout, VBox

        columns = "repeat(auto-fit, minmax(min(100%, 26rem), 1fr))"
        grid = GridBox(
            [card.widget for card in self.cards],
            layout=Layout(grid_template_columns=columns, grid_gap="16px"),
            _dom_classes=("dstack-grid",),
        )
        for card in self._contents.cards:
            if self._contents.is_wide(card):
                self._cards[card.spec.stack].widget.layout.grid_column = "1 / -1"
        link = [HTML(self._link_html(), _dom_classes=("dstack-link",))] if self._link else []
        return VBox([self.header, self.filters, grid, *link], _dom_classes=("dstack-dashboard",))

    @cached_property
    def _contents(self) -> BoardContents:
        return read_board(self._backend, self.dashboard)

    @cached_property
    def _assembly(self) -> Assembly:
        from dstack_jupyter.dashboards.assembly import Assembly
        from dstack_jupyter.dashboards.making import LiveMaker
        from dstack_jupyter.dashboards.views import Answers

        assembly = Assembly(self._contents, LiveMaker(), uuid.uuid4().hex)
        for key, control in assembly.controls.items():
            control.on_change(partial(self._narrow, key))
        for card in self._contents.cards:
            assembly.cards[card.spec.stack].view.on_msg(Answers(self._backend, card.attachments))
        return assembly

    @cached_property
    def _cards(self) -> dict[str, Card]:
        from dstack_jupyter.dashboards.card import Card

        widgets = self._assembly.cards
        return {card.spec.stack: Card(self._backend, card, widgets[card.spec.stack]) for card in self._contents.cards}

    @cached_property
    def _link(self) -> Link | None:
        return dashboard_link(self.dashboard.path, self._backend)

    def _narrow(self, changed: ControlKey) -> None:
        """Follow a control that was moved, and those that somebody who listens moved because of it."""
        if self._is_narrowing:
            return
        self._is_narrowing = True
        try:
            moved: ControlKey | None = changed
            for _ in range(MOST_MOVES):
                moved = self._assembly.narrow(moved)
                if moved is None:
                    break
        finally:
            self._is_narrowing = False

    def _stacks_named(self, name: str) -> list[str]:
        if name.startswith("/"):
            return [name[1:]]
        return [f"{self.dashboard.user}/{name}", f"{self._backend.user}/{name}", name]

    def _link_html(self) -> str:
        href = escape(self._link.href) if self._link else ""
        return f'<a href="{href}" target="_blank" rel="noopener">Open {escape(self.spec.title)} as a page</a>'

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        cards = len(self.spec.cards)
        place = f", {self.url}" if self.url else ""
        return f"<dashboard {self.dashboard.path}: {cards} card{'s' if cards != 1 else ''}{place}>"
