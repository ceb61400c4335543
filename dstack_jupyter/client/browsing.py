"""Look at stacks and their history, move heads and tags."""

from __future__ import annotations

from dstack_jupyter.client.backend import FrameRef
from dstack_jupyter.client.listings import History, Stacks
from dstack_jupyter.client.naming import frame_named
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.results import HeadMoved, TagMoved, Untagged
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.names import parse_path
from dstack_jupyter.model.stacks import Stack, StackSort


def list_stacks(query: str, limit: int | None, sort: StackSort, profile: str | None) -> Stacks:
    """Do what ``ds.stacks`` says."""
    backend = open_backend(profile)
    return Stacks(backend.stacks(query, sort=sort, limit=limit), backend.user, backend.where, query)


def one_stack(name: str, profile: str | None) -> Stack:
    """Do what ``ds.stack`` says."""
    backend = open_backend(profile)
    return backend.stack(parse_path(name, backend.user))


def history_of(name: str, profile: str | None) -> History:
    """Do what ``ds.history`` says."""
    backend = open_backend(profile)
    path = parse_path(name, backend.user)
    return History(backend.stack(path), backend.history(path), backend.user)


def move_head(name: str, frame: FrameRef, profile: str | None) -> HeadMoved:
    """Do what ``ds.set_head`` says."""
    backend = open_backend(profile)
    path, ref = frame_named(name, frame, backend.user)
    if ref is None:
        raise InvalidValue(
            f"say which frame becomes the head: ds.set_head({name!r}, 2), or {f'{name}@prod'!r} by its tag"
        )
    old, new = backend.set_head(path, ref)
    return HeadMoved(path, old, new, backend.user)


def tag_frame(name: str, frame: FrameRef, tag: str, profile: str | None) -> TagMoved:
    """Do what ``ds.tag`` says."""
    backend = open_backend(profile)
    path, ref = frame_named(name, frame, backend.user)
    old, new = backend.tag(path, ref, tag)
    return TagMoved(path, tag, old, new, backend.user)


def untag_frame(name: str, tag: str, profile: str | None) -> Untagged:
    """Do what ``ds.untag`` says."""
    backend = open_backend(profile)
    path = parse_path(name, backend.user)
    return Untagged(path, tag, backend.untag(path, tag), backend.user)
