"""The sidebar of JupyterLab: stacks are found, looked at, and seen as they are pushed."""

import re

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from tests.browser.complaints import CUT_OFF, forgive
from tests.browser.lab import drag

pytestmark = pytest.mark.browser


def rows(page):
    return page.get_by_role("listbox", name="Stacks").get_by_role("option")


def test_the_first_push_is_seen_live_in_a_list_that_teaches_it(lab):
    assert lab.asked == []  # nothing is asked for until somebody looks
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    lab.get_by_role("heading", name="No stacks yet").wait_for()
    lab.get_by_text("%dstack push df sales").wait_for()
    ds.push("sales/eu", {"sold": 3}, message="May")
    rows(lab).filter(has_text="sales/eu").wait_for()
    ds.push("notes", "first\nsecond", access="public")
    rows(lab).first.filter(has_text="notes").wait_for()
    rows(lab).first.get_by_role("img", name="public").wait_for()


def test_a_lab_in_which_nobody_looks_at_stacks_loads_little(lab):
    lab.locator(".jp-LauncherCard").filter(has_text="Stacks").wait_for()
    assert 1000 < sum(len(one.body()) for one in lab.loaded) < 30_000
    assert lab.asked == []


def test_the_list_says_that_its_connection_is_lost_and_when_it_is_back(lab):
    ds.push("sales", {"sold": 3})
    lab.route("**/v1/events*", lambda route: route.abort())
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    rows(lab).filter(has_text="sales").wait_for()
    lost = lab.get_by_role("status").filter(has_text="The connection to the server is lost")
    lost.wait_for()
    lab.unroute("**/v1/events*")
    lost.wait_for(state="detached")
    ds.push("costs", {"paid": 2})
    rows(lab).filter(has_text="costs").wait_for()
    forgive(lab.complaints, CUT_OFF)


def test_a_stack_is_found_among_many_by_keyboard_and_opened(lab):
    for number in range(150):
        ds.push(f"region/{number:03}", {"number": number})
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    rows(lab).filter(has_text="region/149").wait_for()
    rows_box = lab.get_by_role("listbox", name="Stacks")
    rows_box.focus()
    lab.keyboard.press("End")
    rows(lab).filter(has_text="region/050").wait_for()  # the end of the first page, which brings the next
    lab.wait_for_function("() => document.querySelector('.jp-Dstack-rows > div').offsetHeight > 120 * 44")
    lab.keyboard.press("End")
    rows(lab).filter(has_text="region/000").wait_for()
    search = lab.get_by_role("searchbox", name="Search stacks")
    search.fill("region/07")
    rows(lab).filter(has_text="region/079").wait_for()
    expect(rows(lab)).to_have_count(10)
    search.press("ArrowDown")
    lab.keyboard.press("Home")
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("Enter")
    lab.get_by_role("tab", name="region/078").wait_for()
    lab.get_by_role("heading", name="region/078").wait_for()


def test_nothing_like_it_says_where_it_looked(lab):
    ds.push("sales", {"sold": 3})
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    rows(lab).filter(has_text="sales").wait_for()
    lab.get_by_role("combobox", name="Whose stacks").select_option(label="Shared with me")
    lab.get_by_text(re.compile("Nothing like this in the store")).wait_for()
    lab.get_by_role("combobox", name="Whose stacks").select_option(label="Mine")
    rows(lab).filter(has_text="sales").wait_for()


@pytest.mark.kernel
def test_a_stack_is_dragged_into_a_notebook_and_its_cell_runs(lab):
    ds.push("sales/2020-eu", {"sold": 3})
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    row = rows(lab).filter(has_text="sales/2020-eu")
    row.wait_for()
    lab.get_by_role("tab", name=re.compile("File Browser")).click()
    lab.get_by_role("listitem", name=re.compile("work.ipynb")).dblclick()
    lab.get_by_text("| Idle").wait_for(timeout=90_000)
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    drag(lab, row, lab.locator(".jp-Notebook .jp-Cell").first)
    dropped = lab.locator(".jp-Notebook .jp-CodeCell").filter(has_text="ds.pull")
    dropped.wait_for()
    assert 'stack_2020_eu = ds.pull("sales/2020-eu")' in dropped.inner_text()
    dropped.locator(".cm-content").click()
    lab.keyboard.press("Control+End")
    lab.keyboard.type("\nprint('sold', stack_2020_eu['sold'])")
    lab.keyboard.press("Control+Enter")
    lab.get_by_text("sold 3", exact=True).wait_for(timeout=60_000)


def test_a_list_that_cannot_be_loaded_is_told_of_and_loaded_at_the_next_look(lab):
    tab = lab.get_by_role("tab", name="Stacks", exact=True)
    lab.route("**/lab/extensions/dstack-jupyter/**", lambda route: route.abort())
    tab.click()
    lab.get_by_text("The list of stacks could not be loaded").wait_for()
    lab.unroute("**/lab/extensions/dstack-jupyter/**")
    tab.click()
    tab.click()
    lab.get_by_role("heading", name="No stacks yet").wait_for()
    forgive(lab.complaints, CUT_OFF)
