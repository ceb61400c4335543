"""A table that comes in pieces is pushed with the memory of some pieces, however long it is."""

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

PUSH = """
import resource, sys
import numpy as np, pyarrow as pa
from dstack_jupyter.codecs.registry import codec_for

PIECE = 100_000
SCHEMA = pa.schema([("a", pa.int64()), ("x", pa.float64())])

def reader(pieces):
    def batches():
        for number in range(pieces):
            random = np.random.default_rng(number).random(PIECE)
            yield pa.record_batch([pa.array(np.arange(PIECE) + number), pa.array(random)], schema=SCHEMA)
    return pa.RecordBatchReader.from_batches(SCHEMA, batches())

def relation(pieces):
    import duckdb
    return duckdb.sql(f"select range as a, random() as x from range({pieces * PIECE})")

def lazy(pieces):
    import polars as pl
    return pl.concat([pl.scan_parquet(sys.argv[2])] * pieces).with_columns(pl.col("x") * 2)

class Nowhere:
    def write(self, chunk):
        return len(chunk)

def push(pieces):
    obj = MAKERS[sys.argv[1]](pieces)
    encoded = codec_for(obj).encode(obj, {})
    encoded.write(Nowhere())
    return encoded.settings["rows"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

MAKERS = {"reader": reader, "relation": relation, "lazy": lazy}
push(10)
_, before = push(10)
rows, after = push(int(sys.argv[3]))
print(rows * 16, (after - before) * 1024)
"""


@pytest.fixture(scope="module")
def piece(tmp_path_factory):
    path = tmp_path_factory.mktemp("piece") / "piece.parquet"
    rows = np.arange(100_000)
    pq.write_table(pa.table({"a": rows, "x": rows % 7 / 2}), path)
    return path


@pytest.mark.parametrize(
    ("kind", "pieces", "allowed"), [("reader", 130, 20e6), ("relation", 130, 20e6), ("lazy", 510, 80e6)]
)
def test_a_table_in_pieces_goes_in_with_flat_memory(kind, pieces, allowed, piece):
    command = [sys.executable, "-c", PUSH, kind, str(piece), str(pieces)]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    length, growth = map(int, out.split()[-2:])  # a slow DuckDB tells its progress before
    assert length > 10 * allowed
    assert growth < allowed
