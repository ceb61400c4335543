"""What is done with a stack on its page in JupyterLab: its code, its README, where it came from, who sees it."""

import re

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from tests.browser.test_lab_stack_page import open_stack, push_gdp

pytestmark = pytest.mark.browser


def open_notebook(lab):
    lab.get_by_role("listitem", name=re.compile("work.ipynb")).dblclick()
    lab.get_by_text("| Idle").wait_for(timeout=90_000)


@pytest.mark.kernel
def test_the_code_for_what_is_chosen_goes_into_the_notebook_and_runs(lab):
    push_gdp(["France", "Germany", "Spain", "Italy"], "some of Europe")
    open_notebook(lab)
    page = open_stack(lab, "gdp")
    page.get_by_role("combobox", name="country").select_option("Germany")
    page.get_by_text("GDP of Germany in 2002").wait_for()
    page.get_by_role("button", name="Use it").click()
    dialog = lab.get_by_role("dialog", name="Use gdp")
    dialog.get_by_role("tab", name="Python").press("ArrowRight")
    dialog.get_by_text('dstack_pull("gdp", country = "Germany", year = 2002)').wait_for()
    dialog.get_by_role("tab", name="R", exact=True).press("ArrowLeft")
    dialog.get_by_role("button", name="Insert into notebook").click()
    cell = lab.locator(".jp-Notebook .jp-CodeCell").filter(has_text='ds.pull("gdp"')
    cell.wait_for()
    dialog.wait_for(state="detached")
    cell.locator(".cm-content").click()
    lab.keyboard.press("Control+End")
    lab.keyboard.type("\nprint('pulled', gdp)")
    lab.keyboard.press("Control+Enter")
    lab.get_by_text("pulled GDP of Germany in 2002", exact=True).wait_for()


def test_code_is_copied_and_without_a_notebook_says_so_when_it_is_inserted(lab):
    lab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ds.push("notes", "hello")
    page = open_stack(lab, "notes")
    page.get_by_role("button", name="Use it").click()
    dialog = lab.get_by_role("dialog", name="Use notes")
    dialog.get_by_role("button", name="Insert into notebook").click()
    dialog.get_by_role("alert").filter(has_text="No notebook is open.").wait_for()
    dialog.get_by_role("button", name="Copy").click()
    dialog.get_by_role("button", name="Copied").wait_for()
    assert lab.evaluate("() => navigator.clipboard.readText()").endswith('notes = ds.pull("notes")')
    lab.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert lab.evaluate("() => document.activeElement.textContent") == "Use it"


def test_a_store_that_nobody_else_reaches_offers_a_copy_to_a_server_until_others_are_there(lab):
    ds.push("sales/eu", {"sold": 3})
    page = open_stack(lab, "sales/eu")
    page.get_by_role("button", name="Share").click()
    dialog = lab.get_by_role("dialog", name="Share sales/eu")
    dialog.get_by_text('ds.copy("sales/eu", to="team")').wait_for()
    dialog.get_by_role("button", name="Done").click()
    backend().accounts.add_user("bob")
    page.get_by_role("button", name="Share").click()
    dialog.get_by_label("Add a person").fill("bob")
    dialog.get_by_role("button", name="Add").click()
    dialog.get_by_text("You and bob see it now.").wait_for()
    assert [one.user for one in ds.share("sales/eu").permitted] == ["bob"]
    dialog.get_by_role("button", name="Remove bob").click()
    dialog.get_by_text("Only you see it now.").wait_for()
    assert ds.share("sales/eu").permitted == []
