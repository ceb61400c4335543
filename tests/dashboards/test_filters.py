"""Shared controls: which cards share one, and what the cards of a board show together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dstack_jupyter.dashboards.choices import Choices
from dstack_jupyter.dashboards.controls import choices_of
from dstack_jupyter.dashboards.filters import CardChoices, ControlKey, Filters

CASES = json.loads((Path(__file__).parents[1] / "cases" / "filters.json").read_text(encoding="utf-8"))


class Attached:
    def __init__(self, **params: Any) -> None:
        self.params = params


def _filters(case: dict[str, Any]) -> Filters:
    return Filters(
        [
            CardChoices(card["card"], Choices.model_validate(card["choices"]), frozenset(card["alone"]))
            for card in case["cards"]
        ]
    )


def _key(text: str) -> ControlKey:
    card, _, param = text.rpartition(":")
    return ControlKey(card or None, param)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_table_of_cases(case: dict[str, Any]) -> None:
    filters = _filters(case)
    cards = [card["card"] for card in case["cards"]]

    narrowed = filters.narrow(
        {_key(text): label for text, label in case["standing"].items()},
        case["changed"] and _key(case["changed"]),
    )

    assert [narrowed.selections[card].index for card in cards] == case["indexes"]
    assert narrowed.options == {_key(text): labels for text, labels in case["options"].items()}
    assert narrowed.labels == {_key(text): label for text, label in case["labels"].items()}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_table_names_the_control_of_each_param(case: dict[str, Any]) -> None:
    filters = _filters(case)

    for card in case["cards"]:
        own = {param.name: f"{card['card']}:{param.name}" for param in filters.own(card["card"])}
        assert card["controls"] == own | {name: name for name in filters.shared_by(card["card"])}


def test_numbers_of_two_cards_are_on_one_line() -> None:
    filters = Filters(
        [
            CardChoices("a", choices_of([Attached(year=2007), Attached(year=1952)])),
            CardChoices("b", choices_of([Attached(year=10.5), Attached()])),
        ]
    )

    year = filters.shared["year"]

    assert (year.kind, year.labels) == ("slider", ("10.5", "1952", "2007", "–"))
    assert year.positions == (10.5, 1952, 2007, None)


def test_texts_of_two_cards_are_listed_as_they_first_appear() -> None:
    filters = Filters(
        [
            CardChoices("a", choices_of([Attached(country="FR"), Attached(country="DE")])),
            CardChoices("b", choices_of([Attached(country="AT"), Attached(country="FR"), Attached(country="BE")])),
        ]
    )

    assert filters.shared["country"].labels == ("FR", "DE", "AT", "BE")
    assert filters.shared["country"].kind == "dropdown"


def test_a_value_that_is_the_only_one_on_every_card_makes_no_control() -> None:
    filters = Filters(
        [CardChoices("a", choices_of([Attached(source="UN")])), CardChoices("b", choices_of([Attached(source="WHO")]))]
    )

    assert filters.controls == {}


def test_a_param_that_one_card_has_is_its_own() -> None:
    filters = Filters(
        [
            CardChoices("a", choices_of([Attached(year=1), Attached(year=2)])),
            CardChoices("b", choices_of([Attached(country="FR"), Attached(country="DE")])),
        ]
    )

    assert list(filters.controls) == [ControlKey("a", "year"), ControlKey("b", "country")]


rows = st.lists(st.fixed_dictionaries({}, optional={name: st.integers(0, 3) for name in "pqr"}), max_size=6)


@settings(deadline=None, max_examples=60)
@given(st.lists(rows, min_size=1, max_size=3), st.data())
def test_controls_never_stand_at_what_no_card_shows(boards: list[list[dict[str, int]]], data: st.DataObject) -> None:
    cards = [str(at) for at in range(len(boards))]
    filters = Filters(
        [
            CardChoices(card, choices_of([Attached(**row) for row in board]))
            for card, board in zip(cards, boards, strict=True)
        ]
    )
    narrowed = filters.narrow({})
    for _ in range(3):
        if not filters.controls:
            return
        changed = data.draw(st.sampled_from(list(filters.controls)))
        label = data.draw(st.sampled_from(narrowed.options[changed]))

        narrowed = filters.narrow({**narrowed.labels, changed: label}, changed)

        assert narrowed.labels[changed] == label
        for key, standing in narrowed.labels.items():
            members = [key.card] if key.card else [card for card in cards if key.param in filters.shared_by(card)]
            assert standing in [narrowed.selections[card].shown[key.param] for card in members]
            assert standing in narrowed.options[key]
