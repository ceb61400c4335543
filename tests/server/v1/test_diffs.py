"""What changed between frames, over HTTP."""

import json

import pandas as pd
import pytest

import dstack_jupyter as ds


@pytest.fixture
def diff(get, user):
    """Ask what changed in the stack ``sales``."""

    async def of(frame, **params):
        answer = await get(f"dstack/api/v1/stacks/{user}/sales/-/frames/{frame}/diff", params=params)
        return answer.code, json.loads(answer.body)

    return of


@pytest.fixture
def three_frames(jp_serverapp):
    """A table that changed twice."""
    for sold in ([1, 2, 3], [1, 2, 4], [1, 2, 4, 5]):
        ds.push("sales", pd.DataFrame({"city": list("abcd")[: len(sold)], "sold": sold}))


async def test_a_frame_is_compared_with_the_one_before(diff, three_frames):
    status, changes = await diff("2", key="city")
    assert (status, changes["old"], changes["new"]) == (200, 1, 2)
    table = changes["attachments"][0]["contents"]
    assert (table["changed"], table["cells"], table["key"]) == (1, {"sold": 1}, ["city"])


async def test_any_two_frames_are_compared(diff, three_frames):
    status, changes = await diff("head", against="1", key="city", limit=1)
    table = changes["attachments"][0]["contents"]
    assert (status, changes["old"], changes["new"]) == (200, 1, 3)
    assert (table["added"], table["changed"]) == (1, 1)
    _, back = await diff("1", against="head", key="city")
    assert (back["old"], back["new"], back["attachments"][0]["contents"]["removed"]) == (3, 1, 1)


async def test_numbers_may_differ_by_a_tolerance(diff, three_frames):
    for sold in (1.0, 1.25):
        ds.push("sales", pd.DataFrame({"city": ["a"], "sold": [sold]}))
    for tolerance, changed in ((0.1, 1), (0.5, 0)):
        _, changes = await diff("head", key="city", tolerance=tolerance)
        assert changes["attachments"][0]["contents"]["changed"] == changed


@pytest.mark.parametrize(
    ("frame", "params", "status", "words"),
    [
        ("1", {}, 400, "there is no frame of sales before frame 1"),
        ("2", {"key": "colour"}, 400, "colour"),
        ("2", {"tolerance": "-1"}, 400, "tolerance"),
        ("2", {"tolerance": "NaN"}, 400, "tolerance"),
        ("7", {}, 404, "has no frame 7"),
        ("2", {"against": "9"}, 404, "has no frame 9"),
    ],
)
async def test_what_cannot_be_compared_is_said(diff, three_frames, frame, params, status, words):
    code, answer = await diff(frame, **params)
    assert (code, words in answer["message"]) == (status, True), answer
