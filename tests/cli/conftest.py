"""A command line in this process, and the real program."""

import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from dstack_jupyter.cli.main import run
from dstack_jupyter.cli.program import Program

PROGRAM = [sys.executable, "-m", "dstack_server.command"]


@dataclass
class Ran:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def value(self):
        return json.loads(self.out)


class Shell:
    """Runs commands in this process; `started` holds the words that the server would have got."""

    def __init__(self):
        self.started = []
        self.program = Program("dstack", "dstack_server.command", lambda words: self.started.append(list(words)))

    def __call__(self, *words, typed=None):
        with CliRunner().isolation(input=typed) as (out, err, _):
            status = run([str(word) for word in words], self.program)
            sys.stdout.flush()
            sys.stderr.flush()
            return Ran(status, out.getvalue().decode(), err.getvalue().decode())


@pytest.fixture
def dstack():
    return Shell()


@pytest.fixture
def program(home):
    """Runs the real program, with the words and what is on its standard input."""

    def run_program(*words, given=b"", env=(), **options):
        return subprocess.run(
            [*PROGRAM, *map(str, words)],
            input=given,
            capture_output=True,
            env={**os.environ, **dict(env)},
            timeout=120,
            **options,
        )

    return run_program


@pytest.fixture(scope="session")
def server_url(tmp_path_factory):
    """The address of a server, and what it takes for a token; it serves the store of whichever test runs."""
    place = Path(__file__).parents[1] / "client" / "served.py"
    spec = importlib.util.spec_from_file_location("served", place)
    served = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(served)
    with served.serving(tmp_path_factory.mktemp("server"), "/") as url:
        yield url, served.TOKEN


@pytest.fixture(params=["embedded", "http"])
def transport(request, home):
    """Which way the default profile leads to the store."""
    if request.param == "http":
        url, token = request.getfixturevalue("server_url")
        home.mkdir(parents=True)
        (home / "config.yaml").write_text(f"profiles: {{default: {{server: '{url}', token: {token}}}}}")
    return request.param
