"""``jupyter dstack demo``: fill a store of its own with real data, and serve it."""

from __future__ import annotations

import os
from urllib.parse import quote

from jupyter_core.application import JupyterApp
from traitlets import default

ABOUT = ("-h", "--help", "--help-all", "-V", "--version")


class DemoApp(JupyterApp):
    """Pushes the data sets that ship with plotly, makes dashboards of them and shows them."""

    name = "jupyter-dstack-demo"
    description = "Fill a demo store with real data, make dashboards of it, and show them in a browser."
    examples = "jupyter dstack demo --no-browser --port 8900"

    @default("version")
    def _our_version(self) -> str:
        from dstack_jupyter._version import __version__

        return __version__

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Keep the options for the server, but for those that ask about this command."""
        self._options = list(argv or [])
        super().parse_command_line([each for each in self._options if each in ABOUT])

    def start(self) -> None:
        """Fill the store, then become the server."""
        from dstack_jupyter.client.profiles import backend
        from dstack_jupyter.demo import demo_home, fill
        from dstack_server.app import DstackApp

        home = str(demo_home())
        os.environ["DSTACK_HOME"] = home
        self.log.info("the demo has a store of its own; to open it in a notebook: DSTACK_HOME=%s", home)
        page = f"/dstack/d/{quote(backend().user)}/{fill(self.log.info)}"
        self.clear_instance()
        DstackApp.launch_instance([f"--DstackApp.default_url={page}", *_as_root(), *self._options])  # type: ignore[no-untyped-call]


def _as_root() -> list[str]:
    """The demo runs nothing but its own code: in a container, where all is root, it needs no option."""
    return ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
