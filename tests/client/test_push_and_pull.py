"""Keep what a notebook makes: push it, change it, get it back."""

import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import dstack_jupyter as ds
from dstack_jupyter.client import results
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.client.results import DroppedParamsWarning
from dstack_jupyter.model.errors import AmbiguousParams, InvalidName, InvalidValue, NoMatch, NotFound, UnsupportedObject


@pytest.fixture
def sales():
    return pd.DataFrame({"month": ["Jan", "Feb"], "amount": [1.5, 2.5]}, index=pd.Index([10, 20], name="id"))


@pytest.fixture
def gdp():
    return pd.DataFrame(
        {
            "continent": ["Asia", "Europe", "Asia", "Europe"],
            "year": [2002, 2002, 2007, 2007],
            "gdp": [1.0, 2.0, 3.0, 4.0],
        }
    )


def test_what_is_pushed_comes_back_as_it_was(sales):
    result = ds.push("sales", sales, message="May", country="FR")
    assert result.created
    assert result.number == 1
    assert_frame_equal(ds.pull("sales", country="FR"), sales)
    assert_frame_equal(ds.pull("sales"), sales)


def test_an_older_revision_comes_back_by_number_id_and_prefix(sales):
    first = ds.push("sales", sales)
    second = ds.push("sales", sales * 2)
    assert second.number == 2
    for ref in (1, "1", first.id, first.id[:8]):
        assert_frame_equal(ds.pull("sales", frame=ref), sales)
    assert_frame_equal(ds.pull("sales"), sales * 2)


def test_an_identical_push_makes_no_frame(sales):
    ds.push("sales", sales)
    again = ds.push("sales", sales.copy())
    assert not again.created
    assert "unchanged since frame 1" in str(again)
    forced = ds.push("sales", sales, force=True)
    assert forced.created
    assert forced.number == 2


def test_the_object_may_stand_before_the_name(sales):
    ds.push(sales, "sales")
    assert_frame_equal(ds.pull("sales"), sales)


def test_without_a_name_the_variable_names_the_stack(sales):
    monthly = sales
    del sales
    result = ds.push(monthly)
    assert result.path.name == "monthly"
    with pytest.raises(InvalidName, match="needs a name"):
        ds.push(pd.DataFrame({"a": [1]}))


def test_two_objects_are_not_a_push(sales):
    with pytest.raises(InvalidValue, match="name of a stack"):
        ds.push(sales, sales)


def test_params_keep_their_type_and_match_by_it(sales):
    with ds.frame("sales") as frame:
        frame.add("one", n=1)
        frame.add("yes", n=True)
        frame.add("text", n="1")
        frame.add("day", n=date(2020, 1, 31))
        frame.add("numpy", n=np.int64(7))
    assert ds.pull("sales", n=1) == "one"
    assert ds.pull("sales", n=1.0) == "one"
    assert ds.pull("sales", n=True) == "yes"
    assert ds.pull("sales", n="1") == "text"
    assert ds.pull("sales", n=date(2020, 1, 31)) == "day"
    assert ds.pull("sales", n=7) == "numpy"
    assert [type(pulled.params["n"]) for pulled in ds.pull("sales", all=True)] == [int, bool, str, date, int]


def test_option_names_are_refused_as_keyword_params(sales):
    with pytest.raises(InvalidValue, match=r"params=\{'frame'"):
        ds.push("sales", sales, frame=3)
    with pytest.raises(InvalidValue, match="tag"):
        ds.pull("sales", tag="x")
    ds.push("sales", sales, params={"frame": 3})
    assert_frame_equal(ds.pull("sales", params={"frame": 3}), sales)


def test_a_param_given_twice_is_refused(sales):
    with pytest.raises(InvalidValue, match="twice"):
        ds.push("sales", sales, params={"country": "FR"}, country="DE")


def test_a_pull_without_a_match_lists_what_there_is(sales):
    ds.push("sales", sales, country="FR", year=2007)
    with pytest.raises(NoMatch, match="country=FR, year=2007"):
        ds.pull("sales", country="DE")


def test_a_pull_with_several_matches_says_what_would_decide():
    with ds.frame("notes") as frame:
        for country in ("FR", "DE"):
            for year in (2002, 2007):
                frame.add(f"{country} {year}", country=country, year=year)
    with pytest.raises(AmbiguousParams, match=r"year \(2002, 2007\)"):
        ds.pull("notes", country="FR")
    with pytest.raises(AmbiguousParams, match="all=True"):
        ds.pull("notes")
    assert len(ds.pull("notes", all=True, country="FR")) == 2


def test_the_attachment_with_exactly_the_wanted_params_is_meant():
    with ds.frame("notes") as frame:
        frame.add("all")
        frame.add("France", country="FR")
    assert ds.pull("notes") == "all"
    assert ds.pull("notes", country="FR") == "France"


def test_a_frame_by_columns_comes_back_as_the_one_table_it_was(gdp):
    result = ds.push("gdp", gdp, by=["continent", "year"])
    assert len(result.frame.attachments) == 4
    assert_frame_equal(ds.pull("gdp"), gdp)
    assert_frame_equal(ds.pull("gdp", continent="Asia", year=2007), gdp.iloc[[2]])
    assert_frame_equal(ds.pull("gdp", continent="Europe"), gdp.iloc[[1, 3]])
    assert ds.pull("gdp", all=True)[0].params == {"continent": "Asia", "year": 2002}


def test_by_takes_one_column_and_refuses_a_missing_one(gdp):
    ds.push("gdp", gdp, by="year")
    assert_frame_equal(ds.pull("gdp", year=2002), gdp.iloc[:2])
    with pytest.raises(InvalidValue, match="continent"):
        ds.push("gdp", gdp, by="contnent")
    with pytest.raises(InvalidValue, match="param as well"):
        ds.push("gdp", gdp, by="year", year=3)


def test_a_loop_over_pushes_is_warned_that_it_drops_what_came_before(monkeypatch):
    monkeypatch.setattr(results, "_warned", set())  # it is said once for each stack of a session
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for country in ("FR", "DE", "IT"):
            result = ds.push("loop", country, country=country)
    assert result.dropped == [{"country": "DE"}]
    assert "keep=True" in str(result)
    assert "by=" in str(result)
    assert [warning.category for warning in caught] == [DroppedParamsWarning]


def test_keep_carries_the_other_attachments_over():
    for country in ("FR", "DE", "IT"):
        result = ds.push("loop", country.lower(), country=country, keep=True)
    assert result.dropped == []
    assert [pulled.value for pulled in ds.pull("loop", all=True)] == ["fr", "de", "it"]
    ds.push("loop", "new", country="DE", keep=True)
    assert ds.pull("loop", country="DE") == "new"
    assert ds.pull("loop", country="FR") == "fr"


def test_a_frame_whose_block_fails_is_not_pushed():
    def notebook_cell():
        with ds.frame("notes") as frame:
            frame.add("one", n=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        notebook_cell()
    assert len(ds.stacks()) == 0


def test_a_frame_is_pushed_once():
    with ds.frame("notes", message="both", params={"run": 7}) as frame:
        frame.add("one", n=1)
    assert frame.result is not None
    assert frame.result.frame.message == "both"
    assert frame.result.frame.params == {"run": 7}
    with pytest.raises(ds.DstackError, match="begin a new one"):
        frame.add("two", n=2)


def test_an_empty_frame_says_so():
    with pytest.raises(InvalidValue, match="attachment"), ds.frame("notes"):
        pass


def test_an_object_of_an_unknown_kind_is_refused_and_nothing_is_stored():
    class Model:
        pass

    with pytest.raises(UnsupportedObject, match="Model"):
        ds.push("model", Model())
    assert len(ds.stacks()) == 0


def test_the_head_can_be_set_back_and_a_push_moves_it_on(sales):
    for factor in (1, 2, 3):
        ds.push("sales", sales * factor)
    moved = ds.set_head("sales", 2)
    assert (moved.old.number, moved.new.number) == (3, 2)
    assert "ds.set_head('sales', 3)" in str(moved)
    assert_frame_equal(ds.pull("sales"), sales * 2)
    assert ds.push("sales", sales * 4).number == 4
    assert_frame_equal(ds.pull("sales"), sales * 4)


def test_history_and_stacks_show_themselves(sales):
    ds.push("sales", sales, message="April")
    ds.push("sales", sales * 2, message="May")
    ds.push("notes/text", "hello")
    history = ds.history("sales")
    assert [frame.number for frame in history] == [2, 1]
    assert "May" in str(history)
    assert "2 (head)" in str(history)
    assert "<table>" in history._repr_mimebundle_()["text/html"]
    assert [stack.name for stack in ds.stacks()] == ["notes/text", "sales"]
    assert [stack.name for stack in ds.stacks("sal")] == ["sales"]
    assert "only you" in str(ds.stacks())
    assert "matches 'nothing'" in str(ds.stacks("nothing"))


def test_a_frame_or_a_stack_is_deleted(sales):
    ds.push("sales", sales)
    ds.push("sales", sales * 2)
    assert "head is frame 1" in str(ds.delete("sales", frame=2))
    assert_frame_equal(ds.pull("sales"), sales)
    ds.delete("sales")
    with pytest.raises(NotFound):
        ds.pull("sales")


@pytest.mark.embedded
def test_a_result_says_that_it_is_on_this_computer(sales):
    assert str(ds.push("sales", sales)) == "sales, frame 1, on this computer; only you"


def test_a_result_says_where_it_is_and_who_sees_it(sales):
    result, opened = ds.push("sales", sales), backend(None)
    first, *link = str(result).splitlines()
    assert first == f"sales, frame 1, {opened.where}; only you"
    assert link == ([] if opened.site is None else [f"{opened.site}dstack/s/{opened.user}/sales"])
    html = ds.push("sales", pd.concat([sales, sales]))._repr_mimebundle_()["text/html"]
    assert "4 rows x 2 columns" in html
    assert "since frame 1: +2 rows" in html


def test_a_hostile_message_stays_text(sales):
    ds.push("sales", sales, message="<img src=x onerror=alert(1)>")
    assert "<img" not in ds.history("sales")._repr_mimebundle_()["text/html"]


def test_a_wrong_access_level_is_refused(sales):
    with pytest.raises(InvalidValue, match="'private', 'internal' or 'public'"):
        ds.push("sales", sales, access="secret")
    ds.push("sales", sales, access="public")
    assert ds.stack("sales").access_level == "public"


def test_a_name_that_breaks_the_rule_is_refused(sales):
    with pytest.raises(InvalidName, match="letters, digits"):
        ds.push("sales figures", sales)


def test_listed_attachments_say_their_size_as_people_read_it():
    ds.push("notes", "x" * 2_000, country="FR")
    assert repr(ds.pull("notes", all=True)) == "[<country=FR: python/str, 2 kB>]"
