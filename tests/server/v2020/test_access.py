"""Who is let in by the interface of 2020, and the words in which the others are refused."""

import json

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store


@pytest.fixture
def may_push(team):
    """Ask whether one may push to a stack; returns the status and the JSON of the answer."""

    async def ask(who, stack, **options):
        answer = await team.ask("dstack/api/stacks/access", who, method="POST", body={"stack": stack}, **options)
        return answer.code, json.loads(answer.body)

    return ask


async def test_one_may_push_to_ones_own_stacks_whether_they_are_there_or_not(may_push, team):
    team.push("ann", "sales")
    assert await may_push("ann", "ann/sales") == (200, {})
    assert await may_push("ann", "ann/a--b") == (200, {})
    assert (await may_push("bob", "ann/sales"))[1]["message"] == "bad credentials"


async def test_one_may_push_to_what_one_was_permitted_to_push_to(may_push, team):
    team.push("ann", "sales")
    team.token("bob")
    team.session("ann").sharing.permit_stack(StackPath("ann", "sales"), "bob", "push")
    assert await may_push("bob", "ann/sales") == (200, {})


async def test_nobody_is_told_403_and_never_401(may_push, team):
    told = {"message": "bad credentials"}
    for headers in ({}, {"Authorization": "Bearer 1e0c8a4e"}, {"Authorization": "Bearer dsk_nonsense"}):
        status, said = await may_push(None, "ann/sales", headers=headers)
        assert (status, said | {"reason": ""}) == (403, told | {"reason": ""})


async def test_the_secret_of_a_session_is_as_good_as_a_token_in_the_header_alone(may_push, team):
    team.token("ann")
    secret = team.store.doors.follow(team.store.doors.link("ann"))
    assert await may_push(None, "ann/sales", headers={"Authorization": f"Bearer {secret}"}) == (200, {})
    assert (await may_push(None, "ann/sales", headers=team.as_browser("ann")))[0] == 403


async def test_what_is_no_call_is_malformed(team):
    for body in ("[]", "{}", '{"stack": "ann"}', "{", '{"stack": 1}'):
        answer = await team.ask("dstack/api/stacks/access", "ann", method="POST", body=body)
        assert (answer.code, json.loads(answer.body)["message"]) == (400, "malformed request")


async def test_no_answer_is_kept_and_no_other_site_may_read_one(team):
    for who in ("ann", None):
        headers = {"Origin": "https://other.example"}
        body = {"stack": "ann/sales"}
        answer = await team.ask("dstack/api/stacks/access", who, method="POST", body=body, headers=headers)
        assert answer.headers["Cache-Control"] == "no-cache, no-store"
        assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


async def test_a_server_of_its_own_answers_where_that_of_2020_did(team):
    for root in ("api", "dstack/api"):
        answer = await team.ask(f"{root}/stacks/access", "ann", method="POST", body={"stack": "ann/sales"})
        assert (answer.code, json.loads(answer.body)) == (200, {})


async def test_inside_of_jupyter_its_own_token_is_the_owner_of_the_store(jp_fetch, user):
    body = json.dumps({"stack": f"{user}/sales"})
    for options in ({}, {"headers": {"Authorization": ""}}):
        answer = await jp_fetch("dstack/api/stacks/access", method="POST", body=body, raise_error=False, **options)
        assert answer.code == (403 if options else 200)


async def test_inside_of_jupyter_a_token_of_the_store_is_its_user(jp_fetch, user):
    ds.push("sales", "text")
    store = open_store()
    accounts = store.session(Viewer.local_owner(store.owner)).accounts
    accounts.add_user("ann")
    headers = {"Authorization": f"Bearer {accounts.new_token('test', user='ann').secret}"}
    for stack, status in ((f"{user}/sales", 403), ("ann/sales", 200)):
        body = json.dumps({"stack": stack})
        answer = await jp_fetch(
            "dstack/api/stacks/access", method="POST", body=body, headers=headers, raise_error=False
        )
        assert answer.code == status
