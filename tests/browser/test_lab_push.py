"""Files and notebooks are pushed from JupyterLab itself."""

import re

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds

pytestmark = pytest.mark.browser


@pytest.fixture
def files(lab, tmp_path):
    """A page of JupyterLab over a folder with a table."""
    (tmp_path / "work" / "Sales 2020.csv").write_text("a,b\n1,2\n")
    lab.get_by_role("button", name=re.compile("Refresh the file browser")).click()
    lab.get_by_role("listitem", name=re.compile(r"Sales 2020\.csv")).wait_for()
    return lab


def test_a_file_is_pushed_by_its_menu_with_a_name_and_params(files):
    files.get_by_role("listitem", name=re.compile(r"Sales 2020\.csv")).click(button="right")
    files.get_by_role("menuitem", name="Push to dstack…").click()
    dialog = files.get_by_role("dialog", name="Push Sales 2020.csv")
    dialog.get_by_role("button", name="Push", exact=True).wait_for()
    name = dialog.get_by_role("textbox", name="Stack")
    expect(name).to_have_value("sales-2020")
    name.fill("not a name!")
    dialog.get_by_role("textbox", name="Message").fill("May")
    dialog.get_by_role("button", name="Add a param").click()
    dialog.get_by_role("textbox", name="Name of param 1").fill("year")
    dialog.get_by_role("textbox", name="Value of param 1").fill("2020")
    dialog.get_by_role("button", name="Push", exact=True).click()
    dialog.get_by_role("alert").filter(has_text="not a name!").wait_for()
    name.fill("sales/eu")
    dialog.get_by_role("button", name="Push", exact=True).click()
    files.get_by_role("main").get_by_role("heading", name="sales/eu").first.wait_for()
    expect(dialog).to_have_count(0)
    assert ds.pull("sales/eu", year=2020).read_text() == "a,b\n1,2\n"
    assert ds.history("sales/eu")[0].message == "May"


def test_a_folder_is_pushed_without_what_is_hidden(files, tmp_path):
    (tmp_path / "work" / "site").mkdir()
    for name in ("index.html", ".env"):
        (tmp_path / "work" / "site" / name).write_text(name)
    files.get_by_role("button", name=re.compile("Refresh the file browser")).click()
    files.get_by_role("listitem", name=re.compile("site")).click(button="right")
    files.get_by_role("menuitem", name="Push to dstack…").click()
    dialog = files.get_by_role("dialog", name="Push site")
    dialog.get_by_text("Hidden files, such as .git and .env, are left out.").wait_for()
    dialog.get_by_role("button", name="Push", exact=True).click()
    files.get_by_role("main").get_by_role("heading", name="site").first.wait_for()
    assert [path.name for path in ds.pull("site").iterdir()] == ["index.html"]


def test_a_file_is_dropped_on_the_sidebar(files):
    files.get_by_role("tab", name="Stacks", exact=True).click(button="right")
    files.get_by_role("menuitem", name="Switch Sidebar Side").click()
    files.get_by_role("heading", name="No stacks yet").wait_for()
    files.get_by_role("listitem", name=re.compile(r"Sales 2020\.csv")).hover()
    files.mouse.down()
    place = files.locator("#dstack-stacks").bounding_box()
    for step in (200, 300, 350):  # a drag is a way, not a jump
        files.mouse.move(place["x"] + 60, place["y"] + step)
    files.mouse.up()
    dialog = files.get_by_role("dialog", name="Push Sales 2020.csv")
    dialog.get_by_role("button", name="Cancel").click()
    dialog.wait_for(state="detached")


def test_a_notebook_is_saved_and_pushed_by_its_button(lab):
    lab.get_by_role("listitem", name=re.compile("work.ipynb")).dblclick()
    cell = lab.locator(".jp-Notebook .jp-Cell .cm-content").first
    cell.click()
    lab.keyboard.press("Control+End")
    lab.keyboard.type(" + 40")
    lab.get_by_role("button", name=re.compile("Save the notebook, and keep a revision")).click()
    dialog = lab.get_by_role("dialog", name="Push work.ipynb")
    expect(dialog.get_by_role("textbox", name="Stack")).to_have_value("work")
    dialog.get_by_role("button", name="Push", exact=True).click()
    lab.get_by_role("main").get_by_role("heading", name="work").first.wait_for()
    assert "1 + 1 + 40" in ds.pull("work").read_text()
