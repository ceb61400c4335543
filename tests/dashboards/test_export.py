"""The page of a dashboard as one file."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.backend import Backend
from dstack_jupyter.dashboards.assets import asset
from dstack_jupyter.dashboards.export import bytes_of
from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath


class Scripts(HTMLParser):
    """The scripts of a page, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag == "script":
            self.found.append((dict(attributes), ""))

    def handle_data(self, data: str) -> None:
        if self.found and self.lasttag == "script":
            attributes, text = self.found[-1]
            self.found[-1] = (attributes, text + data)

    def modules(self) -> dict[str, bytes]:
        return {
            name: gzip.decompress(base64.b64decode(text))
            for attributes, text in self.found
            if (name := attributes.get("data-dstack-module"))
        }

    def json(self, element_id: str) -> Any:
        return next(json.loads(text) for attributes, text in self.found if attributes.get("id") == element_id)


def unpacked(entry: dict[str, Any]) -> bytes:
    assert entry["encoding"] == "gzip"
    return gzip.decompress(base64.b64decode(entry["base64"]))


@pytest.fixture
def exported(tmp_path: Path, gdp: str) -> Scripts:
    """A file with texts, a table and a figure."""
    ds.push("table", pd.DataFrame({"a": range(250), "b": [f"</script>{at}" for at in range(250)]}))
    ds.push("line", go.Figure(go.Scatter(y=[1, 2])), by_country="FR")
    path = ds.dashboard("World", [gdp, "table", "line"]).export(tmp_path / "world")
    assert path == tmp_path / "world.html"
    return Scripts(path.read_text(encoding="utf-8"))


def test_the_file_holds_every_content_by_its_hash(exported: Scripts, backend: Backend) -> None:
    contents = exported.json("dstack-contents")
    frame = backend.frame(StackPath(backend.user, "gdp"))

    for attachment in frame.attachments:
        entry = contents[attachment.content.sha256]
        assert unpacked(entry) == bytes(backend.read(attachment.content))
        assert "rows" not in entry
    assert len(contents) == len(frame.attachments) + 2


def test_a_table_is_in_the_file_with_all_its_rows(exported: Scripts, backend: Backend) -> None:
    (attachment,) = backend.frame(StackPath(backend.user, "table")).attachments

    entry = exported.json("dstack-contents")[attachment.content.sha256]
    table = json.loads(unpacked(entry))

    assert entry["rows"] is True
    assert table["total"] == len(table["rows"]) == 250
    assert [column["name"] for column in table["columns"] if not column["index"]] == ["a", "b"]
    assert table["rows"][249][-1] == "</script>249"


def test_the_file_has_the_modules_that_it_needs_and_no_others(exported: Scripts) -> None:
    modules = exported.modules()

    assert sorted(modules) == ["card.js", "page.js", "plotly-basic.js"]
    assert all(module == asset(name) for name, module in modules.items())


def test_the_file_asks_nobody_for_anything(exported: Scripts) -> None:
    links = [value for _, tag in exported.tags for key, value in tag.items() if key in ("src", "href")]
    (policy,) = [tag["content"] for name, tag in exported.tags if name == "meta" and "http-equiv" in tag]

    assert links == ["data:,"]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "connect-src data: blob:;" in policy
    assert "http" not in policy
    assert re.search(r"script-src 'sha256-[^']+' blob:;", policy)


def test_the_state_in_the_file_is_that_of_the_page(exported: Scripts) -> None:
    state = exported.json("dstack-state")["state"]

    assert {"dstack-header", "dstack-card-0", "dstack-card-1", "dstack-card-2"} <= set(state)


def test_a_content_that_two_attachments_have_is_in_the_file_once(tmp_path: Path) -> None:
    with ds.frame("twice") as frame:
        for at in range(2):
            frame.add("the same", at=at)

    scripts = Scripts(ds.dashboard("Twice", ["twice"]).export(tmp_path / "twice.html").read_text(encoding="utf-8"))

    assert len(scripts.json("dstack-contents")) == 1


def test_maps_bring_the_shapes_of_their_countries(tmp_path: Path) -> None:
    figure = go.Figure(go.Choropleth(locations=["FRA"], z=[1]), {"geo": {"scope": "north america", "resolution": 50}})
    ds.push("map", figure)

    scripts = Scripts(ds.dashboard("Map", ["map"]).export(tmp_path / "map.html").read_text(encoding="utf-8"))

    assert sorted(scripts.modules()) == ["card.js", "map-north-america_50m.js", "page.js", "plotly-geo.js"]


def test_a_chart_of_altair_brings_what_draws_it(tmp_path: Path) -> None:
    import altair as alt

    ds.push("chart", alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a"))

    scripts = Scripts(ds.dashboard("Chart", ["chart"]).export(tmp_path / "chart.html").read_text(encoding="utf-8"))

    assert sorted(scripts.modules()) == ["card.js", "page.js", "vega.js"]


def test_a_file_that_would_be_too_large_names_the_largest_cards(tmp_path: Path, gdp: str) -> None:
    import random

    ds.push("noise", random.Random(1).randbytes(3_000_000).hex())
    board = ds.dashboard("World", [gdp, "noise"])

    with pytest.raises(InvalidValue, match=r"larger than 2 MB; the largest cards are \S+/noise \(6 MB\), \S+/gdp"):
        board.export(tmp_path / "world.html", max_size="2 MB")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, motto: str) -> None:
    with pytest.raises(NotFound, match="no folder"):
        ds.dashboard("World", [motto]).export(tmp_path / "nowhere" / "world.html")


@pytest.mark.parametrize(
    ("text", "length"),
    [("100 MB", 100_000_000), ("2.5kB", 2500), ("1 GB", 10**9), (77, 77), ("77", 77), ("5 M", 5 * 10**6)],
)
def test_sizes_are_read_as_people_write_them(text: str | int, length: int) -> None:
    assert bytes_of(text) == length


def test_a_size_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidValue, match="'100 MB'"):
        bytes_of("large")
