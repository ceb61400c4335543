"""A table is cut where its rows say so: a change leaves the other row groups as they were."""

import itertools

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dstack_jupyter.codecs.tables import row_groups

ROWS = 300_000


def table_of(rows=ROWS, seed=0):
    random = np.random.default_rng(seed)
    return pa.table(
        {
            "counter": np.arange(rows),
            "same": np.full(rows, 2020),
            "price": random.normal(size=rows),
            "name": pa.array(random.integers(0, 10**6, rows)).cast(pa.string()),
            "kind": pa.array(random.choice(["a", "b"], rows)).dictionary_encode(),
        }
    )


TABLE = table_of()


def groups_of(table):
    return list(row_groups.of_table(table))


def shared(left, right):
    """The share of the rows of `right` that stand in groups that `left` has too."""
    known = {tuple(group["price"].to_pylist()) for group in left}
    return sum(len(group) for group in right if tuple(group["price"].to_pylist()) in known) / sum(map(len, right))


def test_the_groups_together_are_the_table():
    groups = groups_of(TABLE)
    assert pa.concat_tables(groups).equals(TABLE)
    planned = row_groups.planned(ROWS, TABLE.nbytes, TABLE.num_columns, row_groups.GROUPS)
    assert 0.6 * planned < ROWS / len(groups) < 1.5 * planned
    assert all(planned // 2 <= len(group) <= 2 * planned for group in groups[:-1])


@pytest.mark.parametrize("place", [0, 1000, ROWS // 3, ROWS])
def test_rows_that_are_inserted_change_the_groups_around_them_alone(place):
    new = table_of(3000, seed=1)
    inserted = pa.concat_tables([TABLE.slice(0, place), new, TABLE.slice(place)])
    assert shared(groups_of(TABLE), groups_of(inserted)) > 0.85


def test_rows_that_are_left_out_change_the_groups_around_them_alone():
    fewer = pa.concat_tables([TABLE.slice(0, 100_000), TABLE.slice(103_000)])
    assert shared(groups_of(TABLE), groups_of(fewer)) > 0.85


def test_a_counter_that_is_counted_anew_moves_no_group():
    inserted = pa.concat_tables([TABLE.slice(0, 1000), table_of(3000, seed=1), TABLE.slice(1000)])
    counted = inserted.set_column(0, "counter", pa.array(np.arange(len(inserted))))
    assert shared(groups_of(TABLE), groups_of(counted)) > 0.85


def test_a_new_column_moves_no_group():
    wider = TABLE.append_column("new", pa.array(np.random.default_rng(2).normal(size=ROWS)))
    ends = [list(np.cumsum([len(group) for group in groups_of(table)])) for table in (TABLE, wider)]
    assert len(set(ends[0]) & set(ends[1])) > 0.5 * len(ends[0])


def lengths(groups):
    return [len(group) for group in groups]


PART = TABLE.slice(0, 150_000)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1000, 90_000), min_size=1, max_size=5), st.integers(1, 5000))
def test_the_groups_are_the_same_however_the_rows_come(sizes, first):
    begins = itertools.accumulate(itertools.chain([first], itertools.cycle(sizes)), initial=0)
    cuts = [*itertools.takewhile(lambda begin: begin < len(PART), begins), len(PART)]
    batches = [part for begin, end in itertools.pairwise(cuts) for part in PART.slice(begin, end - begin).to_batches()]
    streamed = list(row_groups.of_batches(PART.schema, batches))
    assert lengths(streamed) == lengths(row_groups.of_batches(PART.schema, PART.to_batches()))
    assert pa.concat_tables(streamed).equals(PART)
    assert lengths(groups_of(pa.Table.from_batches(batches, PART.schema))) == lengths(groups_of(PART))


def test_what_stands_behind_a_null_is_not_looked_at():
    valid = np.random.default_rng(4).random(ROWS) < 0.5
    values = np.random.default_rng(5).normal(size=ROWS)
    bitmap = pa.py_buffer(np.packbits(valid, bitorder="little").tobytes())
    columns = [
        pa.Array.from_buffers(pa.float64(), ROWS, [bitmap, pa.py_buffer(np.where(valid, values, behind).tobytes())])
        for behind in (0.0, 7.0)
    ]
    ends = [[len(group) for group in groups_of(pa.table({"a": column}))] for column in columns]
    assert ends[0] == ends[1]
    assert len(set(ends[0])) > 2


@pytest.mark.parametrize(
    "columns",
    [
        {"a": np.zeros(ROWS)},
        {"a": pa.array([True, False] * (ROWS // 2))},
        {"a": pa.nulls(ROWS)},
        {"a": pa.nulls(ROWS, pa.float64())},
        {"a": pa.array([[1]] * ROWS)},
        {"a": pa.array([b"x"] * ROWS)},
        {"a": np.arange(ROWS), "b": np.zeros(ROWS)},
        {"a": pd.date_range("2020-01-01", periods=ROWS, tz="Europe/Paris")},
        {"a": pa.array(np.arange(ROWS) % 7, pa.int8())},
    ],
)
def test_any_columns_make_groups(columns):
    table = pa.table(columns)
    groups = groups_of(table)
    assert pa.concat_tables(groups).equals(table)
    assert all(len(group) for group in groups)


@pytest.mark.parametrize("table", [pa.table({}), pa.table({"a": pa.array([], pa.int64())}), TABLE.slice(5, 1)])
def test_tables_of_few_rows_are_one_group_or_none(table):
    assert sum(map(len, groups_of(table))) == len(table)
    assert sum(map(len, row_groups.of_batches(table.schema, table.to_batches()))) == len(table)


def test_a_table_that_grows_by_a_little_keeps_the_size_of_its_groups():
    sizes = [row_groups.planned(rows, rows * 54, 8, row_groups.GROUPS) for rows in range(900_000, 3_000_000, 9_000)]
    changes = sum(left != right for left, right in itertools.pairwise(sizes))
    assert changes <= 5
    assert sizes == sorted(sizes)
    assert row_groups.planned(10**9, 54 * 10**9, 8, row_groups.GROUPS) <= row_groups.MOST * 1.5


def test_wide_tables_have_few_groups(keep):
    wide = pd.DataFrame(np.random.default_rng(0).normal(size=(2000, 1000)))
    assert pq.read_metadata(pa.BufferReader(keep(wide).content)).num_row_groups <= 2


def test_moments_that_are_evenly_spaced_end_groups_by_what_they_are():
    minutes = pa.table({"a": pa.array(np.arange(ROWS) * 60_000_000_000, pa.timestamp("ns"))})
    ends = [0, *row_groups.Ends(2048).of(minutes.to_batches(max_chunksize=65_536))]
    assert (np.diff(ends) == 2 * 2048).mean() < 0.2


def test_a_large_dictionary_is_not_counted_with_every_part_of_the_rows():
    price = np.random.default_rng(0).normal(size=ROWS)
    few, many = (
        pa.table({"price": price, "text": pa.DictionaryArray.from_arrays(pa.array(np.arange(ROWS) % 9), texts)})
        for texts in (list("abcdefghi"), [f"{number:050}" for number in range(50_000)])
    )
    assert lengths(groups_of(many)) == lengths(groups_of(few))
