"""A table comes as the library that its reader works with, whoever pushed it; anything comes as a path."""

import os
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

import dstack_jupyter as ds
from dstack_jupyter.model.errors import AmbiguousParams, InvalidValue, UnsupportedObject

SALES = pd.DataFrame({"city": ["Paris", "Lyon", None], "n": pd.array([1, 2, None], "Int64")})
ROWS = [{"city": "Paris", "n": 1}, {"city": "Lyon", "n": 2}, {"city": None, "n": None}]
ARROW = pa.Table.from_pylist(ROWS)


def parquet_file(folder):
    pa.parquet.write_table(ARROW, folder / "sales.parquet")
    return folder / "sales.parquet"


def arrow_file(folder):
    with pa.ipc.new_file(folder / "sales.arrow", ARROW.schema) as file:
        file.write_table(ARROW)
    return folder / "sales.arrow"


PUSHED = {
    "pandas": lambda folder: SALES,
    "polars": lambda folder: pl.from_arrow(ARROW),
    "a lazy frame of polars": lambda folder: pl.from_arrow(ARROW).lazy(),
    "Arrow": lambda folder: ARROW,
    "a reader of Arrow": lambda folder: ARROW.to_reader(),
    "DuckDB": lambda folder: duckdb.from_arrow(ARROW),
    "a Parquet file": parquet_file,
    "an Arrow file": arrow_file,
}


@pytest.mark.parametrize("pushed", PUSHED)
def test_a_table_comes_as_the_library_that_one_works_with(pushed, tmp_path):
    ds.push("sales", PUSHED[pushed](tmp_path))
    assert_frame_equal(ds.pull("sales", as_="pandas"), SALES)
    assert isinstance(ds.pull("sales", as_="polars"), pl.DataFrame)
    assert ds.pull("sales", as_="polars").to_dicts() == ROWS
    assert isinstance(ds.pull("sales", as_="arrow"), pa.Table)
    assert ds.pull("sales", as_="arrow").to_pylist() == ROWS
    assert ds.pull("sales", as_="path").is_file()


def test_a_csv_file_is_a_table(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("city,n\nParis,1\n")
    ds.push("sales", path)
    assert ds.pull("sales", as_="polars").to_dicts() == [{"city": "Paris", "n": 1}]
    assert ds.pull("sales", as_="pandas")["n"].tolist() == [1]
    assert ds.pull("sales").name == "sales.csv"


def test_a_series_is_a_series_to_pandas_and_a_table_to_others():
    series = pd.Series([1, 2], index=["x", "y"], name="n")
    ds.push("series", series)
    assert_series_equal(ds.pull("series", as_="pandas"), series)
    assert ds.pull("series", as_="arrow").to_pydict() == {"index": ["x", "y"], "n": [1, 2]}


def test_groups_come_as_one_table():
    ds.push("sales", SALES.dropna(), by="city")
    assert ds.pull("sales", as_="polars").to_dicts() == ROWS[:2]
    assert ds.pull("sales", as_="arrow").to_pylist() == ROWS[:2]
    assert_frame_equal(ds.pull("sales", as_="pandas"), SALES.dropna())
    assert ds.pull("sales", city="Lyon", as_="polars").to_dicts() == ROWS[1:2]
    assert ds.pull("sales", city="Lyon", as_="path").is_file()
    with pytest.raises(AmbiguousParams):
        ds.pull("sales", as_="path")


def test_every_attachment_of_a_frame_comes_in_the_form_that_is_wanted():
    with ds.frame("sales") as frame:
        frame.add(SALES, year=2023)
        frame.add(SALES.head(1), year=2024)
    parts = ds.pull("sales", all=True, as_="polars")
    assert [part.value.height for part in parts] == [3, 1]


@pytest.mark.parametrize("obj", ["a text", {"json": 1}, b"bytes"])
def test_what_is_no_table_comes_as_a_path_alone(obj):
    ds.push("other", obj)
    path = ds.pull("other", as_="path")
    assert isinstance(path, Path)
    assert len(path.read_bytes()) > 0
    for form in ("pandas", "polars", "arrow"):
        with pytest.raises(UnsupportedObject, match=f"is no table and cannot come as {form}; pull it without as_"):
            ds.pull("other", as_=form)


def test_a_path_is_a_private_copy_that_cannot_be_written_to(tmp_path):
    ds.push("sales", parquet_file(tmp_path))
    copy = ds.pull("sales", as_="path")
    assert copy != tmp_path / "sales.parquet"
    assert copy.name == "sales.parquet"
    assert copy.stat().st_mode & 0o777 == 0o400


def test_a_copy_that_was_pulled_again_is_not_one_that_nobody_uses(tmp_path):
    ds.push("sales", parquet_file(tmp_path))
    copy = ds.pull("sales", as_="path")
    for path in (copy, copy.parent):
        os.utime(path, (1, 1))
    assert ds.pull("sales", as_="path") == copy
    os.utime(copy, (1, 1))  # as on a disk that does not note when a file is read
    assert ds.gc(dry_run=True).taken.copies == 0
    os.utime(copy.parent, (1, 1))
    assert ds.gc(dry_run=True).taken.copies == 1


def test_a_form_that_there_is_not_is_refused():
    ds.push("sales", SALES)
    with pytest.raises(InvalidValue, match="as_='excel' is no form; it is one of 'pandas', 'polars', 'arrow', 'path'"):
        ds.pull("sales", as_="excel")
    with pytest.raises(InvalidValue, match="as_= and to= do not go together"):
        ds.pull("sales", as_="path", to="sales.parquet")


def test_a_library_that_is_not_there_is_named(monkeypatch):
    ds.push("sales", SALES)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UnsupportedObject, match=r"polars is not installed.*pip install polars"):
        ds.pull("sales", as_="polars")
