"""Owners let others see stacks and dashboards, or push to them."""

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.names import StackPath


@pytest.fixture
def things(team):
    """A stack and a dashboard of ann's."""
    team.push("ann", "sales")
    team.session("ann").put_dashboard(StackPath("ann", "board"), DashboardSpec(title="All"))
    team.token("bob")
    return ["stacks/ann/sales/-", "dashboards/ann/board/-"]


async def test_a_permitted_user_sees_a_thing_until_it_is_taken_away(tell, things):
    for thing in things:
        assert (await tell("bob", "GET", thing))[0] == 404
        code, given = await tell("ann", "PUT", f"{thing}/permissions/bob", {"permission": "view"})
        assert (code, [(one["user"], one["permission"]) for one in given["permitted"]]) == (200, [("bob", "view")])
        assert (await tell("bob", "GET", thing))[0] == 200
        assert (await tell("ann", "GET", f"{thing}/permissions"))[1] == given
        assert await tell("ann", "DELETE", f"{thing}/permissions/bob") == (200, {"permitted": [], "next": None})
        assert (await tell("bob", "GET", thing))[0] == 404


async def test_a_dashboard_is_shared_without_the_stacks_of_its_cards(tell, team, things):
    stack, board = things
    spec = {"title": "All", "cards": [{"stack": "ann/sales"}]}
    assert (await tell("ann", "PUT", board, {"spec": spec, "revision": 1}))[0] == 200
    assert (await tell("bob", "GET", "dashboards", params={"whose": "shared"}))[1]["dashboards"] == []
    await tell("ann", "PUT", f"{board}/permissions/bob", {"permission": "view"})
    listed = (await tell("bob", "GET", "dashboards", params={"whose": "shared"}))[1]["dashboards"]
    assert [(one["user"], one["name"]) for one in listed] == [("ann", "board")]
    assert (await tell("bob", "GET", board))[1]["spec"]["cards"][0]["stack"] == "ann/sales"
    assert (await tell("bob", "GET", stack))[0] == 404
    page = await team.ask("dstack/d/ann/board", "bob")
    assert (page.code, b"is not there, or you may not see it" in page.body) == (200, True)
    assert (await tell("bob", "PUT", board, {"spec": spec, "revision": 2}))[0] == 403
    assert (await tell("bob", "PATCH", board, {"access_level": "public"}))[0] == 403
    await tell("ann", "PUT", f"{stack}/permissions/bob", {"permission": "view"})
    assert b"you may not see it" not in (await team.ask("dstack/d/ann/board", "bob")).body


async def test_only_the_owner_shares(tell, things):
    for thing in things:
        assert (await tell("bob", "PUT", f"{thing}/permissions/bob", {"permission": "push"}))[0] == 404
        await tell("ann", "PUT", f"{thing}/permissions/bob", {"permission": "push"})
        assert (await tell("bob", "PUT", f"{thing}/permissions/bob", {"permission": "view"}))[0] == 403
        assert (await tell("bob", "GET", f"{thing}/permissions"))[0] == 403
        assert (await tell(None, "GET", f"{thing}/permissions"))[0] == 401


async def test_a_permission_that_cannot_be_is_refused(tell, things):
    for thing in things:
        assert (await tell("ann", "PUT", f"{thing}/permissions/bob", {"permission": "own"}))[0] == 400
        assert (await tell("ann", "PUT", f"{thing}/permissions/nobody", {"permission": "view"}))[0] == 404
        assert (await tell("ann", "PUT", f"{thing}/permissions/ann", {"permission": "view"}))[0] == 400
        assert (await tell("ann", "PUT", f"{thing}/permissions/..%2F..", {"permission": "view"}))[0] == 400


async def test_a_dashboard_is_stored_changed_deleted_and_comes_back(tell, things):
    board = "dashboards/ann/new/board/-"
    spec = {"title": "New", "cards": [{"stack": "ann/sales"}]}
    code, made = await tell("ann", "PUT", board, {"spec": spec, "revision": 0})
    assert (code, made["revision"], made["access_level"]) == (200, 1, "private")
    assert (await tell("ann", "PUT", board, {"spec": spec, "revision": 0}))[1]["code"] == "conflict"
    assert (await tell("ann", "PUT", board, {"spec": {**spec, "title": "Newer"}, "revision": 1}))[1]["revision"] == 2
    assert (await tell("bob", "PATCH", board, {"access_level": "public"}))[0] == 404
    assert (await tell("ann", "PATCH", board, {"access_level": "internal"}))[1]["access_level"] == "internal"
    assert (await tell("bob", "DELETE", board))[0] == 403
    assert await tell("ann", "DELETE", board) == (204, None)
    assert (await tell("ann", "GET", board))[0] == 404
    assert (await tell("ann", "POST", f"{board}/restore", {"to": "old"}))[1]["name"] == "old"


async def test_a_spec_that_cannot_be_is_refused(tell, things):
    for spec in ({}, {"title": "T", "cards": [{"stack": "../etc"}]}, {"title": "T", "colour": 1}):
        assert (await tell("ann", "PUT", "dashboards/ann/bad/-", {"spec": spec}))[0] == 400


async def test_a_list_has_all_stacks_ones_own_those_that_others_shared_or_what_is_public(tell, team, things):
    team.push("ann", "open", access="public")
    team.push("bob", "mine")

    async def listed(**query):
        code, page = await tell("bob", "GET", "stacks", params={"sort": "name", **query})
        assert code == 200, page
        return [f"{one['user']}/{one['name']}" for one in page["stacks"]]

    assert await listed() == ["ann/open", "bob/mine"]
    assert await listed(whose="shared") == []
    await tell("ann", "PUT", f"{things[0]}/permissions/bob", {"permission": "view"})
    assert await listed() == ["ann/open", "ann/sales", "bob/mine"]
    assert await listed(whose="mine") == ["bob/mine"]
    assert await listed(whose="shared") == await listed(whose="shared", q="sal") == ["ann/sales"]
    assert await listed(whose="shared", q="open") == []
    assert await listed(whose="public") == ["ann/open"]
    code, refused = await tell("bob", "GET", "stacks", params={"whose": "mine", "user": "ann"})
    assert (code, refused["message"][:19]) == (400, "user and whose=mine")
