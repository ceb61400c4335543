"""In JupyterLab: cells push, pull and show a dashboard."""

import json
import re
import urllib.request
from urllib.parse import urlsplit

import nbformat
import pytest

from tests.browser.lab import LOOSE
from tests.browser.serving import TOKEN, jupyter

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

CELLS = [
    "import dstack_jupyter as ds\nfrom tests.browser.shop import push_plot\npush_plot()\n%load_ext dstack_jupyter",
    "import pandas as pd\ndf = pd.DataFrame({'sold': [1, 2, 3]})\n%dstack push df shop/small -m 'May' country=FR",
    "%dstack pull shop/small country=FR",
    "board = ds.dashboard('Lab', ['shop/plot', 'shop/small'])\nboard",
]


@pytest.fixture
def lab(tmp_path):
    home, root = tmp_path / "lab-home", tmp_path / "work"
    home.mkdir()
    root.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, root / "shop.ipynb")
    options = [
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with jupyter("lab", home, root, *options, base_url="/user/ann/") as (address, _):
        yield address


def test_a_notebook_pushes_pulls_and_shows_a_dashboard(chromium, lab):
    context = chromium.new_context(viewport={"width": 1500, "height": 1100})
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if "dstack" in message.text.lower() else None)
    page.goto(f"{lab}lab/tree/shop.ipynb?token={TOKEN}", timeout=90_000)
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.locator(".dstack-card").first.wait_for(timeout=90_000)
    page.locator(".gtitle").filter(has_text="France 2002").wait_for(timeout=60_000)
    assert page.get_by_text(re.compile("shop/small.*frame 1, on this computer; only you")).count() == 1
    page.get_by_role("combobox", name="country").first.select_option(label="Spain")
    page.locator(".gtitle").filter(has_text="Spain 2002").wait_for()
    link = page.locator(".dstack-result a").first
    with context.expect_page() as opened:
        link.click()
    opened.value.wait_for_selector(".dstack-preview[aria-busy='false']")
    assert urlsplit(opened.value.url).path.startswith("/user/ann/dstack/s/")
    assert [one for one in complaints if not LOOSE.search(one)] == []
    context.close()


def test_a_store_that_cannot_open_does_not_keep_it_from_starting(tmp_path):
    home, root = tmp_path / "broken", tmp_path / "work"
    (home / "store").mkdir(parents=True)
    (home / "store" / "store.sqlite").write_bytes(b"this is no database" * 400)
    root.mkdir()
    with jupyter("lab", home, root) as (address, _):
        headers = {"Authorization": f"token {TOKEN}"}
        with urllib.request.urlopen(urllib.request.Request(f"{address}api/status", headers=headers)) as answer:
            assert "started" in json.load(answer)
