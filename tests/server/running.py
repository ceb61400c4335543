"""``jupyter dstack`` in a process of its own, and what people do with the link that it prints."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from urllib.parse import urlencode

COMMAND = [sys.executable, "-m", "jupyter", "dstack"]


def environment(tmp_path, **more):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "JPY"))}
    places = {f"JUPYTER_{kind}_DIR": str(tmp_path / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    return {**clean, **places, "HOME": str(tmp_path), "PYTHONUNBUFFERED": "1", **more}


class Running:
    """A server in a process of its own."""

    def __init__(self, tmp_path, *options, **variables):
        self.log = tmp_path / "server.log"
        root = ["--allow-root"] if os.geteuid() == 0 else []
        port = [] if any(one.startswith("--port=") for one in options) else ["--port=0"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "--no-browser", *port, *root, *options],
                env=environment(tmp_path, **variables),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=tmp_path,
            )

    def link(self):
        return self.said(r"dstack is running at (https?://\S+)")

    def said(self, pattern):
        end = time.monotonic() + 120
        while time.monotonic() < end and self.process.poll() is None:
            if found := re.search(pattern, self.log.read_text()):
                return found[1]
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(60)


def follow(link, *handlers):
    """What a browser does with a link that signs in: send what stands behind the ``#``; returns its session."""
    place, _, secret = link.partition("#")
    session = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(), *handlers)
    with session.open(place, timeout=60) as answer:
        fields = dict(re.findall(r'name="(_xsrf|next)" value="([^"]*)"', answer.read().decode()))
    with session.open(place, urlencode({**fields, "secret": secret}).encode(), timeout=60) as answer:
        return session, answer.url, answer.read().decode()
