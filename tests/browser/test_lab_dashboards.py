"""Dashboards in JupyterLab: made of stacks by clicking, renamed, opened as notebooks, deleted and brought back."""

import json
import re

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from tests.browser.axe import violations
from tests.browser.complaints import CUT_OFF, forgive

pytestmark = pytest.mark.browser


def boards(page):
    return page.get_by_role("listbox", name="Dashboards").get_by_role("option")


def open_section(page):
    page.get_by_role("tab", name="Stacks", exact=True).click()
    page.get_by_role("button", name="Dashboards", exact=True).click()


def dialog(page, name):
    return page.get_by_role("dialog", name=name)


def act(page, title, words):
    """Choose what is done with a dashboard from its menu."""
    boards(page).filter(has_text=title).click(button="right")
    page.get_by_role("menuitem", name=re.compile(words)).click()


@pytest.fixture
def world(lab_home):
    """A dashboard of two stacks."""
    ds.push("sales", {"sold": 3})
    ds.push("notes", "first\nsecond")
    return ds.dashboard("World", ["sales", "notes"], description="Of sixty years")


def test_a_dashboard_is_made_of_three_stacks(lab):
    for name in ("sales", "notes", "region/eu", "region/us"):
        ds.push(name, {"of": name})
    open_section(lab)
    lab.get_by_role("heading", name="No dashboards yet").wait_for()
    lab.get_by_role("button", name="New dashboard").click()
    making = dialog(lab, "New dashboard")
    create = making.get_by_role("button", name="Create")
    assert create.is_disabled()
    making.get_by_label("Title").fill("Our sales")
    found = making.get_by_role("listbox").get_by_role("option")
    found.filter(has_text="notes").click()
    search = making.get_by_role("searchbox", name="Search stacks")
    search.fill("region")
    found.filter(has_text="sales").wait_for(state="detached")
    search.press("ArrowDown")  # the rest by keyboard
    lab.keyboard.press("Home")
    lab.keyboard.press("Space")
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("Enter")
    making.get_by_role("heading", name="3 cards").wait_for()
    making.get_by_role("figure", name="Preview of region/eu").get_by_text("region/eu").nth(1).wait_for()
    making.get_by_role("button", name="Move notes down").press("Alt+ArrowDown")
    chosen = making.get_by_role("region", name="Cards").get_by_role("listitem")
    expect(chosen).to_have_text([re.compile(rf"^{name}\W*$") for name in ("region/us", "notes", "region/eu")])
    assert violations(lab, "dialog") == []
    with lab.expect_request(lambda one: "/workspaces/" in one.url and "our-sales" in (one.post_data or "")):
        create.click()
    lab.get_by_role("tab", name="our-sales").wait_for()
    page = lab.frame_locator("iframe[title='our-sales']")
    page.get_by_role("heading", name="Our sales").wait_for()
    assert page.get_by_role("heading", level=2).all_inner_texts() == ["region/us", "notes", "region/eu"]
    lab.get_by_role("button", name="Open in the browser").wait_for()
    boards(lab).filter(has_text="Our sales").filter(has_text="3 cards").wait_for()
    lab.reload()
    page.get_by_role("heading", name="Our sales").wait_for()


def test_a_title_that_is_taken_is_told_and_nothing_that_was_typed_is_lost(lab, world):
    lab.keyboard.press("Control+Shift+C")
    lab.locator(".lm-CommandPalette-input").fill("New Dashboard")
    lab.locator(".lm-CommandPalette-item.lm-mod-active").filter(has_text="New Dashboard").wait_for()
    lab.keyboard.press("Enter")
    making = dialog(lab, "New dashboard")
    making.get_by_role("option").filter(has_text="sales").click()
    making.get_by_label("Title").fill("World")
    making.get_by_role("button", name="Create").click()
    making.get_by_text("there is a dashboard world already").wait_for()
    assert making.get_by_label("Title").input_value() == "World"
    making.get_by_label("Title").fill("Another world")
    making.get_by_label("Title").press("Enter")
    lab.frame_locator("iframe").get_by_role("heading", name="Another world").wait_for()
    forgive(lab.complaints, rf"status of 4(09|12)|{CUT_OFF}")


def test_a_dashboard_is_renamed_and_the_change_of_another_is_told(lab, world):
    open_section(lab)
    boards(lab).filter(has_text="World").wait_for()
    lab.get_by_role("listbox", name="Dashboards").focus()
    lab.keyboard.press("F2")
    renaming = dialog(lab, "Rename “World”")
    lab.route("**/v1/events*", lambda route: route.abort())
    ds.push("more", {"sold": 4})
    ds.dashboard("World", ["more"])
    renaming.get_by_label("Title").fill("The world")
    renaming.get_by_role("button", name="Rename").click()
    renaming.get_by_text("was changed meanwhile").wait_for()
    renaming.get_by_role("button", name="Rename").click()
    boards(lab).filter(has_text="The world").filter(has_text="3 cards").wait_for()
    assert ds.open_dashboard("world").spec.title == "The world"
    forgive(lab.complaints, rf"status of 4(09|12)|{CUT_OFF}")


def test_a_dashboard_is_opened_as_a_notebook_beside_those_that_are_there(lab, world, tmp_path):
    open_section(lab)
    for name in ("world.ipynb", "world-1.ipynb"):
        act(lab, "World", "Open as notebook")
        lab.get_by_role("tab", name=name).wait_for()
        written = json.loads((tmp_path / "work" / name).read_text(encoding="utf-8"))
        assert "".join(written["cells"][-1]["source"]) == f'board.card("/{backend().user}/notes")'
    lab.locator(".jp-Notebook .jp-CodeCell").filter(has_text="board.filters").last.wait_for()


def test_a_dashboard_is_deleted_and_brought_back(lab, world):
    open_section(lab)
    act(lab, "World", "Delete")
    deleting = dialog(lab, "Delete “World”?")
    assert 'ds.restore_dashboard("world")' in deleting.inner_text()
    deleting.get_by_role("button", name="Delete").click()
    lab.get_by_role("status").filter(has_text="“World” is deleted.").wait_for()
    lab.get_by_role("heading", name="No dashboards yet").wait_for()
    lab.get_by_role("button", name="Bring it back").click()
    boards(lab).filter(has_text="World").filter(has_text="2 cards").wait_for()
    assert ds.open_dashboard("world").spec.description == "Of sixty years"


def test_the_list_is_for_everyone_and_is_gone_through_by_keyboard(lab, world):
    open_section(lab)
    boards(lab).filter(has_text="World").wait_for()
    assert violations(lab, "#dstack-stacks") == []
    listbox = lab.get_by_role("listbox", name="Dashboards")
    listbox.focus()
    lab.keyboard.press("Shift+F10")
    menu = lab.get_by_role("menu", name="World")
    menu.wait_for()
    assert violations(lab, ".jp-Dstack-menu") == []
    lab.keyboard.press("Escape")
    menu.wait_for(state="detached")
    lab.keyboard.press("Shift+F10")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    lab.keyboard.press("ArrowUp")
    expect(menu.get_by_role("menuitem", name="Delete")).to_be_focused()
    lab.keyboard.press("Home")
    lab.keyboard.press("Enter")
    lab.frame_locator("iframe").get_by_role("heading", name="World").wait_for()
