"""The server under ``jupyter dstack``: Voila beside us and nothing else."""

from __future__ import annotations

import logging
import os
import signal
import sys

from jupyter_server.serverapp import ServerApp
from traitlets import default
from traitlets.config import Config

VOILA = "voila.server_extension"

ALONE = Config(
    {
        "MappingKernelManager": {
            # What standalone Voila allows: a page may move its widgets and not run code of its own.
            "allowed_message_types": [
                "comm_open",
                "comm_close",
                "comm_msg",
                "comm_info_request",
                "kernel_info_request",
                "shutdown_request",
            ],
            "cull_idle_timeout": 600,
            "cull_interval": 60,
        }
    }
)
"""The configuration of this server where the user's says nothing; times are in seconds."""


class StandaloneServer(ServerApp):
    """A Jupyter server that has no notebooks to lose: an interrupt stops it at once."""

    @default("open_browser")
    def _open_browser_on_a_desktop(self) -> bool:
        return has_desktop()

    @default("log_level")
    def _quiet(self) -> int:
        return logging.WARNING

    def init_signal(self) -> None:
        """Stop on Ctrl+C as on a request to terminate."""
        super().init_signal()
        signal.signal(signal.SIGINT, self._signal_stop)


def has_desktop() -> bool:
    """Whether there is a screen on which a browser could open."""
    if sys.platform in ("win32", "darwin"):
        return "SSH_CONNECTION" not in os.environ
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
