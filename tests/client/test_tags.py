"""Tags and searches as a person calls them."""

import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import InvalidName, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath, parse_frame_path


@pytest.fixture(autouse=True)
def three():
    for text in ("one", "two", "three"):
        ds.push("sales", text, message=f"version {text}")


def test_a_tag_says_what_it_did_and_how_to_undo_it():
    assert str(ds.tag("sales", 1, "prod")) == "sales@prod is frame 1; to undo: ds.untag('sales', 'prod')"
    moved = ds.tag("sales", 3, "prod")
    assert str(moved) == "sales@prod moved from frame 1 to frame 3; to undo: ds.tag('sales', 1, 'prod')"
    assert (moved.old.number, moved.new.number) == (1, 3)
    assert str(ds.tag("sales", "head", "prod")) == "sales@prod is frame 3, as it was"
    assert str(ds.untag("sales", "prod")) == (
        "frame 3 of sales has the tag prod no more; to undo: ds.tag('sales', 3, 'prod')"
    )
    assert "<div>" in moved._repr_mimebundle_()["text/html"]


def test_a_tag_stands_for_its_frame_in_the_name_and_in_frame():
    ds.tag("sales", 2, "prod")
    assert ds.pull("sales@prod") == ds.pull("sales", frame="prod") == ds.pull("sales@2") == "two"
    assert ds.set_head("sales@prod").new.number == 2
    assert ds.pull("sales") == "two"
    assert ds.set_head("sales", "head").new.number == 2
    assert ds.tag("sales@prod", None, "best").new.tags == ("best", "prod")
    assert ds.lineage("sales@best").number == 2
    with pytest.raises(InvalidValue, match="given twice"):
        ds.pull("sales@prod", frame=1)
    with pytest.raises(InvalidValue, match="say which frame"):
        ds.set_head("sales")
    with pytest.raises(InvalidName, match="names no frame after the '@'"):
        ds.pull("sales@")
    with pytest.raises(NotFound, match="sales has no frame test"):
        ds.pull("sales@test")


def test_users_whose_names_hold_an_at_are_no_tags():
    assert parse_frame_path("/bob@work/sales", "ann") == (StackPath("bob@work", "sales"), None)
    assert parse_frame_path("/bob@work/sales/eu@prod", "ann") == (StackPath("bob@work", "sales/eu"), "prod")
    with pytest.raises(InvalidName, match="names a user and no stack"):
        parse_frame_path("/bob@work", "ann")


def test_history_shows_tags_and_a_deletion_names_them():
    ds.tag("sales", 3, "prod")
    ds.tag("sales", 1, "first")
    shown = str(ds.history("sales"))
    assert "3 (head, prod)" in shown
    assert "1 (first)" in shown
    assert "deleted frame 3 of sales, which had the tag prod, the head is frame 2" in str(ds.delete("sales", frame=3))


def test_a_search_looks_into_what_was_pushed():
    ds.push("world", pd.DataFrame({"GDP": [1.0], "year": [2007]}), country="FR", message="May")
    ds.tag("world", 1, "prod")
    for query in ("country:FR column:gdp", "tag:prod kind:table", "message:may", "worl GDP"):
        assert [stack.name for stack in ds.stacks(query)] == ["world"], query
    assert [stack.name for stack in ds.stacks("version")] == ["sales"]
    assert "matches 'country:DE'" in str(ds.stacks("country:DE"))


def test_a_list_that_goes_on_says_so():
    for number in range(4):
        ds.push(f"stack{number}", "text")
    first = ds.stacks("stack", limit=3)
    assert [stack.name for stack in first] == ["stack3", "stack2", "stack1"]
    assert first.has_more
    assert str(first).endswith(
        "these are the first 3 stacks; narrow the search, or list all: ds.stacks('stack', limit=None)"
    )
    assert "narrow the search" in first._repr_mimebundle_()["text/html"]
    everything = ds.stacks(limit=None, sort="name")
    assert [stack.name for stack in everything] == ["sales", "stack0", "stack1", "stack2", "stack3"]
    assert "narrow" not in str(everything)


def test_a_frame_that_is_not_there_is_answered_with_the_tags_that_are():
    ds.tag("sales", 1, "prod")
    with pytest.raises(NotFound, match=r"^sales has no frame prd; it has frames 1 to 3 and the tag prod$"):
        ds.pull("sales@prd")
    with pytest.raises(NotFound, match=r"^sales has no frame 7; it has frames 1 to 3$"):
        ds.pull("sales", frame=7)


def test_a_tag_and_a_frame_in_the_wrong_places_are_told():
    ds.tag("sales", 1, "prod")
    with pytest.raises(InvalidName, match=r"a tag is a text, not 1; the frame comes before it"):
        ds.tag("sales", "prod", 1)  # type: ignore[arg-type]
    with pytest.raises(InvalidName, match=r"^'sales@prod' names a tag too, where only a name belongs: sales$"):
        ds.history("sales@prod")


@pytest.mark.parametrize("ask", [ds.diff, ds.history, ds.pull, ds.lineage, ds.delete, ds.retain])
def test_an_object_in_the_place_of_a_name_is_told(ask):
    options = {"keep": 1} if ask is ds.retain else {}
    with pytest.raises(InvalidName, match=r"^a name is a text such as 'sales', not a DataFrame$"):
        ask(pd.DataFrame(), **options)
