"""What changed between two frames of a stack, as a person asks for it."""

import json

import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client import diffing
from dstack_jupyter.client.diffing import compare_frames
from dstack_jupyter.model.diffs import FrameChanges
from dstack_jupyter.model.errors import InvalidValue, NoMatch, NotFound


@pytest.fixture
def sales():
    return pd.DataFrame({"id": [1, 2, 3], "month": ["Jan", "Feb", "Mar"], "price": [1.0, 2.0, 3.0]})


@pytest.fixture
def pushed(sales):
    """Two frames: a price was corrected, a row went, a row and a column came."""
    ds.push("sales", sales)
    new = pd.concat([sales.drop(index=0), sales.tail(1).assign(id=4, month="Apr")], ignore_index=True)
    ds.push("sales", new.assign(price=[2.5, 3.0, 3.0], sold=True))


@pytest.mark.usefixtures("pushed")
def test_the_head_is_compared_with_the_frame_before_it():
    diff = ds.diff("sales", key="id")
    assert (diff.old.number, diff.new.number) == (1, 2)
    assert diff.changed.to_dict("records") == [{"id": 2, "column": "price", "old": 2.0, "new": 2.5}]
    assert diff.added["month"].tolist() == ["Apr"]
    assert diff.removed["month"].tolist() == ["Jan"]
    assert [(each.name, each.change, each.new) for each in diff.columns] == [("sold", "added", "bool")]
    assert not diff.is_same


def test_the_head_need_not_be_the_newest_frame(sales):
    for factor in (1, 2, 3):
        ds.push("sales", sales.assign(price=sales["price"] * factor))
    ds.set_head("sales", 2)
    assert ds.diff("sales").old.number == 1
    assert ds.diff("sales", 3).new.number == 2
    assert ds.diff("sales", 1, 3).changed["new"].tolist() == [3.0, 6.0, 9.0]
    ds.delete("sales", frame=2)
    assert (ds.diff("sales").old.number, ds.diff("sales").new.number) == (1, 3)


@pytest.mark.usefixtures("pushed")
def test_a_diff_shows_itself_as_text():
    assert str(ds.diff("sales", 1, 2, key="id")).splitlines() == [
        "sales, frame 1 → frame 2",
        "1 row added, 1 row removed, 1 row changed; 3 → 3 rows, told apart by id",
        "changed cells: price: 1",
        "new column sold",
        "",
        "   id  month  price      sold",
        "−  1   Jan    1.0        NA",
        "~  2   Feb    2.0 → 2.5  True",
        "+  4   Apr    3.0        True",
    ]


@pytest.mark.usefixtures("pushed")
def test_a_diff_shows_itself_as_html_for_any_page():
    html = ds.diff("sales", key="id")._repr_mimebundle_()["text/html"]
    assert "<del>2.0</del> → <ins>2.5</ins>" in html
    assert ">+</th>" in html
    assert "color-mix" in html
    assert "background:#" not in html


def test_long_floats_are_shown_with_as_many_digits_as_tell_them_apart():
    ds.push("rates", pd.DataFrame({"id": [1, 2, 3], "rate": [1 / 3, 2 / 3, 1.5]}))
    ds.push("rates", pd.DataFrame({"id": [1, 2, 3], "rate": [1 / 7, 2 / 3 + 1e-12, 2.5]}))
    shown = str(ds.diff("rates", key="id"))
    assert "0.333333 → 0.142857" in shown
    assert f"{2 / 3} → {2 / 3 + 1e-12}" in shown
    assert "1.5 → 2.5" in shown


def test_many_rows_are_counted_and_few_are_shown():
    ds.push("numbers", pd.DataFrame({"n": range(1000)}))
    ds.push("numbers", pd.DataFrame({"n": range(0, -1000, -1)}))
    diff = ds.diff("numbers")
    assert "and 989 more changed rows" in str(diff)
    assert len(diff.changed) == 999
    assert len(diff.to_dict(limit=7)["attachments"][0]["contents"]["shown"]) == 7


@pytest.mark.usefixtures("pushed")
def test_a_diff_is_data_that_travels():
    diff = ds.diff("sales")
    text = json.dumps(diff.to_dict())
    assert FrameChanges.model_validate_json(text) == diff.changes()


@pytest.mark.filterwarnings("ignore::dstack_jupyter.client.results.DroppedParamsWarning")
def test_attachments_are_matched_by_their_params(sales):
    for factor, countries in ((1, ["FR", "DE", "ES"]), (2, ["FR", "DE", "IT"])):
        with ds.frame("sales") as frame:
            for country in countries:
                frame.add(sales.assign(price=sales["price"] * (factor if country == "FR" else 1)), country=country)
    diff = ds.diff("sales")
    changes = {each.params["country"]: each.change for each in diff.changes().attachments}
    assert changes == {"FR": "changed", "DE": "same", "IT": "added", "ES": "removed"}
    assert len(diff.changed) == 3
    assert "sales, frame 1 → frame 2: 4 attachments, 1 changed, 1 added, 1 removed, 1 same" in str(diff)
    assert "+ country=IT: pandas/dataframe, 3 rows" in str(diff)
    assert ds.diff("sales", country="DE").is_same
    assert "− country=ES" in str(ds.diff("sales", country="ES"))
    with pytest.raises(NoMatch, match="country=FR; country=DE; country=IT"):
        ds.diff("sales", country="UK")


def test_one_of_several_tables_is_chosen(sales):
    for factor in (1, 2):
        with ds.frame("sales") as frame:
            for number in (1, 2):
                frame.add(sales.assign(price=sales["price"] * factor * number), number=number)
    diff = ds.diff("sales")
    with pytest.raises(InvalidValue, match=r"2 tables changed \(number=1; number=2\)"):
        _ = diff.changed
    assert diff.of(number=2).changed["new"].tolist() == [4.0, 8.0, 12.0]
    with pytest.raises(NoMatch):
        diff.of(number=3)


def test_groups_are_compared_as_the_one_table_they_were(sales):
    ds.push("sales", sales, by="month")
    ds.push("sales", sales.assign(price=[1.0, 2.0, 9.0]), by="month")
    ds.push("sales", pd.concat([sales, sales.head(1)], ignore_index=True))
    assert ds.diff("sales", 1, 2).changed.to_dict("records") == [
        {"old_row": 2, "new_row": 2, "column": "price", "old": 3.0, "new": 9.0}
    ]
    diff = ds.diff("sales", 2, 3)
    assert (len(diff.added), len(diff.changed)) == (1, 1)
    assert diff.to_dict()["table"]["added"] == 1
    assert len(ds.diff("sales", 1, 2, month="Mar").changed) == 1


def test_of_very_many_contents_not_all_are_read(monkeypatch):
    monkeypatch.setattr(diffing, "MAX_CONTENTS", 2)
    for text in ("a", "b"):
        with ds.frame("texts") as frame:
            for number in range(4):
                frame.add(text, number=number)
    changes = ds.diff("texts").changes().attachments
    assert [each.contents is not None for each in changes] == [True, True, False, False]
    assert "only the first 2 contents are compared" in changes[3].note


def test_a_frame_is_the_same_as_itself(sales):
    ds.push("sales", sales)
    with pytest.raises(InvalidValue, match="no frame of sales before frame 1"):
        ds.diff("sales")
    diff = ds.diff("sales", 1)
    assert diff.is_same
    assert str(diff) == "sales, frame 1 → frame 1: one frame, compared with itself"
    with pytest.raises(InvalidValue, match="no table of sales changed"):
        _ = diff.added
    ds.push("sales", sales, message="again", force=True)
    assert str(ds.diff("sales")) == "sales, frame 1 → frame 2: the same"


def test_what_is_not_there_is_said_in_the_store_s_words(sales):
    with pytest.raises(NotFound):
        ds.diff("nothing")
    ds.push("sales", sales)
    with pytest.raises(NotFound, match="7"):
        ds.diff("sales", 7)


def test_a_key_is_for_tables():
    ds.push("text", "a")
    ds.push("text", "b")
    with pytest.raises(InvalidValue, match="no attachment that changed is a table"):
        ds.diff("text", key="id")
    with pytest.raises(InvalidValue, match="tolerance"):
        ds.diff("text", tolerance=-1)


def test_a_table_that_became_a_text_is_told_by_what_it_is(sales):
    ds.push("sales", sales)
    ds.push("sales", "sold out")
    _, _, told, sizes = str(ds.diff("sales")).splitlines()
    assert told == "~ without params: is python/str (was pandas/dataframe)"
    assert sizes.endswith("kB → 8 bytes")


def test_of_other_contents_the_size_is_told():
    ds.push("bytes", b"abc")
    ds.push("bytes", b"abcd")
    assert str(ds.diff("bytes")).splitlines()[1:] == ["other python/bytes", "3 bytes → 4 bytes"]


def test_texts_of_others_stay_texts(sales):
    hostile = "<img src=x onerror=alert(1)>"
    for price in (1.0, 2.0):
        ds.push("sales", sales.assign(price=price, **{hostile: f"{hostile} {price}"}), params={hostile: hostile})
        ds.push("text", f"{hostile} {price}")
    for name in ("sales", "text"):
        html = ds.diff(name)._repr_mimebundle_()["text/html"]
        assert "<img" not in html
        assert "&lt;img" in html


def test_frames_are_compared_without_a_backend(sales):
    """As a server does it: two frames, and what gives the bytes of an attachment."""
    ds.push("sales", sales)
    ds.push("sales", sales.head(2))
    from dstack_jupyter.client.profiles import backend
    from dstack_jupyter.client.pulling import StoredAttachment

    path = ds.stack("sales").path
    old, new = backend().frame(path, 1), backend().frame(path, 2)
    compared = compare_frames(old, new, lambda attachment: StoredAttachment(backend(), attachment), key="id")
    assert compared.changes(10).attachments[0].contents.removed == 1
