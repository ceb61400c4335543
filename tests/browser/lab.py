"""JupyterLab over a store, as one person sees it: what its page asked of dstack, and what it complained of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from tests.browser.serving import TOKEN, jupyter

OPTIONS = ("--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")

LOOSE = re.compile(r"shared singleton module|sandbox attribute can escape|JupyterLab Notifications", re.IGNORECASE)
"""What others say: extensions that stand beside ours, and Chromium of a page of our own in a frame."""


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
    root.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, root / "work.ipynb")
    with jupyter("lab", home, root, *OPTIONS, base_url=base_url) as (address, _):
        context = chromium.new_context(viewport={"width": 1200, "height": 800})
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.address, page.asked, page.loaded, page.complaints = address, [], [], []
        page.on("request", lambda one: page.asked.append(one.url) if "/dstack/" in one.url else None)
        page.on("response", lambda one: page.loaded.append(one) if "/extensions/dstack-jupyter/" in one.url else None)
        page.on("console", lambda one: page.complaints.append(one.text) if one.type in ("error", "warning") else None)
        page.goto(f"{address}lab?token={TOKEN}", timeout=90_000)
        page.locator("[data-id=dstack-stacks]").wait_for(timeout=90_000)
        yield page
        assert [one for one in page.complaints if not LOOSE.search(one)] == []
        context.close()
