"""Dashboards of 2020 and ours are the same dashboards."""

import asyncio
import base64
import io
import json
import uuid

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame

from .web_page import Refused


def put(team, name, spec, access="private", user="ann"):
    """One of ours."""
    session = team.session(user)
    session.put_dashboard(StackPath(user, name), spec)
    session.sharing.open_dashboard(StackPath(user, name), access)


async def test_a_new_dashboard_is_empty_untitled_and_named_by_its_id(ann, team):
    made = await ann.new_dashboard()
    assert str(uuid.UUID(made["id"])) == made["id"]
    assert made | {"timestamp": 0} == {
        "user": "ann",
        "id": made["id"],
        "title": "",
        "private": True,
        "access_level": "private",
        "timestamp": 0,
        "cards": [],
    }
    ours = team.session("ann").dashboard(StackPath("ann", made["id"]))
    assert (ours.spec, ours.revision) == (DashboardSpec(title="Untitled"), 1)
    assert made["timestamp"] == int(ours.time.timestamp())


async def test_a_dashboard_of_2020_is_one_of_ours_in_all_respects(ann, team):
    team.push("ann", "sales")
    board = (await ann.new_dashboard(title="World", description="All of it"))["id"]
    await ann.add_stacks(board, {"stack": "ann/sales", "title": "Sales", "columns": 2})
    path = f"dstack/api/v1/dashboards/ann/{board}/-"
    spec = json.loads((await team.ask(path, "ann")).body)["spec"]
    assert DashboardSpec(**spec) == DashboardSpec(
        title="World", description="All of it", cards=(CardSpec(stack="ann/sales", title="Sales", columns=2),)
    )
    page = await team.ask(f"dstack/d/ann/{board}", "ann", decompress_response=True)
    assert page.code == 200
    assert "World" in page.body.decode()
    spec["cards"][0]["title"] = "Sold"
    headers = {"Content-Type": "application/json"}
    assert (await team.ask(path, "ann", method="PUT", body={"spec": spec}, headers=headers)).code == 200
    assert (await ann.dashboard(board))["cards"][0]["title"] == "Sold"


@pytest.mark.parametrize(
    ("default", "asked", "level", "private"),
    [
        ("private", {}, "private", True),
        ("public", {}, "public", False),
        ("internal", {}, "internal", None),
        ("public", {"private": True}, "private", True),
        ("private", {"private": False}, "public", False),
        ("private", {"access_level": "internal"}, "internal", None),
    ],
)
async def test_a_new_dashboard_is_as_private_as_is_asked_or_as_its_owners_things_are(
    page, team, default, asked, level, private
):
    page_of_cid = page(team.named("cid", default_access_level=default))
    made = await page_of_cid.new_dashboard(title="World", **asked)
    assert (made["title"], made["access_level"], made.get("private")) == ("World", level, private)
    assert team.session("cid").dashboard(StackPath("cid", made["id"])).access_level == level


async def test_a_dashboard_of_ours_has_its_name_as_its_id_and_comes_whole(ann, team):
    head = team.push("ann", "sales/eu").frame
    card = CardSpec(stack="ann/sales/eu", title="Sales", description="In *€*", columns=2, split=("year",))
    cards = (card, CardSpec(stack="ann/never"))
    put(team, "world/2020", DashboardSpec(title="World", description="All of it", cards=cards), access="internal")
    shown = await ann.dashboard("world/2020")
    known = {"user": "ann", "id": "world/2020", "title": "World", "description": "All of it"}
    assert shown.items() >= {**known, "access_level": "internal", "permissions": []}.items()
    assert "private" not in shown
    first, second = shown["cards"]
    shown_head = first.pop("head")
    assert shown_head == (await ann.get("stacks/ann/sales/eu"))["stack"]["head"]
    assert (shown_head["id"], len(shown_head["attachments"])) == (head.id, 1)
    assert first == {
        "stack": "ann/sales/eu",
        "index": 0,
        "title": "Sales",
        "description": "In *€*",
        "columns": 2,
    }
    assert second == {"stack": "ann/never", "index": 1, "title": "never", "columns": 1}


async def test_a_card_is_drawn_by_one_who_may_see_its_stack(ann, bob, page, team):
    head = team.push("ann", "sales").frame
    board = (await ann.new_dashboard(private=False))["id"]
    await ann.add_stacks(board, "ann/sales")
    await ann.share("ann/sales", "bob")
    for who in (ann, bob):
        (card,) = (await who.dashboard(board, "ann"))["cards"]
        (described,) = card["head"]["attachments"]
        assert described["length"] == len("text")
        drawn = (await who.get("attachs", card["stack"], card["head"]["id"], "0"))["attachment"]
        assert (base64.b64decode(drawn["data"]), drawn["content_type"]) == (b"text", described["content_type"])
    assert (await page().dashboard(board, "ann"))["cards"] == []
    with pytest.raises(Refused):
        await page().get("attachs", "ann/sales", head.id, "0")


async def test_a_table_of_ours_is_the_csv_that_2020_knows_on_a_card_too(ann, team):
    table = io.BytesIO()
    pq.write_table(pa.table({"city": ["Paris"]}), table)
    upload = team.session("ann").upload()
    upload.write(table.getvalue())
    attachment = NewAttachment(content=upload.finish(), content_type="application/vnd.apache.parquet")
    frame = NewFrame(id=uuid.uuid4().hex, attachments=(attachment,))
    team.session("ann").push(StackPath("ann", "sales"), frame)
    board = (await ann.new_dashboard())["id"]
    inserted = await ann.add_stacks(board, "ann/sales")
    for shown in (inserted, await ann.dashboard(board)):
        (described,) = shown["cards"][0]["head"]["attachments"]
        assert described["content_type"] == "text/csv"
        drawn = (await ann.get("attachs/ann/sales", frame.id, "0"))["attachment"]
        assert len(base64.b64decode(drawn["data"])) == described["length"]


async def test_a_list_has_the_latest_change_first_and_heads_without_attachments(ann, team):
    head = team.push("ann", "sales").frame
    for name in ("a", "b"):
        put(team, name, DashboardSpec(title=name, cards=(CardSpec(stack="ann/sales"),)))
    await ann.post("dashboards/update", user="ann", id="a", title="A")
    listed = await ann.dashboards()
    assert [board["title"] for board in listed] == ["A", "b"]
    assert listed[0]["cards"][0]["head"] == {
        "id": head.id,
        "timestamp": round(head.time.timestamp() * 1000),
        "params": {},
    }


async def test_what_is_given_is_changed_and_an_empty_text_clears(ann, team):
    board = (await ann.new_dashboard(title="World", description="All of it"))["id"]
    assert await ann.post("dashboards/update", user="ann", id=board, private=False) == {}
    shown = await ann.dashboard(board)
    assert (shown["title"], shown["description"], shown["private"]) == ("World", "All of it", False)
    await ann.post("dashboards/update", user="ann", id=board, title="", description="")
    shown = await ann.dashboard(board)
    assert (shown["title"], "description" in shown, shown["access_level"]) == ("", False, "public")
    await ann.post("dashboards/update", user="ann", id=board, access_level="internal", title="Europe")
    ours = team.session("ann").dashboard(StackPath("ann", board))
    assert (ours.access_level, ours.spec) == ("internal", DashboardSpec(title="Europe"))


async def test_a_change_that_changes_nothing_or_cannot_be_is_malformed(ann):
    board = (await ann.new_dashboard())["id"]
    for fields in ({}, {"private": None}, {"title": "x" * 501}, {"access_level": "secret"}, {"private": "perhaps"}):
        with pytest.raises(Refused) as refused:
            await ann.post("dashboards/update", user="ann", id=board, **fields)
        assert (refused.value.status, refused.value.message) == (400, "malformed request")
        assert refused.value.why


async def test_a_dashboard_is_deleted_and_its_stacks_stay(ann, team):
    team.push("ann", "sales")
    put(team, "world", DashboardSpec(title="World", cards=(CardSpec(stack="ann/sales"),)))
    assert await ann.post("dashboards/delete", user="ann", id="world") == {}
    with pytest.raises(Refused, match="dashboard not found"):
        await ann.dashboard("world")
    assert await ann.dashboards() == []
    assert team.session("ann").stack(StackPath("ann", "sales"))


async def test_a_shared_dashboard_shows_in_the_list_of_the_one_it_was_shared_with(ann, bob, team):
    board = (await ann.new_dashboard(title="Mine"))["id"]
    await ann.new_dashboard(title="Public", private=False)
    await bob.new_dashboard(title="Own")
    assert await ann.share(f"ann/d/{board}", "bob") == {}
    assert [one["title"] for one in await bob.dashboards()] == ["Own", "Mine"]
    assert (await ann.dashboards())[1]["permissions"] == [{"user": "bob"}]
    shared = (await bob.dashboards())[1]
    assert (shared["user"], shared["id"], "permissions" in shared) == ("ann", board, False)
    assert {one["title"] for one in await bob.dashboards("ann")} == {"Mine", "Public"}
    await ann.unshare(f"ann/d/{board}", "bob")
    assert [one["title"] for one in await bob.dashboards()] == ["Own"]


async def test_a_guest_sees_what_is_public_and_cannot_tell_what_is_private_from_what_is_not_there(page, ann, team):
    for name, access in {"a": "public", "b": "internal", "c": "private"}.items():
        put(team, name, DashboardSpec(title=name), access=access)
    guest = page()
    assert [one["title"] for one in await guest.dashboards("ann")] == ["a"]
    assert await guest.dashboards("nobody-known") == []
    told = set()
    for name in ("b", "c", "d"):
        with pytest.raises(Refused) as refused:
            await guest.dashboard(name, "ann")
        told.add((refused.value.status, refused.value.message, refused.value.why.replace(f"ann/{name}", "it")))
    assert len(told) == 1
    assert next(iter(told))[:2] == (404, "dashboard not found")


async def test_a_dashboard_that_anyone_may_see_tells_nothing_of_stacks_that_they_may_not(page, ann, bob, team):
    team.push("ann", "public", access="public")
    team.push("ann", "secret-plan")
    team.push("ann", "for-bob")
    team.session("ann").sharing.permit_stack(StackPath("ann", "for-bob"), "bob", "view")
    stacks = ("ann/secret-plan", "ann/for-bob", "ann/public", "ann/never-was")
    cards = tuple(CardSpec(stack=stack, title=f"Title of {stack}") for stack in stacks)
    put(team, "world", DashboardSpec(title="World", cards=cards), access="public")
    seen = {None: ["ann/public"], "bob": ["ann/for-bob", "ann/public"], "ann": list(stacks)}
    for who, shown in seen.items():
        for board in (await page(who).dashboard("world", "ann"), (await page(who).dashboards("ann"))[0]):
            assert [card["stack"] for card in board["cards"]] == shown
            assert [card["index"] for card in board["cards"]] == list(range(len(shown)))
            assert ("secret-plan" in str(board)) == (who == "ann")


async def test_nobody_else_writes_to_a_dashboard_or_makes_one_in_the_name_of_another(page, ann, bob, team):
    team.push("ann", "sales", access="public")
    put(team, "world", DashboardSpec(title="World", cards=(CardSpec(stack="ann/sales"),)), access="public")
    board, card = {"user": "ann", "id": "world"}, {"user": "ann", "dashboard": "world", "stack": "ann/sales"}
    calls = {
        "dashboards/create": {"user": "ann"},
        "dashboards/update": {**board, "title": "Mine now"},
        "dashboards/delete": board,
        "dashboards/cards/insert": {**card, "index": 0, "cards": [{"stack": "bob/x"}]},
        "dashboards/cards/update": {**card, "title": "Mine now"},
        "dashboards/cards/delete": card,
        "permissions/add": {"path": "ann/d/world", "user": "bob"},
        "permissions/delete": {"path": "ann/d/world", "user": "bob"},
    }
    before = team.session("ann").dashboard(StackPath("ann", "world"))
    for who in (bob, page()):
        for call, fields in calls.items():
            with pytest.raises(Refused) as refused:
                await who.post(call, **fields)
            assert (refused.value.status, refused.value.message) == (403, "bad credentials"), call
    assert team.session("ann").dashboards() == [before]


async def test_a_dashboard_that_both_change_at_once_has_both_changes(ann, team):
    for name in ("a", "b", "c", "d"):
        team.push("ann", f"stack-{name}")
    board = (await ann.new_dashboard())["id"]
    await asyncio.gather(*(ann.add_stacks(board, f"ann/stack-{name}") for name in "abcd"))
    assert {card["stack"] for card in (await ann.dashboard(board))["cards"]} == {f"ann/stack-{name}" for name in "abcd"}
