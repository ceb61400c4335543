"""How a kernel or a script finds the server that shows a store: one small file for each running server."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from jupyter_server.utils import check_pid

SERVERS = "servers"


def announce(store_folder: Path, url: str, base_url: str, store_id: str) -> Path:
    """Write the file of this process, forget those of dead ones, and return its path.

    Parameters
    ----------
    store_folder
        The folder of the store; the files are in its ``servers``.
    url
        The address of the server with its base URL and without any token.
    base_url
        The path of `url`.
    store_id
        The identity of the store.
    """
    folder = store_folder / SERVERS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _forget_dead(folder)
    path = folder / f"{os.getpid()}.json"
    entry = {"url": url, "base_url": base_url, "pid": os.getpid(), "store_id": store_id}
    _write_private(path, json.dumps(entry))
    return path


def withdraw(path: Path) -> None:
    """Remove the file of this process."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _forget_dead(folder: Path) -> None:
    for path in folder.glob("*.json"):
        if path.stem.isascii() and path.stem.isdigit() and not check_pid(int(path.stem)):
            withdraw(path)


def _write_private(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
