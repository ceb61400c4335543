"""What can be looked at over HTTP, beside lists of stacks."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

import dstack_jupyter as ds

V1 = "dstack/api/v1"


@pytest.fixture
def read(get, jp_serverapp):
    """Get a JSON resource that is there."""

    async def of(place, **params):
        answer = await get(f"{V1}/{place}", params=params)
        assert answer.code == 200, answer.body
        return json.loads(answer.body)

    return of


async def test_the_asker_is_told_who_they_are_and_which_store_answers(read, user):
    from dstack_jupyter.client.profiles import backend

    me = await read("me")
    assert (me["user"], me["store"], me["owns_store"]) == (user, backend().store_id, True)
    assert (me["scope"], me["only"], me["version"]) == ("admin", None, ds.__version__)


async def test_frames_are_listed_newest_first_in_pages(read, user):
    for number in range(5):
        ds.push("sales/eu", f"text {number}", message=f"push {number}")
    first = await read(f"stacks/{user}/sales/eu/-/frames", limit=3)
    assert [frame["number"] for frame in first["frames"]] == [5, 4, 3]
    rest = await read(f"stacks/{user}/sales/eu/-/frames", limit=3, after=first["next"])
    assert [(frame["message"], rest["next"]) for frame in rest["frames"]] == [("push 1", None), ("push 0", None)]


@pytest.mark.parametrize("after", ["x", "-1", "1e3", "9" * 40, "²"])
async def test_a_cursor_that_no_page_gave_is_refused(get, jp_serverapp, user, after):
    ds.push("sales", "text")
    answer = await get(f"{V1}/stacks/{user}/sales/-/frames", params={"after": after})
    assert (answer.code, json.loads(answer.body)["code"]) == (400, "invalid_value")


async def test_a_frame_is_found_by_every_name_it_has(read, user):
    ds.push("sales", "text", message="May")
    ds.push("sales", "text of June")
    ds.tag("sales", 1, "prod")
    whole = ds.history("sales")[-1].id
    for ref in ("1", whole, whole[:8], "prod"):
        assert (await read(f"stacks/{user}/sales/-/frames/{ref}"))["message"] == "May"
    assert (await read(f"stacks/{user}/sales/-/frames/head"))["number"] == 2


async def test_an_attachment_says_its_type_params_and_content(read, user):
    ds.push("sales", "text", country="FR")
    found = await read(f"stacks/{user}/sales/-/frames/head/attachments/0")
    assert (found["index"], found["params"]["country"]) == (0, "FR")
    assert found["content"] == {"sha256": hashlib.sha256(b"text").hexdigest(), "length": 4, "pieces": []}


async def test_the_choices_of_a_frame_are_those_of_a_card(read, user):
    frame = ds.frame("gdp")
    for year in (2007, 2002):
        for country in ("FR", "DE"):
            frame.add(f"{country} in {year}", country=country, year=year, source="WB")
    frame.push()
    choices = await read(f"stacks/{user}/gdp/-/frames/head/choices")
    kinds = [(param["name"], param["kind"], param["labels"]) for param in choices["params"]]
    assert kinds == [
        ("country", "toggle", ["FR", "DE"]),
        ("year", "slider", ["2002", "2007"]),
        ("source", "caption", ["WB"]),
    ]
    assert choices["rows"][2] == ["FR", "2002", "WB"]
    assert await read(f"stacks/{user}/gdp/-/frames/1/choices") == choices


async def test_what_a_stack_does_not_have_is_said(get, jp_serverapp, user):
    ds.push("sales", "text")
    for place in ("frames/7", "frames/head/attachments/1", "frames/7/lineage", "frames/7/choices"):
        answer = await get(f"{V1}/stacks/{user}/sales/-/{place}")
        assert (answer.code, json.loads(answer.body)["code"]) == (404, "not_found")


async def test_a_content_is_sent_by_its_hash_in_ranges_and_kept_for_ever(get, jp_serverapp):
    ds.push("sales", "some text")
    sha256 = hashlib.sha256(b"some text").hexdigest()
    answer = await get(f"{V1}/contents/{sha256}")
    assert (answer.code, answer.body, answer.headers["ETag"]) == (200, b"some text", f'"{sha256}"')
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    part = await get(f"{V1}/contents/{sha256}", headers={"Range": "bytes=5-"})
    assert (part.code, part.body, part.headers["Content-Range"]) == (206, b"text", "bytes 5-8/9")
    known = await get(f"{V1}/contents/{sha256}", headers={"If-None-Match": f'"{sha256}"'})
    assert known.code == 304


async def test_a_content_that_is_not_there_is_not_found(get, jp_serverapp):
    for place in ("contents/" + "0" * 64, "contents/" + "0" * 64 + "/pieces"):
        answer = await get(f"{V1}/{place}")
        assert (answer.code, json.loads(answer.body)["code"]) == (404, "not_found")


async def test_the_pieces_of_a_content_are_its_bytes_in_order(get, read, user):
    ds.push("sales", pd.DataFrame({"sold": np.random.default_rng(1).random(300_000)}))
    whole = await get(f"{V1}/stacks/{user}/sales/-/frames/head/attachments/0/content")
    sha256 = hashlib.sha256(whole.body).hexdigest()
    pieces = (await read(f"contents/{sha256}/pieces"))["pieces"]
    assert len(pieces) > 1
    for piece in pieces:
        part = whole.body[piece["offset"] : piece["offset"] + piece["length"]]
        assert hashlib.sha256(part).hexdigest() == piece["sha256"]
    assert sum(piece["length"] for piece in pieces) == len(whole.body)


async def test_the_lineage_of_a_frame_names_what_it_was_made_from(read, user):
    ds.push("sales", "text")
    ds.pull("sales")
    ds.push("report", "another text")
    lineage = await read(f"stacks/{user}/report/-/frames/head/lineage", depth=1)
    assert [frame["name"] for frame in lineage["frames"]] == ["report", "sales"]
    assert lineage["links"] == [[lineage["frames"][1]["id"], lineage["frames"][0]["id"]]]


async def test_dashboards_are_listed_and_looked_at(read, user):
    ds.push("sales", "text")
    ds.dashboard("All sales", "sales", name="board")
    (listed,) = (await read("dashboards", user=user))["dashboards"]
    assert listed == await read(f"dashboards/{user}/board/-")
    assert (listed["revision"], listed["spec"]["title"]) == (1, "All sales")
    assert (await read("dashboards", user="nobody"))["dashboards"] == []


async def test_stacks_and_dashboards_are_sent_whole(read, user):
    for text in ("old", "new"):
        ds.push("sales", text)
    ds.tag("sales", 1, "prod")
    ds.dashboard("All sales", "sales", name="board")
    whole = await read(f"stacks/{user}/sales/-/whole")
    assert [frame["number"] for frame in whole["frames"]] == [1, 2]
    assert [tag["name"] for tag in whole["tags"]] == ["prod"]
    board = await read(f"dashboards/{user}/board/-/whole")
    assert [one["spec"]["title"] for one in board["revisions"]] == ["All sales"]
