"""The plugin in JupyterLab for people of other languages, and for those who hear it or use it by keys."""

import getpass
import re

import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from tests.browser import pseudo_locale
from tests.browser.axe import violations
from tests.browser.lab import choose, lab_page

pytestmark = pytest.mark.browser

SIDEBAR = "#dstack-stacks"
PAGE = ".jp-Dstack-page"
DIALOG = ".jp-Dstack-dialog"

DATA = rf"\b({re.escape(getpass.getuser())}|lab-home|sales|eu|df|May|June|bytes|kB)\b|dstack|on this computer"
"""What people wrote, is code, is said by the server, or is a number as the browser writes it."""


CHOSEN = r"sales/eu|\b(bob|and|R|CSV|region|north|south|year|final|true|application|json)\b"
"""The same, of the dialogs of a stack; a list of names is joined by the browser."""

COLUMNS = r"\b(region|sold|north)\b"
"""The same, of a table; what is only cells and headings is marked in the page."""


@pytest.fixture
def lab_elsewhere(lab_home, tmp_path, monkeypatch, chromium):
    """JupyterLab in another language."""
    pseudo_locale.install(tmp_path / "packages")
    choose(lab_home, "@jupyterlab/translation-extension:plugin", locale=pseudo_locale.LANGUAGE)
    monkeypatch.syspath_prepend(tmp_path / "packages")
    with lab_page(chromium, lab_home, tmp_path / "work") as page:
        yield page


@pytest.fixture(params=["JupyterLab Light", "JupyterLab Dark"])
def lab_themed(request, lab_home, tmp_path, chromium):
    choose(lab_home, "@jupyterlab/apputils-extension:themes", theme=request.param)
    with lab_page(chromium, lab_home, tmp_path / "work") as page:
        yield page


def test_the_sidebar_speaks_the_language_of_jupyterlab(lab_elsewhere):
    page = lab_elsewhere
    page.locator("[data-id=dstack-stacks]").click()
    page.get_by_role("heading", name="⟦No stacks yet⟧").wait_for()
    assert pseudo_locale.untranslated(page, SIDEBAR, DATA) == []
    ds.push("sales/eu", {"sold": 3}, message="May")
    page.get_by_role("option").filter(has_text="sales/eu").wait_for()
    assert pseudo_locale.untranslated(page, SIDEBAR, DATA) == []


def test_dashboards_speak_the_language_of_jupyterlab(lab_elsewhere):
    page = lab_elsewhere
    ds.push("sales/eu", {"sold": 3}, message="May")
    page.locator("[data-id=dstack-stacks]").click()
    page.get_by_role("button", name="⟦Dashboards⟧").click()
    page.get_by_role("heading", name="⟦No dashboards yet⟧").wait_for()
    page.get_by_role("button", name="⟦New dashboard⟧").click()
    page.get_by_role("dialog").get_by_role("option").filter(has_text="sales/eu").click()
    page.get_by_role("dialog").get_by_role("figure").wait_for()
    assert pseudo_locale.untranslated(page, "#dstack-stacks", DATA) == []
    page.get_by_role("dialog").get_by_label("⟦Title⟧").fill("May")
    page.get_by_role("dialog").get_by_role("button", name="⟦Cancel⟧").click()
    ds.dashboard("May", ["sales/eu"])
    page.get_by_role("listbox", name="⟦Dashboards⟧").get_by_role("option").click(button="right")
    page.get_by_role("menu").wait_for()
    assert pseudo_locale.untranslated(page, SIDEBAR, rf"{DATA}|\b(may|F2|Enter|Delete)\b") == []


def test_the_sidebar_is_for_everyone(lab_themed):
    page = lab_themed
    page.locator("[data-id=dstack-stacks]").click()
    page.get_by_role("heading", name="No stacks yet").wait_for()
    assert violations(page, SIDEBAR) == []
    ds.push("sales/eu", {"sold": 3}, message="May")
    page.get_by_role("option").filter(has_text="sales/eu").wait_for()
    assert violations(page, SIDEBAR) == []


def test_the_page_of_a_stack_speaks_the_language_of_jupyterlab(lab_elsewhere):
    push_two_frames()
    page = opened(lab_elsewhere, "⟦Stack ⟧sales/eu")
    assert pseudo_locale.untranslated(page, PAGE, DATA) == []


def test_a_table_speaks_the_language_of_jupyterlab(lab_elsewhere):
    ds.push("sales/eu", pd.DataFrame({"region": ["north", "south"] * 100, "sold": range(200)}), message="May")
    page = lab_elsewhere
    page.locator("[data-id=dstack-stacks]").click()
    page.get_by_role("option").filter(has_text="sales/eu").click()
    for column, field, value in [("sold", "⟦From⟧", "20"), ("region", "⟦Value⟧", "north")]:
        page.get_by_role("button", name=f"⟦Filter and statistics of ⟧{column}").click()
        page.get_by_text("⟦Distinct⟧").wait_for()
        assert pseudo_locale.untranslated(page, PAGE, f"{COLUMNS}|{DATA}") == []
        page.get_by_label(field, exact=True).fill(value)
        page.get_by_role("button", name="⟦Filter⟧", exact=True).click()
        page.get_by_role("button", name=f"⟦Remove filter ⟧{column}").wait_for()
    page.get_by_text("⟦ that fit, of ⟧200").wait_for()
    assert pseudo_locale.untranslated(page, PAGE, f"{COLUMNS}|{DATA}") == []


def test_the_page_of_a_stack_is_for_everyone(lab_themed):
    push_two_frames()
    page = opened(lab_themed, "Stack sales/eu")
    assert violations(page, PAGE) == []


def test_the_dialogs_of_a_stack_speak_the_language_of_jupyterlab(lab_elsewhere):
    push_two_frames()
    backend().accounts.add_user("bob")
    ds.share("sales/eu", "bob", push=True)
    opened(lab_elsewhere, "⟦Stack ⟧sales/eu")
    for _ in dialogs(lab_elsewhere):
        assert pseudo_locale.untranslated(lab_elsewhere, DIALOG, f"{CHOSEN}|{DATA}") == []


def test_the_dialogs_of_a_stack_are_for_everyone(lab_themed):
    push_two_frames()
    backend().accounts.add_user("bob")
    ds.share("sales/eu", "bob", push=True)
    opened(lab_themed, "Stack sales/eu")
    for _ in dialogs(lab_themed):
        assert violations(lab_themed, DIALOG) == []


def dialogs(page):
    """Opens the dialogs that the page of a stack has, one after the other."""
    buttons = page.locator(".jp-Dstack-head-buttons > button")
    for index in range(buttons.count()):
        buttons.nth(index).click()
        dialog = page.get_by_role("dialog")
        contents = dialog.locator("select, ul, table, [role=listbox], [role=status], .jp-Dstack-code")
        contents.locator("visible=true").first.wait_for()
        dialog.get_by_text(re.compile("Comparing…|Looking who")).wait_for(state="detached")
        yield dialog
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")


def push_two_frames():
    for month in ("May", "June"):
        with ds.frame("sales/eu", message=month) as frame:
            for region in ("north", "south"):
                for year in (2001, 2002, 2004):
                    frame.add({"sold": year, "month": month}, region=region, year=year, final=year < 2002)


def opened(page, name):
    page.locator("[data-id=dstack-stacks]").click()
    page.get_by_role("option").filter(has_text="sales/eu").click()
    region = page.get_by_role("region", name=name)
    region.get_by_role("slider").wait_for()
    region.get_by_text("June").first.wait_for()
    region.locator("[data-dstack-state=ready], .dstack-stage > *").first.wait_for()
    return page
