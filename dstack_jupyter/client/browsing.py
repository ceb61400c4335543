"""Look at stacks and their history, move heads."""

from __future__ import annotations

from dstack_jupyter.client.backend import FrameRef
from dstack_jupyter.client.listings import History, Stacks
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.results import HeadMoved
from dstack_jupyter.model.names import parse_path
from dstack_jupyter.model.stacks import Stack


def list_stacks(query: str, profile: str | None) -> Stacks:
    """Do what ``ds.stacks`` says."""
    backend = open_backend(profile)
    return Stacks(backend.stacks(query), backend.user, backend.where, query)


def one_stack(name: str, profile: str | None) -> Stack:
    """Do what ``ds.stack`` says."""
    backend = open_backend(profile)
    return backend.stack(parse_path(name, backend.user))


def history_of(name: str, profile: str | None) -> History:
    """Do what ``ds.history`` says."""
    backend = open_backend(profile)
    path = parse_path(name, backend.user)
    return History(backend.stack(path), backend.frames(path), backend.user)


def move_head(name: str, frame: FrameRef, profile: str | None) -> HeadMoved:
    """Do what ``ds.set_head`` says."""
    backend = open_backend(profile)
    path = parse_path(name, backend.user)
    old, new = backend.set_head(path, frame)
    return HeadMoved(path, old, new, backend.user)
