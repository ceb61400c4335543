"""Pages without a kernel."""

import asyncio
import gzip
import json
import re
import threading

import pandas as pd
import psutil
import pytest
from ipywidgets import Widget

import dstack_jupyter as ds
from dstack_jupyter.store.session import Session

POLICY = (
    "default-src 'none'; script-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; media-src 'self' blob:; worker-src blob:; "
    "frame-src blob: data: 'self'; base-uri 'none'; form-action 'self'"
)


@pytest.fixture
def world(user):
    """A dashboard of two stacks that share a control; its address."""
    with ds.frame("gdp") as frame:
        for country in ("France", "Spain", "Italy", "Malta"):
            frame.add(pd.DataFrame({"gdp": [1, 2]}), country=country)
    with ds.frame("notes") as frame:
        for country in ("France", "Spain", "Italy", "Malta"):
            frame.add(f"About {country}", country=country)
    ds.dashboard("World & <more>", ["gdp", "notes"], name="world")
    return f"dstack/d/{user}/world"


def state_of(page):
    found = re.search(r'<script id="dstack-state" type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])


async def test_a_page_holds_the_state_of_its_widgets_and_no_kernel_was_started(get, world, jp_serverapp):
    answer = await get(world)
    assert answer.code == 200
    page = answer.body.decode()
    assert "<title>World &amp; &lt;more&gt;</title>" in page
    state = state_of(page)["state"]
    slots = re.findall(r'data-model="([^"]+)" data-role="(\w+)"', page)
    assert [role for _, role in slots] == ["header", "filters", "card", "card"]
    assert all(model in state for model, _ in slots)
    assert jp_serverapp.kernel_manager.list_kernel_ids() == []


async def test_a_page_loads_nothing_but_from_its_own_server(get, world, jp_base_url):
    answer = await get(world)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(POLICY)
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    page = answer.body.decode()
    addresses = re.findall(r'<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"', page)
    assert addresses
    assert all(address.startswith((f"{jp_base_url}dstack/static/", "data:")) for address in addresses)
    assert set(re.findall(r'<a [^>]*href="([^"]+)"', page)) == {
        f"{jp_base_url}dstack/dashboards",
        f"{jp_base_url}dstack/",
    }
    assert json.loads(re.search(r'id="jupyter-config-data" type="application/json">(.*?)<', page)[1]) == {
        "baseUrl": jp_base_url
    }


async def test_what_a_page_refers_to_is_there(get, world, jp_base_url):
    page = (await get(world)).body.decode()
    for address in re.findall(rf'(?:src|href)="{jp_base_url}([^"]+)"', page):
        assert (await get(address)).code == 200, address


async def test_a_page_is_sent_again_only_when_it_changed(get, world):
    first = await get(world)
    assert first.headers["Cache-Control"] == "private, no-cache"
    etag = first.headers["ETag"]
    again = await get(world, headers={"If-None-Match": etag})
    assert (again.code, again.body) == (304, b"")
    assert (await get(world)).body == first.body
    ds.push("notes", "something else", country="France", keep=True)
    second = await get(world, headers={"If-None-Match": etag})
    assert second.code == 200
    assert second.headers["ETag"] != etag


async def test_a_page_changes_with_the_text_of_its_dashboard(get, world):
    before = (await get(world)).body
    ds.push("third", "a third card")
    ds.dashboard("World & <more>", ["third"], name="world")
    after = (await get(world)).body.decode()
    assert after.encode() != before
    assert after.count('data-role="card"') == 3


async def test_a_page_travels_compressed(get, world):
    plain, small = await get(world), await get(world, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 4


async def test_a_card_of_a_deleted_stack_leaves_the_page_standing(get, world):
    ds.delete("notes")
    answer = await get(world)
    assert answer.code == 200
    assert answer.body.decode().count('data-role="card"') == 2


@pytest.mark.parametrize("kind", ["d", "s"])
async def test_an_unknown_page_says_so_on_a_page(get, world, user, kind, jp_base_url):
    answer = await get(f"dstack/{kind}/{user}/nothing<b>here")
    assert answer.code in (400, 404)
    answer = await get(f"dstack/{kind}/{user}/nothing-here")
    assert answer.code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Content-Security-Policy"].startswith(POLICY)
    page = answer.body.decode()
    assert "Nothing here" in page
    assert "nothing-here" in page
    assert f'href="{jp_base_url}dstack/"' in page


async def test_a_token_does_not_stay_in_the_address(get, world, jp_serverapp, jp_base_url):
    token = jp_serverapp.identity_provider.token
    answer = await get(world, anonymous=True, params={"country": "Spain", "token": token, ":token": "kept"})
    assert answer.code == 302
    assert answer.headers["Location"] == f"{jp_base_url}{world}?country=Spain&%3Atoken=kept"
    assert token not in answer.headers["Location"]
    cookies = "; ".join(cookie.partition(";")[0] for cookie in answer.headers.get_list("Set-Cookie"))
    followed = await get(world, anonymous=True, params={"country": "Spain"}, headers={"Cookie": cookies})
    assert followed.code == 200


async def test_a_wrong_token_opens_nothing(get, world):
    answer = await get(world, anonymous=True, params={"token": "guessed"})
    assert answer.code == 302
    assert "login" in answer.headers["Location"]


async def test_many_visits_leave_no_widgets_and_no_growth(get, world):
    async def visits(count):
        for number in range(count):
            ds.push("notes", f"version {number} of {count}", country="France", keep=True)
            assert (await get(world)).code == 200

    await visits(10)
    widgets, memory = len(Widget.get_manager_state()["state"]), psutil.Process().memory_info().rss
    await visits(40)
    assert len(Widget.get_manager_state()["state"]) == widgets
    assert psutil.Process().memory_info().rss - memory < 20 << 20


async def test_a_slow_disk_holds_nobody_else_up(get, world, monkeypatch):
    reading, read_on, in_time = threading.Event(), threading.Event(), []

    def slow_stack(self, path, stack=Session.stack):
        reading.set()
        in_time.append(read_on.wait(60))
        return stack(self, path)

    monkeypatch.setattr(Session, "stack", slow_stack)
    page = asyncio.ensure_future(get(world))
    assert await asyncio.to_thread(reading.wait, 60)
    assert (await get("api/status")).code == 200
    read_on.set()
    assert (await page).code == 200
    assert all(in_time)


async def test_a_server_without_voila_says_how_to_get_it(get, user):
    answer = await get(f"dstack/v/{user}/world")
    assert answer.code == 404
    assert "voila.server_extension" in answer.body.decode()
