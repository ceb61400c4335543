"""A server in a process of its own: it is stopped in the middle of uploads, and much passes through it."""

import hashlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store

MIB = 1 << 20

OPTIONS = [
    "--no-browser",
    "--allow-root",
    "--ServerApp.port_retries=0",
    "--ServerApp.jpserver_extensions={'dstack_server': True}",
    "--ServerApp.identity_provider_class=dstack_server.identity.StoreIdentity",
    "--ServerApp.authorizer_class=dstack_server.identity.ViewersOnly",
]


class Live:
    """A server for users, over the store of the test; it may be stopped and started again."""

    def __init__(self, folder):
        self._folder, self._log = folder, folder / "server.log"
        store = open_store()
        accounts = store.session(Viewer.local_owner(store.owner)).accounts
        accounts.add_user("ann")
        self._headers = {"Authorization": f"Bearer {accounts.new_token('test', user='ann').secret}"}
        self.start()

    def start(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        places = {f"JUPYTER_{kind}_DIR": str(self._folder / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyter", "server", *OPTIONS, f"--port={self._port}"],
                env={**os.environ, **places, "HOME": str(self._folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )
        end = time.monotonic() + 120
        while not self._answers():
            assert time.monotonic() < end, self._log.read_text()
            assert self._process.poll() is None, self._log.read_text()
            time.sleep(0.1)

    def _answers(self):
        with suppress(OSError):
            return self.ask("HEAD", "0" * 64).status == 404
        return False

    def stop(self, how=signal.SIGTERM):
        if self._process.poll() is None:
            self._process.send_signal(how)
        self._process.wait(60)

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)

    def ask(self, method, sha256, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = self.connection()
        connection.request(method, f"/dstack/api/v1/contents/{sha256}", body, {**self._headers, **named})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def begin(self, sha256, length, sent):
        """Send the beginning of an upload, hang up, and wait until the server knows; returns how much it has."""
        connection = self.connection()
        connection.putrequest("PUT", f"/dstack/api/v1/contents/{sha256}")
        for name, value in {**self._headers, "Content-Length": str(length)}.items():
            connection.putheader(name, value)
        connection.endheaders(sent)
        connection.close()
        while not (stopped := self.ask("HEAD", sha256).headers["Upload-Offset"]):
            time.sleep(0.05)
        return int(stopped)

    def memory(self):
        """The most bytes that the process had in memory."""
        return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{self._process.pid}/status").read_text())[1]) << 10


@pytest.fixture
def live(tmp_path):
    running = Live(tmp_path)
    yield running
    running.stop(signal.SIGKILL)


def test_uploads_that_died_go_on_or_begin_again_after_a_restart(live):
    contents = [os.urandom(4 * MIB) for _ in range(2)]
    names = [hashlib.sha256(content).hexdigest() for content in contents]
    offset, _ = [
        live.begin(sha256, len(content), content[: 3 * MIB]) for sha256, content in zip(names, contents, strict=True)
    ]
    assert 0 < offset <= 3 * MIB
    assert live.ask("PUT", names[0], contents[0][offset:], Upload_Offset=str(offset)).status == 201
    live.stop()
    live.start()
    assert [live.ask("HEAD", sha256).status for sha256 in names] == [200, 404]
    assert live.ask("PUT", names[1], contents[1]).status == 201


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_much_passes_in_little_memory(live):
    length, block = 300, bytes(MIB)
    whole = hashlib.sha256()
    for _ in range(length):
        whole.update(block)
    live.ask("HEAD", whole.hexdigest())
    before = live.memory()
    sent = (block for _ in range(length))
    assert live.ask("PUT", whole.hexdigest(), sent, Content_Length=str(length * MIB)).status == 201
    assert live.memory() - before < 60 * MIB
