"""Which stacks and dashboards travel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.rich import short_name
from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath, parse_path
from dstack_jupyter.model.wholes import WholeDashboard

Names = str | Sequence[str] | None


def chosen_stacks(backend: Backend, names: Names) -> list[StackPath]:
    """The stacks that are named, ``gdp/*`` for all below gdp; None is all of one's own. The newest head is last."""
    own = [stack.path for stack in reversed(backend.stacks(user=backend.user, limit=None).stacks)]
    if names is None:
        if not own:
            raise NotFound("you have no stacks yet, so there are none to take")
        return own
    found = {path for name in _listed(names) for path in _meant(backend, own, name)}
    if not found:
        raise InvalidValue("say what to take: the names of stacks, or None for all of your own")
    return [*sorted(found.difference(own)), *(path for path in own if path in found)]


def chosen_dashboards(
    backend: Backend, names: Names, stacks: Iterable[StackPath], *, everything: bool
) -> list[WholeDashboard]:
    """The dashboards that are named; None is one's own whose stacks all travel."""
    if names is not None:
        paths = dict.fromkeys(parse_path(name, backend.user) for name in _listed(names))
        return [backend.whole_dashboard(path) for path in paths]
    there = set(stacks)
    return [
        backend.whole_dashboard(one.path)
        for one in reversed(backend.dashboards(user=backend.user))
        if (one.spec.cards or everything) and {card.path for card in one.spec.cards} <= there
    ]


def _listed(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _meant(backend: Backend, own: Sequence[StackPath], name: str) -> list[StackPath]:
    if "*" not in name:
        return [_stack(backend, name)]
    among = own if not name.startswith("/") else [stack.path for stack in backend.stacks(limit=None).stacks]
    found = [path for path in among if fnmatchcase(f"/{path}" if name.startswith("/") else path.name, name)]
    if not found:
        some = ", ".join(short_name(path, backend.user) for path in among[-5:]) or "none yet"
        raise NotFound(f"no stack has a name like {name}; the latest are {some}")
    return found


def _stack(backend: Backend, name: str) -> StackPath:
    try:
        return backend.stack(parse_path(name, backend.user)).path
    except NotFound:
        if name.endswith(".dstack"):
            order = f"ds.export_stacks(['sales'], {name!r}), or %dstack export {name} sales"
            raise NotFound(f"there is no stack {name}; if it is the file, write {order}") from None
        raise
