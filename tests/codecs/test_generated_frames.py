"""Whatever frame comes, it comes back equal; so does each of its groups, and a page of it is JSON."""

import io
import json

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dstack_jupyter.codecs.dataframe import DataFrameCodec
from dstack_jupyter.codecs.forms import attachment_as
from dstack_jupyter.codecs.groups import join, split
from dstack_jupyter.codecs.rows import read_rows
from tests.codecs.equality import assert_same_frame
from tests.codecs.strategies import THINGS, categories, frames, index_numbers, indexes, mixed, moments, texts

modest = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
few = settings(modest, max_examples=8)


class Kept:
    def __init__(self, encoded):
        sink = io.BytesIO()
        encoded.write(sink)
        self.content = sink.getvalue()
        self.content_type, self.application, self.settings = encoded.content_type, encoded.application, encoded.settings

    def read(self):
        return memoryview(self.content)


CODEC = DataFrameCodec()


def assert_comes_back(frame):
    kept = Kept(CODEC.encode(frame, {}))
    back = CODEC.decode(kept)
    assert_same_frame(back, frame)
    assert Kept(CODEC.encode(back, {})).content == kept.content


@modest
@given(frames())
def test_a_generated_frame_comes_back_equal(frame):
    assert_comes_back(frame)


@pytest.mark.parametrize("thing", THINGS)
def test_everything_that_a_frame_may_have_comes_back_equal(thing):
    few(given(THINGS[thing])(assert_comes_back))()


@few
@given(frames())
def test_a_generated_frame_comes_to_other_libraries(frame):
    kept = Kept(CODEC.encode(frame, {}))
    table = attachment_as(kept, "arrow")
    assert table.num_rows == len(frame)
    assert attachment_as(kept, "polars").columns == table.column_names


@modest
@given(
    frames(rows=5, kinds=(index_numbers, texts, moments, categories, mixed)),
    st.lists(st.sampled_from("xyz"), min_size=5, max_size=5),
)
def test_a_generated_frame_is_cut_and_joined(frame, keys):
    frame = frame.set_flags(allows_duplicate_labels=True)
    frame.columns = [f"c{number}" for number in range(frame.shape[1])]
    frame["key"] = keys
    parts = [(params["key"], Kept(encoded)) for params, encoded in split(frame, ["key"])]
    assert [key for key, _ in parts] == list(dict.fromkeys(keys))
    assert_frame_equal(join([kept for _, kept in parts]), frame, check_index_type="exact")
    key, kept = parts[0]
    assert_frame_equal(CODEC.decode(kept), frame[frame["key"] == key])


@modest
@given(frames(), st.booleans())
def test_a_generated_frame_is_shown_as_json(frame, descending):
    page = read_rows(Kept(CODEC.encode(frame, {})), limit=4)
    assert json.loads(page.model_dump_json())["rows"] == page.rows
    assert len(page.rows) == min(4, len(frame))
    for column in page.columns:
        if column.type != "other":
            read_rows(Kept(CODEC.encode(frame, {})), sort=f"-{column.key}" if descending else column.key)


@few
@given(indexes(3))
def test_an_index_alone_is_a_frame(index):
    assert_comes_back(pd.DataFrame(index=index))
