"""Every frame that pandas can make comes back equal, or is refused in words; nothing is pickled."""

import datetime as dt
import math
import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pandas.testing import assert_series_equal

from tests.codecs.equality import assert_same_frame

DAYS = pd.date_range("2024-01-01", periods=3, freq="D")


def objects(*values):
    """A column of Python objects, exactly as given."""
    column = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        column[row] = value
    return pd.Series(column, dtype=object)


def with_attrs(frame, **attrs):
    frame.attrs = attrs
    return frame


CASES = {
    # the index
    "a range": pd.DataFrame({"a": [1, 2, 3]}),
    "a range with bounds": pd.DataFrame({"a": [1, 2, 3]}, index=pd.RangeIndex(10, 16, 2)),
    "a range with a name": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(2, name="row")),
    "a falling range": pd.DataFrame({"a": [1, 2, 3]}, index=pd.RangeIndex(3, 0, -1)),
    "an index with a name": pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="key")),
    "an index without a name": pd.DataFrame({"a": [1, 2]}, index=[3, 1]),
    "an index with duplicates": pd.DataFrame({"a": [1, 2, 3]}, index=["x", "x", "y"]),
    "an index of mixed objects": pd.DataFrame({"a": [1, 2, 3]}, index=pd.Index([1, "x", None], dtype=object)),
    "an index of floats with NaN": pd.DataFrame({"a": [1, 2]}, index=[0.5, np.nan]),
    "an index of tuples": pd.DataFrame({"a": [1, 2]}, index=pd.Index([(1, "x"), (2, "y")], tupleize_cols=False)),
    "an index named like a column": pd.DataFrame({"a": [1, 2]}, index=pd.Index([7, 8], name="a")),
    "an index with a name that is a number": pd.DataFrame({"a": [1]}, index=pd.Index([7], name=2020)),
    "an index of several levels": pd.DataFrame(
        {"a": range(4)}, index=pd.MultiIndex.from_product([["x", "y"], [1, 2]], names=["key", None])
    ),
    "levels with gaps": pd.DataFrame(
        {"a": range(3)}, index=pd.MultiIndex.from_arrays([[1, None, 2], ["x", "y", None]])
    ),
    "levels of dates and categories": pd.DataFrame(
        {"a": range(3)}, index=pd.MultiIndex.from_arrays([DAYS, pd.Categorical(["b", "a", "b"], ["b", "a", "c"])])
    ),
    "one level that is a MultiIndex": pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_arrays([["x"]], names=["k"])),
    "levels and no rows": pd.DataFrame({"a": []}, index=pd.MultiIndex.from_arrays([[], []], names=["k", "l"])),
    "days with their frequency": pd.DataFrame({"a": [1, 2, 3]}, index=DAYS),
    "month ends with their frequency": pd.DataFrame({"a": [1, 2]}, index=pd.date_range("2024", periods=2, freq="ME")),
    "a frequency of parts": pd.DataFrame(
        {"a": [1, 2]}, index=pd.date_range("2024", periods=2, freq=pd.DateOffset(months=1, days=2))
    ),
    "business days with holidays": pd.DataFrame(
        {"a": [1, 2]},
        index=pd.date_range("2024", periods=2, freq=pd.offsets.CustomBusinessDay(holidays=["2024-01-02"])),
    ),
    "hours in a zone": pd.DataFrame({"a": [1, 2]}, index=pd.date_range("2024", periods=2, freq="h", tz="Asia/Tokyo")),
    "an index of timedeltas": pd.DataFrame({"a": [1, 2]}, index=pd.timedelta_range("1h", periods=2, freq="2h")),
    "an index of periods": pd.DataFrame({"a": [1, 2]}, index=pd.period_range("2024-01", periods=2, freq="M")),
    "an index of intervals": pd.DataFrame({"a": [1, 2]}, index=pd.interval_range(0, 2)),
    "an index of categories": pd.DataFrame(
        {"a": [1, 2]}, index=pd.CategoricalIndex(["x", "y"], ["y", "x"], ordered=True)
    ),
    # the columns
    "integer labels": pd.DataFrame([[1, 2], [3, 4]], columns=[2020, 2021]),
    "labels that are a range": pd.DataFrame([[1, 2], [3, 4]]),
    "duplicate labels": pd.DataFrame([[1, "x", 2.5]], columns=["a", "a", "a_2"]),
    "labels of several levels": pd.DataFrame(
        [[1, 2, 3]], columns=pd.MultiIndex.from_tuples([("x", 1), ("x", 2), ("y", 1)], names=["k", None])
    ),
    "levels of labels with gaps": pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_arrays([["x", None], [1.5, 2.5]])),
    "a name on the labels": pd.DataFrame([[1, 2]], columns=pd.Index(["a", "b"], name="kind")),
    "labels that are dates": pd.DataFrame([[1, 2, 3]], columns=DAYS),
    "labels that are categories": pd.DataFrame([[1, 2]], columns=pd.CategoricalIndex(["x", "y"], ["y", "x", "z"])),
    "labels that are intervals": pd.DataFrame([[1, 2]], columns=pd.interval_range(0.5, 2.5)),
    "labels that are periods": pd.DataFrame([[1, 2]], columns=pd.period_range("2024Q1", periods=2, freq="Q")),
    "labels of mixed types": pd.DataFrame(
        [[1, 2, 3, 4]], columns=pd.Index([1, "1", None, (1, 2)], tupleize_cols=False)
    ),
    "labels that are empty or strange": pd.DataFrame([[1, 2, 3]], columns=["", "a.b", "\N{SNOWMAN}\n"]),
    "labels with dots and nested fields": pd.DataFrame({"a.b": [1.5], "a": objects({"b": 2.5})}),
    "no columns": pd.DataFrame(index=pd.RangeIndex(3)),
    "no columns and an index": pd.DataFrame(index=["x", "y"]),
    "nothing at all": pd.DataFrame(),
    "no rows": pd.DataFrame({"a": pd.Series(dtype="int8"), "b": pd.Series(dtype="datetime64[ns, UTC]")}),
    "no rows of any kind": pd.DataFrame(
        {
            str(dtype): pd.Series(dtype=dtype)
            for dtype in (
                "str",
                "object",
                "category",
                "Int64",
                "boolean",
                "period[M]",
                "interval[int64, left]",
                "Sparse[float64]",
                "complex128",
                "timedelta64[s]",
                "int64[pyarrow]",
                "float16",
            )
        }
    ),
    # numbers
    "integers of every width": pd.DataFrame({t: np.array([0, 1], t) for t in ("int8", "int16", "int32", "int64")}),
    "unsigned integers": pd.DataFrame(
        {t: np.array([0, np.iinfo(t).max], t) for t in ("uint8", "uint16", "uint32", "uint64")}
    ),
    "floats of every width": pd.DataFrame({t: np.array([1.5, np.nan], t) for t in ("float16", "float32", "float64")}),
    "floats at their limits": pd.DataFrame(
        {"a": [math.inf, -math.inf, math.nan, -0.0, 5e-324, 1.7976931348623157e308]}
    ),
    "float16 at its limits": pd.DataFrame({"a": np.array([np.inf, -0.0, 6e-8, 65504], "float16")}),
    "complex numbers": pd.DataFrame(
        {"a": [1 + 2j, complex(math.nan, 1), complex(-0.0, math.inf)], "b": np.zeros(3, "complex64")}
    ),
    "truth values": pd.DataFrame({"a": [True, False]}),
    "big-endian numbers": pd.DataFrame({"a": np.array([1, 2], ">i4"), "b": np.array([1.5, 2], ">f8")}),
    "truth values with NA": pd.DataFrame(
        {"a": pd.array([True, None], "boolean"), "b": objects(True, None), "c": objects(True, pd.NA)}
    ),
    "nullable numbers": pd.DataFrame(
        {t: pd.array([1, None], t) for t in ("Int8", "Int64", "UInt32", "Float32", "Float64")}
    ),
    # texts
    "strings": pd.DataFrame({"a": ["x", None, ""]}),
    "strings of every storage": pd.DataFrame(
        {
            "a": pd.array(["x", None], pd.StringDtype("python")),
            "b": pd.array(["x", None], pd.StringDtype("pyarrow")),
            "c": pd.array(["x", None], pd.StringDtype("python", na_value=np.nan)),
            "d": pd.array(["x", None], pd.StringDtype("pyarrow", na_value=np.nan)),
        }
    ),
    "objects that are strings": pd.DataFrame(
        {"a": objects("x", None), "b": objects("x", np.nan), "c": objects("x", pd.NA)}
    ),
    "halves of surrogate pairs": pd.DataFrame(
        [["\ud800", 1], ["x", 2]], columns=pd.Index(["a", "b\ud800"], dtype=object), dtype=object
    ),
    # time
    "moments of every unit": pd.DataFrame({u: DAYS.as_unit(u).insert(1, pd.NaT)[:3] for u in ("s", "ms", "us", "ns")}),
    "moments in a zone": pd.DataFrame(
        {u: DAYS.tz_localize("Europe/Paris").as_unit(u) for u in ("s", "ms", "us", "ns")}
    ),
    "moments in the hour that comes twice": pd.DataFrame(
        {"a": pd.to_datetime(["2024-10-27T00:30Z", "2024-10-27T01:30Z"]).tz_convert("Europe/Paris")}
    ),
    "moments at an offset": pd.DataFrame(
        {"a": DAYS.tz_localize(dt.timezone(dt.timedelta(hours=5, minutes=30))), "b": DAYS.tz_localize("-03:00")}
    ),
    "moments in UTC": pd.DataFrame({"a": DAYS.tz_localize("UTC"), "b": DAYS.tz_localize(ZoneInfo("UTC"))}),
    "moments in a zone of dateutil": pd.DataFrame({"a": DAYS.tz_localize("dateutil/Europe/Paris")}),
    "moments beyond nanoseconds": pd.DataFrame({"a": np.array(["0001-01-01", "9999-12-31"], "datetime64[s]")}),
    "timedeltas of every unit": pd.DataFrame(
        {u: np.array([1, "NaT", -5], f"timedelta64[{u}]") for u in ("s", "ms", "us", "ns")}
    ),
    "periods": pd.DataFrame(
        {
            f: pd.PeriodIndex(["2024-01-31", None, "1969-12-31"], freq=f)
            for f in ("Y", "Q-NOV", "M", "W-WED", "D", "h", "2M", "ns")
        }
    ),
    "periods beyond moments": pd.DataFrame({"a": pd.PeriodIndex.from_ordinals([10**9, -(10**9)], freq="M")}),
    "periods beyond moments, and missing ones": pd.DataFrame(
        {"a": pd.PeriodIndex.from_ordinals([10**9, pd.NaT._value, 0], freq="M")}
    ),
    "Python's dates and times": pd.DataFrame(
        {
            "date": objects(dt.date(1, 1, 1), None, dt.date(9999, 12, 31)),
            "datetime": objects(dt.datetime(1, 1, 1), None, dt.datetime(9999, 12, 31, 23, 59, 59, 999999)),
            "zoned": objects(
                dt.datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Paris"), fold=1), None, dt.datetime(2024, 1, 1)
            ),
            "time": objects(dt.time(1, 2, 3, 4), None, dt.time.max),
            "timedelta": objects(dt.timedelta(days=-1, microseconds=1), None, dt.timedelta(days=1000)),
        }
    ),
    # values made of values
    "intervals": pd.DataFrame(
        {
            "a": pd.arrays.IntervalArray.from_tuples([(0, 1), (1, 2)], closed="left"),
            "b": pd.arrays.IntervalArray.from_tuples([(0.5, 1.5), None], closed="both"),
            "c": pd.arrays.IntervalArray.from_breaks(DAYS.tz_localize("Europe/Paris"), closed="neither"),
            "d": pd.arrays.IntervalArray.from_breaks(pd.to_timedelta([1, 2, 3], unit="s")),
        }
    ),
    "categories": pd.DataFrame(
        {
            "a": pd.Categorical(["x", "y", None], ["y", "x"]),
            "b": pd.Categorical(["lo", "hi", "lo"], ["lo", "mid", "hi"], ordered=True),
            "c": pd.Categorical([3, 1, None], [3, 2, 1]),
            "d": pd.Categorical([1.5, None, 2.5]),
            "e": pd.Categorical(DAYS),
            "f": pd.Categorical(DAYS.tz_localize("Europe/Paris")),
            "g": pd.cut([1, 5, 9], 3),
            "h": pd.Categorical(pd.period_range("2024-01", periods=3, freq="M")),
            "i": pd.Categorical([True, False, True]),
            "j": pd.Categorical(objects(1, "1", (1, 2))),
            "k": pd.Categorical([None, None, None], ["x"]),
            "l": pd.Categorical([None, None, None]),
            "m": pd.Categorical(pd.array([1, 2, None], "Int64")),
            "n": pd.Categorical.from_codes([5, 0, 99], categories=pd.RangeIndex(100)),
            "o": pd.Categorical(pd.to_timedelta([1, 2, 1], unit="s")),
            "p": pd.Categorical(objects(dt.date(2024, 1, 1), dt.date(2023, 1, 1), None)),
            "q": pd.Categorical(pd.array(["x", None, "z"], "string")),
        }
    ),
    "sparse": pd.DataFrame(
        {
            "a": pd.arrays.SparseArray([0, 0, 1]),
            "b": pd.arrays.SparseArray([np.nan, 1.5, np.nan]),
            "c": pd.arrays.SparseArray([0.0, np.nan, 2.0], fill_value=0.0),
            "d": pd.arrays.SparseArray([True, False, False]),
            "e": pd.arrays.SparseArray([0, 1, 1], kind="block"),
            "f": pd.arrays.SparseArray(np.array(["2024", "NaT", "NaT"], "datetime64[ns]")),
        }
    ),
    "nested lists and dicts": pd.DataFrame(
        {
            "a": objects([1, 2], None, []),
            "b": objects({"x": 1, "y": [1.5, None]}, None, {"x": 2, "y": []}),
            "c": objects([1, "x"], {"a": (1, 2)}, {"b": {1, 2}}),
            "d": objects({}, {"x": {}}, {1: "x", "$y": None}),
            "e": objects([[1], [2, 3]], [None], [[]]),
            "f": objects([np.nan], [1.0], [-0.0]),
        }
    ),
    "lists of nothing": pd.DataFrame({"a": objects([], [None, None]), "b": objects([[None], []], {"x": [None, None]})}),
    "arrays in cells": pd.DataFrame({"a": objects(np.array([1.5, np.nan], "float32"), None, np.array([], "float32"))}),
    "arrays of several dtypes in cells": pd.DataFrame(
        {"a": objects(np.array([1]), np.array([[1.5]]), np.array(["x", 1], object))}
    ),
    "decimals": pd.DataFrame(
        {"a": objects(Decimal("1.50"), None, Decimal("-2.25")), "b": objects(Decimal("1E+5"), Decimal("1.5"), None)}
    ),
    "decimals without a number": pd.DataFrame({"a": objects(Decimal("NaN"), Decimal("Infinity"), Decimal("1.5"))}),
    "bytes": pd.DataFrame({"a": objects(b"\x00\xff", None, b"")}),
    "objects of one plain type": pd.DataFrame(
        {"a": objects(1, None, 3), "b": objects(1.5, None, math.nan), "c": objects(2**80, 1, 0)}
    ),
    "objects of mixed types": pd.DataFrame(
        {
            "a": objects(1, "1", 1.0, True, None, math.nan, pd.NA, pd.NaT, -0.0, math.inf),
            "b": objects(
                b"x",
                1j,
                dt.date(2024, 1, 1),
                Decimal("1.5"),
                uuid.UUID(int=5),
                dt.timedelta(1),
                (1, [2]),
                {1},
                frozenset("a"),
                2**70,
            ),
            "c": objects(
                pd.Timestamp("2024-01-01T00:00:00.000000001"),
                pd.Timestamp("2024-06-01", tz="Europe/Paris"),
                pd.Timedelta(5),
                pd.Period("2024-01", "M"),
                pd.Interval(0, 1),
                np.float32(0.1),
                np.int8(3),
                np.datetime64("2024"),
                np.bool_(True),
                np.timedelta64(5, "s"),
            ),
        }
    ),
    "objects that are all missing": pd.DataFrame(
        {
            "a": objects(None, None),
            "b": objects(pd.NA, pd.NA),
            "c": objects(np.nan, np.nan),
            "d": objects(pd.NaT, pd.NaT),
        }
    ),
    "missing in several ways": pd.DataFrame({"a": objects("x", None, np.nan, pd.NA)}),
    # Arrow
    "columns of Arrow": pd.DataFrame(
        {
            str(type_): pd.array(values, dtype=pd.ArrowDtype(type_))
            for type_, values in [
                (pa.int64(), [1, None]),
                (pa.float64(), [1.5, None]),
                (pa.float16(), [1.5, None]),
                (pa.bool_(), [True, None]),
                (pa.string(), ["x", None]),
                (pa.large_string(), ["x", None]),
                (pa.binary(), [b"x", None]),
                (pa.binary(2), [b"xy", None]),
                (pa.date32(), [dt.date(2024, 1, 1), None]),
                (pa.date64(), [dt.date(2024, 1, 1), None]),
                (pa.time32("s"), [dt.time(1), None]),
                (pa.time64("ns"), [dt.time(1), None]),
                (pa.timestamp("s"), [dt.datetime(2024, 1, 1), None]),
                (pa.timestamp("ns", "Europe/Paris"), [dt.datetime(2024, 1, 1), None]),
                (pa.timestamp("us", "+05:30"), [dt.datetime(2024, 1, 1), None]),
                (pa.duration("s"), [dt.timedelta(1), None]),
                (pa.decimal128(10, 2), [Decimal("1.50"), None]),
                (pa.decimal256(60, 2), [Decimal("1.50"), None]),
                (pa.list_(pa.int64()), [[1, None], None]),
                (pa.struct([("x", pa.string())]), [{"x": "y"}, None]),
                (pa.map_(pa.string(), pa.int64()), [[("k", 1)], None]),
                (pa.null(), [None, None]),
                (pa.dictionary(pa.int8(), pa.string()), ["x", None]),
                (pa.dictionary(pa.int32(), pa.int64()), [5, None]),
            ]
        }
    ),
    # the rest of a frame
    "attrs": with_attrs(
        pd.DataFrame({"a": [1]}), source="survey", year=2024, when=dt.date(2024, 1, 1), parts=(1, {"x": None})
    ),
    "no duplicate labels allowed": pd.DataFrame({"a": [1]}).set_flags(allows_duplicate_labels=False),
}


@pytest.mark.parametrize("name", CASES)
def test_a_pushed_frame_comes_back_equal(name, there_and_back):
    assert_same_frame(there_and_back(CASES[name]), CASES[name])


@pytest.mark.parametrize("name", CASES)
def test_a_column_comes_back_as_a_series(name, there_and_back):
    frame = CASES[name]
    if not frame.shape[1]:
        return
    series = frame.iloc[:, 0]
    back = there_and_back(series)
    assert_series_equal(back, series, check_flags=True)
    assert type(back.name) is type(series.name)


@pytest.mark.parametrize("name", CASES)
def test_an_equal_frame_gives_the_same_bytes(name, keep):
    frame = CASES[name]
    assert keep(frame).content == keep(frame.copy(deep=True)).content
