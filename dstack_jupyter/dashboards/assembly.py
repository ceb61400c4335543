"""All widgets of a board, put together the same way for a notebook and for a page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets

from dstack_jupyter.dashboards.choices import ParamChoices
from dstack_jupyter.dashboards.filters import ControlKey
from dstack_jupyter.dashboards.making import Maker
from dstack_jupyter.dashboards.reading import BoardContents, CardContents
from dstack_jupyter.dashboards.views import CardView, content_state, frame_state
from dstack_jupyter.dashboards.widgets import Control, control


@dataclass(frozen=True)
class CardWidgets:
    """The widgets of one card: `box` holds the head, the controls of the card's own, and the view."""

    box: Any
    view: CardView
    controls: dict[str, Control]


class Assembly:
    """The widgets of a board: header, shared controls and cards.

    `board` is the id by which the cards know that they belong together; it is unique in a page.
    """

    def __init__(self, contents: BoardContents, maker: Maker, board: str) -> None:
        self.contents = contents
        self.narrowed = contents.filters.narrow({})
        self.controls: dict[ControlKey, Control] = {}
        self._maker, self._board = maker, board
        self.header = self._html("header", "dstack-header", _heading(contents))
        self.filters = self._row("filters", "dstack-filters", self._shared())
        self.cards = {card.spec.stack: self._card(f"card-{at}", card) for at, card in enumerate(contents.cards)}

    def narrow(self, changed: ControlKey | None) -> ControlKey | None:
        """Narrow the controls and views after a control was moved; returns one that was moved meanwhile."""
        standing = {key: label for key, each in self.controls.items() if (label := each.label) is not None}
        self.narrowed = self.contents.filters.narrow(standing, changed)
        for stack, card in self.cards.items():
            card.view.selected = self.narrowed.selections[stack].index
        for key, each in self.controls.items():
            each.show(self.narrowed.options[key], self.narrowed.labels[key])
        return next((key for key, each in self.controls.items() if each.label != self.narrowed.labels[key]), None)

    def _shared(self) -> list[Any]:
        shared = self.contents.filters.shared.items()
        return [
            self._control(f"filter-{at}", ControlKey(None, name), param, self.contents.cards)
            for at, (name, param) in enumerate(shared)
        ]

    def _card(self, role: str, card: CardContents) -> CardWidgets:
        stack = card.spec.stack
        own = [
            self._control(f"{role}-control-{at}", ControlKey(stack, param.name), param, (card,))
            for at, param in enumerate(self.contents.filters.own(stack))
        ]
        head = self._html(f"{role}-head", "dstack-card-head", _card_head(self.contents, card))
        rows = [self._row(f"{role}-controls", "dstack-controls", own)] if own else []
        controls = self._controls_of(stack)
        view = self._view(f"{role}-view", card, controls)
        classes = ("dstack-card", "dstack-wide") if self.contents.is_wide(card) else ("dstack-card",)
        box = self._maker.make(ipywidgets.VBox, role, children=[head, *rows, view], _dom_classes=classes)
        return CardWidgets(box, view, controls)

    def _view(self, role: str, card: CardContents, controls: dict[str, Control]) -> CardView:
        contents, stack = self.contents, card.spec.stack
        view: CardView = self._maker.make(
            CardView,
            role,
            board=self._board,
            title=card.title(contents.dashboard.user),
            stack=stack,
            store=contents.store_id,
            frame=frame_state(card.frame),
            contents=[content_state(attachment) for attachment in card.attachments],
            choices=contents.filters.choices[stack].model_dump(mode="json"),
            controls={name: f"anywidget:{each.widget.model_id}" for name, each in controls.items()},
            shared=contents.filters.shared_by(stack),
            selected=self.narrowed.selections[stack].index,
            error=card.error,
            columns=2 if contents.is_wide(card) else 1,
            _dom_classes=("dstack-card-view",),
        )
        return view

    def _control(self, role: str, key: ControlKey, param: ParamChoices, cards: tuple[CardContents, ...]) -> Any:
        label = self.narrowed.labels[key]
        each = control(self._maker, role, param, self._values(param, cards), label)
        each.show(self.narrowed.options[key], label)
        self.controls[key] = each
        return each.widget

    def _controls_of(self, stack: str) -> dict[str, Control]:
        filters = self.contents.filters
        keys = {name: ControlKey(None, name) for name in filters.shared_by(stack)}
        keys |= {param.name: ControlKey(stack, param.name) for param in filters.own(stack)}
        order = [param.name for param in filters.choices[stack].params]
        return {name: self.controls[keys[name]] for name in order if name in keys}

    def _values(self, param: ParamChoices, cards: tuple[CardContents, ...]) -> dict[str, Any]:
        """The params that the labels mean, where they say more than the labels."""
        if param.positions is None:
            return {}
        values = {}
        for card in cards:
            labels = self.contents.filters.choices[card.spec.stack].labels_of(param.name)
            for label, attachment in zip(labels, card.attachments, strict=False):
                if param.name in attachment.params:
                    values[label] = attachment.params[param.name]
        return values

    def _html(self, role: str, css_class: str, html: str) -> Any:
        return self._maker.make(ipywidgets.HTML, role, value=html, _dom_classes=(css_class,))

    def _row(self, role: str, css_class: str, children: list[Any]) -> Any:
        return self._maker.make(ipywidgets.HBox, role, children=children, _dom_classes=(css_class,))


def _heading(contents: BoardContents) -> str:
    spec = contents.dashboard.spec
    return f"<h1>{escape(spec.title)}</h1>{_paragraph(spec.description)}"


def _card_head(contents: BoardContents, card: CardContents) -> str:
    title = escape(card.title(contents.dashboard.user))
    shared = contents.filters.shared_by(card.spec.stack)
    captions = "".join(
        f'<span class="dstack-caption"><b>{escape(param.name)}</b> {escape(param.labels[0])}</span> '
        for param in contents.filters.choices[card.spec.stack].params
        if param.kind == "caption" and param.name not in shared
    )
    line = f'<div class="dstack-captions">{captions.rstrip()}</div>' if captions else ""
    return f"<h2>{title}</h2>{_paragraph(card.description)}{line}"


def _paragraph(text: str | None) -> str:
    """A text that a user typed, as it was typed: no markup, its line breaks kept."""
    lines = escape((text or "").strip()).splitlines()
    return f'<p class="dstack-description">{"<br>".join(lines)}</p>' if lines else ""
