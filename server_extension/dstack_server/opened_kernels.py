"""Which viewer opened the page behind which a kernel runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

if TYPE_CHECKING:
    from dstack_jupyter.store.access import Viewer

_OPENED = "dstack_opened_kernels"
_STOPS = "VoilaShutdownKernelHandler"
"""Voila's handler, by name: where there is no Voila, nothing imports it."""


def note_opened(settings: dict[str, Any], kernel_id: str, viewer: Viewer | None) -> None:
    """Remember who opened the page of a kernel, and forget kernels that are gone."""
    opened: dict[str, str | None] = settings.setdefault(_OPENED, {})
    for gone in [each for each in opened if each not in settings["kernel_manager"]]:
        del opened[gone]
    opened[kernel_id] = viewer.name if viewer else None


def was_opened(handler: JupyterHandler, viewer: Viewer) -> bool:
    """Whether a handler serves a page's kernel (its state, messages, end) to the viewer who opened the page."""
    if not isinstance(handler, (KernelHandler, KernelWebsocketHandler)) and type(handler).__name__ != _STOPS:
        return False
    kernel_id = next(iter([*handler.path_args, *handler.path_kwargs.values()]), None)
    if viewer.name is None or kernel_id is None:
        return False
    return bool(handler.settings.get(_OPENED, {}).get(_text(kernel_id)) == viewer.name)


def _text(part: str | bytes) -> str:
    return part.decode(errors="replace") if isinstance(part, bytes) else part
