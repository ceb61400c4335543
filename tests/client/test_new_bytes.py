"""A push of what was pushed before, or of a little more than that, writes little."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import dstack_jupyter as ds

ROWS = 400_000


def mixed(rows, seed=0):
    random = np.random.default_rng(seed)
    words = np.array([f"word {number}" for number in range(500)])
    return pd.DataFrame(
        {
            "price": random.normal(100, 15, rows),
            "share": random.random(rows),
            "count": random.integers(0, 10**6, rows),
            "text": words[random.integers(0, len(words), rows)],
            "kind": pd.Categorical.from_codes(random.integers(0, 8, rows), list("abcdefgh")),
            "time": pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 10**8, rows), unit="s"),
        }
    )


FRAME, MORE = mixed(ROWS), mixed(ROWS // 100, seed=1)
HALF = ROWS // 2

CHANGED = {
    "a block changed": pd.concat([FRAME[:HALF], MORE, FRAME[HALF + len(MORE) :]], ignore_index=True),
    "rows appended": pd.concat([FRAME, MORE], ignore_index=True),
    "rows inserted": pd.concat([FRAME[:HALF], MORE, FRAME[HALF:]], ignore_index=True),
    "rows left out": pd.concat([FRAME[:HALF], FRAME[HALF + len(MORE) :]], ignore_index=True),
}


def stored():
    """Bytes of all contents of the store."""
    return sum(path.stat().st_size for path in Path(os.environ["DSTACK_HOME"], "store", "blobs").glob("??/*"))


@pytest.fixture
def first():
    """What the first push wrote."""
    ds.push("sales", FRAME)
    return stored()


def test_the_same_frame_writes_nothing_in_any_stack(first):
    ds.push("sales", FRAME.copy(), force=True)
    ds.push("other", FRAME.copy(), params={"n": 1})
    assert stored() == first
    assert_frame_equal(ds.pull("other"), FRAME)


@pytest.mark.parametrize("change", CHANGED)
def test_a_change_of_one_percent_in_one_place_writes_little(first, change):
    ds.push("sales", CHANGED[change])
    assert 0 < stored() - first < 0.06 * first
    assert_frame_equal(ds.pull("sales"), CHANGED[change])
    assert_frame_equal(ds.pull("sales", frame=1), FRAME)


def test_a_new_column_writes_little_more_than_itself(first):
    ds.push("sales", FRAME.assign(new=MORE["share"].iloc[0]))
    assert stored() - first < 0.1 * first


def test_what_is_cut_costs_little_room(first):
    whole = Path(os.environ["DSTACK_HOME"]).parent / "whole.parquet"
    FRAME.to_parquet(whole, compression="zstd")
    assert first < 1.15 * whole.stat().st_size


def test_a_file_that_grew_at_its_end_writes_what_is_new(tmp_path):
    log = tmp_path / "log.bin"
    log.write_bytes(os.urandom(8 << 20))
    ds.push("log", log)
    before = stored()
    with log.open("ab") as file:
        file.write(os.urandom(1 << 20))
    ds.push("log", log)
    assert stored() - before == 1 << 20
    assert ds.pull("log").read_bytes() == log.read_bytes()
