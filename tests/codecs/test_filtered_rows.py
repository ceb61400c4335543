"""Rows that fit a filter, and the columns that one wants of them."""

import numpy as np
import pandas as pd
import pytest

from dstack_jupyter.codecs.rows import read_rows
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
