"""What is said of a table before its rows."""

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dstack_jupyter as ds
from dstack_jupyter.codecs.tables.tallies import Tally

modest = settings(max_examples=60, deadline=None, derandomize=True, database=None)

SALES = pd.DataFrame(
    {
        "city": ["Paris", "Lyon", None, "Paris"],
        "sold": [3, 10, 7, 2**60],
        "share": [0.5, np.nan, -1.5, 2.5],
        "day": pd.to_datetime(["2026-01-01", "2026-05-01", None, "2025-05-01"]),
        "size": pd.Categorical(["small", "large", "small", None]),
        "part": pd.period_range("2026-01", periods=4, freq="M"),
        "list": [[1], [2], None, [1]],
        "mixed": [1, "a", None, 1],
        "half": np.array([0.5, 1, 1.5, 2], "float16"),
    }
)


@pytest.fixture
def summary(get, address):
    """Ask what the pushed table is like."""

    async def of(frame, **params):
        ds.push("sales", frame)
        answer = await get(address("sales", "table"), params=params)
        assert answer.code == 200, answer.body
        return json.loads(answer.body)

    return of


async def test_each_column_has_a_type_and_what_its_values_are(summary):
    found = await summary(SALES)
    said = {each["key"]: {**each} for each in found["columns"]}
    wanted = ("type", "nulls", "distinct", "minimum", "maximum")
    assert {key: [each[name] for name in wanted] for key, each in said.items()} == {
        "city": ["string", 1, 2, "Lyon", "Paris"],
        "sold": ["integer", 0, 4, 3, str(2**60)],
        "share": ["float", 1, 3, -1.5, 2.5],
        "day": ["datetime", 1, 3, "2025-05-01T00:00:00", "2026-05-01T00:00:00"],
        "size": ["category", 1, 2, None, None],
        "part": ["other", 0, 4, "2026-01", "2026-04"],
        "list": ["other", 1, None, None, None],
        "mixed": ["other", 1, 2, None, None],
        "half": ["float", 0, 4, 0.5, 2.0],
    }
    assert (said["share"]["mean"], said["city"]["mean"]) == (0.5, None)
    assert (found["total"], found["seen"]) == (4, 4)


async def test_of_a_large_table_the_first_rows_are_looked_at(summary):
    found = await summary(pd.DataFrame({"x": np.arange(300_000), "y": 7}), limit=200_000)
    x, y = found["columns"]
    assert (found["total"], found["seen"]) == (300_000, 200_000)
    assert (x["minimum"], x["maximum"], x["mean"], x["distinct"]) == (0, 199_999, 99_999.5, None)
    assert (y["minimum"], y["distinct"]) == (7, 1)


async def test_numbers_and_times_have_a_histogram(summary):
    days = pd.date_range("2026-01-01", periods=61, freq="D", tz="Europe/Paris")
    found = await summary(pd.DataFrame({"x": [*np.arange(60.0), np.inf], "day": days, "small": [*[1] * 58, 2, 2, 3]}))
    x, day, small = found["columns"]
    assert (x["histogram"], x["maximum"]) == (None, "Infinity")
    assert (day["zone"], day["mean"]) == ("Europe/Paris", "2026-01-31T00:00:00+01:00")
    assert day["histogram"]["edges"][:2] == ["2026-01-01T00:00:00+01:00", "2026-01-04T00:00:00+01:00"]
    assert day["histogram"]["counts"] == [3] * 19 + [4]
    assert small["histogram"] == {"edges": [1, 2, 3, 4], "counts": [58, 2, 1]}


async def test_texts_and_categories_have_their_most_frequent_values(summary):
    found = await summary(
        pd.DataFrame(
            {
                "city": ["Paris", "Lyon", None, "Paris", "Nice", "Nice", "Metz"],
                "size": pd.Categorical(["s", "m", "m", None, "m", "s", "l"]),
                "new": [True, False, True, True, True, True, True],
                "sold": range(7),
            }
        )
    )
    said = {each["key"]: [(one["value"], one["count"]) for one in each["frequent"]] for each in found["columns"]}
    assert said == {
        "city": [("Paris", 2), ("Nice", 2), ("Lyon", 1), ("Metz", 1)],
        "size": [("m", 3), ("s", 2), ("l", 1)],
        "new": [(True, 6), (False, 1)],
        "sold": [],
    }


async def test_one_column_is_looked_at_alone(summary, get, address):
    found = await summary(SALES, columns="share,city")
    assert [each["key"] for each in found["columns"]] == ["share", "city"]
    answer = await get(address("sales", "table"), params={"columns": "price"})
    assert (answer.code, json.loads(answer.body)["message"][:21]) == (400, "'price' is no column;")


@modest
@given(st.lists(st.one_of(st.none(), st.integers(-50, 50), st.floats(-1e6, 1e6)), min_size=1), st.integers(1, 7))
def test_statistics_are_those_of_pandas_however_the_rows_are_cut(values, cut):
    """Statistics of generated numbers, which come a few at a time."""
    series = pd.Series(values, dtype="float64")
    tally = Tally({"kind": "number", "dtype": "float64"})
    parts = [pa.chunked_array([pa.array(series[at : at + cut])]) for at in range(0, len(series), cut)]
    for look in (tally.add, tally.bin) if series.notna().any() else (tally.add,):
        for part in parts:
            look(part)
    said = tally.said()
    assert (said["nulls"], said["distinct"]) == (series.isna().sum(), series.nunique())
    if series.notna().any():
        assert (said["minimum"], said["maximum"]) == (series.min(), series.max())
        assert said["mean"] == pytest.approx(series.mean(), abs=1e-6)
        assert said["histogram"] is None or sum(said["histogram"]["counts"]) == series.count()


async def test_a_table_without_rows_says_nothing_of_values(summary):
    (x,) = (await summary(pd.DataFrame({"x": np.array([], "float64")})))["columns"]
    assert (x["nulls"], x["minimum"], x["mean"], x["type"]) == (0, None, None, "float")


async def test_what_is_no_table_has_no_columns(get, address):
    ds.push("notes", "text")
    answer = await get(address("notes", "table"))
    assert (answer.code, json.loads(answer.body)["code"]) == (422, "unsupported_object")
