"""Whatever table is stored, whoever pushed it, it is read in one way: as Arrow, with an envelope."""

import io
import json
from contextlib import suppress
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pyarrow.parquet as pq
import pytest

from dstack_jupyter.codecs.forms import FORMS, attachment_as
from dstack_jupyter.codecs.groups import split
from dstack_jupyter.codecs.registry import decoder_for
from dstack_jupyter.codecs.rows import read_rows
from dstack_jupyter.codecs.tables.cells import cells_of, name_of
from dstack_jupyter.codecs.tables.reading import is_format, is_table, read_table
from dstack_jupyter.model.errors import UnsupportedObject

CASES = json.loads((Path(__file__).parents[1] / "cases" / "tables.json").read_text(encoding="utf-8"))

TABLE = pa.table({"a": [2, 1], "b": ["x", None]})


def parquet_file(folder):
    path = folder / "table.parquet"
    pa.parquet.write_table(TABLE, path)
    return path


def arrow_file(folder):
    path = folder / "table.arrow"
    with pa.ipc.new_file(path, TABLE.schema) as file:
        file.write_table(TABLE)
    return path


def feather_file(folder):
    path = folder / "table.feather"
    pa.feather.write_feather(TABLE, path)
    return path


def csv_file(folder):
    path = folder / "table.csv"
    path.write_text("a,b\n2,x\n1,\n")
    return path


PUSHED = {
    "a frame": lambda folder: TABLE.to_pandas(),
    "a series": lambda folder: pd.Series([2, 1], name="a"),
    "polars": lambda folder: pl.from_arrow(TABLE),
    "polars, lazy": lambda folder: pl.from_arrow(TABLE).lazy(),
    "DuckDB": lambda folder: duckdb.from_arrow(TABLE),
    "Arrow": lambda folder: TABLE,
    "a reader": lambda folder: TABLE.to_reader(),
    "a Parquet file": parquet_file,
    "an Arrow file": arrow_file,
    "a Feather file": feather_file,
    "a CSV file": csv_file,
}


def columns_of(table, envelope):
    return {name_of(spec): cells_of(table[field], spec) for field, spec in envelope.fields().items()}


@pytest.mark.parametrize("pushed", PUSHED)
def test_every_table_is_read_with_what_its_columns_are(pushed, keep, tmp_path):
    kept = keep(PUSHED[pushed](tmp_path))
    assert is_table(kept.content_type)
    columns = columns_of(*read_table(kept))
    assert columns == {"a": [2, 1]} | ({} if pushed == "a series" else {"b": ["x", None]})
    assert read_rows(kept, sort="a").rows == [list(row) for row in zip(*columns.values(), strict=True)][::-1]


@pytest.mark.parametrize(
    ("pushed", "library"),
    [
        ("a frame", pd),
        ("a series", pd),
        ("polars", pl),
        ("polars, lazy", pl),
        ("DuckDB", duckdb),
        ("Arrow", pa),
        ("a reader", pa),
    ],
)
def test_a_table_says_with_which_libraries_it_was_made(pushed, library, keep, tmp_path):
    versions = {library.__name__: library.__version__, "pyarrow": pa.__version__}
    assert versions.items() <= keep(PUSHED[pushed](tmp_path)).settings.items()
    if pushed not in ("a series", "a reader"):
        for _, encoded in split(PUSHED[pushed](tmp_path), ["a"]):
            assert versions.items() <= encoded.settings.items()


def test_a_table_of_2020_has_its_index(attachment):
    old = attachment(b'"key","a"\n"k","1"\n', "text/csv", "pandas/dataframe", index=True, schema=["object", "int64"])
    assert columns_of(*read_table(old)) == {"key": ["k"], "a": [1]}


def test_a_file_may_have_one_name_twice(attachment, tmp_path):
    path = tmp_path / "twice.arrow"
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    with pa.ipc.new_file(path, table.schema) as file:
        file.write_table(table)
    read, envelope = read_table(attachment(path.read_bytes(), "application/vnd.apache.arrow.file"))
    assert [(spec["field"], spec["label"]) for spec in envelope.columns] == [("a", "a"), ("a_2", "a")]
    assert read.column_names == ["a", "a_2"]


@pytest.mark.parametrize("obj", ["a text", b"bytes", {"json": 1}])
def test_what_is_no_table_is_told_by_its_type(obj, keep):
    kept = keep(obj)
    assert not is_table(kept.content_type)
    with pytest.raises(UnsupportedObject, match="which has no rows; tables are Parquet, Arrow files and CSV"):
        read_table(kept)


@pytest.mark.parametrize(
    ("content_type", "words"),
    [
        ("application/vnd.apache.parquet", "no Parquet file that can be read"),
        ("application/vnd.apache.arrow.file", "no Arrow file that can be read"),
        ("text/csv; charset=utf-8", "no CSV that can be read"),
    ],
)
def test_a_damaged_table_is_refused_in_words(content_type, words, attachment):
    assert is_table(content_type)
    with pytest.raises(UnsupportedObject, match=words):
        read_table(attachment(b'a,b\n"1,2\n\xff', content_type))


@pytest.mark.parametrize("case", CASES, ids=[case["content_type"] for case in CASES])
def test_the_browser_and_the_server_take_the_same_for_tables(case):
    """Both run this table of cases; some rows without all the others are read of Parquet alone."""
    assert is_table(case["content_type"]) == case["is_table"]
    assert is_format(case["content_type"], "parquet") == case["is_paged"]


HUGE = {"kind": "category", "ordered": False, "categories": {"range": [0, 2**60, 1]}, "stored": "texts"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "damage",
    [
        lambda envelope: envelope.update(object=5),
        lambda envelope: envelope.update(column_labels={}),
        lambda envelope: envelope.update(column_labels=[1]),
        lambda envelope: envelope["index"]["levels"][0].update(range=[0, 2**60, 1]),
        lambda envelope: envelope["index"]["levels"][0].update(range="x"),
        lambda envelope: envelope["columns"][0].update(field="b"),
        lambda envelope: envelope["columns"][0].update(field=[]),
        lambda envelope: envelope["columns"][0].update(kind={}),
        lambda envelope: envelope["columns"][0].update(kind="category"),
        lambda envelope: envelope["columns"][0].update(dtype="V1000000000"),
        lambda envelope: envelope["columns"][0].update(kind="complex", dtype="U100000000"),
        lambda envelope: envelope["columns"][0].update(label={"$date": "x"}),
        lambda envelope: envelope["columns"][0].update(label={"$numpy": "V", "value": 2**45}),
        lambda envelope: envelope["columns"][0].update(label={"$array": [""], "dtype": "U100000000", "shape": [1]}),
        lambda envelope: envelope["columns"][0].update(HUGE),
    ],
)
def test_an_envelope_that_anybody_wrote_is_refused_in_words(damage, form, keep):
    kept = keep(pd.DataFrame({"a": [1, 2]}))
    table = pq.read_table(pa.BufferReader(kept.content))
    envelope = json.loads(table.schema.metadata[b"dstack.table"])
    damage(envelope)
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"dstack.table": json.dumps(envelope)}), sink)
    kept.content = sink.getvalue()
    with suppress(UnsupportedObject):  # what a form has no need of may be damaged
        attachment_as(kept, form)
    with pytest.raises(UnsupportedObject, match=r"not as docs/table-envelope\.md says"):
        decoder_for(kept).decode(kept)
