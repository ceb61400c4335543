"""From one library to another a table keeps its values, and each column gets the closest type that there is."""

import datetime as dt

import duckdb
import geopandas
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from dstack_jupyter.codecs.forms import attachment_as
from dstack_jupyter.model.errors import UnsupportedObject

PARIS = "Europe/Paris"
DAYS = pd.DatetimeIndex(["2024-01-01", "2024-06-01", None])


def objects(*values):
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


PANDAS = pd.DataFrame(
    {
        "text": ["x", None, ""],
        "nullable": pd.array([1, None, 2**62 + 1], "Int64"),
        "float": [0.5, np.nan, -0.0],
        "half": np.array([1.5, 2, 3], "float16"),
        "truth": pd.array([True, None, False], "boolean"),
        "unordered": pd.Categorical(["b", "a", None], ["b", "a", "c"]),
        "ordered": pd.Categorical(["lo", "hi", None], ["lo", "mid", "hi"], ordered=True),
        "numbered": pd.Categorical([30, 10, None], [30, 20, 10]),
        "binned": pd.cut([1, 9, 5], 2),
        "month": pd.PeriodIndex(["2024-02", None, "2023-12"], freq="M"),
        "second": DAYS.as_unit("s"),
        "paris": DAYS.tz_localize(PARIS).as_unit("us"),
        "offset": DAYS.tz_localize("+05:30").as_unit("s"),
        "took": pd.to_timedelta([1, None, 2], unit="s").as_unit("ms"),
        "sparse": pd.arrays.SparseArray([0, 0, 7]),
        "complex": [1j, 2, 3],
        "interval": pd.arrays.IntervalArray.from_breaks([0, 1, 2, 3]),
        "list": objects([1], None, []),
        "mixed": objects(1, "x", (2,)),
        "arrow": pd.array([1, None, 2], pd.ArrowDtype(pa.int16())),
    },
    index=pd.Index([7, 8, 9], name="key"),
)
PANDAS.attrs = {"source": "a survey"}


@pytest.fixture
def convert(keep):
    """Push an object and pull it in a form."""
    return lambda obj, form: attachment_as(keep(obj), form)


def test_a_frame_of_pandas_has_the_types_of_arrow(convert):
    table = convert(PANDAS, "arrow")
    assert {field.name: str(field.type) for field in table.schema} == {
        "key": "int64",
        "text": "large_string",
        "nullable": "int64",
        "float": "double",
        "half": "halffloat",
        "truth": "bool",
        "unordered": "dictionary<values=large_string, indices=int8, ordered=0>",
        "ordered": "dictionary<values=large_string, indices=int8, ordered=1>",
        "numbered": "dictionary<values=int64, indices=int8, ordered=0>",
        "binned": "dictionary<values=string, indices=int8, ordered=1>",
        "month": "timestamp[us]",
        "second": "timestamp[s]",
        "paris": "timestamp[us, tz=Europe/Paris]",
        "offset": "timestamp[s, tz=+05:30]",
        "took": "duration[ms]",
        "sparse": "int64",
        "complex": "struct<re: double, im: double>",
        "interval": "struct<left: int64, right: int64>",
        "list": "list<item: int64>",
        "mixed": "large_string",
        "arrow": "int16",
    }
    assert table.schema.metadata is None
    assert table["nullable"].to_pylist() == [1, None, 2**62 + 1]
    assert table["ordered"].chunk(0).dictionary.to_pylist() == ["lo", "mid", "hi"]
    assert table["numbered"].to_pylist() == [30, 10, None]
    assert table["month"].to_pylist() == [dt.datetime(2024, 2, 1), None, dt.datetime(2023, 12, 1)]
    assert table["offset"].to_pylist()[0] == PANDAS["offset"].iloc[0]
    assert table["mixed"].to_pylist() == ["1", '"x"', '{"$tuple":[2]}']


def test_a_frame_of_pandas_has_the_types_of_polars(convert):
    frame = convert(PANDAS, "polars")
    assert {
        name: frame.schema[name] for name in ("unordered", "ordered", "numbered", "paris", "offset", "half", "month")
    } == {
        "unordered": pl.Categorical(),
        "ordered": pl.Enum(["lo", "mid", "hi"]),
        "numbered": pl.Int64,
        "paris": pl.Datetime("us", PARIS),
        "offset": pl.Datetime("ms", "UTC"),
        "half": pl.Float16 if hasattr(pl, "Float16") else pl.Float32,
        "month": pl.Datetime("us"),
    }
    assert frame["nullable"].to_list() == [1, None, 2**62 + 1]
    assert frame["ordered"].to_list() == ["lo", "hi", None]
    assert frame["binned"].to_list() == [str(bin) for bin in PANDAS["binned"]]
    assert frame["offset"].to_list()[0] == PANDAS["offset"].iloc[0]


def test_an_index_becomes_columns_and_labels_become_texts(convert):
    labels = pd.MultiIndex.from_tuples([("gdp", 2007), ("gdp", 2008)])
    index = pd.MultiIndex.from_tuples([("FR", 1), ("DE", 2)], names=["country", None])
    frame = pd.DataFrame([[1, 2], [3, 4]], index=index, columns=labels)
    assert convert(frame, "arrow").column_names == ["country", "level_1", "gdp_2007", "gdp_2008"]
    assert convert(pd.DataFrame({2020: [1], "a": [2]}, index=["x"]), "polars").columns == ["index", "2020", "a"]
    assert convert(pd.DataFrame([[1, 2]], columns=["a", "a"]), "polars").columns == ["a", "a_2"]
    assert convert(pd.DataFrame({"a": [1, 2]}), "arrow").column_names == ["a"]
    assert convert(pd.DataFrame({"a": [1]}, index=pd.RangeIndex(1, name="row")), "arrow").column_names == ["row", "a"]


@pytest.mark.parametrize("form", ["arrow", "polars"])
def test_frames_without_rows_or_columns_are_tables_too(form, convert):
    assert convert(pd.DataFrame(), form).shape == (0, 0)
    assert convert(pd.DataFrame({"a": pd.Series(dtype="category")}), form).shape == (0, 1)
    assert convert(PANDAS.head(0), form).shape == (0, 21)
    assert convert(pa.table({}), form).shape == (0, 0)


def test_integers_with_missing_ones_stay_integers_in_pandas(convert):
    big = 2**62 + 1
    table = pa.table(
        {
            "whole": [1, 2],
            "gap": [big, None],
            "byte": pa.array([255, None], pa.uint8()),
            "truth": [True, None],
            "float": [0.5, None],
            "list": [[big, None], None],
            "struct": [{"a": big}, {"a": None}],
            "map": pa.array([[("k", big), ("l", None)], None], pa.map_(pa.string(), pa.int64())),
            "plain list": [[1, 2], []],
        }
    )
    frame = convert(table, "pandas")
    assert frame.dtypes.astype(str).to_dict() == {
        "whole": "int64",
        "gap": "Int64",
        "byte": "UInt8",
        "truth": "boolean",
        "float": "float64",
        "list": "object",
        "struct": "object",
        "map": "object",
        "plain list": "object",
    }
    assert frame["gap"].tolist() == [big, pd.NA]
    assert frame["list"].tolist() == [[big, None], None]
    assert frame["struct"].tolist() == [{"a": big}, {"a": None}]
    assert frame["map"].tolist() == [[("k", big), ("l", None)], None]
    assert isinstance(frame["plain list"].iloc[0], np.ndarray)


def test_two_columns_of_one_name_stay_two_in_pandas(convert):
    table = pa.Table.from_arrays([pa.array([1, None]), pa.array(["x", "y"])], names=["a", "a"])
    frame = convert(table, "pandas")
    assert frame.columns.tolist() == ["a", "a"]
    assert frame.iloc[:, 0].tolist() == [1, pd.NA]
    assert convert(table, "polars").columns == ["a", "a_2"]


def test_types_that_few_readers_know_come_as_what_they_stand_for(convert):
    table = pa.table(
        {
            "view": pa.array(["x", None], pa.string_view()),
            "views": pa.array([["x"], None], pa.list_(pa.string_view())),
            "list view": pa.array([[1], None], pa.list_view(pa.int64())),
            "runs": pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["a", None])),
            "offset": pa.array([0, None], pa.timestamp("s", "+05:30")),
        }
    )
    assert convert(table, "arrow").schema == table.schema
    for back in (convert(table, "pandas").to_dict("list"), convert(table, "polars").to_dict(as_series=False)):
        assert [list(value) for value in (back["views"][0], back["list view"][0])] == [["x"], [1]]
        assert [back["view"][0], back["runs"][0]] == ["x", "a"]
        assert back["offset"][0] == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def test_a_file_that_pandas_wrote_has_its_index(convert, tmp_path):
    frame = pd.DataFrame({"a": [1, 2], "b": pd.array([1, None], "Int64")}, index=pd.Index(["x", "y"], name="key"))
    frame.to_parquet(tmp_path / "frame.parquet")
    assert_frame_equal(convert(tmp_path / "frame.parquet", "pandas"), frame)
    assert convert(tmp_path / "frame.parquet", "arrow")["key"].to_pylist() == ["x", "y"]


def test_a_frame_of_polars_is_the_same_in_polars_and_a_lazy_one_is_there(convert):
    frame = pl.DataFrame({"e": pl.Series(["a", None], dtype=pl.Enum(["b", "a", "z"])), "n": [1, None]})
    assert convert(frame, "polars").equals(frame)
    assert convert(frame, "polars").schema == frame.schema
    assert convert(frame.lazy(), "polars").equals(frame)


def test_a_relation_of_duckdb_is_a_frame(convert):
    relation = duckdb.sql("select i, i::decimal(9, 2) as d, [i] as l from range(2) t(i)")
    assert convert(relation, "pandas")["i"].tolist() == [0, 1]
    assert convert(relation, "polars")["l"].to_list() == [[0], [1]]


def test_geometries_are_well_known_binary_to_those_who_have_none(convert):
    points = geopandas.GeoSeries.from_xy([0, 1], [2, 3], crs=4326, name="place")
    assert isinstance(convert(points, "pandas"), pd.Series)
    assert convert(points.to_frame(), "pandas")["place"].tolist() == points.tolist()
    assert convert(points, "arrow")["place"].to_pylist() == points.to_wkb().tolist()
    assert convert(points.to_frame(), "polars")["place"].to_list() == points.to_wkb().tolist()


def test_a_type_that_polars_has_not_is_named(convert):
    table = pa.table({"ok": [1], "wide": pa.array([1], pa.decimal256(60, 2))})
    with pytest.raises(UnsupportedObject, match=r"polars has no type for column 'wide' \(decimal256\(60, 2\)\)"):
        convert(table, "polars")
