"""JupyterLab and Notebook over a store, as one person sees them: what a page asked of dstack, and complained of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from tests.browser.serving import TOKEN, jupyter

OPTIONS = (
    "--LabApp.news_url=",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LanguageServerManager.autodetect=False",
    "--ServerApp.tornado_settings={'page_config_data': {'buildCheck': False}}",
)
"""Nothing is asked of the network, nor of npm and node, for which each story would wait."""

LOOSE = re.compile(
    r"shared (singleton )?module|sandbox attribute can escape|JupyterLab Notifications"
    r"|Plugin \S+ .*(is taking too long|took [\d.]+ms) to activate",
    re.IGNORECASE,
)
"""What others say: extensions that stand beside ours, Chromium of a page of our own in a frame, and slow machines."""

OF_NOTEBOOK = re.compile(
    r"Plugin '@jupyterlab/scheduler|Menu entry for command '(?!dstack)|Settings failed to load for \((?!dstack)"
    r"|Skipping \{command: (?!dstack)|Not same Y\.Doc|^Cannot convert undefined or null to object$"
)
"""What Notebook says without our plugin as well."""


def choose(home: Path, plugin: str, **settings: object) -> None:
    """Settings of a plugin, as the person at the JupyterLab of a home folder chose them before it is opened."""
    file = home / "jupyter/config/lab/user-settings" / f"{plugin.replace(':', '/')}.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(settings), encoding="utf-8")


@contextmanager
def lab_page(chromium: Any, home: Path, root: Path, base_url: str = "/user/j%C3%B6rg/") -> Iterator[Any]:
    """Yields a page of JupyterLab with the sidebar closed, whose folder has ``work.ipynb``; it may not complain.

    The page has `asked`, the addresses of dstack that it asked, `loaded`, the files of the plugin, `complaints`, those
    of its console, and `address`.
    """
    with _page_of(chromium, "lab", home, root, base_url, OPTIONS) as page:
        page.goto(f"{page.address}lab?token={TOKEN}", timeout=90_000)
        page.locator("[data-id=dstack-stacks]").wait_for(timeout=90_000)
        page.locator(".jp-LauncherCard").first.wait_for(timeout=90_000)  # it takes the focus when it comes
        yield page


@contextmanager
def notebook_page(
    chromium: Any, home: Path, root: Path, place: str, base_url: str = "/user/j%C3%B6rg/"
) -> Iterator[Any]:
    """Yields a page of Notebook: ``tree``, or ``notebooks/work.ipynb``; else it is as one of JupyterLab."""
    with _page_of(chromium, "notebook", home, root, base_url) as page:
        page.goto(f"{page.address}{place}?token={TOKEN}", timeout=90_000)
        page.get_by_role("menuitem", name="View", exact=True).wait_for(timeout=90_000)
        yield page


def drag(page: Any, one: Any, to: Any) -> None:
    """Drag one thing to the middle of another."""
    one.hover()
    page.mouse.down()
    begin, end = one.bounding_box(), to.bounding_box()
    for step in (0.3, 0.6, 1.0):  # a drag is a way, not a jump
        x, y = (
            (1 - step) * begin[side] + step * (end[side] + end[size] / 2)
            for side, size in (("x", "width"), ("y", "height"))
        )
        page.mouse.move(x, y)
        page.wait_for_timeout(50)
    page.mouse.up()


@contextmanager
def _page_of(
    chromium: Any, command: str, home: Path, root: Path, base_url: str, options: tuple[str, ...] = ()
) -> Iterator[Any]:
    root.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, root / "work.ipynb")
    with jupyter(command, home, root, *options, base_url=base_url) as (address, _):
        context = chromium.new_context(viewport={"width": 1200, "height": 800})
        page = context.new_page()
        page.address, page.asked, page.loaded, page.complaints = address, [], [], []
        page.on("request", lambda one: page.asked.append(one.url) if "/dstack/" in one.url else None)
        page.on("response", lambda one: page.loaded.append(one) if "/extensions/dstack-jupyter/" in one.url else None)
        page.on("console", lambda one: page.complaints.append(one.text) if one.type in ("error", "warning") else None)
        yield page
        of_others = LOOSE.search if command == "lab" else lambda one: LOOSE.search(one) or OF_NOTEBOOK.search(one)
        complaints = [one for one in page.complaints if not of_others(one)]
        context.close()
        assert complaints == [], complaints
