"""Servers in processes of their own: ``jupyter dstack``, and a folder of static files."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from playwright.sync_api import BrowserContext

from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store, open_store
from tests.browser.forked import start

TOKEN = "a-token-of-the-tests"

STATIC = """
import asyncio, logging, sys, tornado.web
logging.disable()
async def main():
    handlers = [(r"/(.*)", tornado.web.StaticFileHandler, {"path": sys.argv[1], "default_filename": "index.html"})]
    server = tornado.web.Application(handlers, compress_response=True).listen(0, "127.0.0.1")
    print(next(iter(server._sockets.values())).getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


@contextmanager
def jupyter(command: str, home: Path, root: Path, *options: str, base_url: str = "/") -> Iterator[tuple[str, int]]:
    """Yields the address and process id of ``jupyter dstack``, ``lab`` or ``notebook`` over the store of a folder."""
    port = _free_port()
    words = [
        "--no-browser",
        f"--ServerApp.port={port}",
        f"--ServerApp.base_url={base_url}",
        *([f"--IdentityProvider.token={TOKEN}"] if command != "dstack" else []),
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *options,
    ]
    environment = {**os.environ, "DSTACK_HOME": str(home), **_own_folders(home / "jupyter")}
    process = start(command, *words, environment=environment, folder=root, log=home / "server.log")
    try:
        yield _when_started(f"http://127.0.0.1:{port}{base_url}", process, home / "server.log"), process.pid or 0
    finally:
        _end(process, is_ours=command == "dstack")


def sign_in(context: BrowserContext, address: str, home: Path) -> None:
    """Let a browser be the owner of the store at ``jupyter dstack``."""
    store = store_of(home)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{address}dstack/sign-in/link#{store.doors.link(store.owner)}")
    page.wait_for_url(f"{address}dstack/")
    page.close()


def store_of(home: Path) -> Store:
    """The store of a server that has started, and made its owner."""
    store = open_store(home)
    while not store.session(Viewer.local_owner(store.owner)).accounts.users():
        time.sleep(0.1)
    return store


@contextmanager
def static(folder: Path) -> Iterator[str]:
    """Yields the address of a folder, compressed like any well-kept site."""
    process = subprocess.Popen([sys.executable, "-c", STATIC, str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/"
    finally:
        process.terminate()
        process.wait(60)


def _end(process: BaseProcess, *, is_ours: bool) -> None:
    """Let a server stop. One of Jupyter's own may wait for ever for threads of anyio after its loop has ended."""
    process.terminate()
    process.join(60 if is_ours else 15)
    has_ended = process.exitcode is not None
    process.kill()
    process.join()
    process.close()
    assert has_ended or not is_ours, "jupyter dstack did not end"


def _when_started(address: str, process: BaseProcess, log: Path) -> str:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"{address}login"):
                return address
        except urllib.error.HTTPError:
            return address
        except OSError:
            if process.exitcode is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(encoding='utf-8')}")


def _own_folders(folder: Path) -> dict[str, str]:
    """Settings, workspaces and histories of their own, so that nobody's last session decides what is seen."""
    return {f"JUPYTER_{kind}_DIR": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")} | {
        "IPYTHONDIR": str(folder / "ipython")
    }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
