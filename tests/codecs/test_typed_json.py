"""Tables as JSON, for clients without Arrow, lose no type."""

import json
from base64 import b64encode
from pathlib import Path

import geopandas as gpd
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dstack_jupyter.codecs.rows import read_rows
from dstack_jupyter.codecs.tables import typed
from dstack_jupyter.codecs.tables.reading import TYPED_TYPE
from dstack_jupyter.model.errors import UnsupportedObject
from tests.codecs.equality import assert_same_frame
from tests.codecs.test_arrow_tables import ARROW, POLARS
from tests.codecs.test_pandas_frames_come_back_equal import CASES

ROOT = Path(__file__).parents[2]


@pytest.fixture
def as_json(keep, attachment):
    """An object as an attachment of typed JSON."""

    def made(obj):
        kept = keep(obj)
        return attachment(typed.text_of(kept), TYPED_TYPE, kept.application, **kept.settings)

    return made


@pytest.fixture
def text(attachment):
    """Columns as an attachment of typed JSON."""

    def made(columns, **more):
        return attachment(json.dumps({"version": 1, "columns": columns, **more}).encode(), TYPED_TYPE)

    return made


@pytest.fixture
def by_json(as_json, pull):
    """An object that went through typed JSON."""
    return lambda obj: pull(as_json(obj))


@pytest.mark.parametrize("frame", CASES.values(), ids=CASES.keys())
def test_every_frame_of_pandas_comes_back_equal(by_json, frame):
    assert_same_frame(by_json(frame), frame)


def test_tables_of_other_libraries_come_back_as_themselves(by_json, there_and_back):
    back = by_json(POLARS)
    assert (back.schema, back.equals(POLARS)) == (POLARS.schema, True)
    assert by_json(ARROW).equals(there_and_back(ARROW), check_metadata=True)
    places = gpd.GeoDataFrame({"a": [1]}, geometry=gpd.points_from_xy([1], [2]), crs="EPSG:4326")
    assert by_json(places).crs == places.crs
    assert by_json(pd.Series([1, 2], name="x")).tolist() == [1, 2]
    assert isinstance(by_json(pl.LazyFrame({"a": [1]})), pl.LazyFrame)


def test_it_is_plain_json(as_json):
    frame = pd.DataFrame({"n": [1, 2**60], "x": [0.5, float("inf")], "c": pd.Categorical(["b", None], ["a", "b"])})
    parts = json.loads(as_json(frame).content)
    n, x, c = parts["columns"]
    assert (n["type"], n["values"]) == ({"name": "int64"}, [1, str(2**60)])
    assert x["values"] == [0.5, "Infinity"]
    assert (c["dictionary"], c["values"]) == (["a", "b"], [1, None])
    assert parts["envelope"]["object"] == "pandas.DataFrame"


def test_a_client_writes_a_table_with_names_types_and_values_alone(attachment, pull):
    columns = [
        {"name": "city", "type": {"name": "string"}, "values": ["Paris", None]},
        {"name": "day", "type": {"name": "date32"}, "values": [20000, 20001]},
        {"name": "at", "type": {"name": "timestamp", "unit": "ms", "zone": "Europe/Paris"}, "values": [0, "1"]},
        {
            "name": "size",
            "type": {"name": "dictionary", "index": {"name": "int32"}, "of": {"name": "string"}},
            "dictionary": ["small", "large"],
            "values": [1, 0],
        },
    ]
    kept = attachment(json.dumps({"version": 1, "columns": columns}).encode(), TYPED_TYPE)
    frame = pull(kept)
    assert frame["city"].tolist()[0] == "Paris"
    assert str(frame["at"].dtype) == "datetime64[ms, Europe/Paris]"
    assert frame["size"].tolist() == ["large", "small"]
    assert read_rows(kept, filter="size = large").rows[0][1] == "2024-10-04"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"version": 1}',
        b'{"version": 2, "columns": []}',
        b'{"version": 1, "columns": [{"name": "a", "type": {"name": "int64"}, "values": ["x"]}]}',
        b'{"version": 1, "columns": [{"name": "a", "type": {"name": "money"}, "values": []}]}',
        b'{"version": 1, "columns": [{"name": "a", "type": 7, "values": []}]}',
        b'{"version": 1, "columns": [{"name": "a", "type": {"name": "int8"}, "values": [1000]}]}',
        b'{"version": 1, "arrow_schema": "AAAA", "columns": []}',
        b'{"version": 1, "envelope": 7, "columns": []}',
        b"\xff",
    ],
)
def test_a_text_that_is_no_table_is_refused_in_words(attachment, pull, content):
    with pytest.raises(UnsupportedObject):
        read_rows(attachment(content, TYPED_TYPE))


DAY = {"name": "date64"}
FIXED = {"name": "fixed_binary", "length": 2**31 - 1}


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        (FIXED, [None]),
        ({"name": "fixed_list", "length": 2**31 - 1, "of": {"name": "int8"}}, [None]),
        ({"name": "fixed_list", "length": 2**15, "of": {"name": "fixed_list", "length": 2**15, "of": FIXED}}, [None]),
        ({"name": "list", "of": {"name": "fixed_binary", "length": 2**20}}, [[None] * 300]),
        ({"name": "struct", "fields": [{"name": "a", "type": FIXED}]}, [[None]]),
        ({"name": "map", "key": {"name": "string"}, "of": FIXED}, [[["a", None]]]),
        ({"name": "struct", "fields": [{"name": "a", "type": FIXED}]}, [None]),
        ({"name": "struct", "fields": [{"name": str(n), "type": DAY} for n in range(40)]}, [None] * 2**20),
        ({"name": "fixed_list", "length": 1, "of": {"name": "list", "of": FIXED}}, [[[None]]]),
        ({"name": "dictionary", "index": FIXED, "of": {"name": "string"}}, [None]),
    ],
)
def test_a_few_bytes_that_would_fill_the_memory_are_refused(text, type_, values):
    with pytest.raises(UnsupportedObject, match="more than 256 MB"):
        read_rows(text([{"name": "a", "type": type_, "values": values}]))


@pytest.mark.parametrize("negative", [{"name": "fixed_list", "of": FIXED}, {"name": "fixed_binary"}])
def test_a_length_below_zero_makes_no_room_for_others(text, negative):
    fields = [{"name": "a", "type": FIXED}, {"name": "b", "type": {**negative, "length": -(2**31)}}]
    type_ = {"name": "struct", "fields": fields}
    with pytest.raises(UnsupportedObject, match="a fixed length is 0 or more"):
        read_rows(text([{"name": "a", "type": type_, "values": [None]}]))


def test_many_columns_take_no_more_than_one(text):
    large = {"name": "fixed_binary", "length": 2**27 - 1}
    columns = [{"name": name, "type": large, "values": [None]} for name in "abc"]
    assert read_rows(text(columns[:2])).total == 1
    with pytest.raises(UnsupportedObject, match="more than 256 MB"):
        read_rows(text(columns))


@pytest.mark.parametrize(
    ("type_", "values", "wanted"),
    [
        ("null", [None, None], pa.binary(2**28 - 1)),
        ("binary", [None], pa.run_end_encoded(pa.int32(), pa.list_(pa.binary(2**20), 2**20))),
        ({"name": "list", "of": {"name": "null"}}, [[None] * 3000], pa.list_(pa.list_(pa.int8(), 2**20))),
    ],
)
def test_a_schema_makes_no_more_of_missing_values(text, type_, values, wanted):
    type_ = {"name": type_} if isinstance(type_, str) else type_
    schema = b64encode(pa.schema({"a": wanted}).serialize().to_pybytes()).decode()
    with pytest.raises(UnsupportedObject, match="more than 256 MB"):
        read_rows(text([{"name": "a", "type": type_, "values": values}], arrow_schema=schema))


def test_missing_values_of_a_fixed_length_come_back(by_json):
    items = pa.list_(pa.float32(), 2)
    table = pa.table(
        {
            "fixed": pa.array([b"abc", None], pa.binary(3)),
            "list": pa.array([None, [1, None]], items),
            "struct": pa.array([None, {"a": b"abc", "b": None}], pa.struct({"a": pa.binary(3), "b": items})),
        }
    )
    assert by_json(table).equals(table)


def test_a_table_that_is_too_large_says_what_to_take(as_json, monkeypatch):
    monkeypatch.setattr(typed, "MOST_CELLS", 5)
    with pytest.raises(UnsupportedObject, match="format=arrow"):
        as_json(pd.DataFrame({"a": range(6)}))


def test_the_example_of_the_page_is_a_table(attachment, pull):
    page = (ROOT / "docs" / "table-envelope.md").read_text()
    example = page[page.index("## As JSON") :].split("```json")[1].split("```")[0]
    assert pull(attachment(example.encode(), TYPED_TYPE)).shape == (3, 3)


def test_arrow_files_have_the_form_too(attachment):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, ARROW.select(["half", "day"]).schema) as writer:
        writer.write_table(ARROW.select(["half", "day"]))
    kept = attachment(sink.getvalue().to_pybytes(), "application/vnd.apache.arrow.file")
    table, _ = typed.read(memoryview(typed.text_of(kept)))
    assert table.to_pydict() == ARROW.select(["half", "day"]).to_pydict()
