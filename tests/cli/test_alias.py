"""The short command ``dstack``, and the commands of the server of 2020."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dstack_jupyter import __version__
from dstack_jupyter.cli import exits


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of the PATH."""
    made = tmp_path / "bin folder"
    made.mkdir()
    monkeypatch.setenv("PATH", f"{made}{os.pathsep}{os.environ['PATH']}")
    return made


def test_the_short_command_is_the_long_one(dstack, folder):
    assert dstack("alias", "--folder", folder).status == exits.DONE
    said = subprocess.run(["dstack", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout == f"{__version__}\n"
    wrong = subprocess.run(["dstack", "confg"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stderr.partition(":")[0]) == (exits.USAGE, "dstack")
    alone = subprocess.run(["dstack"], capture_output=True, text=True, check=True)
    assert alone.stdout.startswith("Usage: dstack")


def test_it_stands_beside_the_long_one(folder):
    long = folder / "jupyter-dstack"
    long.write_text(f'#!/bin/sh\n"{sys.executable}" -c "import sys; sys.argv[0] = \'{long}\'; '
                    'from dstack_server.command import main; main()" "$@"\n')  # fmt: skip
    long.chmod(0o755)
    subprocess.run(["jupyter-dstack", "alias"], capture_output=True, check=True)
    assert (folder / "dstack").exists()


def test_an_interpreter_with_a_long_path(dstack, tmp_path, monkeypatch):
    environment = tmp_path / ("a" * 100) / "an environment"
    environment.parent.mkdir()
    environment.symlink_to(sys.prefix)
    long = environment / Path(sys.executable).relative_to(sys.prefix)
    monkeypatch.setattr(sys, "executable", str(long))
    dstack("alias", "--folder", tmp_path)
    said = subprocess.run([tmp_path / "dstack", "--help"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("Usage: dstack")


def test_the_command_of_another_product_is_left_alone(dstack, folder):
    other = folder / "dstack"
    other.write_text("#!/bin/sh\necho another\n")
    other.chmod(0o755)
    for options in ([], ["--remove"]):
        refused = dstack("alias", "--folder", folder, *options)
        assert refused.status == exits.CONFLICT
        assert "belongs to something else and is left as it is" in refused.err
    assert other.read_text() == "#!/bin/sh\necho another\n"


def test_it_says_which_command_comes_first(dstack, folder, tmp_path):
    (folder / "dstack").write_text("#!/bin/sh\n")
    (folder / "dstack").chmod(0o755)
    assert f"{folder / 'dstack'} comes first on your PATH" in dstack("alias", "--folder", tmp_path).out


def test_it_is_taken_away_again(dstack, folder):
    assert dstack("alias", "--folder", folder, "--remove").status == exits.NOT_FOUND
    dstack("alias", "--folder", folder)
    dstack("alias", "--folder", folder)
    assert dstack("alias", "--folder", folder, "--remove").status == exits.DONE
    assert list(folder.iterdir()) == []


def test_the_options_of_2020_reach_the_server(dstack, tmp_path):
    dstack("server", "start", "--port", "9000", "--home", tmp_path, "--no-verify", "--", "--ip=0.0.0.0")
    (words,) = dstack.started
    assert {"--no-browser", "--port=9000", f"--DstackApp.home={tmp_path / '.dstack'}", "--ip=0.0.0.0"} <= set(words)
    dstack("server", "start")
    assert "--port=8080" in dstack.started[1]
    assert not [word for word in dstack.started[1] if "home" in word]


def test_options_that_are_none(dstack):
    assert dstack("server", "start", "x").status == exits.USAGE
    assert dstack("server", "start", "--port", "http").status == exits.USAGE
    assert dstack.started == []


def test_version_and_update(dstack):
    assert dstack("server", "version").out == f"{__version__}\n"
    assert "pip install --upgrade dstack-jupyter" in dstack("server", "update", "--no-verify").out
