"""A table pushed with `by=` is one attachment per group, and comes back as the one table it was."""

import datetime as dt
import hashlib
import io
import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from dstack_jupyter.codecs import groups
from dstack_jupyter.codecs.groups import join, split
from dstack_jupyter.model.errors import InvalidValue, UnsupportedObject


def world(index=None):
    frame = pd.DataFrame(
        {
            "continent": pd.Categorical(["Europe", "Asia", "Europe", "Asia", "Africa", "Europe"]),
            "year": [2002, 2002, 2007, 2007, 2002, 2002],
            "gdp": [1.5, np.nan, 3, 4, 5, 6],
            "note": np.array([1, "x", None, 2.5, (1,), b"y"], dtype=object),
            "when": pd.date_range("2024", periods=6, tz="Europe/Paris"),
        }
    )
    frame.attrs = {"source": "survey"}
    if index is not None:
        frame.index = index
    return frame


@pytest.fixture
def stored(attachment):
    """Push a table by columns."""

    def pushed(obj, by):
        kept = []
        for params, encoded in split(obj, by):
            sink = io.BytesIO()
            encoded.write(sink)
            kept.append(
                (params, attachment(sink.getvalue(), encoded.content_type, encoded.application, **encoded.settings))
            )
        return kept

    return pushed


INDEXES = {
    "range": None,
    "range with bounds": pd.RangeIndex(60, 0, -10, name="row"),
    "days": pd.date_range("2024", periods=6, freq="D"),
    "texts": pd.Index(list("abcabc"), name="key"),
    "levels": pd.MultiIndex.from_product([["x", "y"], [1, 2, 3]], names=["k", None]),
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_all_groups_together_are_the_table(index, stored):
    frame = world(index)
    back = join([kept for _, kept in stored(frame, ["continent", "year"])])
    assert_frame_equal(back, frame, check_index_type="exact")
    assert type(back.index) is type(frame.index)
    assert back.attrs == frame.attrs


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_one_group_is_its_part_of_the_table(index, stored, pull):
    frame = world(index)
    for params, kept in stored(frame, ["continent"]):
        expected = frame[frame.continent == params["continent"]]
        assert_frame_equal(pull(kept), expected)
        assert_frame_equal(join([kept]), expected)


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_some_groups_are_the_rows_of_both_in_order(index, stored):
    frame = world(index)
    groups = {params["continent"]: kept for params, kept in stored(frame, ["continent"])}
    back = join([groups["Asia"], groups["Europe"]])
    assert_frame_equal(back, frame[frame.continent != "Africa"])


def test_groups_appear_in_the_order_of_the_table(stored):
    assert [params for params, _ in stored(world(), ["continent", "year"])] == [
        {"continent": "Europe", "year": 2002},
        {"continent": "Asia", "year": 2002},
        {"continent": "Europe", "year": 2007},
        {"continent": "Asia", "year": 2007},
        {"continent": "Africa", "year": 2002},
    ]


def test_settings_say_what_a_group_is_of(stored):
    settings = [kept.settings for _, kept in stored(world(), ["continent"])]
    assert [part["rows"] for part in settings] == [3, 2, 1]
    assert {tuple(part["by"]) for part in settings} == {("continent",)}
    assert settings[0]["columns"] == 5


def test_params_keep_their_types(stored):
    frame = pd.DataFrame(
        {
            "flag": [True, False],
            "day": pd.to_datetime(["2024-01-01", "2024-01-02"]),
            "date": np.array([dt.date(2024, 1, 1), dt.date(2024, 1, 2)], object),
            "share": [0.5, 1.5],
            2024: pd.array([1, 2], "Int64"),
        }
    )
    params = [params for params, _ in stored(frame, list(map(str, frame.columns)))]
    assert params[0] == {
        "flag": True,
        "day": dt.datetime(2024, 1, 1),
        "date": dt.date(2024, 1, 1),
        "share": 0.5,
        "2024": 1,
    }
    assert list(map(type, params[0].values())) == [bool, dt.datetime, dt.date, float, int]


def test_a_level_of_the_index_may_be_named(stored):
    frame = world(pd.Index(list("aabbcc"), name="key"))
    kept = stored(frame, "key")
    assert [params for params, _ in kept] == [{"key": "a"}, {"key": "b"}, {"key": "c"}]
    assert_frame_equal(join([part for _, part in kept]), frame)


TABLES = {"g": ["x", "y", "x"], "v": [1, 2, 3]}


@pytest.mark.parametrize("table", [pl.DataFrame(TABLES), pa.table(TABLES)], ids=["polars", "arrow"])
def test_other_tables_are_cut_as_well(table, stored, pull):
    kept = stored(table, ["g"])
    assert [params for params, _ in kept] == [{"g": "x"}, {"g": "y"}]
    back = join([part for _, part in kept])
    assert type(back) is type(table)
    assert back.equals(table)
    assert type(pull(kept[0][1])) is type(table)


def test_a_relation_is_cut_as_well(stored):
    relation = duckdb.from_arrow(pa.table(TABLES))
    assert join([part for _, part in stored(relation, ["g"])]).fetchall() == [("x", 1), ("y", 2), ("x", 3)]


def test_the_same_table_gives_the_same_groups(stored):
    first, second = (stored(world(), ["continent"]) for _ in range(2))
    assert [kept.content for _, kept in first] == [kept.content for _, kept in second]


def hashes(groups):
    return {tuple(params.values()): hashlib.sha256(kept.content).hexdigest() for params, kept in groups}


@pytest.mark.parametrize("turn", [pd.DataFrame, pl.from_pandas, lambda frame: pa.table(frame.to_dict("list"))])
def test_rows_that_are_appended_change_their_own_group_alone(turn, stored):
    random = np.random.default_rng(0)
    rows = 3000
    few = pd.DataFrame(
        {"g": random.integers(0, 3, rows), "v": random.normal(size=rows), "t": random.integers(0, 9, rows).astype(str)}
    )
    # So many that the largest group is another one, and other values are usual in it.
    more = pd.concat([few, pd.DataFrame({"g": 1, "v": 0.0, "t": map(str, range(rows))})], ignore_index=True)
    before, after = (hashes(stored(turn(frame), ["g"])) for frame in (few, more))
    assert {group for group in before if before[group] == after[group]} == {(0,), (2,)}


@pytest.mark.parametrize("index", [pd.RangeIndex(5, 41, 7), pd.RangeIndex(60, 0, -10), pd.RangeIndex(0, 11, 2)])
def test_a_range_stops_where_it_did(index, stored):
    kept = stored(world(index), ["continent"])
    back = join([part for _, part in kept]).index
    assert isinstance(back, pd.RangeIndex)
    assert (back.start, back.stop, back.step) == (index.start, index.stop, index.step)
    assert join([part for _, part in kept[:2]]).index.tolist() == [*index[:4], index[5]]


def test_groups_that_an_earlier_release_kept_are_joined(attachment):
    def read(folder):
        stated = json.loads((folder / "attachment.json").read_text())
        settings = stated.pop("settings")
        return attachment((folder / "content").read_bytes(), **stated, **settings)

    frame = pd.DataFrame(
        {
            "country": ["FR", "DE", "FR", "DE", "IT"],
            "gdp": [1.5, 2.5, 3.5, np.nan, 5.5],
            "kind": pd.Categorical(list("abaab")),
        },
        index=pd.RangeIndex(10, 60, 10),
    )
    kept = [read(folder) for folder in sorted((Path(__file__).parent / "kept_groups").iterdir())]
    assert_frame_equal(join(kept), frame, check_index_type="exact")
    assert_frame_equal(join(kept[:2]), frame[:4])


@pytest.mark.parametrize("whole", [{"stop": 6}, {"rows": "x"}, {"rows": None}, [6], {"rows": 6, "stop": 7}])
def test_a_whole_that_is_none_is_refused(whole, stored):
    kept = [part for _, part in stored(world(), ["continent"])]
    for part in kept:
        part.settings["whole"] = whole
    with pytest.raises(UnsupportedObject, match="not as docs"):
        join(kept)


def test_groups_in_the_typed_form_are_joined_and_are_no_part_of_others(stored, attachment):
    from dstack_jupyter.codecs.tables import typed
    from dstack_jupyter.codecs.tables.reading import TYPED_TYPE

    frame = world()
    kept = [part for _, part in stored(frame, ["year"])]
    as_json = [attachment(typed.text_of(part), TYPED_TYPE, part.application, **part.settings) for part in kept]
    assert_frame_equal(join(as_json), frame)
    with pytest.raises(InvalidValue, match="not groups of one table"):
        join([as_json[0], kept[1]])
    other = [part for _, part in stored(frame.drop(columns="gdp"), ["year"])]
    other_json = attachment(typed.text_of(other[1]), TYPED_TYPE, other[1].application, **other[1].settings)
    with pytest.raises(InvalidValue, match="not groups of one table"):
        join([as_json[0], other_json])


def test_five_thousand_groups_are_cut_and_joined(stored):
    frame = pd.DataFrame({"g": np.arange(10_000) % 5_000, "v": np.arange(10_000.0)})
    kept = stored(frame, ["g"])
    assert len(kept) == 5_000
    assert_frame_equal(join([part for _, part in kept[:50]]), frame[frame.g < 50])


@pytest.mark.parametrize(
    ("frame", "by", "words"),
    [
        (world(), ["contnent"], r"by='contnent' is no column of the table; it has continent, year, gdp, note, when"),
        (world(), [], "at least one column"),
        (world(), ["gdp"], r"'gdp' has a missing value in row 1 .*dropna\(subset=\['gdp'\]\)"),
        (pd.DataFrame({"a": [None, "x"]}), ["a"], "'a' has a missing value in row 0"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), ["a"], "the label of 2 columns"),
        (pd.DataFrame({"a": range(10_001)}), ["a"], r"makes 10,001 groups, and a frame has at most 10,000"),
        (pd.DataFrame({"a": pd.Series(dtype=int)}), ["a"], r"no rows.*push it without by="),
        (pd.DataFrame({"a": pd.interval_range(0, 2)}), ["a"], "'a' is of type Interval"),
        (
            pd.DataFrame({"a": pd.to_datetime(["2024-01-01T00:00:00.000000001", "2024-01-01T00:00:00.000000002"])}),
            ["a"],
            "several groups would have the params a=2024-01-01",
        ),
        ({"a": 1}, ["a"], "dict is none"),
    ],
)
def test_what_cannot_be_cut_is_refused_with_what_to_do(frame, by, words):
    with pytest.raises(InvalidValue, match=words):
        split(frame, by)


def test_attachments_that_are_no_groups_are_not_joined(keep, stored):
    one, other = stored(world(), ["continent"]), stored(world()[::-1], ["continent"])
    with pytest.raises(InvalidValue, match="not groups of one table"):
        join([keep(world())])
    with pytest.raises(InvalidValue, match="groups of several tables"):
        join([one[0][1], stored(world().head(3), ["continent"])[0][1]])
    with pytest.raises(InvalidValue, match=r"of several tables|not groups of one"):
        join([one[0][1], other[0][1]])
    with pytest.raises(InvalidValue, match="groups of several tables"):  # though no two rows have one position
        join([one[-1][1], stored(world().head(3), ["continent"])[0][1]])
    turned = world().assign(continent=world().continent.to_numpy()[[5, 0, 1, 2, 3, 4]])
    turned["continent"] = turned["continent"].astype(world().continent.dtype)
    with pytest.raises(InvalidValue, match="groups of several tables"):
        join([one[0][1], stored(turned, ["continent"])[0][1]])
    with pytest.raises(InvalidValue):
        join([])


def test_rows_of_a_group_stay_in_order(stored, pull):
    frame = pd.DataFrame({"g": np.random.default_rng(0).integers(0, 3, 10_000), "v": range(10_000)})
    for params, kept in stored(frame, ["g"]):
        assert_frame_equal(pull(kept), frame[frame.g == params["g"]])


def test_the_hidden_position_is_not_mistaken_for_a_column(stored):
    frame = pd.DataFrame({"__dstack_position__": [5, 6], "g": ["x", "y"]})
    assert_frame_equal(join([part for _, part in stored(frame, ["g"])]), frame)


def test_a_frame_has_the_groups_that_the_limit_says():
    assert groups.MAX_GROUPS == 10_000
