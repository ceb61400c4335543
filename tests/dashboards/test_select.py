"""Narrowing: the table of cases that binds Python and the browser, and what holds for any choices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dstack_jupyter.dashboards.choices import MISSING, Choices, ParamChoices
from dstack_jupyter.dashboards.select import Selection, select

CASES = json.loads((Path(__file__).parents[1] / "cases" / "select.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_table_of_cases(case: dict[str, Any]) -> None:
    selection = select(Choices.model_validate(case["choices"]), case["wanted"], case["changed"])

    assert selection == Selection(case["index"], case["shown"], case["options"])


def test_the_table_of_cases_names_each_case_once() -> None:
    names = [case["name"] for case in CASES]

    assert len(set(names)) == len(names) >= 25


def _param(name: str, values: list[int], is_ordered: bool, some_lack_it: bool) -> ParamChoices:
    labels = [str(value) for value in values] + [MISSING] * some_lack_it
    positions = [float(value) for value in values] + [None] * some_lack_it if is_ordered else None
    return ParamChoices(name=name, kind="dropdown", type="number", labels=tuple(labels), positions=positions)


@st.composite
def choices_(draw: st.DrawFn) -> Choices:
    params = [
        _param(
            f"p{at}",
            draw(st.lists(st.integers(-9, 9), min_size=1, max_size=5, unique=True).map(sorted)),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for at in range(draw(st.integers(0, 4)))
    ]
    row = st.tuples(*(st.sampled_from(param.labels) for param in params))
    return Choices(params=tuple(params), rows=tuple(draw(st.lists(row, min_size=1, max_size=12))))


@st.composite
def wishes(draw: st.DrawFn) -> tuple[Choices, dict[str, str], str | None]:
    choices = draw(choices_())
    names = [f"p{at}" for at in range(5)]
    labels = st.sampled_from([str(value) for value in range(-9, 10)] + [MISSING, "?"])
    wanted = draw(st.dictionaries(st.sampled_from(names), labels))
    return choices, wanted, draw(st.sampled_from([None, *names]))


@settings(deadline=None, max_examples=60)
@given(wishes())
def test_whatever_is_wanted_an_existing_attachment_is_shown(wish: tuple[Choices, dict[str, str], str | None]) -> None:
    choices, wanted, changed = wish

    selection = select(choices, wanted, changed)

    assert tuple(selection.shown.values()) == choices.rows[selection.index]
    assert choices.rows.index(choices.rows[selection.index]) == selection.index


@settings(deadline=None, max_examples=60)
@given(wishes())
def test_a_wanted_attachment_that_exists_is_shown(wish: tuple[Choices, dict[str, str], str | None]) -> None:
    choices, _, changed = wish
    names = [param.name for param in choices.params]

    for row in choices.rows:
        assert select(choices, dict(zip(names, row, strict=True)), changed).index == choices.rows.index(row)


@settings(deadline=None, max_examples=60)
@given(wishes())
def test_a_changed_label_that_exists_is_kept(wish: tuple[Choices, dict[str, str], str | None]) -> None:
    choices, wanted, changed = wish

    selection = select(choices, wanted, changed)

    if changed is not None and wanted.get(changed) in choices.labels_of(changed):
        assert selection.shown[changed] == wanted[changed]


@settings(deadline=None, max_examples=60)
@given(wishes())
def test_every_choice_offered_is_possible_and_moves_nothing_before_it(
    wish: tuple[Choices, dict[str, str], str | None],
) -> None:
    choices, wanted, changed = wish
    selection = select(choices, wanted, changed)
    names = [param.name for param in choices.params]

    for at, name in enumerate(names):
        assert selection.shown[name] in selection.choices[name]
        for label in selection.choices[name]:
            moved = select(choices, {**selection.shown, name: label}, name).shown
            assert moved[name] == label
            assert [moved[before] for before in names[:at]] == [selection.shown[before] for before in names[:at]]


@settings(deadline=None, max_examples=60)
@given(choices_(), st.data())
def test_every_attachment_can_be_reached_by_choosing_param_after_param(choices: Choices, data: st.DataObject) -> None:
    names = [param.name for param in choices.params]
    goal = data.draw(st.sampled_from(choices.rows))
    selection = select(choices, {})

    for name, label in zip(names, goal, strict=True):
        assert label in selection.choices[name]
        selection = select(choices, {**selection.shown, name: label}, name)

    assert choices.rows[selection.index] == goal
