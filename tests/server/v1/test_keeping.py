"""A store is kept tidy over HTTP, and takes in what comes from another one."""

import json

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.names import StackPath


def said(answer):
    return json.loads(answer.body)


async def test_what_was_deleted_is_listed(call, jp_serverapp):
    ds.push("sales", "one")
    ds.delete("sales")
    deleted = said(await call("GET", "deleted"))["deleted"]
    assert [(one["kind"], one["name"]) for one in deleted] == [("stack", "sales")]


async def test_usage_gc_and_verify_are_what_they_are_here(call, jp_serverapp):
    ds.push("sales", "one")
    ds.push("other", "two" * 1000)
    ds.delete("other")
    assert [one["name"] for one in said(await call("GET", "usage"))["stacks"]] == ["sales"]
    forecast = said(await call("POST", "gc", {"grace_days": 0, "dry_run": True}))
    assert (forecast["is_done"], forecast["stacks"]) == (False, 1)
    assert said(await call("POST", "gc", {"grace_days": 0}))["is_done"] is True
    verified = said(await call("POST", "verify", {}))
    assert (verified["problems"], verified["contents"]) == ([], 1)


@pytest.mark.parametrize(
    ("address", "body"), [("gc", {"grace_days": -1}), ("verify", {"share": 2}), ("gc", {"now": 1})]
)
async def test_what_cannot_be_asked_is_refused(call, jp_serverapp, address, body):
    assert (await call("POST", address, body)).code == 400


async def test_others_keep_nothing_and_are_told_of_their_own(team, tell):
    team.push("ann", "sales")
    team.push("bob", "mine")
    told = (await tell("bob", "GET", "usage"))[1]
    assert ([one["name"] for one in told["stacks"]], list(told["users"])) == (["mine"], ["bob"])
    assert (await tell("bob", "POST", "gc", {}))[0] == 403
    assert (await tell("bob", "POST", "verify", {}))[0] == 403
    assert (await tell(None, "POST", "gc", {}))[0] == 401


async def test_an_administrator_keeps_the_store_of_all_and_sees_nobodys_stacks(team, tell):
    team.push("ann", "sales")
    team.push("bob", "mine", "another text")
    team.session("bob").delete_stack(StackPath("bob", "mine"))
    told = (await tell(team.owner, "GET", "usage"))[1]
    assert (told["stacks"], list(told["users"]), told["deleted"] > 0) == ([], ["ann"], True)
    assert (await tell(team.owner, "POST", "verify", {}))[1]["problems"] == []
    assert (await tell(team.owner, "POST", "gc", {"grace_days": 0}))[1]["stacks"] == 1
    assert (await tell(team.owner, "GET", "usage"))[1]["deleted"] == 0


async def test_a_stack_comes_in_with_its_history(call, send, jp_serverapp, user):
    ds.push("sales", "one", message="May")
    ds.push("sales", "two")
    ds.dashboard("All", "sales", name="board")
    stack = said(await call("GET", f"stacks/{user}/sales/-/whole"))
    board = said(await call("GET", f"dashboards/{user}/board/-/whole"))
    body = {"stacks": [{**stack, "name": "copy"}], "dashboards": [{**board, "name": "copy"}]}
    first, again = [said(await call("POST", "adopt", body)) for _ in range(2)]
    assert [(one["name"], one["numbers"]) for one in first["stacks"]] == [("copy", [1, 2])]
    assert [(one["created"], one["there"]) for one in again["stacks"]] == [(False, 2)]
    assert ds.history("copy")[-1].message == "May"
    assert said(await call("POST", "adopt", {"stacks": [{**stack, "user": "other"}]}))["code"] == "not_allowed"


async def test_nobody_adopts_the_contents_of_others(team, tell):
    secret = team.push("ann", "secret").stack.path
    whole = json.loads(team.session("ann").whole_stack(secret).model_dump_json())
    content = whole["frames"][0]["attachments"][0]["content"]
    content["pieces"] = [{"offset": 0, "length": content["length"], "sha256": content["sha256"]}]
    code, answer = await tell("bob", "POST", "adopt", {"stacks": [{**whole, "user": "bob"}]})
    assert (code, "upload it before" in answer["message"]) == (400, True)
