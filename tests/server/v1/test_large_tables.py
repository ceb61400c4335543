"""Tables of which a page is asked for are not read whole."""

import asyncio
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dstack_jupyter as ds
from dstack_jupyter.codecs.tables.kept import kept
from dstack_jupyter.store.session import Session

ROWS = 400_000


@pytest.fixture(autouse=True)
def forgotten():
    """Nothing is known of the contents of other tests."""
    kept.clear()


@pytest.fixture
def asked_for(monkeypatch):
    """The ranges of bytes that the store was asked for; it refuses to give a content whole."""
    ranges = []
    opened = Session.open

    def noted(self, content, start=0, stop=None):
        ranges.append((start, stop))
        return opened(self, content, start, stop)

    monkeypatch.setattr(Session, "open", noted)
    monkeypatch.setattr(Session, "read", None)
    return ranges


@pytest.fixture
def large(address):
    """The address of the rows of a table of several megabytes, and how long it is."""
    rng = np.random.default_rng(1)
    ds.push("large", pd.DataFrame({"row": np.arange(ROWS), "x": rng.random(ROWS), "y": rng.random(ROWS)}))
    return address("large", "rows"), ds.history("large")[0].length


async def test_a_page_in_the_middle_reads_its_part_alone_and_the_next_one_knows_the_footer(get, large, asked_for):
    place, length = large
    answer = await get(place, params={"offset": ROWS // 2, "limit": 2})
    assert [row[0] for row in json.loads(answer.body)["rows"]] == [ROWS // 2, ROWS // 2 + 1]
    assert 0 < sum(stop - start for start, stop in asked_for) < length / 10
    first = len(asked_for)
    await get(place, params={"offset": ROWS // 2 + 10})
    assert len(asked_for) - first < first


async def test_a_filter_reads_the_columns_that_it_names(get, large, asked_for):
    place, length = large
    answer = await get(place, params={"filter": "x > 0.9999", "columns": "row,y", "limit": 1})
    assert (answer.code, json.loads(answer.body)["columns"][1]["key"]) == (200, "y")
    assert sum(stop - start for start, stop in asked_for) < length * 0.6


async def test_a_sort_and_a_filter_are_done_once_however_many_pages_are_asked_for(get, large, asked_for):
    place, _ = large
    query = {"filter": "x > 0.5", "sort": "-y", "limit": 50}
    await asyncio.gather(*(get(place, params={**query, "offset": at}) for at in range(0, 100_000, 10_000)))
    first = sum(stop - start for start, stop in asked_for)
    assert first < 1.1 * large[1]
    await get(place, params={**query, "offset": 150_000})
    assert sum(stop - start for start, stop in asked_for) == first


async def test_what_was_read_for_one_is_not_shown_to_another(team, get, large):
    place, _ = large
    assert (await team.ask(place, team.owner, params={"sort": "x", "limit": 1})).code == 200
    for who in ("bob", None):
        assert (await team.ask(place, who, params={"sort": "x", "limit": 1})).code in (401, 403, 404)


async def test_a_part_that_is_damaged_is_an_error_and_the_others_are_shown(get, large, home):
    place, _ = large
    blob = max(
        (path for path in (home / "store" / "blobs").rglob("*") if path.is_file()), key=lambda p: p.stat().st_size
    )
    blob.chmod(0o600)
    held = bytearray(blob.read_bytes())
    held[len(held) // 2] ^= 1
    blob.write_bytes(held)
    assert (await get(place, params={"limit": 1})).code == 200
    answer = await get(place, params={"filter": "x > 2 & y > 2 & row > 2"})
    assert (answer.code, json.loads(answer.body)["code"]) == (500, "content_damaged")


async def test_many_pages_at_once_are_each_right(get, large):
    place, _ = large
    offsets = list(range(0, ROWS, ROWS // 16))
    answers = await asyncio.gather(*(get(place, params={"offset": at, "limit": 1}) for at in offsets))
    assert [json.loads(answer.body)["rows"][0][0] for answer in answers] == offsets


@pytest.mark.parametrize("what", ["rows", "table", "content?format=csv", "content?format=typed"])
async def test_an_envelope_that_names_other_columns_is_said_in_words(get, address, tmp_path, what):
    described = {"version": 1, "object": "pandas.DataFrame", "columns": [{"field": "b", "label": "b", "kind": 7}]}
    table = pa.table({"a": [1]}).replace_schema_metadata({"dstack.table": json.dumps(described)})
    pq.write_table(table, tmp_path / "odd.parquet")
    ds.push("odd", tmp_path / "odd.parquet")
    place, _, query = what.partition("?")
    answer = await get(address("odd", place), params=dict([query.split("=")]) if query else {})
    assert answer.code in (200, 422)
    assert answer.code == 200 or json.loads(answer.body)["code"] == "unsupported_object"
