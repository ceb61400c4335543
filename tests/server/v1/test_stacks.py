"""Stacks over HTTP."""

import json

import pytest

import dstack_jupyter as ds

V1 = "dstack/api/v1"


async def test_the_list_comes_in_pages(get, jp_serverapp, user):
    for number in range(5):
        ds.push(f"sales/{number}", f"text {number}")
    first = json.loads((await get(f"{V1}/stacks", params={"limit": 2})).body)
    assert [one["name"] for one in first["stacks"]] == ["sales/4", "sales/3"]
    second = json.loads((await get(f"{V1}/stacks", params={"limit": 2, "after": first["next"]})).body)
    assert [one["name"] for one in second["stacks"]] == ["sales/2", "sales/1"]
    found = json.loads((await get(f"{V1}/stacks", params={"q": "3"})).body)
    assert [one["name"] for one in found["stacks"]] == ["sales/3"]


async def test_one_stack_is_sent_with_its_head(get, jp_serverapp, user):
    ds.push("sales/eu", "text", message="May")
    answer = await get(f"{V1}/stacks/{user}/sales/eu/-")
    assert (answer.code, json.loads(answer.body)["head"]["message"]) == (200, "May")
    again = await get(f"{V1}/stacks/{user}/sales/eu/-", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.code == 304


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"limit": "0"}, "limit: Input should be greater than or equal to 1"),
        ({"limit": "many"}, "limit: Input should be a valid integer"),
        ({"sort": "size"}, "sort: Input should be 'time' or 'name'"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
    ],
)
async def test_a_query_that_cannot_be_is_refused_in_words(get, jp_serverapp, params, words):
    answer = await get(f"{V1}/stacks", params=params)
    assert (answer.code, json.loads(answer.body)["code"]) == (400, "invalid_value")
    assert words in json.loads(answer.body)["message"]


async def test_what_is_not_there_is_said_in_json(get, jp_serverapp, user):
    answer = await get(f"{V1}/stacks/{user}/nothing/-")
    assert (answer.code, json.loads(answer.body)["code"]) == (404, "not_found")
