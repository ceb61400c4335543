"""matplotlib figures, as SVG."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    from IPython.display import SVG
    from matplotlib.figure import Figure

_SALT = "dstack"


class MatplotlibCodec:
    """matplotlib figures and what has one: Axes and other artists, arrays of them, seaborn's grids.

    A figure is pulled back as `IPython.display.SVG`: a picture, no longer a figure.
    """

    name = "matplotlib.Figure"
    supports = "matplotlib figures, axes and seaborn grids (which come back as SVG)"
    gives = "IPython.display.SVG"
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
        content = _svg(next(iter(figures.values())))
        return Encoded(
            content_type="image/svg+xml",
            write=lambda sink: sink.write(content),
            application="matplotlib",
            settings={"matplotlib": matplotlib.__version__},
            length=len(content),
        )

    def decode(self, stored: Stored) -> SVG:
        """Decode to `IPython.display.SVG`."""
        from IPython.display import SVG

        return SVG(data=bytes(stored.read()).decode())  # type: ignore[no-untyped-call]


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


def _svg(figure: Figure) -> bytes:
    """The figure as `savefig` writes it; equal figures give equal bytes."""
    import matplotlib

    drawn = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": _SALT}):
        figure.savefig(drawn, format="svg", bbox_inches="tight", metadata={"Date": None})
    return drawn.getvalue()
