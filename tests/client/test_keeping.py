"""Keeping a store tidy, as a person does it."""

import inspect
import os

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.keeping import GRACE_DAYS
from dstack_jupyter.store.home import store_folder


@pytest.fixture
def aged():
    """Makes every file of the store old."""

    def aged():
        for path in store_folder().rglob("*"):
            os.utime(path, (0, 0))

    return aged


def test_a_stack_says_what_it_keeps():
    for turn in range(4):
        ds.push("notes", f"note {turn}")
    kept = ds.retain("notes", keep=2)
    assert str(kept).startswith("notes keeps its newest 2 frames, its head and what has a tag; 2 frames deleted")
    assert ds.stack("notes").keep == 2
    ds.push("notes", "another")
    assert [frame.number for frame in ds.history("notes")] == [5, 4]
    assert {one.number for one in ds.deleted()} == {1, 2, 3}
    assert "its newest 1 frame and those of the last 0.5 days" in str(ds.retain("notes", keep=1, keep_days=0.5))
    with pytest.raises(InvalidValue, match=r"say what to keep: ds\.retain\('notes', keep=10\), .* keep=None for all"):
        ds.retain("notes")
    assert str(ds.retain("notes", keep=None)) == "notes keeps all its frames"


@pytest.mark.embedded  # a server lets those who uploaded a content name it for a day
def test_a_collection_says_what_it_would_take_and_what_it_took(aged):
    ds.push("notes", "one" * 100)
    ds.push("notes", "two")
    ds.delete("notes", frame=1)
    aged()
    assert str(ds.gc()) == "nothing taken away"
    would = ds.gc(0, dry_run=True)
    assert str(would) == "1 frame, 1 content, 1 blob would be taken away, 300 bytes would be freed"
    assert str(ds.gc(grace_days=0)) == "1 frame, 1 content, 1 blob taken away, 300 bytes freed"
    assert len(ds.deleted()) == 0
    assert ds.pull("notes") == "two"


@pytest.mark.embedded  # a server lets those who uploaded a content name it for a day
def test_a_collection_right_after_a_push_says_that_bytes_are_freed_later():
    ds.push("notes", "one")
    ds.push("notes", "two")
    ds.delete("notes", frame=1)
    later = "bytes that came a short while ago are freed by a later one"
    assert str(ds.gc(0)) == f"1 frame, 1 content taken away; {later}"


def test_a_collection_takes_what_was_deleted():
    ds.push("notes", "one")
    ds.push("notes", "two")
    ds.delete("notes", frame=1)
    assert ds.gc(0, dry_run=True).taken.frames == 1
    assert ds.gc(0).taken.is_done
    assert len(ds.deleted()) == 0
    assert ds.pull("notes") == "two"


def test_the_default_grace_time_is_the_one_of_the_store():
    assert inspect.signature(ds.gc).parameters["grace_days"].default == GRACE_DAYS


def test_usage_is_a_table_of_all_that_takes_room():
    ds.push("large", "x" * 100_000)
    ds.push("small", "y" * 1000)
    ds.push("copy", "y" * 1000)
    ds.push("gone", "z" * 500)
    ds.delete("gone")
    lines = [" ".join(line.split()) for line in str(ds.usage()).splitlines()]
    assert lines[:2] == ["stack frames as pushed takes alone", "large 1 100 kB 100 kB"]
    assert "small 1 1 kB 0 bytes" in lines
    assert "shared by stacks 1 kB" in lines
    assert "deleted, can be restored 500 bytes" in lines
    assert any(line.startswith("in all") for line in lines)
    assert "<table>" in ds.usage()._repr_mimebundle_()["text/html"]


def test_a_verification_says_what_is_wrong():
    ds.push("notes", "one")
    whole = ds.verify()
    assert whole
    assert str(whole) == "the store is whole: the structure checked, 1 content read, 3 bytes"
    (blob,) = (store_folder() / "blobs").glob("[0-9a-f]?/*")
    blob.write_bytes(b"two")
    broken = ds.verify()
    assert not broken
    assert str(broken).startswith("1 problem: the structure checked")
    assert "frame 1 of" in broken.problems[0]
    assert ds.verify(share=0)
