"""Names of stacks and frames: what a call means, and the name of a stack whose push gave none."""

from __future__ import annotations

from pathlib import Path
from types import FrameType

from dstack_jupyter.client.backend import FrameRef
from dstack_jupyter.client.origin import notebook_path
from dstack_jupyter.model.errors import InvalidName, InvalidValue
from dstack_jupyter.model.names import StackPath, check_name, name_from, parse_frame_path


def default_name(variable: str) -> str:
    """``<notebook>/<variable>`` in a notebook, elsewhere the variable."""
    notebook = notebook_path()
    if notebook is None:
        return check_name(variable)
    return check_name(f"{name_from(Path(notebook).stem)}/{variable}")


def frame_named(stack: str, frame: FrameRef, user: str) -> tuple[StackPath, FrameRef]:
    """The stack and the frame that a call means, whether it says ``"sales@prod"`` or ``frame="prod"``."""
    path, ref = parse_frame_path(stack, user)
    if ref is None:
        return path, frame
    if frame is not None:
        raise InvalidValue(f"the frame is given twice, as {stack!r} and as frame={frame!r}; leave one out")
    return path, ref


def variable_of(obj: object, caller: FrameType | None) -> str:
    """The one variable of the caller that holds `obj`."""
    scope = {} if caller is None else {**caller.f_globals, **caller.f_locals}
    names = [name for name, value in scope.items() if value is obj and not name.startswith("_")]
    if len(names) != 1:
        found = f"{len(names)} variables hold the object" if names else "the object is in no variable"
        raise InvalidName(f"the push needs a name, since {found}: ds.push('name', obj)")
    return names[0]
