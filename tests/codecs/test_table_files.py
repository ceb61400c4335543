"""The file that a table is kept in: plain Parquet to everybody, with an envelope to those who read it."""

import datetime as dt
import io
import json
import re
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from dstack_jupyter.codecs.dataframe import MAX_SCHEMA
from dstack_jupyter.codecs.tables import envelope, kinds, row_groups
from dstack_jupyter.model.errors import UnsupportedObject

FRAME = pd.DataFrame(
    {
        "name": ["x", None],
        "count": pd.array([1, None], "Int64"),
        "share": [0.5, np.nan],
        "size": pd.Categorical(["hi", "lo"], ["lo", "mid", "hi"], ordered=True),
        "bin": pd.cut([1, 9], 2),
        "month": pd.PeriodIndex(["2024-02", "2023-12"], freq="M"),
        "at": pd.to_datetime(["2024-06-01T00:00+05:30", "2024-06-02T00:00+05:30"]),
        "paris": pd.to_datetime(["2024-06-01", None]).tz_localize("Europe/Paris"),
        "took": pd.to_timedelta(["1s", None]),
        "half": np.array([1.5, 2], "float16"),
        "z": [1j, 2],
        "cell": [(1, "a"), None],
        2024: [1, 2],
    },
    index=pd.Index([7, 8], name="key"),
)


def test_polars_reads_sensible_columns(keep):
    table = pl.read_parquet(io.BytesIO(keep(FRAME).content))
    assert table.to_dicts()[0] == {
        "key": 7,
        "name": "x",
        "count": 1,
        "share": 0.5,
        "size": "hi",
        "bin": "(0.992, 5.0]",
        "month": dt.datetime(2024, 2, 1),
        "at": pd.Timestamp("2024-05-31T18:30", tz="UTC"),
        "paris": pd.Timestamp("2024-06-01", tz="Europe/Paris"),
        "took": dt.timedelta(seconds=1),
        "half": 1.5,
        "z": {"re": 0.0, "im": 1.0},
        "cell": '{"$tuple":[1,"a"]}',
        "2024": 1,
    }
    assert table["share"].null_count() == 1


def test_pandas_and_duckdb_read_it_without_dstack(keep, tmp_path):
    path = tmp_path / "table.parquet"
    path.write_bytes(keep(FRAME).content)
    assert pd.read_parquet(path)["size"].tolist() == ["hi", "lo"]
    assert duckdb.sql(f"select key, name, size, bin from '{path}'").fetchall()[0] == (7, "x", "hi", "(0.992, 5.0]")


def envelope_of(kept):
    return json.loads(pq.read_metadata(pa.BufferReader(kept.content)).metadata[b"dstack.table"])


def test_the_envelope_says_what_the_file_does_not(keep):
    envelope = envelope_of(keep(FRAME))
    assert (envelope["version"], envelope["object"], envelope["rows"]) == (1, "pandas.DataFrame", 2)
    columns = {column["field"]: column for column in envelope["columns"]}
    assert columns["month"] == {"field": "month", "label": "month", "kind": "period", "freq": "M", "stored": "begin"}
    assert columns["size"]["categories"]["values"] == ["lo", "mid", "hi"]
    assert columns["2024"]["label"] == 2024
    assert envelope["index"] == {"levels": [{"field": "key", "kind": "number", "dtype": "int64", "name": "key"}]}


def test_the_envelope_is_found_in_the_metadata_of_file_and_schema(keep):
    content = pa.BufferReader(keep(FRAME).content)
    assert set(pq.read_metadata(content).metadata) == {b"ARROW:schema", b"dstack.table"}
    assert set(pq.read_schema(content).metadata) == {b"dstack.table"}


DOCUMENT = Path(__file__).parents[2] / "docs" / "table-envelope.md"


def test_every_kind_is_documented():
    text = DOCUMENT.read_text()
    assert [kind.name for kind in kinds.kinds() if f"| `{kind.name}` |" not in text] == []


def test_every_tag_is_documented():
    from dstack_jupyter.codecs.tables.values import _readers

    text = DOCUMENT.read_text()
    assert [tag for tag in _readers() if f"`{tag}`" not in text] == []


def test_the_example_of_the_document_is_what_is_written(keep):
    frame = pd.DataFrame(
        {
            "country": pd.Categorical(["FR", "DE"], ["DE", "FR", "IT"]),
            "month": pd.PeriodIndex(["2024-01", "2024-02"], freq="M"),
            2024: [1.5, None],
        },
        index=pd.Index(["a", "b"], name="key", dtype=pd.StringDtype("pyarrow", na_value=np.nan)),
    )
    example = re.search(r"```json\n(\{\n.*?\n\})\n```", DOCUMENT.read_text(), re.DOTALL)
    assert json.loads(example.group(1)) == envelope_of(keep(frame))


def test_a_newer_envelope_is_refused_in_words(keep, pull, monkeypatch):
    monkeypatch.setattr(envelope, "VERSION", 2)
    kept = keep(FRAME)
    monkeypatch.undo()
    with pytest.raises(
        UnsupportedObject, match=r"newer release \(envelope 2, this one reads 1\); update dstack-jupyter"
    ):
        pull(kept)


def test_what_a_newer_release_adds_to_the_envelope_is_passed_over(keep, pull, monkeypatch):
    from dstack_jupyter.codecs.tables.envelope import Envelope

    written = Envelope.text.func
    monkeypatch.setattr(Envelope, "text", property(lambda self: written(self)[:-1] + ',"novelty":{"a":1}}'))
    assert_frame_equal(pull(keep(FRAME)), FRAME)


def test_a_kind_that_is_unknown_is_refused_in_words(keep, pull, monkeypatch):
    kept = keep(FRAME)
    monkeypatch.setattr(kinds, "kinds", lambda: ())
    with pytest.raises(UnsupportedObject, match="a column of the kind 'string'; update dstack-jupyter"):
        pull(kept)


def test_rows_stand_in_groups_that_can_be_read_alone(keep):
    metadata = pq.read_metadata(pa.BufferReader(keep(pd.DataFrame({"a": range(1_000_000)})).content))
    groups = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    assert sum(groups) == 1_000_000
    assert len(groups) > 8
    assert max(groups) <= 2 * row_groups.planned(1_000_000, 8_000_000, 1, row_groups.GROUPS)


def test_values_are_laid_out_by_what_they_are(keep):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "id": random.permutation(10_000),
            "code": random.integers(0, 9, 10_000) * 10**15,
            "measure": random.normal(size=10_000),
            "price": random.integers(0, 50, 10_000) / 2,
            "name": [f"n{n}" for n in range(10_000)],
            "kind": ["a", "b"] * 5_000,
        }
    )
    group = pq.read_metadata(pa.BufferReader(keep(frame).content)).row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    encodings = {column.path_in_schema: set(column.encodings) - {"RLE"} for column in columns}
    assert encodings["id"] == {"DELTA_BINARY_PACKED"}
    assert encodings["measure"] == {"BYTE_STREAM_SPLIT"}
    assert encodings["name"] == {"PLAIN"}
    for few in ("code", "price", "kind"):
        assert "RLE_DICTIONARY" in encodings[few]
    assert {column.compression for column in columns} == {"ZSTD"}


def test_settings_say_what_a_list_of_stacks_shows(keep):
    settings = keep(FRAME).settings
    assert (settings["rows"], settings["columns"], settings["pandas"]) == (2, 13, pd.__version__)
    assert settings["schema"][:2] == [{"name": "name", "type": "str"}, {"name": "count", "type": "Int64"}]
    assert settings["schema"][-1] == {"name": "2024", "type": "int64"}
    json.dumps(settings)
    wide = keep(pd.DataFrame(np.zeros((1, 300)))).settings
    assert (wide["columns"], len(wide["schema"])) == (300, MAX_SCHEMA)


def test_a_frame_of_a_thousand_columns_comes_back(there_and_back):
    frame = pd.DataFrame(np.arange(2000).reshape(2, 1000), columns=["same"] * 1000)
    assert_frame_equal(there_and_back(frame), frame)


def test_a_pulled_frame_can_be_changed(there_and_back):
    frame = there_and_back(FRAME)
    frame.loc[7, "share"] = 9.5
    frame.loc[8, "name"] = "y"
    frame[2024] += 1
    frame.iloc[0, frame.columns.get_loc("half")] = 3
    for name in ("took", "z", "paris"):
        frame.loc[8, name] = frame.loc[7, name]
    assert frame["share"].tolist()[0] == 9.5
    numbers = there_and_back(pd.DataFrame({"a": [1, 2]}))
    numbers.iloc[0, 0] = 5
    assert numbers["a"].tolist() == [5, 2]


def test_a_pulled_series_can_be_changed(there_and_back):
    series = there_and_back(pd.Series([1, 2]))
    series.iloc[0] = 5
    assert series.tolist() == [5, 2]


def test_a_push_does_not_change_the_frame(keep):
    before = FRAME.copy(deep=True)
    keep(FRAME)
    assert_frame_equal(FRAME, before)


@pytest.mark.parametrize(
    "envelope",
    [
        "",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 1, "columns": [{}]}',
        '{"version": 1, "object": "x", "columns": [1]}',
    ],
)
def test_an_envelope_that_is_not_as_documented_is_refused_in_words(envelope, attachment, pull):
    content = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata({"dstack.table": envelope}), content)
    with pytest.raises(UnsupportedObject, match=r"not as docs/table-envelope\.md says"):
        pull(attachment(content.getvalue(), "application/vnd.apache.parquet", "pandas/dataframe"))


def test_what_is_no_parquet_is_refused_in_words(attachment, pull):
    with pytest.raises(UnsupportedObject, match="no Parquet file that can be read"):
        pull(attachment(b"PAR1", "application/vnd.apache.parquet", "pandas/dataframe"))


@pytest.mark.parametrize(
    ("part", "hostile"),
    [
        ({"name": "Europe/Paris", "library": "zoneinfo"}, {"name": "/etc/passwd", "library": "dateutil"}),
        ({"name": "Europe/Paris", "library": "zoneinfo"}, {"name": "../../etc/passwd", "library": "pytz"}),
    ],
)
def test_an_envelope_opens_no_file(part, hostile, keep, pull, monkeypatch):
    from dstack_jupyter.codecs.tables.envelope import Envelope

    written = Envelope.text.func
    monkeypatch.setattr(
        Envelope,
        "text",
        property(lambda self: written(self).replace(json.dumps(part, separators=(",", ":")), json.dumps(hostile))),
    )
    kept = keep(FRAME)
    assert hostile["name"].encode() in kept.content
    with pytest.raises(UnsupportedObject, match="is no name of a time zone"):
        pull(kept)


class Custom:
    pass


class Meters(pd.api.extensions.ExtensionDtype):
    name, type, kind = "meters", float, "O"


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (
            pd.DataFrame({"ok": [1, 2], "bad": [1, Custom()]}, dtype=object),
            r"column 'bad' holds a value of type .*Custom, first in row 1 .*convert the values",
        ),
        (pd.DataFrame({"a": [[Custom()]]}), r"column 'a' holds a value of type .*Custom inside a list, first in row 0"),
        (pd.DataFrame({("x", 1): [Custom()]}), r"column \('x', 1\) holds"),
        (pd.DataFrame({"a": [1]}, index=[Custom()]), r"the index holds a value of type .*Custom"),
        (pd.DataFrame([[1]], columns=pd.Index([Custom()])), r"label.* holds a value of type .*Custom"),
        (pd.DataFrame({"a": np.array([1], "longdouble")}), r"column 'a' cannot be kept: the dtype float128.*astype"),
        (pd.DataFrame({"a": pd.Series(["\ud800"], dtype=pd.StringDtype("python"))}), "column 'a' cannot be kept"),
        (pd.DataFrame({"a": [pd.DataFrame({"b": [1]})]}), r"column 'a' holds a value of type pandas.*DataFrame"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(frame, words, keep):
    with pytest.raises(UnsupportedObject, match=words):
        keep(frame)


def test_attrs_that_cannot_be_kept_are_named(keep):
    frame = pd.DataFrame({"a": [1]})
    frame.attrs["parent"] = Custom()
    with pytest.raises(UnsupportedObject, match=r"attrs\['parent'\] holds a value of type .*Custom"):
        keep(frame)


def test_a_zone_of_this_computer_alone_is_refused(keep):
    from dateutil.tz import tzlocal

    with pytest.raises(UnsupportedObject, match=r"column 'a' holds a value of type dateutil.*tzlocal"):
        keep(pd.DataFrame({"a": pd.to_datetime(["2024-01-01"]).tz_localize(tzlocal())}))


def test_categories_come_back_whatever_the_dictionary_of_the_file(keep, pull):
    rows = 131_082
    codes = np.tile([2, 0, -1, 3, 3], rows // 5 + 1)[:rows]
    frame = pd.DataFrame({"a": pd.Categorical.from_codes(codes, ["z", "", "a", "m"], ordered=True)})
    kept = keep(frame)
    assert_frame_equal(pull(kept), frame)
    written = pq.read_table(io.BytesIO(kept.content))
    texts = written["a"].cast(pa.string())
    for field in (texts, texts.dictionary_encode(), texts.dictionary_encode().cast(pa.dictionary("uint8", "string"))):
        rewritten = io.BytesIO()
        pq.write_table(pa.table({"a": field}).replace_schema_metadata(written.schema.metadata), rewritten)
        kept.content = rewritten.getvalue()
        assert_frame_equal(pull(kept), frame)
