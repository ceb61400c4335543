"""Params keep their types, and match by value and kind."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.params import checked_params, from_json, kind_of, matches, text_of, to_json

VALUES = [
    "FR", "", "  it's ", "2020", 0, -7, 2**70, 1.0, 0.1, True, False, date(2020, 1, 31), datetime(2020, 1, 31, 12, 5),
    datetime(2020, 1, 31, tzinfo=UTC), datetime(2020, 1, 31, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_a_value_survives_json_with_its_type(value):
    back = from_json(json.loads(json.dumps(to_json(checked_params({"key": value})))))["key"]
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.int64(3), 3), (np.float32(0.5), 0.5), (np.bool_(True), True), (np.str_("a"), "a"),
        (np.datetime64("2020-01-31"), datetime(2020, 1, 31)),
        (pd.Timestamp("2020-01-31 12:00"), datetime(2020, 1, 31, 12)),
    ],
)  # fmt: skip
def test_scalars_of_numpy_and_pandas_become_plain(value, plain):
    back = checked_params({"key": value})["key"]
    assert back == plain
    assert type(back) is type(plain)


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, float("nan"), float("inf"), b"x", object(), pd.NaT, "x" * 5000])
def test_what_cannot_be_matched_is_refused_by_name(value):
    with pytest.raises(InvalidValue, match="'year'"):
        checked_params({"year": value})


@pytest.mark.parametrize("key", ["", 1, None, "k" * 256])
def test_a_key_is_a_text(key):
    with pytest.raises(InvalidValue, match="key"):
        checked_params({key: 1})


def test_values_match_by_kind_and_value():
    params = {"year": 2007, "on": True, "name": "1", "day": date(2020, 1, 1)}
    assert matches(params, {"year": 2007.0})
    assert matches(params, {})
    assert not matches(params, {"on": 1})
    assert not matches(params, {"name": 1})
    assert not matches(params, {"day": datetime(2020, 1, 1)})
    assert not matches(params, {"other": 1})


def test_kinds_and_texts():
    assert [kind_of(value) for value in ("a", True, 1, 1.5, date(2020, 1, 1), datetime(2020, 1, 1))] == [
        "string", "boolean", "number", "number", "date", "datetime",
    ]  # fmt: skip
    assert [text_of(value) for value in (True, 2007, 0.5, date(2020, 1, 2), datetime(2020, 1, 2))] == [
        "true", "2007", "0.5", "2020-01-02", "2020-01-02",
    ]  # fmt: skip
