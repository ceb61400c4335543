"""Rows that fit a filter, and the columns that one wants of them."""

import io
import json
import operator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dstack_jupyter.codecs import rows
from dstack_jupyter.codecs.dataframe import DataFrameCodec
from dstack_jupyter.codecs.rows import read_rows
from dstack_jupyter.codecs.tables import kept, paging
from dstack_jupyter.model.errors import InvalidValue

SALES = pd.DataFrame(
    {
        "city": ["Paris", "New York", "Łódź", None, 'say "hi" & go'],
        "sold": [3, 10, 7, 10, 2**60],
        "share": [0.5, np.nan, -1.5, 2.0, np.inf],
        "new": [True, False, True, False, True],
        "size": pd.Categorical(["small", "large", "medium", None, "large"], ["small", "medium", "large"], ordered=True),
        "kind": pd.Categorical(["b", "a", "b", "a", "b"]),
        "day": pd.to_datetime(["2026-01-01", "2026-05-01", "2026-05-02 12:00", None, "2027-01-01"], format="ISO8601"),
        "moment": pd.date_range("2026-05-01", periods=5, freq="D", tz="Europe/Paris"),
        "took": pd.to_timedelta([1, 2, 3, 4, None], unit="h"),
        "count": pd.array([1, None, 3, 4, 5], dtype="Int8"),
        "part": pd.period_range("2026-01", periods=5, freq="M"),
        "list": [[1], [2], None, [4], [5]],
        "half": np.array([0.5, 1, 1.5, 2, np.nan], "float16"),
        "single": np.array([0.1, 0.2, 0.3, 0.4, 0.5], "float32"),
        "two words": list("abcde"),
    }
)

DAYS = pd.date_range("2026-01-01", periods=6, freq="D")


@pytest.fixture
def fits(keep):
    """The numbers of the rows that fit."""
    kept = keep(SALES.assign(row=range(5)))
    return lambda text, **page: [row[0] for row in read_rows(kept, filter=text, columns="row", **page).rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("city = Paris", [0]),
        ('city="New York"', [1]),
        ("city = New York", [1]),
        ("city = Łódź", [2]),
        ("city != Paris", [1, 2, 4]),
        (r'city = "say \"hi\" & go"', [4]),
        ("city contains P", [0]),
        ("city contains ew y", [1]),
        ("city is null", [3]),
        ("city IS NOT NULL", [0, 1, 2, 4]),
        ("sold >= 10", [1, 3, 4]),
        ("sold < 7.5", [0, 2]),
        (f"sold = {2**60}", [4]),
        (f"sold = {2**60 + 1}", []),
        ("share is null", [1]),
        ("share > 0", [0, 3, 4]),
        ("share = -1.5", [2]),
        ("share > 1e3", [4]),
        ("new = true", [0, 2, 4]),
        ("size > small", [1, 2, 4]),
        ("size <= medium", [0, 2]),
        ("size = large", [1, 4]),
        ("kind = a", [1, 3]),
        ("day >= 2026-05-01 & day < 2027-01-01", [1, 2]),
        ("day = 2026-05-02T12:00", [2]),
        ("moment > 2026-05-03", [3, 4]),
        ("moment = 2026-05-02T22:00Z", [2]),
        ("took < 3h", [0, 1]),
        ("count >= 3", [2, 3, 4]),
        ("count is null", [1]),
        ("part is null", []),
        ("list is null", [2]),
        ("half > 1", [2, 3]),
        ("single = 0.1", [0]),
        ('"two words" = c', [2]),
        ("sold = 10 & new = false & city is null", [3]),
        ("sold=10&new=false", [1, 3]),
        ("sold = 11", []),
    ],
)
def test_rows_fit_what_a_filter_says(fits, text, expected):
    assert fits(text) == expected


def test_what_fits_is_sorted_and_counted(fits, keep):
    assert fits("sold >= 7", sort="-sold") == [4, 1, 3, 2]
    assert fits("sold >= 7", sort="-sold", offset=1, limit=2) == [1, 3]
    assert read_rows(keep(SALES), filter="sold >= 7", limit=1).total == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a filter is like"),
        ("sold", "a filter is like"),
        ("sold ==", "cannot be compared"),
        ("sold = ten", "cannot be compared with 'ten': its values are int64"),
        ("sold contains 1", "contains looks into texts"),
        ("price = 1", "'price' is no column; there are city, sold"),
        ("sold = 1 &", "a filter is like"),
        ('city = "Paris" or', "put 'or' in double quotes"),
        ('city = "Par', "put"),
        (r'city = "\x"', "is no text in double quotes"),
        ("day > tomorrow", "cannot be compared with 'tomorrow'"),
        ("size > huge", "'huge' is no category of 'size'; it has small, medium, large"),
        ("list = 1", "rows cannot be chosen by 'list'"),
        ("part > 2026-01", "rows cannot be chosen by 'part'"),
        (" & ".join(["sold = 1"] * 101), "at most 100 conditions"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_in_words(fits, text, words):
    with pytest.raises(InvalidValue, match=words.replace("|", r"\|")):
        fits(text)


def test_the_columns_come_in_the_order_that_was_asked_for(keep):
    kept = keep(SALES)
    page = read_rows(kept, columns='sold,"two words",city', limit=1)
    assert [column.key for column in page.columns] == ["sold", "two words", "city"]
    assert page.rows == [[3, "a", "Paris"]]
    for text, words in (
        ("price", "'price' is no column"),
        ("sold,", "columns are keys"),
        ("two words", "double quotes"),
    ):
        with pytest.raises(InvalidValue, match=words):
            read_rows(kept, columns=text)


def test_a_csv_file_is_filtered_too(attachment):
    kept = attachment(b"city,sold\nParis,3\nLyon,10\n", "text/csv", None)
    assert read_rows(kept, filter="sold > 3", columns="city").rows == [["Lyon"]]


OPERATORS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "contains": lambda texts, value: texts.str.contains(value, case=False, regex=False, na=False).astype(bool),
}

COLUMNS = st.integers(1, 40).flatmap(
    lambda rows: st.fixed_dictionaries(
        {
            "number": st.lists(st.one_of(st.none(), st.integers(-3, 3)), min_size=rows, max_size=rows),
            "text": st.lists(st.one_of(st.none(), st.text('abAB é&"', max_size=3)), min_size=rows, max_size=rows),
            "day": st.lists(st.integers(0, 5), min_size=rows, max_size=rows),
        }
    )
)
CONDITIONS = st.lists(
    st.one_of(
        st.tuples(st.just("number"), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), st.integers(-3, 3)),
        st.tuples(st.just("text"), st.sampled_from(["=", "!=", "contains"]), st.text('abAB é&"', max_size=2)),
        st.tuples(st.just("day"), st.sampled_from(["<=", ">"]), st.dates(DAYS[0].date(), DAYS[-1].date())),
        st.tuples(st.sampled_from(["number", "text"]), st.sampled_from(["is null", "is not null"]), st.none()),
    ),
    max_size=3,
)


class Stored:
    """A stored table of which parts can be read; each is known by another hash."""

    numbers = iter(range(10**9))

    def __init__(self, frame):
        encoded, sink = DataFrameCodec().encode(frame, {}), io.BytesIO()
        encoded.write(sink)
        self.content_type, self.application, self.settings = encoded.content_type, encoded.application, encoded.settings
        self.content, self.length, self.sha256 = sink.getvalue(), len(sink.getvalue()), f"{next(self.numbers)}"

    def read(self):
        return memoryview(self.content)

    def open(self):
        return io.BytesIO(self.content)

    def path(self):
        raise NotImplementedError


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(COLUMNS, CONDITIONS, st.sampled_from([None, "number", "-number", "text", "-day"]), st.integers(0, 5))
def test_rows_of_a_generated_frame_are_those_that_pandas_takes(columns, conditions, sort, offset):
    frame = pd.DataFrame(
        {
            "row": range(len(columns["day"])),
            "number": pd.array(columns["number"], "Int64"),
            "text": pd.Series(columns["text"], dtype=object),
            "day": DAYS[columns["day"]],
        }
    )
    expected = frame
    for key, sign, value in conditions:
        column = expected[key]
        if value is None:
            expected = expected[column.isna() if sign == "is null" else column.notna()]
        else:
            compared = pd.Timestamp(value) if key == "day" else value
            fits = OPERATORS[sign](column, compared)
            expected = expected[fits.fillna(False).astype(bool) & column.notna()]
    if sort is not None:
        expected = expected.sort_values(sort.lstrip("-"), ascending=sort[0] != "-", kind="stable", na_position="last")
    text = " & ".join(f"{key} {sign} {'' if value is None else quoted(value)}" for key, sign, value in conditions)
    stored = Stored(frame)
    for _ in range(2):  # as it is made, and as it is kept
        page = read_rows(stored, filter=text or None, sort=sort, offset=offset, limit=10, columns="row")
        assert [row[0] for row in page.rows] == expected["row"].tolist()[offset : offset + 10]
        assert page.total == len(expected)


def quoted(value):
    return json.dumps(str(value), ensure_ascii=False)


def test_what_is_kept_of_tables_has_a_limit(monkeypatch):
    small = kept.Kept(most=100_000)
    monkeypatch.setattr(rows, "kept", small)
    monkeypatch.setattr(paging, "kept", small)
    frame = pd.DataFrame({"row": range(5000), "x": np.random.default_rng(0).random(5000)})
    tables = [Stored(frame) for _ in range(20)]
    for _ in range(2):
        for table in tables:
            page = read_rows(table, sort="-x", limit=1, columns="row")
            assert page.rows == [[frame["x"].idxmax()]]
            assert small.bytes <= 100_000
