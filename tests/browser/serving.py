"""Servers in processes of their own: ``jupyter dstack``, and a folder of static files."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "a-token-of-the-tests"

STATIC = """
import asyncio, sys, tornado.web
async def main():
    handlers = [(r"/(.*)", tornado.web.StaticFileHandler, {"path": sys.argv[1], "default_filename": "index.html"})]
    server = tornado.web.Application(handlers, compress_response=True).listen(0, "127.0.0.1")
    print(next(iter(server._sockets.values())).getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


@contextmanager
def jupyter(command: str, home: Path, root: Path, *options: str) -> Iterator[tuple[str, int]]:
    """Yields the address and process id of ``jupyter dstack`` or ``jupyter lab`` over the store of a home folder."""
    words = [
        str(Path(sys.executable).with_name("jupyter")),
        command,
        "--no-browser",
        f"--ServerApp.port={_free_port()}",
        f"--IdentityProvider.token={TOKEN}",
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *options,
    ]
    environment = {**os.environ, "DSTACK_HOME": str(home)}
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(words, env=environment, stdout=log, stderr=log, cwd=root)
        try:
            yield _announced(home, process), process.pid
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def static(folder: Path) -> Iterator[str]:
    """Yields the address of a folder, compressed like any well-kept site."""
    process = subprocess.Popen([sys.executable, "-c", STATIC, str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/"
    finally:
        process.terminate()
        process.wait(20)


def _announced(home: Path, process: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        for path in (home / "store" / "servers").glob(f"{process.pid}.json"):
            return str(json.loads(path.read_text(encoding="utf-8"))["url"]).rstrip("/") + "/"
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {(home / 'server.log').read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
