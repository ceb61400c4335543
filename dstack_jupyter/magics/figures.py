"""Which figures a cell drew, noticed as they are shown, so that the cell draws as it always does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import is_instance

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

PLOTLY = "application/vnd.plotly.v1+json"


class DrawnFigures:
    """Watches a shell for the figures that are drawn between its making and `stop`.

    Figures of matplotlib are those that are shown (by the inline backend when the cell ends, by ``plt.show()``
    or ``display``), and, under other backends, those that are new in pyplot. Figures of plotly are those
    that ``fig.show()`` sent out. The inline backend closes what it has shown, a figure stays whole without.
    """

    def __init__(self, shell: InteractiveShell) -> None:
        self._shown: list[Any] = []
        self._before = _open_figures()
        self._watches = ExitStack()
        self._watches.callback(_watch(shell.display_formatter, "format", self._saw_object))
        self._watches.callback(_watch(shell.display_pub, "publish", self._saw_bundle))

    def stop(self) -> None:
        """Watch no longer."""
        self._watches.close()

    def found(self) -> list[Any]:
        """The figures, in the order in which they were shown."""
        known = [*self._before, *self._shown]
        new = [figure for figure in _open_figures() if not any(figure is each for each in known)]
        return [_plotly_figure(each) if isinstance(each, dict) else each for each in [*self._shown, *new]]

    def _saw_object(self, obj: Any = None, *args: Any, **keywords: Any) -> None:
        if is_instance(obj, "matplotlib.figure", "Figure") and not any(obj is each for each in self._shown):
            self._shown.append(obj)

    def _saw_bundle(self, data: Any = None, *args: Any, **keywords: Any) -> None:
        figure = data.get(PLOTLY) if isinstance(data, dict) else None
        if isinstance(figure, dict) and figure not in self._shown:
            self._shown.append(figure)


def _watch(owner: Any, method: str, saw: Callable[..., None]) -> Callable[[], None]:
    """Call `saw` with the arguments of each call of a method; returns what ends that."""
    before = vars(owner).get(method)
    original = getattr(owner, method)

    def watched(*args: Any, **keywords: Any) -> Any:
        saw(*args, **keywords)
        return original(*args, **keywords)

    def undo() -> None:
        if vars(owner).get(method) is not watched:
            return
        if before is None:
            delattr(owner, method)
        else:
            setattr(owner, method, before)

    setattr(owner, method, watched)
    return undo


def _open_figures() -> list[Any]:
    pyplot = sys.modules.get("matplotlib._pylab_helpers")
    return [] if pyplot is None else [manager.canvas.figure for manager in pyplot.Gcf.get_all_fig_managers()]


def _plotly_figure(bundle: dict[str, Any]) -> Any:
    from plotly.graph_objects import Figure

    return Figure({part: bundle[part] for part in ("data", "layout", "frames") if part in bundle})
