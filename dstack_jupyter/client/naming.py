"""The name of a stack whose push gave none."""

from __future__ import annotations

from pathlib import Path
from types import FrameType

from dstack_jupyter.client.origin import notebook_path
from dstack_jupyter.model.errors import InvalidName
from dstack_jupyter.model.names import check_name, name_from


def default_name(variable: str) -> str:
    """``<notebook>/<variable>`` in a notebook, elsewhere the variable."""
    notebook = notebook_path()
    if notebook is None:
        return check_name(variable)
    return check_name(f"{name_from(Path(notebook).stem)}/{variable}")


def variable_of(obj: object, caller: FrameType | None) -> str:
    """The one variable of the caller that holds `obj`."""
    scope = {} if caller is None else {**caller.f_globals, **caller.f_locals}
    names = [name for name, value in scope.items() if value is obj and not name.startswith("_")]
    if len(names) != 1:
        found = f"{len(names)} variables hold the object" if names else "the object is in no variable"
        raise InvalidName(f"the push needs a name, since {found}: ds.push('name', obj)")
    return names[0]
