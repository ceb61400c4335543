"""Two figures of plotly stand side by side, in a frame that can do nothing but draw."""

import plotly.express as px
import plotly.graph_objects as go
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client import diff_figures


def html_of(*figures):
    for figure in figures:
        ds.push("figure", figure)
    return ds.diff("figure")._repr_mimebundle_()["text/html"]


@pytest.fixture
def built(monkeypatch, tmp_path):
    """A package whose browser modules are there."""
    (tmp_path / "static").mkdir()
    for bundle in ("basic", "full"):
        (tmp_path / "static" / f"plotly-{bundle}.js.gz").write_bytes(bundle.encode())
    monkeypatch.setattr(diff_figures, "files", lambda package: tmp_path)


@pytest.mark.usefixtures("built")
def test_both_figures_are_drawn_in_a_sandbox():
    html = html_of(px.line(y=[1, 2]), px.line(y=[1, 3]))
    assert html.count('<iframe sandbox="allow-scripts"') == 1
    assert "allow-same-origin" not in html
    assert "default-src &#x27;none&#x27;" in html
    assert "YmFzaWM=" in html


@pytest.mark.usefixtures("built")
def test_a_title_of_others_stays_a_title():
    hostile = "</script><script>parent.alert(1)</script>"
    html = html_of(px.line(y=[1, 2], title=hostile), px.line(y=[1, 3], title=hostile))
    assert "<script" not in html
    assert "&lt;/script&gt;&lt;script&gt;parent" not in html.split("<pre")[0]


@pytest.mark.usefixtures("built")
def test_maps_are_told_by_their_json_alone():
    html = html_of(go.Figure(go.Scattergeo(lat=[1], lon=[1])), go.Figure(go.Scattergeo(lat=[1], lon=[2])))
    assert "<iframe" not in html
    assert "1 line added, 1 removed" in html


def test_where_no_module_was_built_the_json_is_shown(monkeypatch, tmp_path):
    monkeypatch.setattr(diff_figures, "files", lambda package: tmp_path)
    assert "<iframe" not in html_of(px.line(y=[1, 2]), px.line(y=[1, 3]))
