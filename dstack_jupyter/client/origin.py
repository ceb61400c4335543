"""Where a frame comes from: the notebook or script, its git commit, the user, the host and what was imported.

Nothing is taken from the environment but the name of the user and, in a kernel, the path of the notebook.
"""

from __future__ import annotations

import getpass
import os
import platform
import sys
from pathlib import Path
from typing import Any

from dstack_jupyter.client.git import Checkout, checkout_of
from dstack_jupyter.client.packages import imported_packages
from dstack_jupyter.model.origin import Origin


def origin() -> Origin:
    """What is known of the place that pushes."""
    notebook, script = notebook_path(), script_path()
    file = notebook or script
    checkout = checkout_of(Path(file)) if file and os.path.isabs(file) else Checkout()
    return Origin(
        user=_login(),
        host=platform.node() or None,
        notebook=notebook,
        cell=execution_count(),
        script=script,
        commit=checkout.commit,
        dirty=checkout.dirty,
        python=platform.python_version(),
        platform=platform.platform(),
        packages=imported_packages(),
    )


def origin_of_file(path: str, place: Path) -> Origin:
    """What is known of a file that a server pushes for its owner; `path` is how the owner knows it."""
    checkout = checkout_of(place)
    is_notebook = place.suffix == ".ipynb"
    return Origin(
        user=_login(),
        host=platform.node() or None,
        notebook=path if is_notebook else None,
        file=None if is_notebook else path,
        commit=checkout.commit,
        dirty=checkout.dirty,
        platform=platform.platform(),
    )


def notebook_path() -> str | None:
    """The path of the notebook that runs this, None outside of one.

    Jupyter's server names it in ``JPY_SESSION_NAME`` when it starts the kernel; VS Code in a variable of the
    namespace. Scripts inherit the environment of the kernel that starts them, so it counts in a kernel only.
    A notebook that was renamed since then is still known by its old path.
    """
    shell = _kernel_shell()
    if shell is None:
        return None
    named = shell.user_ns.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    return str(named) if named and str(named).endswith(".ipynb") else None


def execution_count() -> int | None:
    """The number of the cell that runs this, None outside of one: in the callback of a widget, say."""
    shell = _kernel_shell()
    if shell is None:
        return None
    running = shell.displayhook.exec_result
    if running is None and shell.get_parent().get("header", {}).get("msg_type") == "execute_request":
        running = shell.last_execution_result  # what ``%%dstack`` pushes when the cell has ended
    if running is None or running.info is None or not running.info.store_history:
        return None
    return None if running.execution_count is None else int(running.execution_count)


def script_path() -> str | None:
    """The path of the program that runs this, None in a kernel and where it is typed in."""
    if _kernel_shell() is not None:
        return None
    file = getattr(sys.modules.get("__main__"), "__file__", None)
    return os.path.abspath(file) if isinstance(file, str) and os.path.isfile(file) else None


def _kernel_shell() -> Any | None:
    if "ipykernel" not in sys.modules or "IPython" not in sys.modules:
        return None
    shell = sys.modules["IPython"].get_ipython()
    return shell if shell is not None and getattr(shell, "kernel", None) is not None else None


def _login() -> str | None:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None
