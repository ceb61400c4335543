"""Two tables: which columns, rows and cells differ."""

import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from dstack_jupyter.codecs.comparing.base import How
from dstack_jupyter.codecs.comparing.registry import compare
from dstack_jupyter.model.diffs import TableChanges
from dstack_jupyter.model.errors import InvalidValue


@pytest.fixture
def compared(keep):
    def made(old, new, *key, tolerance=0):
        return compare(keep(old), keep(new), How(key, tolerance))

    return made


@pytest.fixture
def prices():
    return pd.DataFrame({"id": [7, 8, 9], "city": ["Rome", "Oslo", "Bern"], "price": [1.0, 2.0, np.nan]})


def counts(compared):
    changes = compared.changes()
    return changes.added, changes.removed, changes.changed


def test_changed_cells_are_told_by_the_key(compared, prices):
    new = prices.iloc[[2, 0]].assign(price=[3.0, 1.0])
    new.loc[5] = [4, "Bonn", 5.0]
    diff = compared(prices, new, "id")
    assert diff.changed().to_dict("records") == [
        {"id": 9, "column": "price", "old": pytest.approx(np.nan, nan_ok=True), "new": 3.0}
    ]
    assert_frame_equal(diff.added(), new.iloc[[2]])
    assert_frame_equal(diff.removed(), prices.iloc[[1]])
    changes = diff.changes()
    assert (changes.matched_by, changes.key, changes.cells) == ("key", ["id"], {"price": 1})
    assert changes.reordered


def test_a_key_may_be_several_columns_or_a_level_of_the_index(compared):
    old = pd.DataFrame({"a": [1, 1, 2], "b": ["x", "y", "x"], "v": [1, 2, 3]})
    new = old.iloc[::-1].assign(v=[3, 20, 1])
    expected = [{"a": 1, "b": "y", "column": "v", "old": 2, "new": 20}]
    assert compared(old, new, "a", "b").changed().to_dict("records") == expected
    assert compared(old.set_index("a"), new.set_index("a"), "a", "b").changed().to_dict("records") == expected


def test_a_key_that_stands_twice_is_named(compared, prices):
    twice = pd.concat([prices, prices.tail(1)])
    with pytest.raises(InvalidValue, match="id=9 stands in 2 rows of the new table, first in rows 2 and 3"):
        compared(prices, twice, "id")
    with pytest.raises(InvalidValue, match="old table; it has id, city, price"):
        compared(prices, twice, "ident")


def test_a_unique_index_tells_rows_apart(compared, prices):
    old = prices.set_index("city")
    diff = compared(old, old.iloc[[2, 1]].assign(id=[9, 80]))
    assert diff.changed().to_dict("records") == [{"city": "Oslo", "column": "id", "old": 8, "new": 80}]
    assert list(diff.removed().index) == ["Rome"]
    assert diff.changes().matched_by == "index"


def test_rows_of_a_multi_index_are_told_apart(compared):
    index = pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["letter", None])
    old = pd.DataFrame({"v": [1, 2, 3, 4]}, index=index)
    diff = compared(old, old.iloc[1:].assign(v=[2, 3, 40]))
    assert diff.changed().to_numpy().tolist() == [["b", 2, "v", 4, 40]]
    assert_frame_equal(diff.removed(), old.iloc[[0]])


def test_an_inserted_row_is_one_added_row(compared, prices):
    new = pd.concat([prices.iloc[:1], prices.iloc[:1].assign(id=1), prices.iloc[1:]], ignore_index=True)
    diff = compared(prices, new)
    assert counts(diff) == (1, 0, 0)
    assert list(diff.added().index) == [1]
    assert diff.changes().matched_by == "content"


def test_an_edited_row_between_equal_ones_is_a_changed_row(compared, prices):
    diff = compared(prices, prices.replace("Oslo", "Bergen"))
    assert diff.changed().to_dict("records") == [
        {"old_row": 1, "new_row": 1, "column": "city", "old": "Oslo", "new": "Bergen"}
    ]


def test_a_recomputed_column_is_told_from_the_rows_that_came(compared, prices):
    new = pd.concat([prices.assign(price=[9.0, 8.0, 7.0]), prices.tail(1).assign(id=1, city="Ulm")], ignore_index=True)
    assert counts(compared(prices, new)) == (1, 0, 3)


def test_rows_in_another_order_are_the_same_rows(compared, prices):
    diff = compared(prices, prices.iloc[[1, 2, 0]].reset_index(drop=True))
    assert counts(diff) == (0, 0, 0)
    assert diff.changes().reordered


def test_equal_rows_count(compared):
    old = pd.DataFrame({"a": [1, 1, 1, 2]})
    assert counts(compared(old, pd.DataFrame({"a": [2, 1, 1]}))) == (0, 1, 0)
    assert counts(compared(old, pd.DataFrame({"a": [1, 2, 1, 1, 1, 1]}))) == (2, 0, 0)


def test_an_index_with_a_value_twice_is_compared_as_a_column(compared):
    old = pd.DataFrame({"v": [1, 2]}, index=pd.Index(["a", "a"], name="key"))
    diff = compared(old, old.rename(index={"a": "b"}))
    assert diff.changes().matched_by == "content"
    assert counts(diff) == (0, 0, 2)


def test_columns_are_added_removed_retyped_and_moved(compared, prices):
    new = prices.assign(price=prices["price"].astype("float32"), gdp=1)[["city", "price", "gdp"]]
    changes = [(each.name, each.change, each.old, each.new, each.index) for each in compared(prices, new).columns]
    assert changes == [
        ("price", "type", "float64", "float32", False),
        ("gdp", "added", None, "int64", False),
        ("id", "removed", "int64", None, False),
    ]
    moved = compared(prices, prices[["price", "id", "city"]]).columns
    assert [(each.name, each.change) for each in moved] == [("price", "moved")]


def test_an_index_that_became_one_is_said(compared, prices):
    changes = compared(prices, prices.set_index("id")).columns
    assert [(each.name, each.change, each.index) for each in changes] == [
        ("id", "added", True),
        ("id", "removed", False),
    ]


def test_a_type_alone_changes_no_cell(compared):
    old = pd.DataFrame(
        {
            "n": [1, 2],
            "u": np.array([1, 2], "uint8"),
            "t": ["a", "b"],
            "d": pd.to_datetime(["2024", "2025"]),
            "f": [0.1, 0.2],
        }
    )
    types = {"n": "float64", "u": "Int64", "t": "category", "d": "datetime64[s]", "f": "float32"}
    diff = compared(old, old.astype(types))
    assert counts(diff) == (0, 0, 0)
    assert [each.name for each in diff.columns] == list(types)


def test_large_integers_are_told_apart_also_from_unsigned_ones(compared):
    old = pd.DataFrame({"n": np.array([2**53, 2**63 - 1], "int64")})
    assert counts(compared(old, pd.DataFrame({"n": np.array([2**53 + 1, 2**63 - 1], "uint64")}))) == (0, 0, 1)
    assert counts(compared(old, pd.DataFrame({"n": np.array([2**53, 2**63], "uint64")}))) == (0, 0, 1)


def test_missing_is_missing_and_zero_is_zero(compared):
    old = pd.DataFrame({"f": [np.nan, 0.0], "o": pd.Series([None, "a"], dtype=object)})
    new = pd.DataFrame({"f": pd.array([pd.NA, -0.0], "Float64"), "o": pd.Series([np.nan, "a"], dtype=object)})
    assert counts(compared(old, new)) == (0, 0, 0)
    assert counts(compared(old, old.assign(f=[0.0, 0.0]))) == (0, 0, 1)


def test_floats_may_differ_by_the_tolerance(compared):
    old = pd.DataFrame({"f": [1.0, 2.0, np.nan]})
    new = pd.DataFrame({"f": [1.05, 2.2, np.nan]})
    assert counts(compared(old, new, tolerance=0.1)) == (0, 0, 1)
    assert counts(compared(old, new)) == (0, 0, 2)


COLUMNS = {
    "bool": [True, False, None],
    "float16": np.array([1, 2, 3], "float16"),
    "complex": [1 + 2j, 2 + 0j, complex("nan+1j")],
    "nullable": pd.array([1, None, 3], "Int64"),
    "text": pd.array(["a", None, "c"], "string"),
    "bytes": pd.Series([b"a", b"b", b""], dtype=object),
    "zone": pd.DatetimeIndex(["2024", "2025", None]).tz_localize("Europe/Paris"),
    "offset": pd.DatetimeIndex(["2024", "2025", None]).tz_localize("+05:30"),
    "duration": pd.to_timedelta([1, 2, None], unit="s"),
    "period": pd.PeriodIndex(["2024-01", "2024-02", None], freq="M"),
    "interval": pd.arrays.IntervalArray.from_tuples([(0, 1), (1, 2), None]),
    "category": pd.Categorical(["x", "y", None], ordered=True),
    "category of intervals": pd.cut([1, 4, 9], 3),
    "sparse": pd.arrays.SparseArray([0.0, 1.0, np.nan]),
    "decimal": [Decimal("1.5"), None, Decimal("2")],
    "date": [dt.date(2024, 1, 1), None, dt.date(2024, 1, 3)],
    "time": [dt.time(1), dt.time(2), dt.time(3)],
    "list": [[1, 2], [], None],
    "dict": [{"a": 1}, {"a": [None]}, {}],
    "array": [np.array([1, 2]), np.array([3]), None],
    "mixed": pd.Series([1, "a", (1, 2.5)], dtype=object),
    "arrow list": pd.array([[1], [2, 3], None], pd.ArrowDtype(pa.list_(pa.int8()))),
    "arrow map": pd.array([{"a": 1}, {}, None], pd.ArrowDtype(pa.map_(pa.string(), pa.int8()))),
    "arrow dictionary": pd.array(["a", "b", None], pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string()))),
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_values_of_every_type_are_compared(compared, kind):
    values = COLUMNS[kind]
    old = pd.DataFrame({"id": [1, 2, 3], "v": pd.Series(list(values), dtype=getattr(values, "dtype", object))})
    assert counts(compared(old, old.copy())) == (0, 0, 0)
    new = old.assign(v=old["v"].iloc[[1, 0, 2]].array)
    for key in ([], ["id"]):
        diff = compared(old, new, *key)
        assert counts(diff) == (0, 0, 2)
        assert list(diff.changed()["column"]) == ["v", "v"]
    assert counts(compared(old, new, "v")) == (0, 0, 2)
    assert counts(compared(old[["v"]], new.iloc[::-1][["v"]])) == (0, 0, 0)


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_type_is_compared_with_every_other(compared, kind):
    values = COLUMNS[kind]
    old = pd.DataFrame({"v": pd.Series(list(values), dtype=getattr(values, "dtype", object))})
    for others in COLUMNS.values():
        new = pd.DataFrame({"v": pd.Series(list(others), dtype=getattr(others, "dtype", object))})
        changes = compared(old, new).changes()
        assert json.loads(changes.model_dump_json())["old_rows"] == 3


def test_columns_of_one_label_are_told_apart_by_their_order(compared):
    old = pd.DataFrame([[1, 2, 3]], columns=["a", "a", 1])
    new = pd.DataFrame([[1, 20, 3]], columns=["a", "a", 1])
    diff = compared(old, new)
    assert diff.changed().to_numpy().tolist() == [[0, 0, "a", 2, 20]]
    assert diff.changes().shown[0].cells == [1]
    assert compared(old, new, 1).changed().to_numpy().tolist() == [[3, "a", 2, 20]]
    with pytest.raises(InvalidValue, match="label of 2 columns"):
        compared(old, new, "a")


def test_tables_of_other_libraries_are_compared_with_those_of_pandas(compared, prices):
    new = pl.DataFrame({"id": [7, 8], "city": ["Rome", "Oslo"], "price": [1.0, 2.5]})
    diff = compared(prices, new, "id")
    assert counts(diff) == (0, 1, 1)
    assert diff.changes().notes == ["is a polars.DataFrame (was a pandas.DataFrame)"]
    added = compared(new, pl.concat([new, new.head(1).with_columns(id=pl.lit(1, pl.Int64))]), "id").added()
    assert added.to_dict("index") == {2: {"id": 1, "city": "Rome", "price": 1.0}}


def test_series_are_tables_of_one_column(compared):
    old = pd.Series([1, 2, 3], index=list("abc"), name="v")
    diff = compared(old, pd.concat([old.iloc[:2].replace(2, 20), pd.Series([4], index=["d"], name="v")]))
    assert diff.changed().to_dict("records") == [{"index": "b", "column": "v", "old": 2, "new": 20}]
    assert diff.added().to_dict() == {"v": {"d": 4}}


def test_a_table_without_rows_or_columns_is_compared(compared, prices):
    assert counts(compared(prices.head(0), prices)) == (3, 0, 0)
    assert counts(compared(prices, prices.head(0), "id")) == (0, 3, 0)
    assert counts(compared(pd.DataFrame(index=range(2)), pd.DataFrame(index=range(3)))) == (1, 0, 0)
    assert compared(prices, prices.head(0)).changed().empty


def test_few_rows_and_short_cells_travel(compared):
    old = pd.DataFrame({"n": range(1000), "t": "x"})
    changes = compared(old, old.assign(t="y" * 5000)).changes(limit=5)
    assert changes.changed == 1000
    assert [row.new_row for row in changes.shown] == [0, 1, 2, 3, 4]
    assert changes.shown[0].old == [0, "x"]
    assert len(changes.shown[0].new[1]) == 1001
    wide = pd.DataFrame([range(500)]).rename(columns=str)
    changes = compared(wide, wide.assign(**{"499": -1})).changes()
    assert len(changes.headings) == 100
    assert changes.headings[changes.shown[0].cells[0]] == "499"
    assert TableChanges.model_validate_json(changes.model_dump_json()) == changes


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris"])
def test_a_moment_in_a_zone_is_none_without(zone, compared):
    naive = pd.DataFrame({"key": [1, 2], "at": pd.to_datetime(["2024-01-01", None])})
    for moments in (naive["at"].dt.tz_localize(zone), naive["at"].dt.tz_localize("UTC").dt.tz_convert(zone)):
        assert counts(compared(naive, naive.assign(at=moments), "key")) == (0, 0, 1)
