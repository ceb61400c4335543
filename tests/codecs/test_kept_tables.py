"""What is kept of tables between two pages is little, whatever is asked for."""

import hashlib
import io
import tracemalloc
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dstack_jupyter.codecs.rows import read_rows
from dstack_jupyter.codecs.tables import kept as keeping
from dstack_jupyter.codecs.tables import paging
from dstack_jupyter.codecs.tables.kept import kept

ROWS = 20_000


@dataclass
class Stored:
    """A Parquet file of which a part can be read, as the store has it."""

    content: bytes
    content_type: str = "application/vnd.apache.parquet"
    application: None = None
    settings: dict = field(default_factory=dict)

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()

    @property
    def length(self):
        return len(self.content)

    def read(self):
        return memoryview(self.content)

    def open(self):
        return io.BytesIO(self.content)


@pytest.fixture(autouse=True)
def forgotten():
    """Nothing is known of the contents of other tests, and of these in others."""
    kept.clear()
    yield
    kept.clear()


@pytest.fixture
def small(monkeypatch):
    """Little may be kept."""
    monkeypatch.setattr(keeping, "MOST", 1 << 20)
    monkeypatch.setattr(paging, "MOST", 4 << 20)
    monkeypatch.setattr(kept, "_most", 1 << 20)


def stored(table, **options):
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return Stored(file.getvalue())


def test_filters_that_nothing_fits_do_not_fill_the_memory(small):
    table = stored(pa.table({"a": ["x", "y"]}))
    tracemalloc.start()
    try:
        for number in range(400):
            assert read_rows(table, filter=f"a = {'z' * 20_000}{number}").total == 0
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 4 << 20


def test_things_of_no_size_are_few():
    few = keeping.Kept(100_000)
    for number in range(1000):
        few.put("content", number, (), 0)
    assert sum(few.get("content", number) is not None for number in range(1000)) < 100
    assert few.get("content", 999) is not None


@pytest.mark.parametrize("name", ["text", "a.text"])
def test_a_wide_column_among_many_narrow_ones_is_read_a_part_at_a_time(small, name):
    texts = pa.array(np.random.default_rng(1).bytes(400).hex() + str(row) for row in range(ROWS))
    narrow = {f"n{number}": pa.array(np.arange(ROWS)) for number in range(30)}
    file = stored(
        pa.table({**narrow, name: texts, "nested": pa.array([{"text": text} for text in texts.to_pylist()])}),
        row_group_size=ROWS // 5,
        use_dictionary=False,
    )
    pages = paging.pages_of(file)
    assert len(list(pages.fields(["n1"]))) == 1
    assert len(list(pages.fields([name]))) == len(list(pages.fields(["nested"]))) == 5
