"""The server under ``jupyter dstack``: Voila beside us and nothing else."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
import webbrowser
from types import FrameType
from typing import TYPE_CHECKING, cast

from jupyter_server.serverapp import ServerApp, flags
from traitlets import Dict, default
from traitlets.config import Config

if TYPE_CHECKING:
    from dstack_server.base import DstackHandler

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
        },
        # The folder that the server was started in is nobody's to see.
        "VoilaConfiguration": {"file_allowlist": []},
    }
)
"""The configuration of this server where the user's says nothing; times are in seconds."""


class StandaloneServer(ServerApp):
    """A Jupyter server that has no notebooks to lose: an interrupt stops it at once."""

    _is_urgent = False

    flags = Dict({**flags, "insecure": ({"DstackApp": {"insecure": True}}, "Let others connect without TLS.")})

    @default("open_browser")
    def _open_browser_on_a_desktop(self) -> bool:
        return has_desktop()

    @default("identity_provider_class")
    def _users_of_the_store(self) -> str:
        return "dstack_server.identity.StoreIdentity"

    @default("authorizer_class")
    def _what_viewers_need(self) -> str:
        return "dstack_server.identity.ViewersOnly"

    @default("log_level")
    def _quiet(self) -> int:
        return logging.WARNING

    def launch_browser(self) -> None:
        """Nothing yet: the extension opens a link that signs its owner in, once there is one."""

    def open_in_browser(self, address: str) -> None:
        """Show a page to whoever sits at this computer."""
        try:
            browser = webbrowser.get(self.browser or None)
        except webbrowser.Error as error:
            self.log.warning("no browser was found: %s", error)
            return
        threading.Thread(target=browser.open, args=(address,), kwargs={"new": self.webbrowser_open_new}).start()

    def _signal_stop(self, sig: int, frame: FrameType | None) -> None:
        self._is_urgent = bool(self._stopping)
        super()._signal_stop(sig, frame)

    async def _stop(self) -> None:
        """Finish what is being answered; whoever asks twice does not want to wait."""
        running = cast("set[DstackHandler]", self.web_app.settings.get("dstack_running", ()))
        ends = time.monotonic() + self.web_app.settings["dstack"].stop_seconds
        while not self._is_urgent and time.monotonic() < ends and not all(each.is_endless for each in running):
            await asyncio.sleep(0.05)
        await super()._stop()

    def init_signal(self) -> None:
        """Stop on Ctrl+C as on a request to terminate."""
        super().init_signal()
        signal.signal(signal.SIGINT, self._signal_stop)


def has_desktop() -> bool:
    """Whether there is a screen on which a browser could open."""
    if sys.platform in ("win32", "darwin"):
        return "SSH_CONNECTION" not in os.environ
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
