"""Keeping a store tidy, as a person does it."""

import dstack_jupyter as ds


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
    assert str(ds.retain("notes", keep=None)) == "notes keeps all its frames"
