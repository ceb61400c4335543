"""A command line in this process, and the real program."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

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
