"""What is said of a table before its rows."""

import json

import numpy as np
import pandas as pd
import pytest

import dstack_jupyter as ds

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


async def test_a_table_without_rows_says_nothing_of_values(summary):
    (x,) = (await summary(pd.DataFrame({"x": np.array([], "float64")})))["columns"]
    assert (x["nulls"], x["minimum"], x["mean"], x["type"]) == (0, None, None, "float")


async def test_what_is_no_table_has_no_columns(get, address):
    ds.push("notes", "text")
    answer = await get(address("notes", "table"))
    assert (answer.code, json.loads(answer.body)["code"]) == (422, "unsupported_object")
