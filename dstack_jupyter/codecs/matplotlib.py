"""matplotlib figures, as SVG, or as PNG where the SVG would be huge."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    from IPython.display import SVG, Image
    from matplotlib.figure import Figure

_SALT = "dstack"
MOST_MARKS = 20_000
"""Points and cells that are drawn one by one; more take seconds as SVG, and each takes 100 bytes or more."""
MOST_BYTES = 2_000_000
"""An SVG that is larger makes a page slow; pictures and contours of many points do that."""
_DPI = 150
"""Dots per inch of a PNG, unless the figure asks for more."""


class MatplotlibCodec:
    """matplotlib figures and what has one: Axes and other artists, arrays of them, seaborn's grids.

    A figure is pulled back as `IPython.display.SVG` or `Image`: a picture, no longer a figure.
    """

    name = "matplotlib.Figure"
    supports = "matplotlib figures, axes and seaborn grids (which come back as SVG or PNG)"
    gives = "IPython.display.SVG, or Image where it would be huge"
    libraries = ("matplotlib",)
    applications = ("matplotlib",)
    content_types = ()
    rank = 400

    def handles(self, obj: object) -> bool:
        """Whether it is a figure or leads to one."""
        return "matplotlib.figure" in sys.modules and next(_figures(obj), None) is not None

    def encode(self, obj: Any, options: Mapping[str, Any]) -> Encoded:
        """Encode what `savefig` draws, cut to what is drawn; the figure stays as it was."""
        import matplotlib

        figures = {id(figure): figure for figure in _figures(obj)}
        if len(figures) > 1:
            raise UnsupportedObject(f"the axes belong to {len(figures)} figures; push the figures one by one")
        content_type, content, why = _drawn(next(iter(figures.values())))
        return Encoded(
            content_type=content_type,
            write=lambda sink: sink.write(content),
            application="matplotlib",
            settings={"matplotlib": matplotlib.__version__, **why},
            length=len(content),
        )

    def decode(self, stored: Stored) -> SVG | Image:
        """Decode to an object of `IPython.display`."""
        from dstack_jupyter.codecs.display import display_of

        return display_of(stored)  # type: ignore[no-any-return]


def _figures(obj: object) -> Iterator[Figure]:
    """The figure of each thing that has one; none where something has none."""
    parts: list[Any] | tuple[Any, ...] = [obj]
    if isinstance(obj, list | tuple):
        parts = obj
    elif is_instance(obj, "numpy", "ndarray"):
        parts = list(obj.flat) if obj.dtype == object else []  # type: ignore[attr-defined]
    figures = list(itertools.takewhile(lambda figure: figure is not None, map(_figure_of, parts)))
    if len(figures) == len(parts):
        yield from figures  # type: ignore[misc]


def _figure_of(obj: object) -> Figure | None:
    """The figure that something is, or is drawn on.

    An attribute is looked up where it is known to be: one that is made up on demand may do anything.
    """
    for name in ("figure", "fig"):
        if name in getattr(obj, "__dict__", {}) or hasattr(type(obj), name):
            obj = getattr(obj, name) or obj
            break
    while is_instance(obj, "matplotlib.figure", "SubFigure"):
        obj = obj.figure  # type: ignore[attr-defined]
    return obj if is_instance(obj, "matplotlib.figure", "Figure") else None  # type: ignore[return-value]


def _drawn(figure: Figure) -> tuple[str, bytes, dict[str, str]]:
    """The content type, the content, and why it is no SVG where it is none."""
    marks = sum(map(_marks, figure.findobj()))
    if marks > MOST_MARKS:
        return "image/png", _png(figure), {"why_png": f"{marks:,} marks; SVG is drawn of at most {MOST_MARKS:,}"}
    svg = _saved(figure, format="svg", metadata={"Date": None})
    if len(svg) > MOST_BYTES and len(png := _png(figure)) < len(svg):
        return "image/png", png, {"why_png": f"the SVG has {len(svg):,} bytes; it is kept up to {MOST_BYTES:,}"}
    return "image/svg+xml", svg, {}


def _marks(artist: Any) -> int:
    """The points or cells that an artist draws one by one; a line is one path, however long."""
    if is_instance(artist, "matplotlib.collections", "QuadMesh"):
        return int(artist.get_array().size)
    if is_instance(artist, "matplotlib.collections", "Collection"):
        return max(len(artist.get_offsets()), len(artist.get_paths()))
    if is_instance(artist, "matplotlib.lines", "Line2D"):
        has_markers = artist.get_marker() not in ("None", "none", " ", "", None)
        return len(artist.get_xdata(orig=False)) if has_markers else 0
    return 0


def _png(figure: Figure) -> bytes:
    return _saved(figure, format="png", dpi=max(_DPI, figure.dpi), metadata={"Software": None})


def _saved(figure: Figure, **options: Any) -> bytes:
    """The figure as `savefig` writes it; equal figures give equal bytes."""
    import matplotlib

    drawn = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": _SALT}):
        figure.savefig(drawn, bbox_inches="tight", **options)
    return drawn.getvalue()
