"""The plugin in Notebook, which shows one document a page: stacks and dashboards are tabs of the browser there."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from tests.browser.lab import notebook_page

pytestmark = pytest.mark.browser


@pytest.fixture
def tree(lab_home, tmp_path, chromium):
    """The page of Notebook that lists files."""
    with notebook_page(chromium, lab_home, tmp_path / "work", "tree") as page:
        yield page


@pytest.fixture
def notebook(lab_home, tmp_path, chromium):
    """The page of a notebook."""
    with notebook_page(chromium, lab_home, tmp_path / "work", "notebooks/work.ipynb") as page:
        page.locator(".jp-Notebook .jp-Cell .cm-content").first.wait_for(timeout=90_000)
        yield page


def show_stacks(page):
    page.get_by_role("menuitem", name="View", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Show Stacks")).click()
    return page.get_by_role("listbox", name="Stacks").get_by_role("option")


def path_of(page):
    return urlsplit(page.url).path


def test_stacks_and_dashboards_open_in_tabs_of_the_browser(notebook):
    ds.push("sales/eu", {"sold": 3})
    ds.dashboard("World", ["sales/eu"])
    stacks = show_stacks(notebook)
    with notebook.context.expect_page() as opened:
        stacks.filter(has_text="sales/eu").click()
    opened.value.get_by_role("heading", name="sales/eu", level=1).wait_for()
    assert re.fullmatch(r"/user/j%C3%B6rg/dstack/s/[^/]+/sales/eu", path_of(opened.value))
    notebook.get_by_role("button", name="Dashboards", exact=True).click()
    with notebook.context.expect_page() as opened:
        notebook.get_by_role("listbox", name="Dashboards").get_by_role("option").filter(has_text="World").click()
    opened.value.get_by_role("heading", name="World").wait_for()
    assert re.fullmatch(r"/user/j%C3%B6rg/dstack/d/[^/]+/world", path_of(opened.value))
    assert notebook.locator(".jp-Notebook .cm-content").first.is_visible()


def test_a_stack_is_dragged_into_the_notebook_which_is_pushed_by_its_button(notebook):
    ds.push("sales", {"sold": 3})
    show_stacks(notebook).filter(has_text="sales").hover()
    notebook.mouse.down()
    cell = notebook.locator(".jp-Notebook .jp-Cell").first.bounding_box()
    for step in (0.3, 0.6, 1.0):  # a drag is a way, not a jump
        notebook.mouse.move(cell["x"] + cell["width"] * 0.5 * step, cell["y"] + cell["height"] * 0.5)
    notebook.mouse.up()
    notebook.locator(".jp-Notebook .jp-Cell").filter(has_text='ds.pull("sales")').wait_for()
    notebook.get_by_role("button", name=re.compile("Save the notebook, and keep a revision")).click()
    dialog = notebook.get_by_role("dialog", name="Push work.ipynb")
    expect(dialog.get_by_role("textbox", name="Stack")).to_have_value("work")
    with notebook.context.expect_page() as opened:
        dialog.get_by_role("button", name="Push", exact=True).click()
    opened.value.get_by_role("heading", name="work", level=1).wait_for()
    assert 'ds.pull(\\"sales\\")' in ds.pull("work").read_text()


def test_the_page_of_files_pushes_them_and_shows_the_stacks(tree, tmp_path):
    stacks = show_stacks(tree)
    tree.get_by_role("heading", name="No stacks yet").wait_for()
    tree.get_by_role("listitem", name=re.compile("work.ipynb")).click(button="right")
    tree.get_by_role("menuitem", name="Push to dstack…").click()
    dialog = tree.get_by_role("dialog", name="Push work.ipynb")
    with tree.context.expect_page() as opened:
        dialog.get_by_role("button", name="Push", exact=True).click()
    opened.value.get_by_role("heading", name="work", level=1).wait_for()
    stacks.filter(has_text="work").wait_for()
    assert ds.pull("work").read_bytes() == (tmp_path / "work" / "work.ipynb").read_bytes()


def test_a_tab_that_the_browser_keeps_from_opening_is_opened_by_a_click(notebook):
    ds.push("sales", {"sold": 3})
    stacks = show_stacks(notebook)
    notebook.evaluate("() => { const open = window.open; window.open = () => { window.open = open; return null; }; }")
    stacks.filter(has_text="sales").click()
    with notebook.context.expect_page() as opened:
        notebook.get_by_role("button", name="Open it").click()
    opened.value.get_by_role("heading", name="sales", level=1).wait_for()
