"""Cards of 2020: inserted, moved, titled and taken away."""

import pytest

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.names import StackPath

from .web_page import Refused

BOARD = "world"


@pytest.fixture
def spec(team):
    """The spec of ann's dashboard, as it is now; it has the cards of three of her five stacks."""
    for name in ("one", "two", "three", "four", "five"):
        team.push("ann", name)
    session, path = team.session("ann"), StackPath("ann", BOARD)
    cards = tuple(CardSpec(stack=f"ann/{name}", split=("year",)) for name in ("one", "two", "three"))
    session.put_dashboard(path, DashboardSpec(title="World", columns=1, cards=cards))
    return lambda: session.dashboard(path).spec


def order(board):
    return [card["stack"].removeprefix("ann/") for card in board["cards"]]


@pytest.mark.parametrize(
    ("index", "names"),
    [
        (0, ["four", "five", "one", "two", "three"]),
        (2, ["one", "two", "four", "five", "three"]),
        (99, ["one", "two", "three", "four", "five"]),
    ],
)
async def test_cards_are_inserted_where_they_are_wanted_or_at_the_end(ann, spec, index, names):
    board = await ann.add_stacks(BOARD, "ann/four", {"stack": "ann/five", "title": "Five"}, index=index)
    assert order(board) == names
    assert [card["index"] for card in board["cards"]] == [0, 1, 2, 3, 4]
    assert {card["stack"]: card["title"] for card in board["cards"]}["ann/five"] == "Five"
    assert [card.path.name for card in spec().cards] == names
    assert order(await ann.dashboard(BOARD)) == names


async def test_a_card_without_a_title_has_the_name_of_its_stack_and_only_new_ones_have_heads(ann, spec, team):
    head = team.push("ann", "sales/eu").frame
    board = await ann.add_stacks(BOARD, "ann/sales/eu")
    assert board["cards"][0]["title"] == "sales/eu"
    assert [card["head"]["id"] for card in board["cards"] if "head" in card] == [head.id]
    assert spec().cards[0] == CardSpec(stack="ann/sales/eu")


async def test_later_fields_of_a_card_are_kept_and_an_empty_text_clears(ann, spec):
    new = {"stack": "ann/four", "title": "Four", "description": "The *fourth*", "columns": 2}
    board = await ann.add_stacks(BOARD, new)
    assert {**new, "index": 0}.items() <= board["cards"][0].items()
    assert spec().cards[0] == CardSpec(**new)
    changed = await ann.change_card(BOARD, "ann/four", title="", description="", columns=1)
    assert changed["cards"][0] == {"stack": "ann/four", "index": 0, "title": "four", "columns": 1}
    assert spec().cards[0] == CardSpec(stack="ann/four")


async def test_stacks_that_are_not_there_or_hidden_are_passed_over_without_a_word(ann, spec, team):
    team.push("bob", "hidden")
    team.push("bob", "open", access="public")
    board = await ann.add_stacks(BOARD, "bob/hidden", "bob/open", "bob/never-was", "cid/nothing")
    assert order(board) == ["bob/open", "one", "two", "three"]
    assert "hidden" not in str(spec())


async def test_a_stack_can_be_on_a_dashboard_once(ann, spec):
    before = spec()
    for stacks in (["ann/four", "ann/two"], ["ann/four", "ann/four"]):
        with pytest.raises(Refused) as refused:
            await ann.add_stacks(BOARD, *stacks)
        assert (refused.value.status, refused.value.message) == (400, "card already exists")
        assert "once" in refused.value.why
    assert spec() == before


async def test_a_card_is_moved_and_its_answer_is_the_dashboard_itself(ann, spec):
    moved = await ann.change_card(BOARD, "ann/three", index=0)
    assert (moved["id"], order(moved)) == (BOARD, ["three", "one", "two"])
    assert [card["index"] for card in moved["cards"]] == [0, 1, 2]
    assert not [card for card in moved["cards"] if "head" in card]
    moved = await ann.change_card(BOARD, "ann/three", index=99, title="Last")
    assert [card["title"] for card in moved["cards"]] == ["one", "two", "Last"]
    assert spec().cards[2] == CardSpec(stack="ann/three", title="Last", split=("year",))
    assert spec().columns == 1


async def test_a_card_is_taken_away_even_where_its_stack_is_gone(ann, spec, team):
    team.session("ann").delete_stack(StackPath("ann", "two"))
    assert "head" not in (await ann.dashboard(BOARD))["cards"][1]
    left = await ann.take_card(BOARD, "ann/two")
    assert (left["id"], order(left)) == (BOARD, ["one", "three"])
    for call in (ann.take_card(BOARD, "ann/two"), ann.change_card(BOARD, "ann/two", index=0)):
        with pytest.raises(Refused) as refused:
            await call
        assert (refused.value.status, refused.value.message) == (404, "card not found")


async def test_what_is_no_card_is_malformed_and_what_is_no_dashboard_is_not_found(ann, spec):
    before = spec()
    for fields in ({}, {"index": -1}, {"columns": 3}, {"columns": 0}, {"index": "first"}, {"title": "x" * 501}):
        with pytest.raises(Refused) as refused:
            await ann.change_card(BOARD, "ann/one", **fields)
        assert (refused.value.status, refused.value.message) == (400, "malformed request"), fields
    for fields in ({"index": -1, "cards": []}, {"index": 0}, {"index": 0, "cards": [{}]}, {"cards": []}):
        with pytest.raises(Refused, match="malformed request"):
            await ann.post("dashboards/cards/insert", user="ann", dashboard=BOARD, **fields)
    with pytest.raises(Refused, match="malformed request"):
        await ann.add_stacks(BOARD, "four")
    for call in (ann.add_stacks("never", "ann/four"), ann.change_card("never", "ann/one", index=0)):
        with pytest.raises(Refused, match="dashboard not found"):
            await call
    assert spec() == before
