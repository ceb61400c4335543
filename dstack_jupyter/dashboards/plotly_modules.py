"""Which modules draw a plotly figure. The views of the browser choose in the same way when they have a server."""

from __future__ import annotations

import json
from typing import Any

from dstack_jupyter.dashboards import assets
from dstack_jupyter.model.stacks import Attachment

FULL = "plotly-full.js"
WITH_MAPS = (FULL, "plotly-geo.js")
MAPS = ("scattergeo", "choropleth")
SCOPES = (
    "world",
    "usa",
    "europe",
    "asia",
    "africa",
    "north america",
    "south america",
    "oceania",
    "antarctica",
)


def bundle_of(attachment: Attachment) -> str | None:
    """The bundle of plotly.js that draws an attachment, None for what is no figure."""
    if attachment.application != "plotly":
        return None
    name = f"plotly-{attachment.settings.get('bundle')}.js"
    return name if name in assets.names() else FULL


def maps_of(bundle: str, content: bytes | memoryview) -> set[str]:
    """The modules with the shapes of the maps that a figure has, which is drawn by this bundle."""
    return {f"map-{shape}.js" for shape in _shapes(json.loads(bytes(content)))} if bundle in WITH_MAPS else set()


def _shapes(figure: Any) -> set[str]:
    traces = _at(figure).get("data")
    maps = [_at(trace) for trace in (traces if isinstance(traces, list) else ()) if _at(trace).get("type") in MAPS]
    return {_shape(_at(figure, "layout"), str(trace.get("geo", "geo"))) for trace in maps}


def _shape(layout: dict[str, Any], name: str) -> str:
    own, common = _at(layout, name), _at(layout, "template", "layout", "geo")
    scope = own.get("scope", common.get("scope"))
    resolution = own.get("resolution", common.get("resolution"))
    known = scope.replace(" ", "-") if scope in SCOPES else "world"
    return f"{known}_{50 if str(resolution) == '50' else 110}m"


def _at(value: Any, *path: str) -> dict[str, Any]:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
