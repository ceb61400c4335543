"""What docs/look-at-tables.md asks for is answered as it says."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, unquote

import pandas as pd
import pytest

import dstack_jupyter as ds

PAGE = Path(__file__).parents[2] / "docs" / "look-at-tables.md"
ASKED = [line.removeprefix("GET ATTACHMENT/") for line in PAGE.read_text().splitlines() if line.startswith("GET ")]


@pytest.mark.parametrize("asked", ASKED)
async def test_each_example_is_answered(get, address, asked):
    days = pd.to_datetime(["2026-04-01", "2026-04-02", "2026-06-01"])
    ds.push("sales", pd.DataFrame({"city": ["Paris", "New York", "York"], "sold": [3, 10, 12], "day": days}))
    part, _, query = asked.partition("?")
    answer = await get(address("sales", part), params=dict(parse_qsl(query)))
    assert answer.code == 200, unquote(asked)
    found = json.loads(answer.body)
    assert found["total"] == (1 if "filter" in query else 3)
