"""Filters: controls that several cards share, and the narrowing of all cards of a board together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dstack_jupyter.dashboards.choices import Choices, ParamChoices
from dstack_jupyter.dashboards.controls import Label, param_choices
from dstack_jupyter.dashboards.select import Selection, select


class ControlKey(NamedTuple):
    """A control of a board: the card that owns it, None for a shared one, and its param."""

    card: str | None
    param: str


class CardChoices(NamedTuple):
    """A card on its way into `Filters`: `alone` are the params that it shares with no other card."""

    card: str
    choices: Choices
    alone: frozenset[str] = frozenset()


class Narrowed(NamedTuple):
    """What a board shows: the selection of each card, and for each control what it offers and its label."""

    selections: dict[str, Selection]
    options: dict[ControlKey, list[str]]
    labels: dict[ControlKey, str]


class Filters:
    """Which controls the cards of a board have, and which of them are shared.

    A control is shared by cards that have a param of the same name and type, unless it is a caption on all of
    them or a card keeps it alone.

    Attributes
    ----------
    shared
        The shared params by name, with the labels of all their cards.
    choices
        The choices of each card; its shared params have the labels of all cards, so that a label of another
        card has a place here and the nearest one can be found.
    controls
        All controls: the shared ones, then those of each card.
    """

    def __init__(self, cards: Sequence[CardChoices]) -> None:
        members = _members(cards)
        self.shared: dict[str, ParamChoices] = {name: _merged(params) for name, params in members.items()}
        self._cards = {name: frozenset(params) for name, params in members.items()}
        self.choices: dict[str, Choices] = {each.card: self._extended(each) for each in cards}
        self.controls: dict[ControlKey, ParamChoices] = {
            **{ControlKey(None, name): param for name, param in self.shared.items()},
            **{ControlKey(card, param.name): param for card in self.choices for param in self.own(card)},
        }

    def shared_by(self, card: str) -> list[str]:
        """The params of a card whose controls are shared."""
        return [param.name for param in self.choices[card].params if self._is_shared(card, param.name)]

    def own(self, card: str) -> list[ParamChoices]:
        """The params of a card that have a control of its own."""
        return [
            param
            for param in self.choices[card].params
            if param.kind != "caption" and not self._is_shared(card, param.name)
        ]

    def narrow(self, standing: Mapping[ControlKey, str], changed: ControlKey | None = None) -> Narrowed:
        """Find what each card shows for the labels that the controls stand at, and what can be chosen from there.

        A label of a shared control that no card shows gives way to the one that its first card shows; the other
        cards follow it. `changed` is the control that was just moved.
        """
        narrowed = self._narrow_once(standing, changed)
        for _ in self.shared:
            strayed = {
                key: label for key, label in narrowed.labels.items() if key.card is None and standing.get(key) != label
            }
            if not strayed:
                break
            standing = {**standing, **strayed}
            narrowed = self._narrow_once(standing, changed)
        return narrowed

    def _narrow_once(self, standing: Mapping[ControlKey, str], changed: ControlKey | None) -> Narrowed:
        selections = {card: self._select(card, standing, changed) for card in self.choices}
        options = {key: self._options(key, param, selections) for key, param in self.controls.items()}
        labels = {key: self._label(key, standing.get(key), selections) for key in self.controls}
        return Narrowed(selections, options, labels)

    def _select(self, card: str, standing: Mapping[ControlKey, str], changed: ControlKey | None) -> Selection:
        keys = {param.name: self._key(card, param.name) for param in self.choices[card].params}
        wanted = {name: standing[key] for name, key in keys.items() if key in standing}
        moved = next((name for name, key in keys.items() if key == changed), None)
        return select(self.choices[card], wanted, moved)

    def _options(self, key: ControlKey, param: ParamChoices, selections: Mapping[str, Selection]) -> list[str]:
        offered = {label for card in self._cards_of(key) for label in selections[card].choices[param.name]}
        return [label for label in param.labels if label in offered]

    def _label(self, key: ControlKey, wanted: str | None, selections: Mapping[str, Selection]) -> str:
        shown = [selections[card].shown[key.param] for card in self._cards_of(key)]
        return wanted if wanted is not None and wanted in shown else shown[0]

    def _cards_of(self, key: ControlKey) -> list[str]:
        if key.card is not None:
            return [key.card]
        return [card for card in self.choices if card in self._cards[key.param]]

    def _key(self, card: str, param: str) -> ControlKey:
        return ControlKey(None if self._is_shared(card, param) else card, param)

    def _is_shared(self, card: str, param: str) -> bool:
        return card in self._cards.get(param, ())

    def _extended(self, each: CardChoices) -> Choices:
        params = [
            param.model_copy(
                update={"labels": self.shared[param.name].labels, "positions": self.shared[param.name].positions}
            )
            if self._is_shared(each.card, param.name)
            else param
            for param in each.choices.params
        ]
        return each.choices.model_copy(update={"params": tuple(params)})


def _members(cards: Sequence[CardChoices]) -> dict[str, dict[str, ParamChoices]]:
    """The params to share, by name; of each, the cards that have it."""
    groups: dict[tuple[str, str], dict[str, ParamChoices]] = {}
    for card, choices, alone in cards:
        for param in choices.params:
            if param.name not in alone:
                groups.setdefault((param.name, param.type), {})[card] = param
    members: dict[str, dict[str, ParamChoices]] = {}
    for (name, _), params in groups.items():
        if len(params) > 1 and any(param.kind != "caption" for param in params.values()):
            members.setdefault(name, params)
    return members


def _merged(params: Mapping[str, ParamChoices]) -> ParamChoices:
    first = next(iter(params.values()))
    labels: dict[str, Label] = {}
    for param in params.values():
        for text, position in zip(param.labels, param.positions or [None] * len(param.labels), strict=True):
            labels.setdefault(text, Label(text, position))
    is_list = any(param.kind == "dropdown" for param in params.values())
    return param_choices(first.name, first.type, labels.values(), is_mixed=is_list)
