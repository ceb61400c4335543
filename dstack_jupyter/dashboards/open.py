"""Make a dashboard of stacks, or open one that is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.dashboards.board import Board
from dstack_jupyter.model.dashboards import CardSpec, Dashboard, DashboardSpec, changed, checked
from dstack_jupyter.model.errors import Conflict, NotFound
from dstack_jupyter.model.names import StackPath, check_name, name_from, parse_path

ATTEMPTS = 20


def dashboard(
    title: str,
    stacks: Sequence[Any] | Any | None = None,
    *,
    description: str | None = None,
    name: str | None = None,
    profile: str | None = None,
) -> Board:
    """Do what ``ds.dashboard`` says."""
    backend = open_backend(profile)
    path = StackPath(backend.user, check_name(name) if name is not None else name_from(title))
    shown = [_stack_path(stack, backend.user) for stack in _listed(stacks)]
    _check_stacks(backend, shown)
    for _ in range(ATTEMPTS):
        existing = _existing(backend, path, title, may_be_new=stacks is not None)
        spec = _extended(existing, title, description, shown)
        if existing is not None and spec == existing.spec:
            return Board(backend, existing)
        try:
            return Board(backend, backend.put_dashboard(path, spec, revision=existing.revision if existing else 0))
        except Conflict:
            continue
    raise Conflict(f"the dashboard {path} is being changed by somebody else all the time; try again")


def open_dashboard(name: str, *, profile: str | None = None) -> Board:
    """Do what ``ds.open_dashboard`` says."""
    backend = open_backend(profile)
    path = parse_path(name, backend.user)
    try:
        return Board(backend, backend.dashboard(path))
    except NotFound:
        if name.startswith("/") or "/" not in name:
            raise
        try:
            return Board(backend, backend.dashboard(parse_path(f"/{name}", backend.user)))
        except NotFound:
            pass
        raise


def _listed(stacks: Sequence[Any] | Any | None) -> list[Any]:
    if stacks is None:
        return []
    is_one = isinstance(stacks, str) or hasattr(stacks, "path") or not hasattr(stacks, "__iter__")
    return [stacks] if is_one else list(stacks)


def _stack_path(stack: Any, user: str) -> StackPath:
    """The path of a stack: a name, or anything that has one, such as the result of a push."""
    path = getattr(stack, "path", stack)
    return path if isinstance(path, StackPath) else parse_path(str(path), user)


def _check_stacks(backend: Backend, paths: Sequence[StackPath]) -> None:
    missing = []
    for path in paths:
        try:
            backend.stack(path)
        except NotFound as error:
            missing.append(str(error))
    if missing:
        raise NotFound("; ".join(missing))


def _existing(backend: Backend, path: StackPath, title: str, *, may_be_new: bool) -> Dashboard | None:
    try:
        return backend.dashboard(path)
    except NotFound as error:
        if may_be_new:
            return None
        raise NotFound(f"{error}. To make one, name its stacks: ds.dashboard({title!r}, ['sales'])") from None


def _extended(
    existing: Dashboard | None, title: str, description: str | None, paths: Sequence[StackPath]
) -> DashboardSpec:
    """The spec with a card for each stack that has none; only what was given is changed."""
    spec = existing.spec if existing else checked(DashboardSpec, title=title)
    there = {card.stack for card in spec.cards}
    new = tuple(CardSpec(stack=stack) for stack in dict.fromkeys(map(str, paths)) if stack not in there)
    given = {} if description is None else {"description": description}
    return changed(spec, cards=(*spec.cards, *new), **given)
