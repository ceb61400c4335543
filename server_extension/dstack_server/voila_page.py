"""The page of a dashboard through a kernel: Voila renders the notebook that the store's spec generates."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado import web
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError
from traitlets.config import Config
from voila.configuration import VoilaConfiguration
from voila.paths import collect_template_paths
from voila.tornado.handler import TornadoVoilaHandler

from dstack_jupyter.client.profiles import VIEWER_VARIABLE
from dstack_jupyter.model.errors import NotSignedIn
from dstack_server.base import PageHandler, stack_path
from dstack_server.kernel_environment import kernel_environment
from dstack_server.opened_kernels import OpenedPage, note_opened

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from dstack_jupyter.model.dashboards import Dashboard
    from dstack_jupyter.store.access import Viewer

TEMPLATE = "dstack"
PATIENT = {"NotebookClient": {"iopub_timeout": 60}}
"""A kernel of a busy computer tells its outputs long after a cell is done; Voila would leave them out after 4 s."""

THEMES = ("light", "dark", "JupyterLab Light", "JupyterLab Dark")

UNNEEDED = [
    "@jupyter-notebook/lab-extension",
    "@jupyterlab/scheduler",
    "@voila-dashboards/jupyterlab-preview",
    "dstack-jupyter",
    "jupyterlab-plotly",
    "jupyterlab_pygments",
]
"""Extensions of JupyterLab that the browser would load for nothing: a card brings what it draws with."""


class GeneratedNotebook:
    """Stands where Voila looks for files: it holds one notebook, which is on no disk."""

    def __init__(self, notebook: NotebookNode) -> None:
        self._notebook = notebook

    def get(self, path: str, **_: Any) -> dict[str, Any]:
        """The notebook, whatever the path."""
        return {"type": "notebook", "path": path, "content": self._notebook}

    def file_exists(self, path: str) -> bool:
        """Texts of cards take no picture from the server's folder."""
        return False


class NarrowKernels:
    """The server's kernels, but a new one gets an environment from the allow-list, and sees what its viewer may see."""

    def __init__(self, kernels: Any, more: list[str], viewer: Viewer | None, on_start: Callable[[str], None]) -> None:
        self._kernels = kernels
        self._on_start = on_start
        self._more = more
        self._viewer = viewer
        self.started: str | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kernels, name)

    async def start_kernel(self, *, env: dict[str, str], **kwargs: Any) -> str:
        """Start a kernel; returns its id."""
        narrow = kernel_environment(env, self._more)
        if self._viewer is not None:
            narrow[VIEWER_VARIABLE] = self._viewer.name or ""
        self.started = str(await ensure_async(self._kernels.start_kernel(env=narrow, **kwargs)))
        self._on_start(self.started)
        return self.started

    async def stop_started(self) -> None:
        """Stop the kernel that was started here."""
        if self.started in self._kernels:
            await ensure_async(self._kernels.shutdown_kernel(self.started))


class VoilaPage(PageHandler, TornadoVoilaHandler):  # type: ignore[misc]
    """``dstack/v/<user>/<name>``."""

    content_security_policy = JupyterHandler.content_security_policy

    def initialize(self) -> None:
        """Take Voila's configuration for this server, with what a dashboard needs on top."""
        configuration = VoilaConfiguration(parent=self.serverapp)
        configuration.template = TEMPLATE
        configuration.allow_template_override = "NO"
        configuration.extension_denylist = configuration.extension_denylist or UNNEEDED
        super().initialize(
            voila_configuration=configuration,
            config=_patient(self.settings["config"]),
            template_paths=collect_template_paths(["voila", "nbconvert"], TEMPLATE),
        )
        configured = configuration.page_config_hook or (lambda page_config, **_: page_config)
        self.page_config_hook = lambda page_config, **more: _with_version(configured(page_config, **more))

    def _check_room(self) -> None:
        kernels, most = self.settings["kernel_manager"], self.dstack.max_kernels
        if 0 < most <= len(kernels):
            raise HTTPError(503, f"{most} pages with a kernel are open, and this server takes no more; try again later")

    def _kernels_for(self, viewer: Viewer | None, dashboard: Dashboard) -> NarrowKernels:
        page = OpenedPage(dashboard.path, dashboard.spec.title, viewer.name if viewer else None)
        on_start = partial(note_opened, self.settings, page=page)
        return NarrowKernels(self.settings["kernel_manager"], self.dstack.kernel_variables, viewer, on_start)

    @property
    def contents_manager(self) -> Any:
        """What Voila reads the notebook from."""
        return self._generated

    @property
    def kernel_manager(self) -> Any:
        """What Voila starts the kernel with."""
        return self._kernels

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Start a kernel and send the page while its cells run."""
        if self.get_query_argument("theme", THEMES[0]) not in THEMES:
            raise HTTPError(400, f"there is no such theme; there are {', '.join(THEMES)}")
        if self.is_anonymous():
            raise NotSignedIn("sign in first: behind this page runs a kernel")
        self._check_room()
        path = stack_path(user, name)
        _ = self.xsrf_token  # sets the cookie with which the page may stop its kernel when it is left
        backend = await self.backend()
        dashboard = await self.store.call(lambda: backend.dashboard(path))
        self._generated = GeneratedNotebook(await self.store.call(lambda: _notebook(dashboard)))
        self._kernels = self._kernels_for(getattr(self.current_user, "viewer", None), dashboard)
        await self._send(self.get_generator(path=f"{PurePosixPath(path.name).name}.ipynb"))

    async def _send(self, parts: AsyncIterator[str]) -> None:
        """Send the parts; a kernel whose viewer has left is stopped when its cells are done."""
        there = True
        async for part in parts:
            there = there and await self._sent(part)
        if not there:
            await self._kernels.stop_started()

    async def _sent(self, part: str) -> bool:
        try:
            self.write(part)
            await self.flush()
        except StreamClosedError:
            return False
        return True


def _notebook(dashboard: Dashboard) -> NotebookNode:
    from dstack_jupyter.dashboards.notebook import notebook_of

    return notebook_of(dashboard)


def _patient(configured: Config) -> Config:
    config = Config(PATIENT)
    config.merge(configured)
    return config


def _with_version(page_config: dict[str, Any]) -> dict[str, Any]:
    from dstack_jupyter.dashboards.assets import static_version

    return {**page_config, "dstackVersion": static_version()}
