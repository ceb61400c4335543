"""A generated page against the same page written by hand, in a real browser."""

from __future__ import annotations

import os
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.board import basic_plotly, full_plotly, push_board, write_static
from benchmarks.ratio import of_pairs
from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.serving import TOKEN, jupyter, static

ROUNDS = 9
VIEWS = 1_000

READY = """mark => new Promise(resolve => {
  const look = () => performance.getEntriesByName(mark).length
    ? resolve(performance.getEntriesByName(mark)[0].startTime) : requestAnimationFrame(look);
  look();
})"""

CHANGE = """async ({ control, shown, attribute }) => {
  const select = document.querySelector(control);
  const target = document.querySelector(shown);
  const times = [];
  for (const choice of [1, 2, 3, 4, 5, 6, 7]) {
    await new Promise(resolve => setTimeout(resolve, 400));
    const begin = performance.now();
    const changed = new Promise(resolve => {
      const observer = new MutationObserver(() => { observer.disconnect(); resolve(); });
      observer.observe(target, { attributes: true, attributeFilter: [attribute] });
    });
    select.selectedIndex = choice;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    await changed;
    times.push(performance.now() - begin);
  }
  return times.sort((left, right) => left - right)[3];
}"""


@dataclass(frozen=True)
class Site:
    """A page, and how to see that it is ready and that it reacted."""

    url: str
    mark: str
    control: str
    shown: str
    attribute: str


@dataclass(frozen=True)
class Visit:
    """Milliseconds to all cards drawn, for a first and a second visit, and from control to plot; bytes of the first."""

    first: float
    second: float
    change: float
    bytes: int


def measure() -> Iterator[str]:
    """All rows of the report."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        os.environ["DSTACK_HOME"] = str(home)
        path = push_board()
        write_static(Path(folder) / "static", full_plotly(), basic_plotly())
        with jupyter("dstack", home, home) as (address, process), static(Path(folder) / "static") as limit:
            sites = {
                "ours": Site(
                    f"{address}dstack/d/{path}",
                    "dstack-ready",
                    ".dstack-controls select",
                    "[data-sha256]",
                    "data-sha256",
                ),
                "full": Site(f"{limit}full/index.html", "ready", "#symbol", "#plot", "data-shown"),
                "basic": Site(f"{limit}basic/index.html", "ready", "#symbol", "#plot", "data-shown"),
            }
            yield from _visits(sites, f"{address}dstack/?token={TOKEN}")
            yield _memory(sites["ours"].url, process)


def _visits(sites: dict[str, Site], sign_in: str) -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        rounds = [{name: _visit(browser, site, sign_in) for name, site in sites.items()} for _ in range(ROUNDS + 1)][1:]
        browser.close()
    for text, attribute, against, aim in (
        ("all cards drawn, against static with full plotly.js", "first", "full", 0.6),
        ("all cards drawn, against static with basic bundle", "first", "basic", 1.5),
        ("second visit, against static with basic bundle", "second", "basic", None),
        ("control to plot, against static", "change", "basic", 1.5),
    ):
        pairs = [(getattr(visits["ours"], attribute), getattr(visits[against], attribute)) for visits in rounds]
        yield of_pairs(text, pairs, aim=aim, unit="ms").line()
    beside = statistics.median(visits["ours"].bytes for visits in rounds) / 1e6
    yield f"{'bytes of a first visit beside the data, MB':<52} {beside:>7.2f} {1:>6}"


def _visit(browser: Any, site: Site, sign_in: str) -> Visit:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    if site.mark == "dstack-ready":
        context.request.get(sign_in)
    received = _counted(context, page)
    page.goto(site.url)
    first = page.evaluate(READY, site.mark)
    size = sum(received)
    change = page.evaluate(CHANGE, {"control": site.control, "shown": site.shown, "attribute": site.attribute})
    page.goto(site.url)
    second = page.evaluate(READY, site.mark)
    context.close()
    return Visit(first, second, change, size)


def _counted(context: Any, page: Any) -> list[int]:
    """The bytes of every answer that is not a content of the store, as they come."""
    received: list[int] = []
    contents: set[str] = set()
    session = context.new_cdp_session(page)
    session.send("Network.enable")

    def note_address(event: dict[str, Any]) -> None:
        if "/api/v1/" in event["response"]["url"]:
            contents.add(event["requestId"])

    def note_size(event: dict[str, Any]) -> None:
        if event["requestId"] not in contents:
            received.append(int(event["encodedDataLength"]))

    session.on("Network.responseReceived", note_address)
    session.on("Network.loadingFinished", note_size)
    return received


def _memory(url: str, process: int) -> str:
    import psutil

    server = psutil.Process(process)
    _view(url, VIEWS // 5)
    before = server.memory_info().rss
    _view(url, VIEWS)
    grown = (server.memory_info().rss - before) / 1e6
    return f"{f'server memory over {VIEWS:,} page views, MB grown':<52} {grown:>7.2f} {5:>6}"


def _view(url: str, times: int) -> None:
    for _ in range(times):
        request = urllib.request.Request(url, headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request) as answer:
            answer.read()
