"""A command of Jupyter in a process that is forked from one in which its libraries are imported already.

A server of Jupyter spends most of its start with imports, and each story has a server of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from importlib.metadata import entry_points
from multiprocessing.process import BaseProcess
from pathlib import Path

LIBRARIES = [
    *("dstack_server.app", "dstack_server.routes", "alembic.command", "pandas", "pyarrow.parquet"),
    *("jupyter_server.serverapp", "jupyterlab_server", "jupyter_lsp.serverextension", "jupyter_server_terminals"),
    *("nbconvert.exporters", "voila.server_extension"),
]
"""Not JupyterLab and Notebook themselves: they note where settings are kept when they are imported."""

_METHODS = multiprocessing.get_all_start_methods()
_processes = multiprocessing.get_context("forkserver" if "forkserver" in _METHODS else "spawn")


def start(command: str, *options: str, environment: dict[str, str], folder: Path, log: Path) -> BaseProcess:
    """Start ``jupyter`` with a command in a folder; what it says is in the log."""
    if _processes.get_start_method() == "forkserver":
        _processes.set_forkserver_preload([__name__, *LIBRARIES])
    process = _processes.Process(target=_run, args=(command, options, environment, folder, log))
    process.start()
    return process


def _run(command: str, options: tuple[str, ...], environment: dict[str, str], folder: Path, log: Path) -> None:
    with log.open("wb") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [f"jupyter-{command}", *options]
    (script,) = entry_points(group="console_scripts", name=sys.argv[0])
    script.load()()
    if command != "dstack":
        os._exit(0)  # threads of anyio may keep a server of Jupyter's own, whose loop has ended, from ending
