"""plotly figures, as their JSON."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance

if TYPE_CHECKING:
    import plotly.graph_objects as go

_BASIC = {"bar", "pie", "scatter"}
_BOXES = {"box", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "image", "contour", "scatterternary"}
BUNDLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("basic", frozenset(_BASIC)),
    ("geo", frozenset({"choropleth", "scatter", "scattergeo"})),
    ("cartesian", frozenset(_BASIC | _BOXES | {"violin"})),
)
"""The traces that the partial bundles of plotly.js draw, smallest bundle first; ``full`` draws all."""


class PlotlyCodec:
    """plotly figures; a FigureWidget comes back as a Figure."""

    name = "plotly.Figure"
    supports = "plotly figures"
    gives = "plotly.graph_objects.Figure"
    libraries = ("plotly",)
    applications = ("plotly",)
    content_types = ("application/vnd.plotly.v1+json",)
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a Figure or a FigureWidget."""
        return is_instance(obj, "plotly.basedatatypes", "BaseFigure")

    def encode(self, obj: go.Figure, options: Mapping[str, Any]) -> Encoded:
        """Encode as `Figure.to_json` does, where arrays are base64 text that plotly.js reads."""
        import plotly
        import plotly.io

        content = plotly.io.to_json(_sorted(obj.to_dict()), validate=False).encode()
        traces = [trace.type for trace in obj.data] + [trace.type for frame in obj.frames for trace in frame.data]
        return Encoded(
            content_type="application/json",
            write=lambda sink: sink.write(content),
            application="plotly",
            settings={"plotly_version": plotly.__version__, "bundle": bundle_for(traces)},
            length=len(content),
        )

    def decode(self, stored: Stored) -> go.Figure:
        """Decode; what the installed plotly does not know any more is left out with a warning."""
        import plotly.graph_objects as go

        figure = with_arrays(json.loads(bytes(stored.read())))
        parts = {name: figure.get(name) for name in ("data", "layout", "frames")}
        try:
            return go.Figure(**parts)
        except ValueError as reason:
            warnings.warn(
                f"this plotly does not know a part of the figure and leaves it out: {str(reason).splitlines()[0]}",
                UserWarning,
                stacklevel=2,
            )
            return go.Figure(**parts, skip_invalid=True)


def bundle_for(traces: Iterable[str | None]) -> str:
    """The smallest bundle of plotly.js that draws traces of these types: basic, geo, cartesian or full."""
    wanted = {trace or "scatter" for trace in traces}
    return next((name for name, drawn in BUNDLES if wanted <= drawn), "full")


def _sorted(value: Any) -> Any:
    """The parts of a figure by name: plotly gives a figure that was read another order than the one it had."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return [_sorted(part) for part in value]
    return value


def with_arrays(value: Any) -> Any:
    """The JSON of a figure with the numpy arrays that it was made of in place of their base64 texts."""
    if isinstance(value, list):
        return [with_arrays(part) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() >= {"dtype", "bdata"}:
        return _array(value)
    return {key: with_arrays(part) for key, part in value.items()}


def _array(value: Mapping[str, Any]) -> Any:
    import numpy as np

    array = np.frombuffer(base64.b64decode(value["bdata"]), dtype=np.dtype(value["dtype"]).newbyteorder("<"))
    if "shape" in value:
        array = array.reshape([int(side) for side in str(value["shape"]).split(",")])
    # plotly.py shrinks integers to the fewest bytes; sums of them would overflow.
    return array.astype("int64") if array.dtype.kind in "iu" and array.dtype.itemsize < 8 else array.copy()
