"""A view of a table shows it page by page, in any order, as JSON that a browser holds exactly."""

import datetime as dt
import io
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from dstack_jupyter.codecs.groups import split
from dstack_jupyter.codecs.rows import MAX_LIMIT, read_rows
from dstack_jupyter.codecs.tables import parquet
from dstack_jupyter.model.errors import InvalidValue, UnsupportedObject


@pytest.fixture
def show(keep):
    """Push a table and show a page of it."""
    return lambda obj, **page: read_rows(keep(obj), **page)


def column(rows, key):
    number = [column.key for column in rows.columns].index(key)
    return [row[number] for row in rows.rows]


def test_a_page_is_some_of_the_rows(show):
    frame = pd.DataFrame({"a": range(250), "b": [f"n{i}" for i in range(250)]})
    page = show(frame, offset=100, limit=3)
    assert page.model_dump() == {
        "columns": [
            {"key": "a", "name": "a", "type": "integer", "index": False, "zone": None},
            {"key": "b", "name": "b", "type": "string", "index": False, "zone": None},
        ],
        "rows": [[100, "n100"], [101, "n101"], [102, "n102"]],
        "offset": 100,
        "total": 250,
        "sort": None,
    }
    assert len(show(frame).rows) == 100
    assert show(frame, offset=249).rows == [[249, "n249"]]
    assert show(frame, offset=250).rows == show(frame, offset=10**9, sort="a").rows == show(frame, limit=0).rows == []


def test_columns_have_types_that_a_view_knows(show):
    frame = pd.DataFrame(
        {
            "integer": pd.array([1, None], "Int64"),
            "uint8": np.array([1, 2], "uint8"),
            "float": [1.5, None],
            "boolean": [True, False],
            "nullable": pd.array([True, None], "boolean"),
            "string": ["x", None],
            "category": pd.Categorical([3, None]),
            "datetime": pd.to_datetime(["2024-01-01 12:30", None]),
            "zoned": pd.to_datetime(["2024-06-01", None]).tz_localize("Europe/Paris"),
            "offset": pd.to_datetime(["2024-06-01T00:00+05:30", "2024-06-02T00:00+05:30"]),
            "date": np.array([dt.date(2024, 1, 1), None], object),
            "duration": pd.to_timedelta(["1 days 02:00:00.5", "-1s"]),
            "period": pd.PeriodIndex(["2024-01", None], freq="M"),
            "interval": pd.arrays.IntervalArray.from_tuples([(0, 1), None]),
            "complex": [1 + 2j, 0],
            "decimal": np.array([Decimal("1.50"), None], object),
            "bytes": np.array([b"\x01\xff", None], object),
            "list": np.array([[1, None], None], object),
            "mixed": np.array([1, ("x", dt.date(2024, 1, 1))], object),
            "time": np.array([dt.time(1, 2), None], object),
            "sparse": pd.arrays.SparseArray([0, 1]),
            "arrow": pd.array([dt.date(2024, 1, 1), None], pd.ArrowDtype(pa.date32())),
            "half": np.array([0.1, np.nan], "float16"),
            "single": np.array([0.1, np.inf], "float32"),
        }
    )
    page = show(frame)
    shown = {column.key: (column.type, *cells) for column, *cells in zip(page.columns, *page.rows, strict=True)}
    assert shown == {
        "integer": ("integer", 1, None),
        "uint8": ("integer", 1, 2),
        "float": ("float", 1.5, None),
        "boolean": ("boolean", True, False),
        "nullable": ("boolean", True, None),
        "string": ("string", "x", None),
        "category": ("category", 3, None),
        "datetime": ("datetime", "2024-01-01T12:30:00", None),
        "zoned": ("datetime", "2024-06-01T00:00:00+02:00", None),
        "offset": ("datetime", "2024-06-01T00:00:00+05:30", "2024-06-02T00:00:00+05:30"),
        "date": ("date", "2024-01-01", None),
        "duration": ("duration", "1 day 02:00:00.5", "-00:00:01"),
        "period": ("other", "2024-01", None),
        "interval": ("other", "(0.0, 1.0]", None),
        "complex": ("other", "1+2j", "0j"),
        "decimal": ("float", "1.50", None),
        "bytes": ("other", "01 ff", None),
        "list": ("other", "[1,null]", None),
        "mixed": ("other", 1, '{"$tuple":["x",{"$date":"2024-01-01"}]}'),
        "time": ("other", "01:02:00", None),
        "sparse": ("integer", 0, 1),
        "arrow": ("date", "2024-01-01", None),
        "half": ("float", 0.1, None),
        "single": ("float", 0.1, "Infinity"),
    }


def test_numbers_that_javascript_cannot_hold_are_texts(show):
    frame = pd.DataFrame(
        {
            "big": [2**53 - 1, 2**53],
            "float": [np.inf, -np.inf],
            "nan": pd.array([1.5, np.nan], pd.ArrowDtype(pa.float64())),
        }
    )
    page = show(frame)
    assert page.rows[0] == [2**53 - 1, "Infinity", 1.5]
    assert page.rows[1][:2] == [str(2**53), "-Infinity"]
    assert json.loads(page.model_dump_json())["rows"] == page.rows


def test_the_index_comes_first_unless_it_only_counts(show):
    by_key = pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="key"))
    assert [(c.key, c.name, c.index) for c in show(by_key).columns] == [("key", "key", True), ("a", "a", False)]
    unnamed = pd.DataFrame({"a": [1]}, index=["x"])
    assert [(c.key, c.name, c.index) for c in show(unnamed).columns] == [("index", "", True), ("a", "a", False)]
    counted = pd.DataFrame({"a": [1]}, index=pd.RangeIndex(1, name="row"))
    assert [c.name for c in show(counted).columns] == ["row", "a"]
    levels = pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([("x", 1)], names=["k", None]))
    assert [(c.name, c.index) for c in show(levels).columns] == [("k", True), ("", True), ("a", False)]


def test_labels_need_not_be_unique_keys_are(show):
    frame = pd.DataFrame([[1, 2, 3]], columns=pd.MultiIndex.from_tuples([("x", 2007), ("x", 2007), ("y", "")]))
    assert [(c.key, c.name) for c in show(frame).columns] == [
        ("x_2007", "x / 2007"),
        ("x_2007_2", "x / 2007"),
        ("y", "y"),
    ]


def test_rows_are_sorted_with_missing_values_last(show):
    frame = pd.DataFrame({"a": [3, 1, 3, 2], "b": ["x", None, "a", "X"], "c": [np.nan, 2.5, -1, np.inf]})
    assert column(show(frame, sort="a"), "a") == [1, 2, 3, 3]
    assert column(show(frame, sort="a"), "b") == [None, "X", "x", "a"]
    assert column(show(frame, sort="-a"), "b") == ["x", "a", "X", None]
    assert column(show(frame, sort="b"), "b") == ["X", "a", "x", None]
    assert column(show(frame, sort="-b"), "b") == ["x", "a", "X", None]
    assert column(show(frame, sort="c"), "c") == [-1, 2.5, "Infinity", None]
    assert show(frame, sort="-c", offset=1, limit=2).rows == [[1, None, 2.5], [3, "a", -1]]


def test_every_kind_has_an_order(show):
    frame = pd.DataFrame(
        {
            "level": pd.Categorical(["hi", "lo", None], ["lo", "hi"], ordered=True),
            "name": pd.Categorical(["hi", "lo", None], ["lo", "hi"]),
            "bin": pd.cut([9, 1, 5], [0, 2, 6, 10]),
            "interval": pd.arrays.IntervalArray.from_tuples([(9, 10), (0, 1), None]),
            "period": pd.PeriodIndex(["2024-02", "2023-12", None], freq="M"),
            "complex": [2j, 1j, 1],
            "flag": [True, False, True],
            "half": np.array([2, 1, np.nan], "float16"),
            "mixed": np.array(["b", 1, None], object),
            "duration": pd.to_timedelta(["2s", "1s", None]),
            "nothing": np.array([None, None, None], object),
            "null": pd.array([None] * 3, pd.ArrowDtype(pa.null())),
            "decimal": np.array([Decimal(2), Decimal(1), None], object),
        }
    )
    orders = {key: column(show(frame.assign(row=range(3)), sort=key), "row") for key in frame}
    assert orders == {
        "level": [1, 0, 2],
        "name": [0, 1, 2],
        "bin": [1, 2, 0],
        "interval": [1, 0, 2],
        "period": [1, 0, 2],
        "complex": [1, 0, 2],
        "flag": [1, 0, 2],
        "half": [1, 0, 2],
        "mixed": [0, 1, 2],
        "duration": [1, 0, 2],
        "nothing": [0, 1, 2],
        "null": [0, 1, 2],
        "decimal": [1, 0, 2],
    }


def test_a_key_that_begins_with_a_minus_is_a_key(show):
    frame = pd.DataFrame({"-a": [2, 1], "a": [1, 2]})
    assert show(frame, sort="-a").rows == [[1, 2], [2, 1]]
    assert show(frame, sort="--a").rows == [[2, 1], [1, 2]]


def test_a_large_table_is_read_by_row_groups(keep, monkeypatch):
    rows = 400_010
    frame = pd.DataFrame({"a": np.arange(rows), "b": np.arange(rows)[::-1] % 1000, "s": np.arange(rows).astype(str)})
    kept = keep(frame)
    metadata = parquet.open_file(memoryview(kept.content)).metadata
    ends = np.cumsum([metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]).tolist()
    read = []
    opened = parquet.open_file

    def open_file(content):
        file = opened(content)
        original = file.read_row_groups
        monkeypatch.setattr(file, "read", None)
        monkeypatch.setattr(
            file, "read_row_groups", lambda groups, **rest: read.extend(groups) or original(groups, **rest)
        )
        return file

    monkeypatch.setattr(parquet, "open_file", open_file)
    page = read_rows(kept, offset=ends[2] - 2, limit=4)
    assert column(page, "a") == list(range(ends[2] - 2, ends[2] + 2))
    assert read == [2, 3]
    assert column(read_rows(kept, offset=rows - 2), "a") == [rows - 2, rows - 1]


def test_a_sorted_page_of_a_large_table_is_right(show):
    rows = 300_010
    frame = pd.DataFrame({"a": np.arange(rows), "b": np.random.default_rng(0).integers(0, 1000, rows)})
    expected = frame.sort_values("b", kind="stable").iloc[1000:1005]
    assert show(frame, sort="b", offset=1000, limit=5).rows == expected.values.tolist()


def test_a_group_shows_its_own_rows_and_no_hidden_column(attachment):
    frame = pd.DataFrame({"g": ["x", "y", "x"], "v": [1, 2, 3]})
    sink = io.BytesIO()
    encoded = split(frame, ["g"])[0][1]
    encoded.write(sink)
    page = read_rows(attachment(sink.getvalue(), encoded.content_type, encoded.application), sort="-v")
    assert [c.key for c in page.columns] == ["g", "v"]
    assert (page.rows, page.total) == ([["x", 3], ["x", 1]], 2)


def test_tables_of_others_are_shown(show, attachment):
    table = pl.DataFrame(
        {"d": [dt.date(2024, 1, 1)], "e": pl.Series(["a"], dtype=pl.Enum(["a"])), "n": [1.5], "l": [[1]]}
    )
    page = show(table, sort="e")
    assert [c.type for c in page.columns] == ["date", "category", "float", "other"]
    assert page.rows == [["2024-01-01", "a", 1.5, "[1]"]]
    foreign = attachment(pd.DataFrame({"a": [2, 1]}).to_parquet(), "application/vnd.apache.parquet")
    assert read_rows(foreign, sort="a").rows == [[1], [2]]


def test_csv_is_shown_as_well(attachment):
    page = read_rows(attachment(b"a,b\n2,x\n1,\n", "text/csv; charset=utf-8"), sort="a")
    assert page.rows == [[1, None], [2, "x"]]
    old = attachment(
        b'"","a"\n"k","1"\n', "text/csv", "pandas/dataframe", header=True, index=True, schema=["object", "int64"]
    )
    assert [(c.name, c.index) for c in read_rows(old).columns] == [("", True), ("a", False)]


@pytest.mark.parametrize(
    "frame", [pd.DataFrame(), pd.DataFrame(index=["x"]), pd.DataFrame({"a": []}), pd.DataFrame(index=range(3))]
)
def test_tables_without_rows_or_columns_are_shown(frame, show):
    page = show(frame)
    assert page.total == len(page.rows) == len(frame)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ({"sort": "c"}, "sort='c' is no column; it is one of a, b"),
        ({"sort": "b"}, "'b' holds lists or dicts"),
        ({"offset": -1}, "offset is 0 or more"),
        ({"limit": MAX_LIMIT + 1}, "limit is 0 to 10000"),
        ({"limit": -1}, "limit is 0 to"),
    ],
)
def test_a_page_that_cannot_be_is_refused(page, words, show):
    with pytest.raises(InvalidValue, match=words):
        show(pd.DataFrame({"a": [1], "b": [[1]]}), **page)


def test_what_is_no_table_has_no_rows(keep):
    with pytest.raises(UnsupportedObject, match="text/plain, which has no rows"):
        read_rows(keep("text"))


def test_texts_that_are_no_characters_are_shown_without_them(show):
    page = show(pd.DataFrame({"a": pd.Series(["\ud800x"], dtype=object)}))
    assert page.rows == [["?x"]]
