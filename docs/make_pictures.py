"""``make pictures``: the pictures of the documentation, taken from the real thing in a real browser."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from PIL import Image

from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.serving import TOKEN, jupyter

PICTURES = Path(__file__).parent / "pictures"

CELL = """\
import dstack_jupyter as ds

with ds.frame("world/bubbles") as frame:
    for year, countries in gapminder.groupby("year"):
        frame.add(bubbles(countries), year=year)

ds.push("world/table", gapminder, by="year")
ds.dashboard("World", ["world/bubbles", "world/map",
                       "world/table", "world/notes"])"""


def main() -> None:
    """Fill a store, take the pictures, put the one of the README together."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        home.mkdir()
        os.environ["DSTACK_HOME"] = str(home)
        page_name = _filled()
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        with jupyter("dstack", home, home) as (address, _):
            for scheme in ("light", "dark"):
                _take_page(browser, f"{address}dstack/d/{page_name}", scheme, PICTURES / f"dashboard-{scheme}.png")
        _take_cell(browser, home, home / "cell.png")
        browser.close()
        _put_together(home / "cell.png", PICTURES / "dashboard-light.png", PICTURES / "readme.png")


def _filled() -> str:
    from dstack_jupyter.client.profiles import backend
    from dstack_jupyter.demo import fill

    return f"{backend().user}/{fill(print)}"


def _take_page(browser: Any, url: str, scheme: str, target: Path) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 1160}, color_scheme=scheme, extra_http_headers=_signed()
    )
    page = context.new_page()
    page.goto(f"{url}?year=2007")
    page.wait_for_selector("html[data-dstack-ready='true']")
    page.wait_for_timeout(1_000)
    page.screenshot(path=target)
    context.close()


def _take_cell(browser: Any, home: Path, target: Path) -> None:
    root = home / "work"
    root.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    notebook.cells[0].execution_count = 4
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, root / "world.ipynb")
    with jupyter("lab", home, root, "--LabApp.news_url=") as (address, _):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.goto(f"{address}lab/tree/world.ipynb?token={TOKEN}")
        page.get_by_text("| Idle").wait_for(timeout=60_000)
        page.wait_for_timeout(1_500)
        page.locator(".jp-Cell .jp-InputArea").first.screenshot(path=target)
        context.close()


def _signed() -> dict[str, str]:
    return {"Authorization": f"token {TOKEN}"}


def _put_together(cell: Path, page: Path, target: Path) -> None:
    above, below = Image.open(cell), Image.open(page)
    width = max(above.width, below.width)
    whole = Image.new("RGB", (width, above.height + below.height + 40), "white")
    whole.paste(above.crop((0, 0, above.width, above.height)), ((width - above.width) // 2, 12))
    whole.paste(below, ((width - below.width) // 2, above.height + 32))
    whole.resize((width * 3 // 4, whole.height * 3 // 4), Image.Resampling.LANCZOS).save(target, optimize=True)


if __name__ == "__main__":
    main()
