"""Frames of every kind that pandas has, made by hypothesis."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import strategies as st

MOMENTS = st.datetimes(min_value=dt.datetime(1900, 1, 1), max_value=dt.datetime(2200, 1, 1))
FLOATS = st.sampled_from([np.inf, -np.inf, np.nan, -0.0, 0.0, 5e-324, 1.7976931348623157e308]) | st.floats()
PLAIN = {
    "text": st.text(max_size=4),
    "bytes": st.binary(max_size=4),
    "boolean": st.booleans(),
    "integer": st.integers(-(2**70), 2**70),
    "float": FLOATS,
    "date": st.dates(),
    "decimal": st.decimals(places=2, allow_nan=False),
    "datetime": st.datetimes(),
    "time": st.times(),
    "timedelta": st.timedeltas(),
    "complex": st.complex_numbers(allow_nan=False),
    "uuid": st.uuids(),
    "list": st.lists(st.integers(0, 9) | st.none(), max_size=3),
    "dict": st.dictionaries(st.sampled_from("xyz"), st.integers(0, 9) | st.none(), max_size=3),
    "array": st.lists(FLOATS, max_size=3).map(lambda values: np.array(values, "float64")),
}
MISSING = [None, np.nan, pd.NA, pd.NaT]
SCALARS = st.one_of(
    *(PLAIN[name] for name in PLAIN if name not in ("list", "dict", "array", "uuid")),
    st.sampled_from(MISSING),
    MOMENTS.map(pd.Timestamp),
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
NAMED_ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/St_Johns", "dateutil/Asia/Tokyo"])
OFFSETS = st.sampled_from(["+05:30", "-03:00", "+00:00"])
ANY_ZONE = st.none() | NAMED_ZONES | OFFSETS
EITHER = st.booleans()
INSTANTS = st.integers(-(10**9), 4 * 10**9)
"""Seconds since 1970: moments that every unit holds."""
FREQUENCIES = st.sampled_from(
    ["D", "3D", "-1D", "ME", "2h", "B", "W-WED", "QS-FEB", "min", pd.DateOffset(months=1, days=2)]
)


def objects(values):
    column = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        column[row] = value
    return column


def listed(values, rows, missing=None):
    return st.lists(values if missing is None else st.one_of(st.just(missing), values), min_size=rows, max_size=rows)


# Arrays, each of a number of rows.


@st.composite
def numbers(draw, rows, dtypes="bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 >i4 >f8"):
    dtype = np.dtype(draw(st.sampled_from([*dtypes.split(), *(["float16"] if "float32" in dtypes else [])])))
    if dtype.kind == "f":
        special = st.sampled_from([np.inf, -np.inf, np.nan, -0.0])
        return np.array(draw(listed(special | st.floats(width=8 * dtype.itemsize), rows)), dtype)
    low, high = (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    return np.array(draw(listed(st.integers(int(low), int(high)), rows)), dtype)


def halves(rows):
    return listed(st.sampled_from([np.inf, -np.inf, np.nan, -0.0, 6e-8, 65504]) | st.floats(width=16), rows).map(
        lambda values: np.array(values, "float16")
    )


def special_floats(rows):
    return listed(FLOATS, rows).map(lambda values: np.array(values, "float64"))


@st.composite
def complexes(draw, rows):
    dtype = draw(st.sampled_from(["complex64", "complex128"]))
    width = 32 if dtype == "complex64" else 64
    parts = listed(st.sampled_from([np.inf, np.nan, -0.0]) | st.floats(width=width), rows)
    values = np.empty(rows, dtype)
    values.real, values.imag = draw(parts), draw(parts)
    return values


@st.composite
def nullables(draw, rows, dtypes="Int8 Int16 Int32 Int64 UInt8 UInt16 UInt32 UInt64 Float32 Float64 boolean"):
    dtype = draw(st.sampled_from(dtypes.split()))
    if dtype.startswith("Float"):
        return pd.array(draw(listed(st.floats(width=int(dtype[5:]), allow_nan=False), rows, pd.NA)), dtype)
    bits = 1 if dtype == "boolean" else int(dtype.rpartition("t")[2])
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if dtype.startswith("I") else (0, 2**bits - 1)
    values = draw(listed(st.integers(low, high), rows, pd.NA))
    return pd.array([bool(v) if dtype == "boolean" and v is not pd.NA else v for v in values], dtype)


def nullable_booleans(rows):
    return nullables(rows, "boolean") | listed(st.booleans() | st.sampled_from([None, pd.NA]), rows).map(objects)


@st.composite
def texts(draw, rows):
    storage, missing = draw(st.sampled_from(["python", "pyarrow"])), draw(st.sampled_from([pd.NA, np.nan]))
    return pd.array(draw(listed(st.text(max_size=6), rows, missing)), pd.StringDtype(storage, na_value=missing))


@st.composite
def moments(draw, rows, zones=ANY_ZONE):
    seconds = draw(listed(INSTANTS, rows, "NaT"))
    naive = pd.DatetimeIndex(np.array(seconds, "datetime64[s]")).as_unit(draw(UNITS))
    zone = draw(zones)
    return (naive if zone is None else naive.tz_localize("UTC").tz_convert(zone)).array


@st.composite
def durations(draw, rows):
    return pd.TimedeltaIndex(np.array(draw(listed(INSTANTS, rows, "NaT")), "timedelta64[s]")).as_unit(draw(UNITS)).array


@st.composite
def periods(draw, rows):
    freq = draw(st.sampled_from(["Y", "Q-NOV", "M", "W-WED", "D", "h", "2M", "min", "ns"]))
    far = st.integers(-(10**4), 10**4) if freq == "ns" else st.integers(-(10**4), 10**4) | st.just(10**8)
    ordinals = draw(listed(far, rows, pd.NaT))
    parts = [pd.NaT if o is pd.NaT else pd.Period(ordinal=o, freq=freq) for o in ordinals]
    return pd.PeriodIndex(parts, freq=freq).array


@st.composite
def intervals(draw, rows):
    closed = draw(st.sampled_from(["left", "right", "both", "neither"]))
    subtype = draw(st.sampled_from(["int64", "float64", "datetime64[us]", "datetime64[s, Europe/Paris]", "m8[ns]"]))
    missing = () if subtype == "int64" else (None, None)
    pairs = draw(listed(st.tuples(INSTANTS, st.integers(0, 100)), rows, missing or None))
    left = pd.array([None if start is None else start for start, _ in pairs], "Int64")
    ends = [left, left + pd.array([None if width is None else width for _, width in pairs], "Int64")]
    dtype = pd.IntervalDtype(subtype, closed)
    sides = [_ends(end, dtype.subtype) for end in ends]
    return pd.arrays.IntervalArray.from_arrays(*sides, closed=closed, dtype=dtype)


def _ends(seconds, subtype):
    if subtype.kind in "iuf":
        return pd.Index(
            seconds.to_numpy(subtype, na_value=np.nan) if subtype.kind == "f" else seconds.to_numpy(subtype)
        )
    plain = np.array(["NaT" if second is pd.NA else int(second) for second in seconds], f"{subtype.kind}8[s]")
    if subtype.kind == "m":
        return pd.TimedeltaIndex(plain).astype(subtype)
    return (
        pd.DatetimeIndex(plain).tz_localize("UTC").astype(subtype)
        if hasattr(subtype, "tz")
        else pd.DatetimeIndex(plain).astype(subtype)
    )


CATEGORIES = {
    "texts": st.text(max_size=4),
    "integers": st.integers(-5, 5),
    "floats": st.floats(-5, 5),
    "dates": st.dates(),
    "moments": INSTANTS.map(lambda second: pd.Timestamp(second, unit="s")),
    "zoned": INSTANTS.map(lambda second: pd.Timestamp(second, unit="s", tz="Europe/Paris")),
    "timedeltas": st.integers(0, 100).map(lambda seconds: pd.Timedelta(seconds, unit="s")),
    "periods": st.integers(-100, 100).map(lambda number: pd.Period(ordinal=number, freq="M")),
    "intervals": st.integers(-5, 5).map(lambda left: pd.Interval(left, left + 1)),
    "booleans": st.booleans(),
    "mixed": st.text(max_size=2) | st.integers(0, 5) | st.dates(),
}


@st.composite
def categories(draw, rows, of=tuple(CATEGORIES), ordered=EITHER, unused=0):
    known = draw(st.lists(CATEGORIES[draw(st.sampled_from(of))], unique=True, min_size=unused, max_size=5))
    codes = draw(listed(st.integers(-1, len(known) - 1 - unused), rows))
    index = pd.Index(known, dtype=None if known else object)
    return pd.Categorical.from_codes(codes, categories=index, ordered=draw(ordered))


@st.composite
def sparse(draw, rows):
    kind = draw(st.sampled_from(["integer", "block"]))
    dtype, values, fills = draw(
        st.sampled_from(
            [("float64", [0.0, 1.5, np.nan], [0.0, np.nan]), ("int64", [0, 7], [0]), ("bool", [0, 1], [False])]
        )
    )
    plain = np.array(draw(listed(st.sampled_from(values), rows)), dtype)
    return pd.arrays.SparseArray(plain, fill_value=draw(st.sampled_from(fills)), kind=kind)


ARROW_TYPES = (
    (pa.int32(), st.integers(-9, 9)),
    (pa.uint64(), st.integers(0, 2**64 - 1)),
    (pa.float64(), st.floats(allow_nan=False)),
    (pa.float16(), st.floats(width=16, allow_nan=False).map(np.float16)),
    (pa.bool_(), st.booleans()),
    (pa.string(), st.text(max_size=3)),
    (pa.large_string(), st.text(max_size=3)),
    (pa.binary(), st.binary(max_size=3)),
    (pa.date32(), st.dates()),
    (pa.time64("us"), st.times()),
    (pa.timestamp("s", "Europe/Paris"), INSTANTS),
    (pa.timestamp("us", "+05:30"), INSTANTS),
    (pa.duration("ms"), st.integers(-9, 9)),
    (pa.list_(pa.int8()), st.lists(st.integers(-9, 9), max_size=3)),
    (pa.struct([("x", pa.string())]), st.fixed_dictionaries({"x": st.text(max_size=3)})),
    (pa.map_(pa.string(), pa.int64()), st.lists(st.tuples(st.text(max_size=2), st.integers(0, 9)), max_size=2)),
    (pa.decimal128(9, 2), st.decimals(-999, 999, places=2)),
    (pa.dictionary(pa.int8(), pa.string()), st.sampled_from("xyz")),
    (pa.null(), st.none()),
)


@st.composite
def arrows(draw, rows, types=ARROW_TYPES):
    type_, values = draw(st.sampled_from(types))
    return pd.array(pa.array(draw(listed(st.none() | values, rows)), type_), dtype=pd.ArrowDtype(type_))


@st.composite
def of_one_type(draw, rows, names=tuple(PLAIN)):
    """Python objects of one type, and one kind of missing value."""
    values, missing = PLAIN[draw(st.sampled_from(names))], draw(st.sampled_from(MISSING))
    return objects(draw(st.lists(values | st.just(missing), min_size=rows, max_size=rows)))


def mixed(rows):
    return listed(VALUES, rows).map(objects)


def of(*names):
    return lambda rows: of_one_type(rows, names)


KINDS = (
    numbers,
    halves,
    special_floats,
    complexes,
    nullables,
    nullable_booleans,
    texts,
    moments,
    durations,
    periods,
    intervals,
    categories,
    sparse,
    arrows,
    of_one_type,
    mixed,
)


@st.composite
def arrays(draw, rows, kinds=KINDS):
    return draw(draw(st.sampled_from(kinds))(rows))


# Axes: the index, and the labels of the columns.


def index_numbers(rows):  # pandas has no index of float16
    return numbers(rows, "bool int8 int16 int64 uint8 uint64 float64")


def mixed_labels(rows):
    return listed(LABELS, rows).map(objects)


def index_arrows(rows):
    return arrows(
        rows, tuple(pair for pair in ARROW_TYPES if not pa.types.is_nested(pair[0]) and pair[0] != pa.float16())
    )


FLAT = (
    index_numbers,
    nullables,
    texts,
    moments,
    durations,
    periods,
    intervals,
    categories,
    index_arrows,
    of("text", "bytes", "date", "decimal", "integer"),
    mixed_labels,
)
LEVELS = (index_numbers, nullables, texts, moments, durations, periods, categories, of("text", "date"))


@st.composite
def ranges(draw, rows, names=LABELS):
    start, step = draw(st.integers(-5, 5)), draw(st.sampled_from([1, 2, 3, -1]))
    return pd.RangeIndex(start, start + rows * step, step, name=draw(names))


@st.composite
def flat_indexes(draw, rows, names=LABELS, kinds=FLAT):
    return pd.Index(draw(arrays(rows, kinds)), name=draw(names), tupleize_cols=False)


@st.composite
def frequent(draw, rows, names=LABELS):
    name = draw(names)
    if draw(st.booleans()):
        freq = draw(st.sampled_from(["D", "2h", "-3min"]))
        return pd.timedelta_range("1h", periods=rows, freq=freq, name=name, unit=draw(UNITS))
    zone, freq = draw(ANY_ZONE), draw(FREQUENCIES)
    return pd.date_range("2024", periods=rows, freq=freq, tz=zone, name=name, unit=draw(UNITS))


@st.composite
def leveled(draw, rows, names=LABELS):
    levels = draw(st.lists(arrays(rows, LEVELS), min_size=1, max_size=3))
    return pd.MultiIndex.from_arrays(levels, names=draw(st.lists(names, min_size=len(levels), max_size=len(levels))))


def indexes(rows):
    return st.one_of(ranges(rows), flat_indexes(rows), frequent(rows), leveled(rows))


def whole_numbers(count):
    return st.builds(
        lambda values, name: pd.Index(values, dtype="int64", name=name), listed(st.integers(0, 3), count), LABELS
    )


def repeated(count):
    return listed(st.sampled_from(["a", "a_2", ""]), count).map(lambda labels: pd.Index(labels, dtype=object))


def named(count):
    return flat_indexes(count, st.text(min_size=1, max_size=3), (mixed_labels,))


def column_labels(count):
    return st.one_of(
        ranges(count),
        named(count),
        whole_numbers(count),
        repeated(count),
        flat_indexes(count),
        frequent(count),
        leveled(count),
    )


@st.composite
def frames(draw, rows=None, columns=None, kinds=KINDS, index=indexes, labels=column_labels, attrs=None):
    rows = draw(st.integers(0, 6)) if rows is None else rows
    count = draw(st.integers(0, 5)) if columns is None else columns
    arrays_of_columns = [draw(arrays(rows, kinds)) for _ in range(count)]
    frame = pd.DataFrame(
        {number: pd.Series(array, dtype=array.dtype) for number, array in enumerate(arrays_of_columns)},
        index=pd.RangeIndex(rows),
    )
    frame.index, frame.columns = draw(index(rows)), draw(labels(count))
    frame.attrs = draw(st.dictionaries(st.text(max_size=3), VALUES, max_size=2) if attrs is None else attrs)
    unique = frame.index.is_unique and frame.columns.is_unique
    return frame.set_flags(allows_duplicate_labels=draw(st.booleans())) if unique else frame


def of_kind(*kinds):
    return frames(columns=2, kinds=kinds)


THINGS = {
    "a named index": frames(index=lambda rows: flat_indexes(rows, st.text(min_size=1, max_size=3))),
    "an index without a name": frames(index=lambda rows: flat_indexes(rows, st.none())),
    "a range": frames(index=ranges, labels=ranges),
    "rows of several levels": frames(index=leveled),
    "columns of several levels": frames(labels=leveled),
    "labels that are integers": frames(columns=3, labels=whole_numbers),
    "labels that are there twice": frames(columns=4, labels=repeated),
    "a name on the columns": frames(labels=named),
    "labels of any other type": frames(columns=3, labels=flat_indexes),
    "moments in a zone": of_kind(lambda rows: moments(rows, NAMED_ZONES)),
    "moments at an offset": of_kind(lambda rows: moments(rows, OFFSETS)),
    "moments without a zone": of_kind(lambda rows: moments(rows, st.none())),
    "a frequency": frames(index=frequent, labels=frequent),
    "timedeltas": of_kind(durations),
    "periods": of_kind(periods),
    "intervals": of_kind(intervals),
    "ordered categories": of_kind(lambda rows: categories(rows, ordered=st.just(True))),
    "categories that are integers": of_kind(lambda rows: categories(rows, of=("integers",))),
    "categories that are unused": of_kind(lambda rows: categories(rows, unused=1)),
    "nullable dtypes": of_kind(nullables),
    "dtypes of Arrow": of_kind(arrows),
    "strings": of_kind(texts, of("text")),
    "booleans with NA": of_kind(nullable_booleans),
    "nested lists and dicts": of_kind(of("list", "dict", "array")),
    "decimals": of_kind(of("decimal")),
    "dates and times": of_kind(of("date", "datetime", "time", "timedelta")),
    "bytes": of_kind(of("bytes")),
    "complex numbers": of_kind(complexes),
    "float16": of_kind(halves),
    "inf, nan and -0.0": of_kind(special_floats),
    "sparse": of_kind(sparse),
    "attrs": frames(columns=1, attrs=st.dictionaries(st.text(max_size=3), VALUES, min_size=1, max_size=3)),
    "no rows": frames(rows=0),
    "no columns": frames(columns=0),
    "mixed types": of_kind(mixed),
}
"""For each thing that a frame may have, frames that have it."""
