"""What is done with a stack on its page in JupyterLab: its code, its README, where it came from, who sees it."""

import re

import pandas as pd
import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.names import StackPath
from tests.browser.lab import drag
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


@pytest.mark.kernel
def test_what_is_chosen_is_dragged_by_its_name_into_a_notebook_beside_it(lab):
    push_gdp(["France", "Germany", "Spain", "Italy"], "some of Europe")
    open_notebook(lab)
    page = open_stack(lab, "gdp")
    page.get_by_role("combobox", name="country").select_option("Germany")
    page.get_by_text("GDP of Germany in 2002").wait_for()
    tab, dock = lab.locator(".lm-TabBar-tab").filter(has_text="gdp"), lab.locator("#jp-main-dock-panel")
    side = dock.bounding_box()
    tab.hover()
    lab.mouse.down()
    for step in (200, 100, 20):
        lab.mouse.move(side["x"] + side["width"] - step, side["y"] + side["height"] / 2)
        lab.wait_for_timeout(50)
    lab.mouse.up()
    drag(lab, page.get_by_role("heading", name="gdp", level=1), lab.locator(".jp-Notebook .jp-Cell").first)
    dropped = lab.locator(".jp-Notebook .jp-CodeCell").filter(has_text="ds.pull")
    expect(dropped).to_contain_text('gdp = ds.pull("gdp", country="Germany", year=2002)')


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
    expect(page.get_by_role("button", name="Use it")).to_be_focused()


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


def test_two_frames_are_compared_cell_by_cell_and_by_a_key(lab):
    sales = pd.DataFrame({"id": [1, 2, 3], "month": ["Jan", "Feb", "Mar"], "price": [10, 20, 30]})
    ds.push("sales", sales, message="May")
    ds.push("sales", sales.replace({"price": {20: 25}}).assign(sold=True).iloc[1:], message="corrected")
    page = open_stack(lab, "sales")
    page.get_by_role("button", name="Compare", exact=True).click()
    dialog = lab.get_by_role("dialog", name="Compare frames of sales")
    dialog.get_by_text("1 row removed, 1 row changed (3 → 2 rows)").wait_for()
    assert dialog.get_by_role("list", name="Columns").inner_text().split() == ["+", "sold", "new,", "bool"]
    changed = dialog.get_by_role("row").filter(has=lab.get_by_role("img", name="changed"))
    assert changed.locator("td.jp-mod-changed").inner_text() == "20 → 25"
    removed = dialog.get_by_role("row").filter(has=lab.get_by_role("img", name="removed"))
    assert removed.get_by_role("cell").all_inner_texts()[1:] == ["1", "Jan", "10", "–"]
    dialog.get_by_label("Rows are the same by").select_option("sold")
    dialog.get_by_role("alert").filter(has_text="sold").wait_for()
    dialog.get_by_label("Rows are the same by").select_option("id")
    dialog.get_by_role("alert").filter(has_text="sold").wait_for(state="detached")
    changed.wait_for()
    dialog.get_by_role("button", name="Swap").click()
    dialog.get_by_text("1 row added, 1 row changed (2 → 3 rows)").wait_for()
    lab.complaints[:] = [one for one in lab.complaints if "400" not in one]  # that of the key that was refused


def test_a_readme_is_written_and_what_another_wrote_meanwhile_is_not_lost(lab):
    ds.push("notes", "hello")
    page = open_stack(lab, "notes")
    page.get_by_role("button", name="Write a README").click()
    text = page.get_by_label("Text of the README")
    text.fill("# The notes\n\nof *every* day <img src=x onerror=alert(1)>")
    page.get_by_role("tab", name="Preview").click()
    page.get_by_role("heading", name="The notes").wait_for()
    page.get_by_role("tab", name="Write").click()
    ds.push("notes", "hello again")  # changes the stack, and not its README
    text.press("Control+Enter")
    page.get_by_role("button", name="Edit README").click()
    backend().update_stack(StackPath(backend().user, "notes"), readme="theirs")
    text.fill("mine")
    text.press("Control+Enter")
    page.get_by_text("The README was changed meanwhile").wait_for()
    assert text.input_value() == "mine"
    assert ds.stack("notes").readme == "theirs"
    page.get_by_role("button", name="Go on with mine").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Edit README").wait_for()
    assert ds.stack("notes").readme == "mine"


@pytest.mark.kernel
def test_the_notebook_that_made_a_frame_is_opened(lab):
    ds.push("prices", {"FR": 2.5})
    open_notebook(lab)
    lab.locator(".jp-Notebook .cm-content").first.click()
    lab.keyboard.press("Control+A")
    lab.keyboard.type("import dstack_jupyter as ds; prices = ds.pull('prices'); ds.push('report', 'France')")
    lab.keyboard.press("Control+Enter")
    page = open_stack(lab, "report")
    page.get_by_text("France", exact=True).wait_for()  # what is drawn moves what is below it
    page.get_by_text("Where frame 1 came from").click()
    page.get_by_text("[1]").wait_for()
    page.get_by_role("link", name=re.compile("prices, frame 1")).wait_for()
    page.get_by_role("button", name="Open the notebook that made this").click()
    lab.get_by_role("tab", name="work.ipynb", selected=True).wait_for()
    lab.get_by_role("tab", name="report").click()
    page.get_by_role("link", name=re.compile("prices, frame 1")).click()
    lab.get_by_role("region", name="Stack prices").wait_for()


def test_a_stack_is_deleted_after_a_question_that_says_how_it_comes_back(lab):
    ds.push("notes", "hello")
    page = open_stack(lab, "notes")
    page.get_by_role("button", name="Delete").click()
    dialog = lab.get_by_role("dialog", name="Delete notes?")
    line = dialog.locator("code").inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    page.get_by_text(re.compile("notes is not here")).wait_for()
    exec(line, {"ds": ds})
    page.get_by_text("hello", exact=True).wait_for()
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Bring it back").click()
    page.get_by_text("hello", exact=True).wait_for()
    expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)
    lab.complaints[:] = [one for one in lab.complaints if "404" not in one]
