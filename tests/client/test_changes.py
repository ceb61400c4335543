"""A push says in one line what changed since the head, without reading what was pushed before."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.diffs import FrameChanges


@pytest.fixture
def prices():
    return pd.DataFrame({"day": ["Mon", "Tue", "Wed"], "price": np.array([1, 2, 3]), "sold": [True, False, True]})


def said(*pushes):
    """The line of the last of several pushes to one stack."""
    results = [ds.push("prices", each, **options) for each, options in pushes]
    return str(results[-1]).splitlines()[1]


def test_rows_and_columns_are_counted_and_named(prices):
    grown = pd.concat([prices, prices], ignore_index=True).assign(gdp=1.5)
    grown["price"] = grown["price"].astype("float64")
    assert said((prices, {}), (grown, {})) == ("since frame 1: +3 rows, new column gdp, price is float64 (was int64)")
    assert said((prices, {})) == "since frame 2: -3 rows, no column gdp, price is int64 (was float64)"


def test_many_columns_are_not_all_named(prices):
    wide = prices.assign(**{f"c{number}": number for number in range(6)})
    assert said((prices, {}), (wide, {})) == "since frame 1: new columns c0, c1, c2, c3 and 2 more"


def test_columns_beyond_what_settings_name_are_counted():
    wide = pd.DataFrame({f"c{number}": [number] for number in range(300)})
    assert said((wide, {}), (wide.iloc[:, :299], {})) == "since frame 1: -1 column"


def test_a_column_that_stands_elsewhere_is_named_alone(prices):
    assert said((prices, {}), (prices[["sold", "day", "price"]], {})) == "since frame 1: sold moved"


def test_other_values_in_the_same_shape(prices):
    assert said((prices, {}), (prices.assign(price=[3, 2, 1]), {})) == "since frame 1: same shape, other values"


def test_texts_have_a_size():
    assert said(("short", {}), ("longer text", {})) == "since frame 1: other content, 11 bytes (was 5 bytes)"
    assert said(("some", {}), ("else", {})) == "since frame 3: other content, 4 bytes"


def test_another_kind_of_object_is_said(prices):
    assert said((prices, {}), ("text", {})).startswith("since frame 1: is python/str (was pandas/dataframe)")


def test_a_new_message_alone_is_no_change_of_content(prices):
    assert said((prices, {}), (prices, {"message": "again", "force": True})) == "since frame 1: the same"


def test_attachments_are_told_apart_by_their_params():
    for texts in ({"FR": "a", "DE": "b", "ES": "c"}, {"FR": "A", "DE": "B", "ES": "c", "IT": "d"}):
        with ds.frame("texts") as frame:
            for country, text in texts.items():
                frame.add(text, country=country)
    line = str(frame.result).splitlines()[1]
    assert line == "since frame 1: 2 attachments changed (country=FR; country=DE), 1 added (country=IT)"
    assert [each.change for each in frame.result.changes.attachments] == ["changed", "changed", "same", "added"]


def test_groups_of_a_table_say_how_many_rows_came(prices):
    ds.push("prices", prices, by="day")
    result = ds.push("prices", pd.concat([prices, prices.tail(1)]), by="day")
    assert str(result).splitlines()[1].endswith("changed (day=Mon; day=Tue; day=Wed), +1 row in all")


def test_rows_that_are_appended_to_one_group_change_it_alone(prices):
    ds.push("prices", prices, by="day")
    result = ds.push("prices", pd.concat([prices, prices.tail(1)], ignore_index=True), by="day")
    assert str(result).splitlines()[1].endswith("1 attachment changed (day=Wed), +1 row in all")
    assert ds.diff("prices", 1, 2).changes().table.added == 1
    assert_frame_equal(ds.pull("prices"), pd.concat([prices, prices.tail(1)], ignore_index=True))


def test_frames_without_one_before_them_say_nothing_of_changes(prices):
    first = ds.push("prices", prices)
    again = ds.push("prices", prices)
    assert first.changes is None
    assert again.changes is None
    assert str(again).startswith(f"prices, unchanged since frame 1, {backend(None).where}; only you")


def test_changes_are_data_that_travel(prices):
    ds.push("prices", prices)
    changes = ds.push("prices", prices.drop(columns="sold")).changes
    assert FrameChanges.model_validate_json(changes.model_dump_json()) == changes
    assert changes.attachments[0].columns[0].model_dump() == {
        "name": "sold", "change": "removed", "old": "bool", "new": None, "index": False,
    }  # fmt: skip


def test_params_of_the_frame_itself_count():
    for run in (1, 2):
        with ds.frame("texts", params={"run": run}) as frame:
            frame.add("text")
    assert str(frame.result).splitlines()[1].endswith("the frame's params are run=2 (were run=1)")
