"""A shell in this process, and real kernels, with the magics loaded."""

from __future__ import annotations

import atexit
import os
import re
import sys
from dataclasses import dataclass, field
from typing import Any

import pytest

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Ran:
    """What a cell showed, and how it ended."""

    value: Any = None
    error: BaseException | None = None
    displayed: list[str] = field(default_factory=list)
    printed: str = ""

    @property
    def text(self) -> str:
        return "\n".join([*self.displayed, self.printed])


class Notebook:
    """Runs cells in a shell in this process."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.names = shell.user_ns

    def run(self, cell: str, **options: Any) -> Ran:
        from IPython.utils.capture import capture_output

        with capture_output() as captured:
            result = self.shell.run_cell(cell, store_history=True, **options)
        displayed = [output.data.get("text/plain", "") for output in captured.outputs]
        error = result.error_before_exec or result.error_in_exec
        return Ran(result.result, error, displayed, _ANSI.sub("", captured.stdout))


@pytest.fixture
def notebook(monkeypatch):
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    monkeypatch.setattr(sys, "displayhook", sys.displayhook)
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=config)
    shell.run_line_magic("load_ext", "dstack_jupyter")
    yield Notebook(shell)
    atexit.unregister(shell.atexit_operations)
    shell.restore_sys_module_state()
    InteractiveShell.clear_instance()


class Kernel:
    """Runs cells in a real kernel, as JupyterLab does."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def run(self, cell: str, **options: Any) -> KernelRan:
        ran = KernelRan()
        # With stop_on_error, the kernel would drop a cell that comes right behind a failed one.
        options = {"timeout": 150, "stop_on_error": False, **options}
        reply = self.client.execute_interactive(cell, output_hook=ran.take, **options)
        ran.status, ran.count = reply["content"]["status"], reply["content"].get("execution_count")
        ran.payload = reply["content"].get("payload", [])
        return ran

    def completions(self, line: str) -> list[str]:
        self.client.complete(line, len(line))
        content = self.client.get_shell_msg(timeout=150)["content"]
        assert content["status"] == "ok"
        return [line[: content["cursor_start"]] + match for match in content["matches"]]


@dataclass
class KernelRan:
    """What a cell showed in a real kernel, and how its execution was answered."""

    status: str = ""
    count: int | None = None
    outputs: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    payload: list[dict[str, Any]] = field(default_factory=list)

    def take(self, message: dict[str, Any]) -> None:
        if message["msg_type"] not in ("status", "execute_input"):
            self.outputs.append((message["msg_type"], message["content"]))

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.outputs]

    @property
    def bundles(self) -> list[dict[str, Any]]:
        return [content["data"] for _, content in self.outputs if "data" in content]

    @property
    def texts(self) -> list[str]:
        return [bundle.get("text/plain", "") for bundle in self.bundles]

    @property
    def printed(self) -> str:
        return "".join(content["text"] for kind, content in self.outputs if kind == "stream")

    @property
    def tracebacks(self) -> list[list[str]]:
        """The lines of each error that was shown."""
        return [
            [_ANSI.sub("", line) for line in content["traceback"]] for kind, content in self.outputs if kind == "error"
        ]


@pytest.fixture(scope="module")
def kernel_manager(tmp_path_factory):
    from jupyter_client.manager import KernelManager

    home = tmp_path_factory.mktemp("kernel-home")
    environment = {**os.environ, "DSTACK_HOME": str(home / "dstack"), "IPYTHONDIR": str(home / "ipython")}
    for variable in ("DSTACK_CONFIG", "DSTACK_SERVER_URL", "JPY_SESSION_NAME"):
        environment.pop(variable, None)
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=environment, cwd=str(home))
    yield manager
    manager.shutdown_kernel(now=True)
    manager.cleanup_resources()


@pytest.fixture(scope="module")
def kernel_client(kernel_manager):
    client = kernel_manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=150)
    yield client
    client.stop_channels()


@pytest.fixture
def kernel(kernel_client):
    """A kernel with the magics; it is one for a file, each test has its own stacks and variables."""
    started = Kernel(kernel_client)
    assert started.run("%reset -f\n%load_ext dstack_jupyter\nimport dstack_jupyter as ds").status == "ok"
    return started
