"""Cards come onto a dashboard, move and go."""

import pytest

from dstack_jupyter.model.cards import with_card, with_cards, without_card
from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.errors import InvalidValue, NotFound

A, B, C, D = (CardSpec(stack=f"ann/{name}", split=("year",)) for name in "abcd")
SPEC = DashboardSpec(title="World", columns=1, cards=(A, B, C))


def order(spec):
    return "".join(card.path.name for card in spec.cards)


@pytest.mark.parametrize(("index", "names"), [(0, "dabc"), (2, "abdc"), (3, "abcd"), (99, "abcd")])
def test_a_card_is_inserted_where_it_is_wanted_or_at_the_end(index, names):
    assert order(with_cards(SPEC, index, [D])) == names


def test_several_cards_follow_each_other():
    both = [D, CardSpec(stack="bob/e")]
    assert order(with_cards(SPEC, 1, both)) == "adebc"


@pytest.mark.parametrize(
    ("stack", "index", "names"), [("a", 2, "bca"), ("c", 0, "cab"), ("b", 1, "abc"), ("a", 99, "bca")]
)
def test_a_card_is_moved_and_the_others_close_ranks(stack, index, names):
    assert order(with_card(SPEC, f"ann/{stack}", index=index)) == names


def test_a_card_changes_in_its_place_and_keeps_what_is_not_given():
    spec = with_card(SPEC, "ann/b", title="Bees", columns=2)
    assert spec.cards == (A, CardSpec(stack="ann/b", title="Bees", columns=2, split=("year",)), C)
    assert (spec.title, spec.columns) == ("World", 1)


def test_a_card_is_taken_away():
    assert order(without_card(SPEC, "ann/b")) == "ac"


def test_what_is_not_there_or_cannot_be_is_said_in_words():
    with pytest.raises(InvalidValue, match=r"^a stack can be on a dashboard once; ann/b is there twice$"):
        with_cards(SPEC, 0, [B])
    with pytest.raises(InvalidValue, match=r"^columns: .*less than or equal to 2"):
        with_card(SPEC, "ann/b", columns=3)
    for change in (with_card, without_card):
        with pytest.raises(NotFound, match="no card of ann/z on this dashboard"):
            change(SPEC, "ann/z")
