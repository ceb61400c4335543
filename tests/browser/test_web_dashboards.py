"""The page of dashboards of a server: found, made by clicking, taken along as a notebook, deleted and brought back."""

from urllib.parse import urlsplit

import nbformat
import pytest

import dstack_jupyter as ds
from tests.browser.axe import violations
from tests.browser.serving import jupyter, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def dashboards(tmp_path, monkeypatch, visitor):
    """The list of dashboards, as the owner of a server with three stacks sees it; it is empty."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("DSTACK_HOME", str(home))
    for name in ("sales", "notes", "gdp"):
        ds.push(name, {"of": name})
    with jupyter("dstack", home, home, base_url="/team/") as (address, _):
        visitor.origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        sign_in(visitor.context, address, home)
        page = visitor.page()
        page.goto(f"{address}dstack/")
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Dashboards").click()
        page.get_by_role("heading", name="No dashboards yet").wait_for()
        yield page
        page.close()


def rows(page):
    return page.get_by_role("listbox", name="Dashboards").get_by_role("option")


def act(page, words):
    rows(page).filter(has_text="World").click(button="right")
    page.get_by_role("menuitem", name=words).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_dashboard_is_made_found_and_left(dashboards, scheme):
    page = dashboards
    page.emulate_media(color_scheme=scheme)
    assert violations(page) == []
    page.get_by_role("button", name="New dashboard").click()
    making = page.get_by_role("dialog", name="New dashboard")
    making.get_by_label("Title").fill("World")
    for name in ("sales", "gdp", "notes"):
        making.get_by_role("option").filter(has_text=name).click()
    making.get_by_role("figure", name="Preview of notes").wait_for()
    assert violations(page) == []
    making.get_by_role("button", name="Create").click()
    page.get_by_role("heading", name="World").wait_for()
    assert page.get_by_role("heading", level=2).all_inner_texts() == ["sales", "gdp", "notes"]
    page.go_back()
    rows(page).filter(has_text="World").filter(has_text="3 cards").wait_for()
    page.get_by_role("searchbox", name="Search dashboards").fill("nothing like it")
    page.get_by_text("Nothing like this in the store").wait_for()
    page.get_by_role("searchbox", name="Search dashboards").fill("world")
    rows(page).filter(has_text="World").wait_for()
    assert violations(page) == []


def test_a_dashboard_is_taken_along_as_a_notebook_deleted_and_brought_back(dashboards):
    page = dashboards
    board = ds.dashboard("World", ["sales", "gdp"])
    rows(page).filter(has_text="World").wait_for()
    with page.expect_download() as download:
        act(page, "Download as notebook")
    assert download.value.suggested_filename == "world.ipynb"
    notebook = nbformat.read(download.value.path(), as_version=4)
    assert notebook.cells[-1].source == f'board.card("/{board.path.user}/gdp")'
    act(page, "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_role("heading", name="No dashboards yet").wait_for()
    page.get_by_role("button", name="Bring it back").click()
    rows(page).filter(has_text="2 cards").wait_for()
