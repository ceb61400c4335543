"""nginx as the proxy of the tests: the machine's, or Debian's package where we may install it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PLACES = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])

AROUND = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{lines}
}}
"""
"""What a distribution writes around the lines of a site, with files in a folder of the test alone."""


def executable() -> str | None:
    """The path of an nginx, None where there is none."""
    return shutil.which("nginx", path=PLACES)


def install() -> None:
    """Install Debian's package without starting its service."""
    print("==> installing nginx", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx-light"]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


class Nginx:
    """An nginx with the lines of a site, which listens at a port."""

    def __init__(self, folder: Path, lines: str, port: int) -> None:
        user = "user root;" if os.geteuid() == 0 else ""
        file = folder / "nginx.conf"
        file.write_text(AROUND.format(user=user, folder=folder, lines=lines), encoding="utf-8")
        command = [str(executable()), "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(file)]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self._wait_for(port)

    def stop(self) -> None:
        """End it, whoever is connected."""
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=60)

    def _wait_for(self, port: int) -> None:
        while self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(self._process.communicate()[1])


if __name__ == "__main__":
    if executable() is None and "--install" in sys.argv:
        if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
            with suppress(subprocess.CalledProcessError):
                install()
        if executable() is None:
            print("==> no nginx was found: what is served behind it is not tested")
