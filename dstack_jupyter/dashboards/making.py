"""How widgets come into being: in a kernel with comms, for a page with fixed ids and no comm at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import ipywidgets


class Maker(Protocol):
    """Makes widgets; `role` is the place of the widget in the board, different for each."""

    def make(self, kind: type[Any], role: str, **traits: Any) -> Any:
        """A widget with a layout and, where its kind has one, a style of its own."""


class LiveMaker:
    """Makes widgets as they are made in a notebook."""

    def make(self, kind: type[Any], role: str, **traits: Any) -> Any:
        """See `Maker.make`."""
        return kind(layout=ipywidgets.Layout(), **traits)


class FixedMaker:
    """Makes widgets whose ids are their roles, which talk to nobody.

    Equal pages get equal ids, and a kernel that is imported into the process never hears of these widgets.
    Use it as a context manager: it closes what it made.
    """

    def __init__(self) -> None:
        self.made: list[Any] = []

    def make(self, kind: type[Any], role: str, **traits: Any) -> Any:
        """See `Maker.make`."""
        traits["layout"] = self._bare(ipywidgets.Layout, f"{role}-layout")
        style = kind.class_traits().get("style")
        if style is not None:
            traits["style"] = self._bare(style.klass, f"{role}-style")
        return self._bare(kind, role, **traits)

    def _bare(self, kind: type[Any], role: str, **traits: Any) -> Any:
        widget = kind(comm=_NoComm(f"dstack-{role}"), **traits)
        self.made.append(widget)
        return widget

    def __enter__(self) -> FixedMaker:
        return self

    def __exit__(self, *failure: object) -> None:
        while self.made:
            self.made.pop().close()


class _NoComm:
    """Stands for a comm that nobody listens to; `kernel` is what ipywidgets looks at before it sends."""

    kernel = None

    def __init__(self, comm_id: str) -> None:
        self.comm_id = comm_id

    def on_msg(self, callback: Callable[..., object]) -> None:
        """No message comes."""

    def close(self) -> None:
        """There is nothing to close."""
