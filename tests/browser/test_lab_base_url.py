"""JupyterLab behind a hub, whose names of people are addresses of mail: everything stays below the base URL."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from tests.browser.lab import lab_page

pytestmark = pytest.mark.browser

BASE = "/user/ann%40x.org/"


@pytest.fixture
def hub_lab(lab_home, tmp_path, chromium):
    """A page of JupyterLab as a hub serves it, and the addresses of all that it and its frames asked for."""
    with lab_page(chromium, lab_home, tmp_path / "work", BASE) as page:
        asked = []
        page.on("request", lambda one: asked.append(one.url))
        page.on("websocket", lambda one: asked.append(one.url))
        yield page, asked


def test_everything_that_is_looked_at_and_pushed_stays_below_the_base_url(hub_lab):
    page, asked = hub_lab
    with ds.frame("gdp") as frame:
        for country in ("France", "Germany", "Spain"):
            frame.add(f"GDP of {country}", country=country)
    ds.dashboard("World", ["gdp"])
    page.get_by_role("tab", name="Stacks", exact=True).click()
    page.get_by_role("listbox", name="Stacks").get_by_role("option").filter(has_text="gdp").click()
    stack = page.get_by_role("region", name="Stack gdp")
    stack.get_by_text("GDP of France").wait_for()
    stack.get_by_role("radio", name="Germany").check(force=True)
    stack.get_by_text("GDP of Germany").wait_for()
    page.get_by_role("button", name="Dashboards", exact=True).click()
    page.get_by_role("listbox", name="Dashboards").get_by_role("option").filter(has_text="World").click()
    page.frame_locator("iframe[title='world']").get_by_text("GDP of France").wait_for()
    page.get_by_role("tab", name=re.compile("^File Browser")).click()
    page.get_by_role("listitem", name=re.compile("work.ipynb")).click(button="right")
    page.get_by_role("menuitem", name="Push to dstack…").click()
    dialog = page.get_by_role("dialog", name="Push work.ipynb")
    expect(dialog.get_by_role("textbox", name="Stack")).to_have_value("work")
    dialog.get_by_role("button", name="Push", exact=True).click()
    page.get_by_role("region", name="Stack work").get_by_role("heading", name="work", level=1).wait_for()
    places = {urlsplit(one) for one in asked if urlsplit(one).scheme in ("http", "https", "ws", "wss")}
    assert any("/dstack/static/" in one.path for one in places)
    assert any("/dstack/d/" in one.path for one in places)
    assert {one.netloc for one in places} == {urlsplit(page.address).netloc}
    assert [one.path for one in places if not one.path.startswith(BASE)] == []
