"""Whatever frame comes, it comes back equal; so does each of its groups, and a page of it is JSON."""

import datetime as dt
import io
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dstack_jupyter.codecs.dataframe import DataFrameCodec
from dstack_jupyter.codecs.groups import join, split
from dstack_jupyter.codecs.rows import read_rows

modest = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=5),
    st.binary(max_size=4),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.decimals(places=2, allow_nan=False),
    st.complex_numbers(allow_nan=False),
    st.just(pd.NA),
    st.just(pd.NaT),
    st.datetimes(min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2200, 1, 1)).map(pd.Timestamp),
    st.integers(-100, 100).map(lambda number: pd.Period(ordinal=number, freq="M")),
    st.floats(width=32, allow_nan=False).map(np.float32),
)
VALUES = st.recursive(
    SCALARS,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3) | st.tuples(part),
    max_leaves=5,
)
LABELS = st.one_of(
    st.text(max_size=4),
    st.integers(-5, 5),
    st.none(),
    st.floats(allow_nan=False),
    st.dates(),
    st.tuples(st.integers(0, 3), st.text(max_size=2)),
)
UNITS = st.sampled_from(["s", "ms", "us", "ns"])
ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/St_Johns", "+05:30", "-03:00"])
INSTANTS = st.integers(-(10**9), 4 * 10**9)
"""Seconds since 1970: moments that every unit holds."""


def objects(values):
    column = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        column[row] = value
    return column


def listed(values, rows, missing=None):
    return st.lists(values if missing is None else st.one_of(st.just(missing), values), min_size=rows, max_size=rows)


@st.composite
def numbers(draw, rows):
    dtype = np.dtype(
        draw(st.sampled_from(["bool", "int8", "int64", "uint16", "uint64", "float16", "float32", "float64"]))
    )
    if dtype.kind == "f":
        return np.array(draw(listed(st.floats(width=8 * dtype.itemsize), rows)), dtype)
    low, high = (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    return np.array(draw(listed(st.integers(int(low), int(high)), rows)), dtype)


def index_numbers(rows):
    return numbers(rows).filter(lambda values: values.dtype != "float16")  # pandas has no such index


@st.composite
def complexes(draw, rows):
    return np.array(draw(listed(st.complex_numbers(), rows)), "complex128")


@st.composite
def nullables(draw, rows):
    dtype = draw(st.sampled_from(["Int8", "Int64", "UInt32", "Float64", "boolean"]))
    low, high = {"boolean": (0, 1), "UInt32": (0, 9)}.get(dtype, (-9, 9))
    return pd.array(draw(listed(st.integers(low, high), rows, pd.NA)), dtype)


@st.composite
def texts(draw, rows):
    storage, missing = draw(st.sampled_from(["python", "pyarrow"])), draw(st.sampled_from([pd.NA, np.nan]))
    return pd.array(draw(listed(st.text(max_size=6), rows, missing)), pd.StringDtype(storage, na_value=missing))


@st.composite
def moments(draw, rows):
    seconds = draw(listed(INSTANTS, rows, "NaT"))
    naive = pd.DatetimeIndex(np.array(seconds, "datetime64[s]")).as_unit(draw(UNITS))
    zone = draw(st.none() | ZONES)
    return (naive if zone is None else naive.tz_localize("UTC").tz_convert(zone)).array


@st.composite
def durations(draw, rows):
    return pd.TimedeltaIndex(np.array(draw(listed(INSTANTS, rows, "NaT")), "timedelta64[s]")).as_unit(draw(UNITS)).array


@st.composite
def periods(draw, rows):
    freq = draw(st.sampled_from(["Y", "Q-NOV", "M", "W-WED", "D", "h", "2M", "min", "ns"]))
    ordinals = draw(listed(st.integers(-(10**4), 10**4), rows, pd.NaT))
    parts = [pd.NaT if o is pd.NaT else pd.Period(ordinal=o, freq=freq) for o in ordinals]
    return pd.PeriodIndex(parts, freq=freq).array


@st.composite
def intervals(draw, rows):
    ends = draw(listed(st.tuples(INSTANTS, st.integers(0, 100)), rows, (None, None)))
    closed = draw(st.sampled_from(["left", "right", "both", "neither"]))
    pairs = [None if left is None else (left, left + width) for left, width in ends]
    return pd.arrays.IntervalArray.from_tuples(pairs, closed=closed, dtype=pd.IntervalDtype("float64", closed))


@st.composite
def categories(draw, rows):
    one = draw(
        st.sampled_from(
            [
                st.text(max_size=4),
                st.integers(-5, 5),
                st.floats(-5, 5),
                st.dates(),
                INSTANTS.map(lambda s: pd.Timestamp(s, unit="s")),
            ]
        )
    )
    known = draw(st.lists(one, unique=True, max_size=5))
    codes = draw(listed(st.integers(-1, len(known) - 1), rows))
    return pd.Categorical.from_codes(
        codes, categories=pd.Index(known, dtype=None if known else object), ordered=draw(st.booleans())
    )


@st.composite
def sparse(draw, rows):
    values = draw(listed(st.sampled_from([0.0, 1.5, np.nan]), rows))
    return pd.arrays.SparseArray(np.array(values, "float64"), fill_value=draw(st.sampled_from([0.0, np.nan])))


@st.composite
def arrows(draw, rows):
    type_, values = draw(
        st.sampled_from(
            [
                (pa.int32(), st.integers(-9, 9)),
                (pa.float64(), st.floats(allow_nan=False)),
                (pa.timestamp("s", "Europe/Paris"), INSTANTS),
                (pa.list_(pa.int8()), st.lists(st.integers(-9, 9), max_size=3)),
                (pa.struct([("x", pa.string())]), st.fixed_dictionaries({"x": st.text(max_size=3)})),
                (pa.decimal128(9, 2), st.decimals(-999, 999, places=2)),
                (pa.dictionary(pa.int8(), pa.string()), st.sampled_from("xyz")),
            ]
        )
    )
    return pd.array(pa.array(draw(listed(st.none() | values, rows)), type_), dtype=pd.ArrowDtype(type_))


def mixed(rows):
    one_type = st.sampled_from(
        [
            st.text(max_size=4),
            st.dates(),
            st.decimals(places=2, allow_nan=False),
            st.lists(st.integers(0, 9), max_size=3),
        ]
    )
    uniform = one_type.flatmap(lambda values: listed(st.none() | values, rows))
    return (uniform | listed(VALUES, rows)).map(objects)


KINDS = (
    numbers,
    complexes,
    nullables,
    texts,
    moments,
    durations,
    periods,
    intervals,
    categories,
    sparse,
    arrows,
    mixed,
)


@st.composite
def arrays(draw, rows, kinds=KINDS):
    return draw(draw(st.sampled_from(kinds))(rows))


@st.composite
def indexes(draw, rows):
    flat = (index_numbers, texts, moments, durations, periods, categories, mixed_labels)
    shape = draw(st.sampled_from(["range", "flat", "freq", "levels"]))
    name = draw(LABELS)
    if shape == "range":
        start, step = draw(st.integers(-5, 5)), draw(st.integers(1, 3))
        return pd.RangeIndex(start, start + rows * step, step, name=name)
    if shape == "freq":
        return pd.date_range("2024", periods=rows, freq=draw(st.sampled_from(["D", "ME", "2h", "B"])), name=name)
    if shape == "flat":
        return pd.Index(draw(arrays(rows, flat)), name=name, tupleize_cols=False)
    levels = draw(st.lists(arrays(rows, (index_numbers, texts, moments, categories)), min_size=1, max_size=3))
    return pd.MultiIndex.from_arrays(levels, names=draw(st.lists(LABELS, min_size=len(levels), max_size=len(levels))))


def mixed_labels(rows):
    return listed(LABELS, rows).map(objects)


@st.composite
def frames(draw, rows=None, kinds=KINDS):
    rows = draw(st.integers(0, 6)) if rows is None else rows
    columns = draw(st.lists(arrays(rows, kinds), max_size=5))
    frame = pd.DataFrame({number: pd.Series(array, dtype=array.dtype) for number, array in enumerate(columns)})
    frame.index = draw(indexes(rows)) if columns else pd.RangeIndex(0)
    labels = draw(st.lists(LABELS, min_size=len(columns), max_size=len(columns)))
    names = pd.Index(objects(labels), dtype=object, name=draw(LABELS), tupleize_cols=False)
    frame.columns = draw(st.sampled_from([frame.columns, names]))
    frame.attrs = draw(st.dictionaries(st.text(max_size=3), VALUES, max_size=2))
    return frame


class Kept:
    def __init__(self, encoded):
        sink = io.BytesIO()
        encoded.write(sink)
        self.content = sink.getvalue()
        self.content_type, self.application, self.settings = encoded.content_type, encoded.application, encoded.settings

    def read(self):
        return memoryview(self.content)


CODEC = DataFrameCodec()


@modest
@given(frames())
def test_a_generated_frame_comes_back_equal(frame):
    kept = Kept(CODEC.encode(frame, {}))
    back = CODEC.decode(kept)
    assert_frame_equal(back, frame, check_index_type="exact", check_column_type="exact", check_flags=True)
    assert [type(label) for label in back.columns] == [type(label) for label in frame.columns]
    assert [type(name) for name in back.index.names] == [type(name) for name in frame.index.names]
    assert repr(back.attrs) == repr(frame.attrs)
    for number in range(frame.shape[1]):
        was, now = frame.iloc[:, number], back.iloc[:, number]
        assert was.dtype == now.dtype
        if was.dtype == object:
            assert [type(value) for value in was] == [type(value) for value in now]
    assert Kept(CODEC.encode(back, {})).content == kept.content


@modest
@given(
    frames(rows=5, kinds=(numbers, texts, moments, categories, mixed)),
    st.lists(st.sampled_from("xyz"), min_size=5, max_size=5),
)
def test_a_generated_frame_is_cut_and_joined(frame, keys):
    frame = frame.copy() if len(frame) else pd.DataFrame(index=range(5))
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


@pytest.mark.parametrize("value", [Decimal("1.5"), dt.date(2024, 1, 1), pd.Timestamp("2024-01-01", tz="Europe/Paris")])
def test_the_kinds_above_are_kinds_of_values(value):
    frame = pd.DataFrame({"a": objects([value])}, dtype=object)
    assert CODEC.decode(Kept(CODEC.encode(frame, {}))).iloc[0, 0] == value
