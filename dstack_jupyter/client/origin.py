"""Where a frame comes from: the notebook, the user and the host."""

from __future__ import annotations

import getpass
import os
import platform
import sys
from typing import Any

from dstack_jupyter.model.stacks import Origin


def origin() -> Origin:
    """What is known of the place that pushes."""
    return Origin(user=_login(), host=platform.node() or None, notebook=notebook_path())


def notebook_path() -> str | None:
    """The path of the notebook that runs this, None outside of one.

    Jupyter's server names it in ``JPY_SESSION_NAME`` when it starts the kernel; VS Code in a variable of the
    namespace. Scripts inherit the environment of the kernel that starts them, so it counts in a kernel only.
    """
    shell = _kernel_shell()
    if shell is None:
        return None
    named = shell.user_ns.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    return str(named) if named and str(named).endswith(".ipynb") else None


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
