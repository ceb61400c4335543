"""Dashboards are made by their titles, found, opened as notebooks, and deleted only as they were looked at."""

import nbformat
import pytest

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.names import StackPath

from .conftest import V1


@pytest.fixture
def sales(team):
    """A stack of ann's."""
    team.push("ann", "sales/eu")
    team.token("bob")
    return {"title": "Sales, 2026", "cards": [{"stack": "ann/sales/eu"}]}


async def test_a_dashboard_is_named_by_its_title_once(tell, sales):
    code, made = await tell("ann", "POST", "dashboards", {"spec": sales})
    assert (code, made["user"], made["name"], made["revision"]) == (201, "ann", "sales-2026", 1)
    assert made["access_level"] == "private"
    assert (await tell("ann", "GET", "dashboards/ann/sales-2026/-"))[1] == made
    code, refused = await tell("ann", "POST", "dashboards", {"spec": {"title": "sales 2026"}})
    assert (code, refused["code"]) == (409, "conflict")
    assert "there is a dashboard sales-2026 already" in refused["message"]
    assert (await tell("ann", "GET", "dashboards/ann/sales-2026/-"))[1] == made


async def test_a_dashboard_can_be_given_a_name_and_readers(tell, team, sales):
    code, made = await tell("bob", "POST", "dashboards", {"spec": sales, "name": "eu/all", "access_level": "internal"})
    assert (code, made["user"], made["name"], made["access_level"]) == (201, "bob", "eu/all", "internal")
    team.accounts.update_user("ann", default_access_level="public")
    assert (await tell("ann", "POST", "dashboards", {"spec": sales}))[1]["access_level"] == "public"


@pytest.mark.parametrize(("title", "name"), [("!!!", None), ("Sales", "../sales"), ("Sales", "")])
async def test_a_name_that_cannot_be_is_refused_in_words(tell, sales, title, name):
    code, refused = await tell("ann", "POST", "dashboards", {"spec": {"title": title}, "name": name})
    assert code == 400
    assert "name" in refused["message"]


async def test_a_list_has_all_dashboards_ones_own_those_that_others_shared_or_what_is_public(tell, team):
    for user, name in (("ann", "shared"), ("ann", "secret"), ("ann", "open"), ("bob", "own")):
        team.token(user)
        team.session(user).put_dashboard(StackPath(user, name), DashboardSpec(title=name))
    team.session("ann").sharing.permit_dashboard(StackPath("ann", "shared"), "bob", "view")
    team.session("ann").sharing.open_dashboard(StackPath("ann", "open"), "public")

    async def listed(**params):
        _, page = await tell("bob", "GET", "dashboards", params=params)
        return [one["name"] for one in page["dashboards"]]

    assert await listed() == ["own", "open", "shared"]
    assert await listed(whose="mine") == ["own"]
    assert await listed(whose="shared") == ["shared"]
    assert await listed(whose="shared", q="open") == []
    assert await listed(whose="public") == ["open"]
    assert (await tell("bob", "GET", "dashboards", params={"whose": "mine", "user": "ann"}))[0] == 400


async def test_whoever_sees_a_dashboard_can_have_its_notebook(tell, team, sales):
    path, spec = StackPath("ann", "all/sales"), DashboardSpec(title="All", cards=(CardSpec(stack="ann/sales/eu"),))
    team.session("ann").put_dashboard(path, spec)
    address = f"{V1}/dashboards/ann/all/sales/-/notebook"
    assert (await team.ask(address, "bob")).code == 404
    team.session("ann").sharing.permit_dashboard(path, "bob", "view")
    answer = await team.ask(address, "bob")
    assert answer.headers["Content-Type"] == "application/x-ipynb+json"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''all-sales.ipynb"
    notebook = nbformat.reads(answer.body.decode(), as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[-1].source == 'board.card("/ann/sales/eu")'
    assert 'ds.open_dashboard("/ann/all/sales")' in notebook.cells[0].source


async def test_a_dashboard_is_not_deleted_by_one_who_looked_at_an_older_one(tell, sales):
    _, made = await tell("ann", "POST", "dashboards", {"spec": sales})
    board = "dashboards/ann/sales-2026/-"
    await tell("ann", "PUT", board, {"spec": {**sales, "title": "Newer"}, "revision": made["revision"]})
    code, refused = await tell("ann", "DELETE", board, params={"revision": "1"})
    assert (code, refused["code"]) == (409, "conflict")
    assert "changed meanwhile" in refused["message"]
    assert (await tell("ann", "GET", board))[1]["spec"]["title"] == "Newer"
    assert await tell("ann", "DELETE", board, params={"revision": "2"}) == (204, None)
    assert (await tell("ann", "GET", board))[0] == 404
