"""Which viewer opened the page behind which a kernel runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

if TYPE_CHECKING:
    from dstack_jupyter.model.names import StackPath
    from dstack_jupyter.store.access import Viewer

_OPENED = "dstack_opened_kernels"
_STOPS = "VoilaShutdownKernelHandler"
"""Voila's handler, by name: where there is no Voila, nothing imports it."""


@dataclass(frozen=True)
class OpenedPage:
    """The page of a dashboard behind which a kernel runs, and who opened it; None is the owner of a Jupyter server."""

    path: StackPath
    title: str
    viewer: str | None


def note_opened(settings: dict[str, Any], kernel_id: str, page: OpenedPage) -> None:
    """Remember the page of a kernel, and forget kernels that are gone."""
    settings[_OPENED] = {**opened_pages(settings), kernel_id: page}


def opened_pages(settings: dict[str, Any]) -> dict[str, OpenedPage]:
    """The pages whose kernels run, by the ids of these."""
    opened: dict[str, OpenedPage] = settings.get(_OPENED, {})
    return {kernel_id: page for kernel_id, page in opened.items() if kernel_id in settings["kernel_manager"]}


def was_opened(handler: JupyterHandler, viewer: Viewer) -> bool:
    """Whether a handler serves a page's kernel (its state, messages, end) to the viewer who opened the page."""
    if not isinstance(handler, (KernelHandler, KernelWebsocketHandler)) and type(handler).__name__ != _STOPS:
        return False
    kernel_id = next(iter([*handler.path_args, *handler.path_kwargs.values()]), None)
    if viewer.name is None or kernel_id is None:
        return False
    page = opened_pages(handler.settings).get(_text(kernel_id))
    return page is not None and page.viewer == viewer.name


def _text(part: str | bytes) -> str:
    return part.decode(errors="replace") if isinstance(part, bytes) else part
