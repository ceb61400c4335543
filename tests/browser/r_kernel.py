"""A kernel that says that it speaks R, and repeats what it is told: what a notebook takes depends on no more."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import nbformat
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

SPEC = {"name": "ir", "display_name": "R", "language": "R"}


class RKernel(Kernel):
    """No R at all."""

    implementation = "r"
    implementation_version = "1"
    banner = "R"
    language_info = {"name": "R", "mimetype": "text/x-r-source", "file_extension": ".r"}  # noqa: RUF012

    async def do_execute(self, code: str, *args: Any, **options: Any) -> dict[str, Any]:
        """Repeat."""
        self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": f"told {code}"})
        return {"status": "ok", "execution_count": self.execution_count, "payload": [], "user_expressions": {}}


def install(home: Path) -> None:
    """Let the Jupyter of a home folder have the kernel."""
    folder = home / "jupyter/data/kernels/ir"
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.browser.r_kernel", "-f", "{connection_file}"]
    root = str(Path(__file__).parents[2])
    spec = {"argv": command, "env": {"PYTHONPATH": root}, **SPEC}
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


def notebook(path: Path) -> None:
    """Write a notebook for it."""
    cells = [nbformat.v4.new_code_cell("1 + 1")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": SPEC}), path)


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=RKernel)
