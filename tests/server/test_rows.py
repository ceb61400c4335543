"""Parts of a table over HTTP."""

import gzip
import json

import pandas as pd
import pytest

import dstack_jupyter as ds

SALES = pd.DataFrame(
    {
        "city": [f"city {number:04}" for number in range(2500)],
        "sold": [(number * 7919) % 2500 for number in range(2500)],
        "share": [None if number == 3 else number / 8 for number in range(2500)],
    }
)


@pytest.fixture
def rows(get, address):
    """Ask for rows of the pushed table."""
    ds.push("sales", SALES)

    async def ask(**params):
        answer = await get(address("sales", "rows"), params=params)
        assert answer.code == 200, answer.body
        return json.loads(answer.body)

    return ask


async def test_the_first_rows_come_with_the_columns_and_the_number_of_all(rows):
    page = await rows()
    assert [column["name"] for column in page["columns"] if not column["index"]] == ["city", "sold", "share"]
    assert (page["offset"], page["total"], page["sort"], len(page["rows"])) == (0, 2500, None, 100)
    assert "city 0000" in page["rows"][0]


async def test_a_page_is_cut_where_the_table_ends(rows):
    page = await rows(offset=2490, limit=50)
    assert (page["offset"], len(page["rows"])) == (2490, 10)
    assert "city 2499" in page["rows"][-1]
    assert (await rows(offset=99999))["rows"] == []
    assert (await rows(limit=0))["rows"] == []


async def test_rows_are_sorted_over_the_whole_table(rows):
    columns = (await rows(limit=0))["columns"]
    at = [column["name"] for column in columns].index("sold")
    key = columns[at]["key"]
    up, down = await rows(sort=key, limit=3), await rows(sort=f"-{key}", limit=3, offset=1)
    assert [row[at] for row in up["rows"]] == [0, 1, 2]
    assert [row[at] for row in down["rows"]] == [2498, 2497, 2496]
    assert (up["sort"], down["sort"]) == (key, f"-{key}")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"offset": "-1"}, "offset"),
        ({"offset": "two"}, "offset"),
        ({"offset": "1e3"}, "offset"),
        ({"offset": "9" * 400}, "offset"),
        ({"limit": "-5"}, "limit"),
        ({"limit": "10001"}, "10000"),
        ({"sort": "no such column"}, "no such column"),
        ({"sort": "-"}, ""),
    ],
)
async def test_a_wrong_parameter_is_refused_in_words(get, address, params, words):
    ds.push("sales", SALES)
    answer = await get(address("sales", "rows"), params=params)
    assert answer.code == 400
    error = json.loads(answer.body)
    assert error["code"] == "invalid_value"
    assert words in error["message"]


async def test_what_is_no_table_has_no_rows(get, address):
    ds.push("notes", "some text")
    answer = await get(address("notes", "rows"))
    assert answer.code in (400, 422)
    assert json.loads(answer.body)["message"]


async def test_rows_say_which_store_and_content_they_are_of(get, address):
    ds.push("sales", SALES)
    content, rows = await get(address("sales", "content")), await get(address("sales", "rows"))
    assert rows.headers["ETag"] == content.headers["ETag"]
    assert rows.headers["Dstack-Store"] == content.headers["Dstack-Store"]
    small = await get(address("sales", "rows"), headers={"Accept-Encoding": "gzip"})
    assert small.headers["ETag"] == f'{rows.headers["ETag"][:-1]}-gzip"'
    assert gzip.decompress(small.body) == rows.body


async def test_rows_of_a_damaged_table_are_an_error(get, address, home):
    ds.push("sales", SALES)
    (blob,) = [path for path in (home / "store" / "blobs").rglob("*") if path.is_file()]
    blob.chmod(0o600)
    held = bytearray(blob.read_bytes())
    held[len(held) // 2] ^= 1
    blob.write_bytes(held)
    answer = await get(address("sales", "rows"))
    assert answer.code == 500
    assert json.loads(answer.body)["code"] == "content_damaged"
