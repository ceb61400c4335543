"""Servers in processes of their own: ours, for a user with a token, and the bare one."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

USER = "ann"

OURS = (
    "jupyter",
    "server",
    "--no-browser",
    "--allow-root",
    "--ServerApp.port_retries=0",
    "--ServerApp.jpserver_extensions={'dstack_server': True}",
    "--ServerApp.identity_provider_class=dstack_server.identity.StoreIdentity",
    "--ServerApp.authorizer_class=dstack_server.identity.ViewersOnly",
)
"""What ``jupyter dstack`` starts, without Voila."""


@dataclass(frozen=True)
class Serving:
    """A server that runs, and what says to it who asks."""

    port: int
    process: int
    headers: Mapping[str, str]

    @property
    def url(self) -> str:
        """The address of its pages."""
        return f"http://127.0.0.1:{self.port}/"

    def connection(self) -> http.client.HTTPConnection:
        """A connection that stays open between requests."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    def ask(self, connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None) -> bytes:
        """Send a request; returns the bytes of its answer."""
        connection.request(method, path, body, dict(self.headers))
        answer = connection.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path} answers {answer.status}: {said[:200]!r}")
        return said

    def memory(self, name: str) -> float:
        """Megabytes of the process: ``VmRSS`` is what it has, ``VmHWM`` the most that it had."""
        status = Path(f"/proc/{self.process}/status").read_text()
        found = re.search(rf"{name}:\s+(\d+)", status)
        assert found is not None
        return int(found[1]) / 1000

    def forget_peak(self) -> None:
        """Let the most that it had begin anew."""
        Path(f"/proc/{self.process}/clear_refs").write_text("5")


@contextmanager
def ours(folder: Path) -> Iterator[Serving]:
    """Our server over a new store in the folder, asked by a user with a token; the default profile leads there."""
    from dstack_jupyter.store.access import Viewer
    from dstack_jupyter.store.store import open_store

    home = folder / "home"
    os.environ["DSTACK_HOME"] = str(home)
    store = open_store()
    accounts = store.session(Viewer.local_owner(store.owner)).accounts
    accounts.add_user(USER)
    secret = accounts.new_token("benchmark", user=USER).secret
    store.close()
    places = {f"JUPYTER_{kind}_DIR": str(folder / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    with _running(OURS, ("--port={port}",), folder, places, {"Authorization": f"Bearer {secret}"}) as server:
        client = folder / "client"
        client.mkdir()
        entry = f"profiles: {{default: {{server: '{server.url}', token: {secret}}}}}"
        (client / "config.yaml").write_text(entry, encoding="utf-8")
        os.environ["DSTACK_HOME"] = str(client)
        os.environ["DSTACK_CONFIG"] = str(client / "config.yaml")
        yield server


@contextmanager
def bare(folder: Path) -> Iterator[Serving]:
    """The bare server."""
    kept = folder / "bare"
    kept.mkdir()
    with _running(("benchmarks.bare", str(kept)), ("{port}",), Path.cwd(), {}, {}) as server:
        yield server


@contextmanager
def _running(
    module: tuple[str, ...], port_as: tuple[str], folder: Path, variables: dict[str, str], headers: dict[str, str]
) -> Iterator[Serving]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", *module, port_as[0].format(port=port)]
    with subprocess.Popen(
        command, env={**os.environ, **variables}, cwd=folder, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(port, process)
            yield Serving(port, process.pid, headers)
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("a server of the benchmark does not start")
