"""What goes into a notebook whose kernel speaks R is R."""

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from tests.browser import r_kernel
from tests.browser.lab import drag, lab_page
from tests.browser.test_lab_stack_page import open_stack

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


@pytest.fixture
def lab(lab_home, tmp_path, chromium):
    """A JupyterLab with an open notebook in R."""
    r_kernel.install(lab_home)
    with lab_page(chromium, lab_home, tmp_path / "work") as page:
        r_kernel.notebook(tmp_path / "work" / "analysis.ipynb")
        page.goto(f"{page.address}lab/tree/analysis.ipynb", timeout=90_000)
        page.get_by_text("R | Idle").wait_for(timeout=90_000)
        yield page


def cell(lab):
    return lab.locator(".jp-Notebook .jp-CodeCell").filter(has_text="dstack_pull")


def test_a_stack_is_dragged_into_it_as_r(lab):
    ds.push("sales/eu", {"sold": 3})
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    row = lab.get_by_role("listbox", name="Stacks").get_by_role("option")
    drag(lab, row, lab.locator(".jp-Notebook .jp-Cell").first)
    expect(cell(lab)).to_contain_text('eu <- dstack_pull("sales/eu")')
    assert lab.get_by_text("import dstack_jupyter").count() == 0


def test_code_is_inserted_into_it_as_r_whatever_one_looks_at(lab):
    ds.push("sales", {"sold": 3})
    open_stack(lab, "sales").get_by_role("button", name="Use it").click()
    dialog = lab.get_by_role("dialog", name="Use sales")
    dialog.get_by_role("tab", name="Notebook magic").click()
    dialog.get_by_role("button", name="Insert into notebook").click()
    expect(cell(lab)).to_contain_text('sales <- dstack_pull("sales")')
