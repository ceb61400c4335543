"""The address of the page that shows a stack or a dashboard, where a server is running."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.home import home_folder

SERVER_VARIABLE = "DSTACK_SERVER_URL"


class Link(NamedTuple):
    """The address of a page.

    `href` is what a link in a notebook's output should hold: inside a kernel of the server itself only the
    path, since the browser may know the server by another host name.
    """

    url: str
    href: str


def stack_link(path: StackPath, backend: Backend) -> Link | None:
    """The page of a stack."""
    return _link("s", path, backend)


def dashboard_link(path: StackPath, backend: Backend) -> Link | None:
    """The page of a dashboard."""
    return _link("d", path, backend)


def _link(kind: str, path: StackPath, backend: Backend) -> Link | None:
    place = f"dstack/{kind}/{quote(path.user)}/{quote(path.name)}"
    if backend.site is not None:
        return Link(backend.site + place, backend.site + place)
    inherited = os.environ.get(SERVER_VARIABLE)
    if inherited:
        base = inherited.rstrip("/") + "/"
        return Link(base + place, urlsplit(base).path + place)
    url = running_server(backend.store_id)
    return None if url is None else Link(url + place, url + place)


def running_server(store_id: str) -> str | None:
    """The address of a server that runs over a store on this computer, with a slash at its end."""
    return next(iter(running_servers(store_id)), None)


def running_servers(store_id: str | None = None) -> list[str]:
    """The addresses of all of them, or of those over one store."""
    asked = (None, store_id)
    found = [each for each in _running_servers() if store_id is None or each.get("store_id") in asked]
    return [str(each["url"]).rstrip("/") + "/" for each in found]


def _running_servers() -> list[dict[str, Any]]:
    found = [_server(path) for path in sorted((home_folder() / "store" / "servers").glob("*.json"))]
    return [server for server in found if server is not None]


def _server(path: Path) -> dict[str, Any] | None:
    try:
        server = json.loads(path.read_text(encoding="utf-8"))
        running = isinstance(server["url"], str) and _is_running(int(server["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return server if running else None


def _is_running(pid: int) -> bool:
    if os.name == "nt":
        return True  # there signal 0 is Ctrl+C, not a question
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True
