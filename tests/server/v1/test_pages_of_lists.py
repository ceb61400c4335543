"""Every list that can be long comes in pages."""

import json

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_server.v1.operations import operations_of
from dstack_server.v1.resources import RESOURCES

LISTS = {
    "stacks": "stacks",
    "stacks/ann/s0/-/frames": "frames",
    "dashboards": "dashboards",
    "stacks/ann/s0/-/permissions": "permitted",
    "dashboards/ann/b0/-/permissions": "permitted",
    "users": "users",
    "users/ann/tokens": "tokens",
    "deleted": "deleted",
}
"""The lists, and what their answers call what they have."""


@pytest.fixture
def much(team):
    """At least three of everything, of ann's, who is an administrator."""
    team.accounts.add_user("ann", is_admin=True)
    for name in ("bob", "cid", "dan"):
        team.accounts.add_user(name)
    ann = team.session("ann")
    for number in range(3):
        team.push("ann", f"s{number}")
        team.push("ann", "s0", f"again {number}")
        team.push("ann", f"gone{number}")
        ann.delete_stack(StackPath("ann", f"gone{number}"))
        ann.put_dashboard(StackPath("ann", f"b{number}"), DashboardSpec(title="Board"))
        ann.accounts.new_token(f"t{number}")
    for name in ("bob", "cid", "dan"):
        ann.sharing.permit_stack(StackPath("ann", "s0"), name, "view")
        ann.sharing.permit_dashboard(StackPath("ann", "b0"), name, "view")


@pytest.mark.parametrize("address", LISTS)
async def test_the_pages_of_a_list_are_the_list(team, tell, much, address):
    items = LISTS[address]
    code, whole = await tell("ann", "GET", address)
    assert (code, whole["next"], len(whole[items]) >= 3) == (200, None, True)
    found, after = [], {}
    while after is not None:
        _, page = await tell("ann", "GET", address, params={"limit": 2, **after})
        assert 1 <= len(page[items]) <= 2
        found += page[items]
        after = {"after": page["next"]} if page["next"] else None
    assert found == whole[items]


@pytest.mark.parametrize("address", LISTS)
async def test_a_place_of_another_list_is_refused_in_words(team, tell, much, address):
    other = "users" if address != "users" else "deleted"
    place = (await tell("ann", "GET", other, params={"limit": 1}))[1]["next"]
    code, refused = await tell("ann", "GET", address, params={"after": place})
    assert (code, refused["code"]) == (400, "invalid_value")
    assert (await tell("ann", "GET", address, params={"limit": 0}))[0] == 400
    assert (await tell("ann", "GET", address, params={"limit": 1001}))[0] == 400


def test_no_answer_that_is_a_list_goes_without_pages():
    """A model whose fields are one list, and where the rest of it begins."""
    for template, handler in RESOURCES:
        get = operations_of(handler).get("get")
        fields = get.answer.model_fields if get and get.answer else {}
        kinds = [str(field.annotation) for field in fields.values()]
        if len(fields) == 1 and kinds[0].startswith("tuple"):
            assert template == "contents/{sha256}/pieces"
        if "next" in fields:
            assert {"limit", "after"} <= set(get.query.model_fields)


async def test_dashboards_are_searched_and_sorted_as_stacks_are(team, tell, much):
    asked = {"q": "BOARD b", "user": "ann", "sort": "name", "limit": 2}
    _, page = await tell("ann", "GET", "dashboards", params=asked)
    assert [one["name"] for one in page["dashboards"]] == ["b0", "b1"]
    assert (await tell("ann", "GET", "dashboards", params={"user": "bob"}))[1] == {"next": None, "dashboards": []}
    page_of_them = (await team.ask("dstack/dashboards", "ann", params={"q": "b1"})).body.decode()
    assert '"name": "b1"' in page_of_them
    assert '"name": "b0"' not in page_of_them
    assert json.dumps(page).count("Board") == 2
