"""The R package, installed into a folder of the tests, and a server that it speaks to."""

import os
import subprocess
from functools import cached_property
from pathlib import Path

import pytest
import requests
import yaml

from tests.client.http.conftest import answering
from tests.client.http.test_tls import certificate, secure
from tests.r import debian
from tests.server.running import Running

__all__ = ["answering", "certificate", "secure"]
"""Servers that answer strangely, and one with a certificate of its own."""

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "r"

OTHER = "bob"
"""Another user of the server."""


@pytest.fixture(autouse=True, scope="session")
def has_r():
    """R, or a word that it is missing."""
    if not debian.can_test():
        pytest.skip("R or a package that all of its tests need is missing: python tests/r/debian.py --install")


def needs(*packages):
    """Leave a test out, in words, where a package of R is missing."""
    left = sorted(set(packages) & set(debian.missing()))
    if left:
        pytest.skip(f"{', '.join(left)} of R is not installed")


@pytest.fixture(scope="session")
def library(tmp_path_factory, has_r):
    """The folder that the package is installed in."""
    folder = tmp_path_factory.mktemp("library")
    command = ["R", "CMD", "INSTALL", "--no-test-load", f"--library={folder}", str(PACKAGE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


class Server(Running):
    """A server of its owner, with the profile that its first start wrote."""

    def __init__(self, home):
        super().__init__(home, DSTACK_HOME=str(home / ".dstack"))
        self._config, self._tokens = home / ".dstack" / "config.yaml", {}

    @cached_property
    def profile(self):
        """The entry of the owner."""
        self.said("the profile '(server)'")
        return yaml.safe_load(self._config.read_text())["profiles"]["server"]

    def token(self, user):
        """A token of a user, who is added where there is none."""
        if user not in self._tokens:
            self._post("users", {"name": user})
            self._tokens[user] = self._post(f"users/{user}/tokens", {"name": "test", "scope": "admin"})["secret"]
        return self._tokens[user]

    def _post(self, at, body):
        headers = {"Authorization": f"Bearer {self.profile['token']}"}
        answer = requests.post(f"{self.profile['server']}/v1/{at}", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture(scope="session")
def server(tmp_path_factory, has_r):
    """A real server, and somebody there to share with."""
    running = Server(tmp_path_factory.mktemp("r-server"))
    try:
        running.token(OTHER)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def start_r(library, server, tmp_path_factory):
    """Start a script of R; it knows the server by the environment, which can be changed, and has a home of its own."""
    home, started = tmp_path_factory.mktemp("home"), []

    def start(code, **variables):
        given = {
            "HOME": str(home),
            "DSTACK_HOME": str(home / ".dstack"),
            "DSTACK_SERVER": server.profile["server"],
            "DSTACK_TOKEN": server.profile["token"],
            "DSTACK_OTHER_USER": OTHER,
            "R_LIBS": str(library),
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
            **variables,
        }
        own = {name: text for name, text in os.environ.items() if not name.lower().endswith("_proxy")}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        command, folder = ["Rscript", "--vanilla", "-e", code], PACKAGE / "tests" / "testthat"
        started.append(subprocess.Popen(command, env={**own, **given}, cwd=folder, text=True, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.communicate()


@pytest.fixture(scope="session")
def run_r(start_r):
    """Run a script of R; returns what it printed, and fails with what it complained of."""

    def run(code, *, fails=False, **variables):
        process = start_r(code, **variables)
        out, complaints = process.communicate()
        assert (process.returncode != 0) == fails, out + complaints
        return out + (complaints if fails else "")

    return run


@pytest.fixture
def as_python(server, monkeypatch):
    """Python as a client of the same server."""
    monkeypatch.setenv("DSTACK_SERVER", server.profile["server"])
    monkeypatch.setenv("DSTACK_TOKEN", server.profile["token"])
