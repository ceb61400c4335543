"""Two figures of plotly, drawn side by side in a frame of their own."""

from __future__ import annotations

import base64
import json
from html import escape
from importlib.resources import files
from typing import Any

from dstack_jupyter.codecs.plotly import bundle_for
from dstack_jupyter.model.diffs import FigureChanges

_POLICY = "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; img-src data: blob:"
_PAGE = """<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<style>body{{margin:0;display:flex;gap:1em}}body>div{{flex:1;min-width:0;height:100vh}}</style>
<div id="old"></div><div id="new"></div>
<script type="module">
const packed = Uint8Array.from(atob("{module}"), (char) => char.charCodeAt(0));
const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const source = new Blob([await new Response(stream).text()], {{ type: "text/javascript" }});
const Plotly = (await import(URL.createObjectURL(source))).default;
for (const [side, figure] of Object.entries({figures})) {{
  const layout = {{ ...figure.layout, autosize: true, width: undefined, height: undefined }};
  Plotly.newPlot(side, figure.data ?? [], layout, {{ responsive: true }});
}}
</script>"""
_MAPS = ("geo", "map", "mapbox")
"""Traces whose names end or begin so need shapes or tiles that are not there."""


def drawn(changes: FigureChanges) -> str:
    """Both figures in a sandboxed frame, in which nothing reaches the page or the network; empty where they cannot be.

    The frame holds what draws them, so that it works in a saved notebook and without a server.
    """
    figures = {"old": changes.old_figure, "new": changes.new_figure}
    module = _module(figures.values()) if all(isinstance(figure, dict) for figure in figures.values()) else None
    if module is None or not changes.old == changes.new == "plotly":
        return ""
    shown = json.dumps(figures).replace("<", "\\u003c")
    page = _PAGE.format(policy=_POLICY, module=base64.b64encode(module).decode(), figures=shown)
    style = "width:100%;height:26em;border:0"
    return f'<iframe sandbox="allow-scripts" title="both figures" style="{style}" srcdoc="{escape(page)}"></iframe>'


def _module(figures: Any) -> bytes | None:
    """The smallest bundle of plotly.js that draws them, compressed; None for maps, and where none was built."""
    traces = [str(trace.get("type", "scatter")) for figure in figures for trace in _traces(figure)]
    if any(trace.startswith("choropleth") or trace.endswith(_MAPS) for trace in traces):
        return None
    module = files("dstack_jupyter") / "static" / f"plotly-{bundle_for(traces)}.js.gz"
    return module.read_bytes() if module.is_file() else None


def _traces(figure: dict[str, Any]) -> list[dict[str, Any]]:
    traces = figure.get("data")
    return [trace for trace in traces if isinstance(trace, dict)] if isinstance(traces, list) else []
