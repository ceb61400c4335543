"""Deleting says how it is undone, and undoing works."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.names import parse_path


@pytest.fixture
def sales():
    return pd.DataFrame({"month": ["Jan", "Feb"], "amount": [1.5, 2.5]})


def undo(answer):
    return eval(str(answer).partition("to undo: ")[2], {"ds": ds})


def test_the_undo_of_a_deletion_brings_back_what_was_there(sales):
    ds.push("sales", sales)
    ds.push("sales", sales * 2)
    gone = ds.delete("sales", frame=2)
    assert str(gone) == "deleted frame 2 of sales, the head is frame 1; to undo: ds.restore('sales', frame=2)"
    assert str(undo(gone)) == "restored frame 2 of sales; the head is frame 1"
    assert_frame_equal(ds.pull("sales", frame=2), sales * 2)
    gone = ds.delete("sales")
    assert str(gone) == "deleted sales with 2 frames; to undo: ds.restore('sales')"
    with pytest.raises(NotFound):
        ds.pull("sales")
    assert str(undo(gone)) == "restored sales with 2 frames"
    assert_frame_equal(ds.pull("sales"), sales)


def test_a_stack_comes_back_by_another_name(sales):
    ds.push("sales", sales)
    ds.delete("sales")
    ds.push("sales", sales * 2)
    assert str(ds.restore("sales", to="sales-old")) == "restored sales-old with 1 frame"
    assert_frame_equal(ds.pull("sales-old"), sales)
    with pytest.raises(InvalidValue, match="a frame comes back by its own number"):
        ds.restore("sales", frame=1, to="other")


def test_the_list_of_deleted_things_says_until_when_and_how(sales):
    assert str(ds.deleted()) == "nothing that could be restored"
    ds.push("sales", sales)
    ds.push("notes", "hello")
    ds.dashboard("World", ["notes"])
    opened = backend(None)
    opened.delete_dashboard(parse_path("world", opened.user))
    ds.push("sales", sales * 2)
    ds.delete("sales", frame=1)
    ds.delete("notes")
    shown = str(ds.deleted())
    assert "can be restored until" in shown
    for line in ("ds.restore('notes')", "ds.restore('sales', frame=1)", "ds.restore_dashboard('world')"):
        assert line in shown
        assert eval(line, {"ds": ds})
    assert len(ds.deleted()) == 0
    assert [one.name for one in opened.dashboards()] == ["world"]
