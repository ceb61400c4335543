"""Tables of polars, DuckDB, pyarrow and others are streamed in and come back as themselves."""

import datetime as dt
import io
import sys
from decimal import Decimal

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dstack_jupyter.codecs.groups import split
from dstack_jupyter.codecs.registry import codec_for, decoder_for
from dstack_jupyter.model.errors import UnsupportedObject

POLARS = pl.DataFrame(
    {
        "text": ["x", None],
        "category": pl.Series(["b", None], dtype=pl.Categorical),
        "enum": pl.Series(["a", None], dtype=pl.Enum(["b", "a", "z"])),
        "list": [["x"], None],
        "enums": pl.Series([["a"], None], dtype=pl.List(pl.Enum(["b", "a"]))),
        "array": pl.Series([[1, 2], None], dtype=pl.Array(pl.Int64, 2)),
        "struct": [{"a": 1, "b": "x"}, None],
        "date": [dt.date(2024, 1, 1), None],
        "time": [dt.time(1), None],
        "duration": [dt.timedelta(1), None],
        "zoned": pl.Series([dt.datetime(2024, 1, 1), None]).dt.replace_time_zone("Europe/Paris"),
        "decimal": pl.Series([Decimal("1.50"), None], dtype=pl.Decimal(10, 2)),
        "binary": [b"x", None],
        "small": pl.Series([1, None], dtype=pl.Int8),
        "float": [float("nan"), None],
        "null": [None, None],
    }
)

ARROW = pa.table(
    {
        "view": pa.array(["x", None], pa.string_view()),
        "views": pa.array([["x"], None], pa.list_(pa.string_view())),
        "list view": pa.array([[1], None], pa.list_view(pa.int64())),
        "runs": pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["a", None])),
        "seconds": pa.array([1, None], pa.timestamp("s", "+05:30")),
        "nested seconds": pa.array([{"x": 1}, None], pa.struct([("x", pa.timestamp("s"))])),
        "numbers by key": pa.array([5, 7]).dictionary_encode(),
        "texts by key": pa.array(["x", None], pa.large_string()).dictionary_encode(),
        "half": pa.array([1.5, None], pa.float16()),
        "day": pa.array([86_400_000, None], pa.date64()),
        "uuid": pa.array([b"0" * 16, None], pa.uuid()),
        "nothing": pa.array([[None, None], None], pa.large_list(pa.null())),
        "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
    }
).replace_schema_metadata({"made by": "a lab"})


def test_a_polars_frame_comes_back_as_itself(there_and_back):
    back = there_and_back(POLARS)
    assert back.schema == POLARS.schema
    assert back.equals(POLARS)


def test_a_lazy_frame_comes_back_lazy(there_and_back):
    back = there_and_back(POLARS.lazy().with_columns(one=pl.lit(1)))
    assert isinstance(back, pl.LazyFrame)
    assert back.collect().equals(POLARS.with_columns(one=pl.lit(1)))


def test_an_arrow_table_comes_back_with_its_types_and_metadata(there_and_back):
    back = there_and_back(ARROW)
    assert back.schema.equals(ARROW.schema, check_metadata=True)
    assert back.to_pylist() == ARROW.to_pylist()


def test_names_of_columns_need_not_differ(there_and_back):
    table = pa.Table.from_arrays([pa.array([1]), pa.array(["x"]), pa.array([2.5])], names=["a", "a", "a_2"])
    assert there_and_back(table).equals(table)


def test_a_reader_comes_back_as_a_reader(there_and_back):
    table = pa.table({"a": range(10)})
    back = there_and_back(table.to_reader(max_chunksize=3))
    assert isinstance(back, pa.RecordBatchReader)
    assert back.read_all().equals(table)


def test_a_duckdb_relation_comes_back_as_a_relation(there_and_back):
    rows = "select i, 'n' || i as s, date '2024-01-01' + i::int as d, i::decimal(9, 2) as m from range(5) t(i)"
    back = there_and_back(duckdb.sql(rows))
    assert isinstance(back, duckdb.DuckDBPyRelation)
    assert back.fetchall() == duckdb.sql(rows).fetchall()


@pytest.mark.parametrize(
    "value",
    [
        "(2 ** 100)::hugeint",
        "sum(1)",
        "'00000000-0000-0000-0000-000000000007'::uuid",
        "timetz '01:02:03+02'",
        "timestamptz '2024-01-01 00:00:00+02'",
        "timestamp_s '2024-01-01'",
        "interval '1 month 2 days'",
        "'101'::bit",
        """'{"a": 1}'::json""",
        "'ok'::enum('sad', 'ok', 'happy')",
        "['ok'::enum('ok', 'sad')]",
        "{'a': [1, 2]::int[2], 'b': map {'k': 1}}",
        "12345678901234567890123::bignum",
        "null",
    ],
)
def test_a_type_of_duckdb_comes_back_as_itself(value, there_and_back):
    relation = duckdb.sql(f"""select {value} as "a ""name\"""")
    back = there_and_back(relation)
    assert (back.columns, back.types) == (relation.columns, relation.types)
    assert back.fetchall() == relation.fetchall()


def test_columns_of_one_name_come_back_with_their_types(there_and_back):
    back = there_and_back(duckdb.sql("select 1::hugeint as a, '101'::bit as a, 2 as b"))
    assert [str(type_) for type_ in back.types] == ["HUGEINT", "BIT", "INTEGER"]
    assert back.fetchall() == [(1, "101", 2)]


def test_anything_that_streams_arrow_comes_back_as_an_arrow_table(there_and_back):
    class Rows:
        def __arrow_c_stream__(self, requested_schema=None):
            return pa.table({"a": [1, 2]}).__arrow_c_stream__(requested_schema)

    assert there_and_back(Rows()).equals(pa.table({"a": [1, 2]}))


@pytest.mark.parametrize(
    "empty", [pa.table({}), pa.table({"a": pa.array([], pa.string())}), POLARS.clear(), pl.DataFrame()]
)
def test_tables_without_rows_or_columns_come_back(empty, there_and_back):
    back = there_and_back(empty)
    assert type(back) is type(empty)
    assert back.schema == empty.schema


def test_settings_say_what_it_was(keep):
    settings = keep(POLARS).settings
    assert settings["rows"] == 2
    assert settings["columns"] == 16
    assert settings["polars"] == pl.__version__
    assert settings["schema"][0] == {"name": "text", "type": "large_string"}


def test_without_polars_a_frame_comes_as_an_arrow_table_with_a_note(keep, pull, monkeypatch):
    kept = keep(pl.DataFrame({"a": [1, 2]}))
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.warns(UserWarning, match=r"polars is not installed: the table comes as pyarrow\.Table"):
        assert pull(kept).equals(pa.table({"a": [1, 2]}))


def test_how_a_table_is_cut_into_batches_leaves_no_trace(keep):
    rows = 300_000
    table = pa.table({"a": range(rows), "text": [f"{i:x}" for i in range(rows)], "list": [[i] for i in range(rows)]})
    pieces = pa.concat_tables([table.slice(0, 1000), table.slice(1000, 200_000), table.slice(201_000)])
    assert keep(pieces).content == keep(table).content
    keyed = pa.chunked_array([pa.array(["x", "y"]).dictionary_encode(), pa.array(["y", "z"]).dictionary_encode()])
    one = pa.table({"keyed": keyed}).unify_dictionaries().combine_chunks()
    assert keep(pa.table({"keyed": keyed})).content == keep(one).content


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        (pl.Series([1]), r"Series is not a table.*series\.to_frame\(\)"),
        (pa.chunked_array([[1]]), "ChunkedArray is not a table.*push it as a column of a table"),
        (pl.DataFrame({"ok": [1], "o": pl.Series([object()], dtype=pl.Object)}), "column 'o' is of the type Object"),
        (pl.DataFrame({"big": pl.Series([1], dtype=pl.Int128)}), "column 'big' is of the type Int128"),
        (
            duckdb.sql("select [timetz '01:02:03+02'] as t"),
            r"column 't' is of the type TIME WITH TIME ZONE\[\].*cast it",
        ),
        (duckdb.sql("select union_value(a := 1) as u"), "column 'u'.*union.*cast it"),
        (pa.table({"i": pa.array([pa.MonthDayNano([1, 2, 3])])}), "column 'i'.*month_day_nano_interval.*cast it"),
        (pa.table({"s": pa.array([{}], pa.struct([]))}), "column 's'.*struct<>.*cast it"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(obj, words, keep):
    with pytest.raises(UnsupportedObject, match=words):
        keep(obj)


def test_other_readers_find_sensible_columns(keep):
    content = keep(POLARS).content
    assert pl.read_parquet(io.BytesIO(content)).columns == POLARS.columns
    assert pq.read_table(io.BytesIO(content)).column_names == POLARS.columns
    zoned = pa.table({"at": pa.array([0], pa.timestamp("us", "+05:30"))})
    assert pl.read_parquet(io.BytesIO(keep(zoned).content)).schema == {"at": pl.Datetime("us", "UTC")}


def test_every_table_has_one_codec_for_both_ways(keep):
    for obj in (POLARS, ARROW, duckdb.sql("select 1 as a")):
        assert decoder_for(keep(obj)) is codec_for(obj)


def dictionaries(*batches):
    type_ = pa.dictionary(pa.int8(), pa.string())
    return pa.Table.from_batches([pa.record_batch({"d": pa.array(texts).cast(type_)}) for texts in batches])


@pytest.mark.parametrize("give", [lambda table: table, lambda table: table.to_reader()], ids=["table", "reader"])
def test_batches_with_dictionaries_of_their_own_go_together(give, there_and_back):
    table = dictionaries(["a", "b"], [], ["c", "a", None])
    back = there_and_back(give(table))
    back = back if isinstance(back, pa.Table) else back.read_all()
    assert back.schema == table.schema
    assert back.to_pydict() == table.to_pydict()


@pytest.mark.parametrize(
    "give",
    [
        lambda table: codec_for(table).encode(table, {}).write(io.BytesIO()),
        lambda table: codec_for(table).encode(table.to_reader(), {}).write(io.BytesIO()),
        lambda table: split(table, ["d"]),
    ],
    ids=["table", "reader", "groups"],
)
def test_dictionaries_that_are_too_large_together_are_refused_in_words(give):
    table = dictionaries(*([f"{batch} {row}" for row in range(100)] for batch in range(3)))
    with pytest.raises(UnsupportedObject, match=r"batches of the table do not go together.*larger indices"):
        give(table)


def test_a_null_in_a_dictionary_comes_back_as_a_null(there_and_back):
    column = pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.int8()), pa.array(["a", None]))
    assert there_and_back(pa.table({"d": column}))["d"].to_pylist() == ["a", None, None]


@pytest.mark.parametrize("rows", [0, 2])
def test_tensors_and_what_holds_uuids_come_back(rows, there_and_back):
    tensors = pa.FixedShapeTensorArray.from_numpy_ndarray(np.arange(12).reshape(2, 2, 3))
    uuids = pa.ListArray.from_arrays([0, 1, 2], pa.array([b"0" * 16, b"1" * 16], pa.uuid()))
    table = pa.table({"tensor": tensors, "uuids": uuids}).slice(0, rows)
    assert there_and_back(table).equals(table)
