"""Keep what a notebook makes, and show it to others.

>>> import dstack_jupyter as ds
>>> ds.push("sales", df, message="May", country="FR")
>>> ds.pull("sales", country="FR")
>>> ds.dashboard("Sales", ["sales"])

In a notebook ``%load_ext dstack_jupyter`` adds the magic ``%dstack``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING as _TYPE_CHECKING

# Imported first, the package of codecs does not take the name of the function `codecs` when it is needed later.
import dstack_jupyter.codecs as _codecs  # noqa: F401
from dstack_jupyter._version import __version__
from dstack_jupyter.model.errors import DstackError as DstackError
from dstack_jupyter.verbs.changing import delete as delete
from dstack_jupyter.verbs.changing import deleted as deleted
from dstack_jupyter.verbs.changing import restore as restore
from dstack_jupyter.verbs.changing import restore_dashboard as restore_dashboard
from dstack_jupyter.verbs.changing import set_head as set_head
from dstack_jupyter.verbs.changing import tag as tag
from dstack_jupyter.verbs.changing import untag as untag
from dstack_jupyter.verbs.here import codecs as codecs
from dstack_jupyter.verbs.here import trust_project_config as trust_project_config
from dstack_jupyter.verbs.keeping import frame as frame
from dstack_jupyter.verbs.keeping import pull as pull
from dstack_jupyter.verbs.keeping import push as push
from dstack_jupyter.verbs.looking import diff as diff
from dstack_jupyter.verbs.looking import history as history
from dstack_jupyter.verbs.looking import lineage as lineage
from dstack_jupyter.verbs.looking import stack as stack
from dstack_jupyter.verbs.looking import stacks as stacks
from dstack_jupyter.verbs.sharing import copy as copy
from dstack_jupyter.verbs.sharing import share as share
from dstack_jupyter.verbs.sharing import share_dashboard as share_dashboard
from dstack_jupyter.verbs.sharing import unshare as unshare
from dstack_jupyter.verbs.sharing import unshare_dashboard as unshare_dashboard
from dstack_jupyter.verbs.showing import dashboard as dashboard
from dstack_jupyter.verbs.showing import open_dashboard as open_dashboard
from dstack_jupyter.verbs.tidying import export_stacks as export_stacks
from dstack_jupyter.verbs.tidying import gc as gc
from dstack_jupyter.verbs.tidying import import_stacks as import_stacks
from dstack_jupyter.verbs.tidying import retain as retain
from dstack_jupyter.verbs.tidying import usage as usage
from dstack_jupyter.verbs.tidying import verify as verify

if _TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = [
    "DstackError",
    "__version__",
    "codecs",
    "copy",
    "dashboard",
    "delete",
    "deleted",
    "diff",
    "export_stacks",
    "frame",
    "gc",
    "history",
    "import_stacks",
    "lineage",
    "open_dashboard",
    "pull",
    "push",
    "restore",
    "restore_dashboard",
    "retain",
    "set_head",
    "share",
    "share_dashboard",
    "stack",
    "stacks",
    "tag",
    "trust_project_config",
    "unshare",
    "unshare_dashboard",
    "untag",
    "usage",
    "verify",
]


def load_ipython_extension(ipython: InteractiveShell) -> None:
    """Add the magic ``%dstack``."""
    from dstack_jupyter.magics.extension import load_ipython_extension as load

    load(ipython)


def unload_ipython_extension(ipython: InteractiveShell) -> None:
    """Remove the magic ``%dstack``."""
    from dstack_jupyter.magics.extension import unload_ipython_extension as unload

    unload(ipython)
