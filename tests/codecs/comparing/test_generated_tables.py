"""Whatever is done to a table, its old rows with what the comparison tells are its new rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dstack_jupyter.codecs.comparing.base import How
from dstack_jupyter.codecs.comparing.tables.comparer import compare_tables
from dstack_jupyter.codecs.comparing.tables.side import Side
from dstack_jupyter.codecs.tables import frames

modest = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

MIXED = st.sampled_from([None, 1, "a", 2.5, (1,), [1, {"x": None}]])
COLUMNS = {
    "n": (st.integers(0, 2), "int64"),
    "f": (st.sampled_from([0.0, 1.5, np.nan]), "float64"),
    "t": (st.sampled_from(["a", "b", None]), "string"),
    "c": (st.sampled_from(["x", "y"]), pd.CategoricalDtype(["x", "y"])),
    "d": (st.sampled_from(["2024", "2025", None]).map(pd.Timestamp), "datetime64[us]"),
    "o": (MIXED, object),
}
ROW = st.tuples(*(values for values, _ in COLUMNS.values()))


def table(rows, index=None):
    columns = {
        name: pd.Series([row[at] for row in rows], dtype=dtype) for at, (name, (_, dtype)) in enumerate(COLUMNS.items())
    }
    return pd.DataFrame(columns).set_axis(pd.RangeIndex(len(rows)) if index is None else index)


@st.composite
def edited(draw):
    """Rows with an id, before and after: some left, some came, some changed, some moved."""
    old = [(id_, draw(ROW)) for id_ in range(draw(st.integers(0, 8)))]
    new = [(id_, draw(st.sampled_from([row, row, row, draw(ROW)]))) for id_, row in old if draw(st.integers(0, 3))]
    for number in range(draw(st.integers(0, 3))):
        new.insert(draw(st.integers(0, len(new))), (100 + number, draw(ROW)))
    return old, draw(st.permutations(new)) if draw(st.booleans()) and draw(st.booleans()) else new


def compared(old, new, *key):
    return compare_tables(Side(*frames.flat_frame(old)), Side(*frames.flat_frame(new)), How(key))


def cells(frame):
    """The rows as texts, in which what is missing is one."""
    missing = {"None", "nan", "NaT", "<NA>"}
    return [
        ["?" if (text := repr(value)) in missing else text for value in row]
        for row in frame.astype(object).itertuples(index=False)
    ]


def with_changes(frame, changed, places):
    frame = frame.astype(object)
    for place, (_, cell) in zip(places, changed.iterrows(), strict=True):
        row = [*frame.iloc[place]]
        row[list(frame.columns).index(cell["column"])] = cell["new"]
        for at, value in enumerate(row):
            frame.iat[place, at] = value
    return frame


@modest
@given(edited())
def test_old_rows_and_what_an_index_tells_are_the_new_rows(rows):
    old, new = (
        table([row for _, row in side], pd.Index([id_ for id_, _ in side], name="id", dtype="int64")) for side in rows
    )
    diff = compared(old, new)
    changed = diff.changed()
    made = with_changes(old, changed, [old.index.get_loc(id_) for id_ in changed["id"]])
    made = pd.concat([made.drop(index=diff.removed().index), diff.added().astype(object)])
    assert cells(made.loc[new.index]) == cells(new)
    assert cells(diff.removed()) == cells(old.loc[[id_ for id_ in old.index if id_ not in new.index]])


@modest
@given(edited())
def test_old_rows_and_what_a_key_tells_are_the_new_rows(rows):
    old, new = (table([row for _, row in side]).assign(id=[id_ for id_, _ in side]) for side in rows)
    old, new = old.astype({"id": "int64"}), new.astype({"id": "int64"})
    diff = compared(old, new, "id")
    changed = diff.changed()
    made = with_changes(old, changed, [list(old["id"]).index(id_) for id_ in changed["id"]])
    made = pd.concat([made.drop(index=diff.removed().index), diff.added().astype(object)]).set_index("id")
    assert cells(made.loc[new["id"]].reset_index()) == cells(new.set_index("id").reset_index())


@modest
@given(edited())
def test_old_rows_and_what_their_content_tells_are_the_new_rows(rows):
    old, new = (table([row for _, row in side]) for side in rows)
    diff = compared(old, new)
    changed = diff.changed()
    made = with_changes(old, changed, changed["old_row"]).drop(index=diff.removed().index)
    stayed = [place for place in new.index if place not in diff.added().index]
    made.index = stayed if not diff.changes().reordered else made.index
    if diff.changes().reordered:
        every = pd.concat([made, diff.added().astype(object)])
        assert sorted(cells(every)) == sorted(cells(new))
    else:
        assert cells(pd.concat([made, diff.added().astype(object)]).loc[new.index]) == cells(new)


@modest
@given(st.lists(ROW, max_size=8))
def test_a_table_is_no_other_than_itself(rows):
    changes = compared(table(rows), table(rows)).changes()
    assert (changes.added, changes.removed, changes.changed, changes.columns) == (0, 0, 0, [])


@pytest.mark.parametrize("shape", ["insert", "cells", "shuffle", "recompute"])
def test_a_hundred_thousand_rows_are_compared(shape):
    numbers = np.random.default_rng(0)
    old = pd.DataFrame({"id": np.arange(100_000), "v": numbers.normal(size=100_000), "t": "text"})
    new, expected = {
        "insert": (pd.concat([old[:70_000], old[:9].assign(v=0.5), old[70_000:]], ignore_index=True), (9, 0, 0)),
        "cells": (old.assign(v=old["v"].mask(old["id"] % 1000 == 7, 0.0)), (0, 0, 100)),
        "shuffle": (old.sample(frac=1, random_state=0, ignore_index=True), (0, 0, 0)),
        "recompute": (pd.concat([old.assign(v=0.0), old[:9].assign(id=-1, v=2.0)], ignore_index=True), (9, 0, 100_000)),
    }[shape]
    changes = compared(old, new).changes()
    assert (changes.added, changes.removed, changes.changed) == expected
