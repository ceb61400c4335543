"""A day with the web page and the Python client of 2020, from signing in to signing out."""

import pytest

from .clients import PythonClient
from .conftest import Threaded
from .web_page import Refused


async def test_a_token_is_made_stacks_are_pushed_shown_on_a_dashboard_and_shared(page, bob, team):
    team.named("cid", password="correct horse")
    cid = page()
    await cid.sign_in("cid", "correct horse")
    token = (await cid.post("users/update/token", user="cid"))["token"]
    python = Threaded(PythonClient(f"{team.url}dstack/api", "cid", token))
    for stack in ("gdp", "population"):
        text = {"data": stack.encode(), "content_type": "text/plain", "params": {"year": 2020}}
        await python.push_frame(stack, text, message="the first")
    listed = (await cid.get("stacks/cid"))["stacks"]
    assert [(stack["name"], stack["private"]) for stack in listed] == [("population", True), ("gdp", True)]

    board = await cid.new_dashboard()
    await cid.post("dashboards/update", user="cid", id=board["id"], title="World")
    await cid.add_stacks(board["id"], *(f"cid/{stack['name']}" for stack in listed))
    await cid.change_card(board["id"], "cid/gdp", index=0, title="Wealth")
    shown = await cid.dashboard(board["id"])
    assert [(card["title"], card["head"]["description"]) for card in shown["cards"]] == [
        ("Wealth", "the first"),
        ("population", "the first"),
    ]
    assert [card["head"]["attachments"][0]["params"] for card in shown["cards"]] == [{"year": 2020}] * 2

    assert await cid.get("users/exists", "bob") == {"exists": True}
    await cid.share(f"cid/d/{board['id']}", "bob")
    await cid.share("cid/gdp", "bob")
    (shared,) = await bob.dashboards()
    assert [(card["stack"], card["title"]) for card in shared["cards"]] == [("cid/gdp", "Wealth")]
    assert [stack["name"] for stack in (await bob.get("stacks/bob"))["stacks"]] == ["gdp"]

    await python.push_frame("gdp", {"data": b"more", "content_type": "text/plain"}, message="the second")
    seen = (await bob.dashboard(board["id"], "cid"))["cards"][0]["head"]
    assert seen["description"] == "the second"
    await cid.post("stacks/delete", user="cid", name="gdp")
    assert (await bob.dashboard(board["id"], "cid"))["cards"] == []
    await cid.get("users/logout")
    with pytest.raises(Refused, match="bad credentials"):
        await cid.get("users/remember")
