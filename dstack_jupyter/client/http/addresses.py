"""From what a profile says of a server to the addresses of its resources."""

from __future__ import annotations

import operator
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urlsplit

from dstack_jupyter.client.backend import FrameRef
from dstack_jupyter.model.errors import ConfigurationError, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath, checked_path

HEAD = "head"

_ROOTS = ("/dstack/api/v1", "/dstack/api", "/api")
"""How the address of an interface ends: of v1, of both, and of the one of 2020."""


class Place(NamedTuple):
    """Where a server is; `base` is the address of its pages and ends with a slash."""

    base: str

    @property
    def api(self) -> str:
        """What addresses of resources begin with."""
        return f"{self.base}dstack/api/v1/"

    def __str__(self) -> str:
        return self.base.rstrip("/")


def place_of(server: str) -> Place:
    """The server that a profile names by its base URL, or by the root of its interface as in 2020."""
    parts = _parts(server.strip())
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"{_shown(server)} is no address of a server; write http://… or https://…")
    if parts.username or parts.password:
        raise ConfigurationError(f"the address of {parts.hostname} holds a name or a password; use 'token:' for that")
    if parts.query or parts.fragment:
        raise ConfigurationError(f"the address {parts.scheme}://{parts.netloc}{parts.path} goes on; leave that out")
    path = parts.path.rstrip("/")
    root = next((root for root in _ROOTS if path.endswith(root)), "")
    return Place(f"{parts.scheme}://{parts.netloc}{path.removesuffix(root)}/")


def stack_at(path: StackPath, *more: str) -> str:
    """The address of a stack, or of something of it."""
    return _at("stacks", path, *more)


def dashboard_at(path: StackPath, *more: str) -> str:
    """The address of a dashboard, or of something of it."""
    return _at("dashboards", path, *more)


def frame_at(path: StackPath, ref: FrameRef, *more: str) -> str:
    """The address of a frame, or of something of it."""
    return stack_at(path, "frames", segment(frame_word(path, ref)), *more)


def frame_word(path: StackPath, ref: FrameRef) -> str:
    """A frame as the server takes it."""
    if ref is None:
        return HEAD
    if isinstance(ref, str):
        if ref in ("", ".", ".."):
            raise NotFound(f"{path.name} has no frame {ref!r}")
        return ref
    if isinstance(ref, bool):
        raise InvalidValue(f"a frame is named by its number or its id, not by {ref}")
    try:
        return str(operator.index(ref))
    except TypeError:
        raise InvalidValue(f"a frame is named by its number or its id, not by a {type(ref).__name__}") from None


def segment(text: str) -> str:
    """A text as one part of an address."""
    return quote(text, safe="")


def _at(kind: str, path: StackPath, *more: str) -> str:
    user, name = checked_path(path)
    return "/".join((kind, segment(user), quote(name, safe="/"), "-", *more))


def _parts(server: str) -> SplitResult | None:
    try:
        parts = urlsplit(server)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _shown(server: str) -> str:
    return repr(server.rpartition("@")[2])
