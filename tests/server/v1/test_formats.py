"""Tables in the format that one asks for."""

import csv
import io
import json

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tornado.simple_httpclient import HTTPStreamClosedError

import dstack_jupyter as ds

SALES = pd.DataFrame(
    {
        "city": ["Paris", 'say "hi", or\ngo', None],
        "sold": [3, 10, 2**60],
        "share": [0.5, np.nan, -1.5],
        "new": [True, False, True],
        "day": pd.to_datetime(["2026-01-01", "2026-05-01", None]),
        "size": pd.Categorical(["small", "large", "small"]),
    },
    index=pd.Index(["a", "b", "c"], name="key"),
)


@pytest.fixture
def had_as(get, address):
    """The pushed table in a format."""

    async def in_format(name, stack="sales", **headers):
        answer = await get(address(stack, "content", frame=1), params={"format": name}, headers=headers)
        assert answer.code == 200, answer.body
        return answer

    return in_format


async def test_csv_has_a_line_of_headings_and_lines_as_rfc_4180_has_them(had_as):
    ds.push("sales", SALES)
    answer = await had_as("csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''sales-1-0.csv"
    rows = list(csv.reader(io.StringIO(answer.body.decode(), newline=""), strict=True))
    assert rows[0] == ["key", "city", "sold", "share", "new", "day", "size"]
    assert rows[1] == ["a", "Paris", "3", "0.5", "true", "2026-01-01T00:00:00", "small"]
    assert rows[2][1:4] == ['say "hi", or\ngo', "10", ""]
    assert rows[3][1:3] == ["", str(2**60)]
    assert answer.body.count(b"\r\n") == 4


async def test_json_is_a_list_with_an_object_for_each_row(had_as):
    ds.push("sales", SALES)
    rows = json.loads((await had_as("json")).body)
    assert [row["key"] for row in rows] == ["a", "b", "c"]
    assert rows[1]["share"] is None
    assert (rows[2]["sold"], rows[2]["new"]) == (str(2**60), True)


async def test_arrow_has_the_types_of_the_table(had_as):
    ds.push("sales", SALES)
    answer = await had_as("arrow")
    assert answer.headers["Content-Type"] == "application/vnd.apache.arrow.stream"
    table = pa.ipc.open_stream(answer.body).read_all()
    assert table.to_pandas()["sold"].tolist() == SALES["sold"].tolist()
    assert pa.types.is_dictionary(table.schema.field("size").type)


async def test_typed_json_is_the_table_again_when_it_is_pushed(had_as, user):
    from dstack_jupyter.client.profiles import backend
    from dstack_jupyter.model.names import StackPath
    from dstack_jupyter.model.stacks import NewAttachment, NewFrame

    ds.push("sales", SALES)
    answer = await had_as("typed")
    assert answer.headers["Content-Type"] == "application/vnd.dstack.table+json"
    upload = backend().upload()
    upload.write(answer.body)
    one = NewAttachment(
        content=upload.finish(), content_type=answer.headers["Content-Type"], application="pandas/dataframe"
    )
    backend().push(StackPath(user, "copy"), NewFrame(id="0" * 32, attachments=(one,)))
    pd.testing.assert_frame_equal(ds.pull("copy"), SALES)


async def test_a_csv_file_is_had_as_parquet_and_a_parquet_file_as_it_is(had_as, get, address, tmp_path):
    file = tmp_path / "cities.csv"
    file.write_text("city,sold\nParis,3\nLyon,10\n")
    ds.push("cities", file)
    assert pq.read_table(io.BytesIO((await had_as("parquet", "cities")).body)).to_pylist()[1] == {
        "city": "Lyon",
        "sold": 10,
    }
    ds.push("sales", SALES)
    stored = await get(address("sales", "content", frame=1))
    same = await had_as("parquet")
    assert (same.body, same.headers["ETag"]) == (stored.body, stored.headers["ETag"])


@pytest.mark.parametrize("name", ["csv", "json", "arrow"])
async def test_a_table_without_rows_has_its_columns(had_as, name):
    ds.push("sales", SALES.iloc[:0])
    body = (await had_as(name)).body
    columns = {
        "csv": lambda: body.decode().strip().split(","),
        "json": lambda: ["key", *SALES.columns] if json.loads(body) == [] else None,
        "arrow": lambda: pa.ipc.open_stream(body).read_all().column_names,
    }
    assert columns[name]() == ["key", *SALES.columns]


async def test_a_client_that_has_the_table_is_told_so(had_as, get, address):
    ds.push("sales", SALES)
    tag = (await had_as("csv")).headers["ETag"]
    assert tag != (await had_as("json")).headers["ETag"]
    place = address("sales", "content", frame=1)
    answer = await get(place, params={"format": "csv"}, headers={"If-None-Match": tag})
    assert answer.code == 304
    head = await get(place, params={"format": "csv"}, method="HEAD")
    assert (head.code, head.headers["ETag"], head.body) == (200, tag, b"")


async def test_what_is_no_table_and_what_is_no_format_is_said(get, address):
    ds.push("sales", "some text")
    answer = await get(address("sales", "content"), params={"format": "csv"})
    assert (answer.code, json.loads(answer.body)["code"]) == (422, "unsupported_object")
    answer = await get(address("sales", "content"), params={"format": "xlsx"})
    assert (answer.code, "format: Input should be" in json.loads(answer.body)["message"]) == (400, True)


async def test_a_large_table_goes_out_in_little_memory(
    had_as, jp_base_url, jp_auth_header, http_server_client, address
):
    rng = np.random.default_rng(1)
    ds.push("large", pd.DataFrame({name: rng.random(1_150_000) for name in "abcdefghij"}))
    ds.push("sales", SALES)
    await had_as("arrow")  # what is imported once is no growth
    process, most, seen = psutil.Process(), 0, 0
    begin = process.memory_info().rss

    def took(chunk):
        nonlocal most, seen
        seen += len(chunk)
        most = max(most, process.memory_info().rss)

    await http_server_client.fetch(
        jp_base_url + address("large", "content") + "?format=arrow",
        headers=jp_auth_header,
        streaming_callback=took,
        request_timeout=120,
    )
    assert seen > 92_000_000
    assert most - begin < 50 << 20


async def test_a_table_that_turns_out_to_be_damaged_is_broken_off(get, address, home):
    rng = np.random.default_rng(1)
    ds.push("large", pd.DataFrame({name: rng.random(400_000) for name in "ab"}))
    blobs = [path for path in (home / "store" / "blobs").rglob("*") if path.is_file()]
    blob = max(blobs, key=lambda path: path.stat().st_size)
    blob.chmod(0o600)
    held = bytearray(blob.read_bytes())
    held[len(held) // 2] ^= 1
    blob.write_bytes(held)
    with pytest.raises(HTTPStreamClosedError):
        await get(address("large", "content"), params={"format": "csv"})
