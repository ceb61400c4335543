"""What users, stacks and dashboards may be called."""

import pytest

from dstack_jupyter.model.errors import InvalidName
from dstack_jupyter.model.names import check_name, check_user, name_from, parse_path


@pytest.mark.parametrize(
    "name", ["a", "sales", "sales/europe", "Umsätze", "売上/東京", "a-b_c.d", "2020", "a--b", "a.", "x" * 255, "-a"]
)
def test_these_are_names(name):
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "/", "a/", "/a", "a//b", "-", "a/-", "a/-/b", "--", ".", "..", "a/..", ".hidden", "a/.b", "a b", "a:b", "a\\b",
     "a@b", "a?b", "a#b", "a%2fb", "a\nb", "a\x00b", "x" * 256, "😀", "a<b"],
)  # fmt: skip
def test_these_are_not(name):
    with pytest.raises(InvalidName, match="letters, digits"):
        check_name(name)


def test_a_user_may_be_an_address_and_holds_no_slash():
    assert check_user("ann@example.org") == "ann@example.org"
    with pytest.raises(InvalidName):
        check_user("ann/b")


def test_two_spellings_of_one_letter_are_one_name():
    assert check_name("e\u0301te") == check_name("\u00e9te")


def test_a_path_is_mine_unless_it_begins_with_a_slash():
    assert parse_path("sales/eu", "ann") == ("ann", "sales/eu")
    assert parse_path("/bob/sales/eu", "ann") == ("bob", "sales/eu")
    with pytest.raises(InvalidName, match="/user/stack"):
        parse_path("/bob", "ann")


@pytest.mark.parametrize(
    ("text", "name"),
    [("World", "world"), ("World, 2007!", "world-2007"), ("My notebook (1)", "my-notebook-1"), ("Straße", "strasse"),
     ("a / b", "a/b"), ("..x", "x"), ("Größe: €", "grösse"), ("x" * 300, "x" * 255)],
)  # fmt: skip
def test_a_name_is_made_from_a_title(text, name):
    assert name_from(text) == name


def test_a_title_without_a_letter_needs_a_name():
    with pytest.raises(InvalidName, match="give one"):
        name_from("!!!")
