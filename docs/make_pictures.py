"""``make pictures``: the pictures of the documentation, taken from the real thing in a real browser."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from PIL import Image

from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.lab import OPTIONS, choose
from tests.browser.serving import TOKEN, jupyter, sign_in

PICTURES = Path(__file__).parent / "pictures"

WIDE = {"width": 1280, "height": 860}
LAB = {"width": 1280, "height": 740}
PHONE = {"width": 390, "height": 780}
SCHEMES = ("light", "dark")

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
        _fill()
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        with jupyter("dstack", home, home) as (address, _):
            for scheme in SCHEMES:
                _take_web_pages(browser, home, address, scheme)
        for scheme in SCHEMES:
            _take_lab(browser, home, scheme)
        browser.close()
        _put_together(home / "cell.png", PICTURES / "dashboard-light.png", PICTURES / "readme.png")


def _fill() -> None:
    import dstack_jupyter as ds
    from dstack_jupyter.demo import fill

    fill(print)
    ds.share("world/bubbles", access="public")
    ds.share("markets/prices", access="internal")


def _take_web_pages(browser: Any, home: Path, address: str, scheme: str) -> None:
    with _page(browser, WIDE, scheme) as page:
        sign_in(page.context, address, home)
        user = page.goto(f"{address}dstack/") and page.get_by_role("banner").get_by_text("root").first.inner_text()
        page.get_by_role("option").filter(has_text="world/bubbles").wait_for()
        _take(page, f"web-stacks-{scheme}")
        page.goto(f"{address}dstack/s/{user}/world/table?year=2007")
        page.get_by_role("columnheader").first.wait_for()
        _take(page, f"web-stack-{scheme}")
        page.set_viewport_size({"width": 1280, "height": 1160})
        page.goto(f"{address}dstack/d/{user}/world?year=2007")
        page.wait_for_selector("html[data-dstack-ready='true']")
        _take(page, f"dashboard-{scheme}")
        page.set_viewport_size(PHONE)
        page.goto(f"{address}dstack/s/{user}/world/bubbles?year=2002")
        page.locator(".gtitle, .xtitle").first.wait_for()
        _take(page, f"web-phone-{scheme}")


def _take_lab(browser: Any, home: Path, scheme: str) -> None:
    choose(home, "@jupyterlab/apputils-extension:themes", theme=f"JupyterLab {scheme.title()}")
    choose(home, "@jupyterlab/apputils-extension:notification", fetchNews="false")
    root = home / f"work-{scheme}"
    root.mkdir()
    _write_notebook(root / "world.ipynb")
    with jupyter("lab", home, root, *OPTIONS) as (address, _), _page(browser, LAB, scheme) as page:
        page.goto(f"{address}lab/tree/world.ipynb?token={TOKEN}&reset")
        page.get_by_text("| Idle").wait_for()
        if scheme == "light":
            page.wait_for_timeout(1_500)
            page.locator(".jp-Cell .jp-InputArea").first.screenshot(path=home / "cell.png")
        page.locator("[data-id=dstack-stacks]").click()
        stacks = page.get_by_role("listbox", name="Stacks").get_by_role("option")
        stacks.filter(has_text="world/bubbles").click()
        page.get_by_role("slider", name="year").press("End")
        page.locator(".xtitle").first.wait_for()
        page.get_by_role("slider", name="year").blur()
        _take(page, f"lab-stack-{scheme}")
        stacks.filter(has_text="world/table").click()
        _compare(page.get_by_role("region", name="Stack world/table"))
        _take(page, f"lab-compare-{scheme}")
        page.keyboard.press("Escape")
        _choose_stacks(page)
        _take(page, f"lab-new-dashboard-{scheme}")


def _compare(region: Any) -> None:
    region.get_by_role("button", name="Compare", exact=True).click()
    region.page.get_by_text("added").first.wait_for()


def _choose_stacks(page: Any) -> None:
    page.get_by_role("button", name="Dashboards", exact=True).click()
    page.get_by_role("button", name="New dashboard").click()
    dialog = page.get_by_role("dialog", name="New dashboard")
    dialog.get_by_label("Title").fill("The world and its markets")
    found = dialog.get_by_role("listbox").get_by_role("option")
    for stack in ("world/map", "markets/prices", "wind/rose"):
        found.filter(has_text=stack).click()
    dialog.get_by_role("heading", name="3 cards").wait_for()


@contextmanager
def _page(browser: Any, size: dict[str, int], scheme: str) -> Iterator[Any]:
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def _take(page: Any, name: str) -> None:
    """A picture of the page as it is once nothing moves any more."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(1_500)
    page.screenshot(path=PICTURES / f"{name}.png")


def _write_notebook(path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    notebook.cells[0].execution_count = 4
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def _put_together(cell: Path, page: Path, target: Path) -> None:
    above, below = Image.open(cell), Image.open(page)
    width = max(above.width, below.width)
    whole = Image.new("RGB", (width, above.height + below.height + 40), "white")
    whole.paste(above.crop((0, 0, above.width, above.height)), ((width - above.width) // 2, 12))
    whole.paste(below, ((width - below.width) // 2, above.height + 32))
    whole.resize((width * 3 // 4, whole.height * 3 // 4), Image.Resampling.LANCZOS).save(target, optimize=True)


if __name__ == "__main__":
    main()
