"""Write a dashboard's notebook to a file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat as _nbformat

from dstack_jupyter.dashboards.notebook import dashboard_of, notebook_of, regenerated
from dstack_jupyter.model.dashboards import Dashboard
from dstack_jupyter.model.errors import Conflict, InvalidValue, NotFound

nbformat: Any = _nbformat


def save_notebook(path: Path, dashboard: Dashboard) -> Path:
    """Write the notebook of a dashboard; a notebook of it that is there already is brought up to date.

    The file is replaced in one step. A notebook that is not this dashboard's is never overwritten.
    """
    target = _notebook_path(path)
    notebook = regenerated(_existing(target, dashboard), dashboard) if target.exists() else notebook_of(dashboard)
    replace_file(target, nbformat.writes(notebook).encode() + b"\n")
    return target


def replace_file(target: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, and never a part."""
    if not target.parent.is_dir():
        raise NotFound(f"there is no folder {target.parent} to write to")
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            _copy_mode(target, Path(file.name))
            Path(file.name).replace(target)
        except BaseException:
            file.close()
            Path(file.name).unlink(missing_ok=True)
            raise


def _notebook_path(path: Path) -> Path:
    target = path.expanduser()
    if target.suffix == "":
        target = target.with_name(f"{target.name}.ipynb")
    if target.suffix != ".ipynb":
        raise InvalidValue(f"a notebook is written to a file that ends in .ipynb, not to {target.name}")
    return target


def _existing(target: Path, dashboard: Dashboard) -> _nbformat.NotebookNode:
    try:
        notebook: _nbformat.NotebookNode = nbformat.read(target, as_version=4)
    except Exception as error:
        raise Conflict(f"{target} is there and is no notebook that can be read; choose another name") from error
    if dashboard_of(notebook) != str(dashboard.path):
        whose = dashboard_of(notebook) or "no dashboard"
        raise Conflict(f"{target} is there and is a notebook of {whose}, not of {dashboard.path}; choose another name")
    return notebook


def _copy_mode(old: Path, new: Path) -> None:
    """A temporary file is readable by its owner only; the notebook is readable as files here usually are."""
    if old.exists():
        new.chmod(old.stat().st_mode & 0o777)
        return
    umask = os.umask(0)
    os.umask(umask)
    new.chmod(0o666 & ~umask)
