"""Changes of the cards of a spec, each as a new spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec, changed
from dstack_jupyter.model.errors import NotFound


def with_cards(spec: DashboardSpec, index: int, new: Sequence[CardSpec]) -> DashboardSpec:
    """The spec with more cards, the first of them at `index`, or after the last one."""
    return changed(spec, cards=(*spec.cards[:index], *new, *spec.cards[index:]))


def with_card(spec: DashboardSpec, stack: str, *, index: int | None = None, **fields: Any) -> DashboardSpec:
    """The spec with other fields of the card of a stack; with `index` it is moved there, or to the end."""
    place = _place(spec, stack)
    card = changed(spec.cards[place], **fields)
    return with_cards(without_card(spec, stack), place if index is None else index, [card])


def without_card(spec: DashboardSpec, stack: str) -> DashboardSpec:
    """The spec without the card of a stack."""
    place = _place(spec, stack)
    return changed(spec, cards=spec.cards[:place] + spec.cards[place + 1 :])


def _place(spec: DashboardSpec, stack: str) -> int:
    for place, card in enumerate(spec.cards):
        if card.stack == stack:
            return place
    raise NotFound(f"there is no card of {stack} on this dashboard")
