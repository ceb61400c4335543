"""A Tab in a real shell."""

import os
import re
import select
import shutil
import socket
import subprocess
import sys
import time

import pytest

import dstack_jupyter as ds
from dstack_jupyter.cli import exits


@pytest.fixture(autouse=True)
def programs(tmp_path_factory, monkeypatch):
    """Both programs on the PATH, and some stacks."""
    folder = tmp_path_factory.mktemp("bin")
    for name in ("dstack", "jupyter-dstack"):
        script = folder / name
        script.write_text(f"#!{sys.executable}\nfrom dstack_server.command import main\n\nmain()\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    ds.push("sales/europe", "a")
    ds.push("sales/asia", "b")
    ds.push("costs", "c")


@pytest.fixture
def config(home):
    (home / "config.yaml").write_text("profiles:\n  team: {server: 'http://127.0.0.1:9/'}\n  mine: {store: local}\n")


def offered(*words):
    """What is offered for the last of the words, as fish asks for it."""
    said = subprocess.run(
        ["dstack"],
        env={**os.environ, "_DSTACK_COMPLETE": "fish_complete", "COMP_WORDS": " ".join(["dstack", *words[:-1]]),
             "COMP_CWORD": words[-1]},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.stderr == ""
    return [line.partition(",")[2].partition("\t")[0] for line in said.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "there"),
    [
        (["sta"], ["stacks"]),
        (["de"], ["delete", "deleted", "demo"]),
        (["config", ""], ["add", "list", "modify", "remove", "trust", "use"]),
        (["pull", "sales/"], ["sales/asia", "sales/europe"]),
        (["push", "file.csv", "co"], ["costs"]),
        (["share", "sales", "--access", "p"], ["private", "public"]),
        (["pull", "sales", "--prof"], ["--profile"]),
        (["pull", "--profile", "t"], ["team"]),
        (["copy", "costs", "--to", ""], ["mine", "team"]),
        (["pull", "--profile", "mine", "cos"], ["costs"]),
        (["pull", "--profile", "team", "cos"], []),
        (["pull", "--profile", "nobody", "cos"], []),
        (["nonsense", "zz"], []),
    ],
)
def test_what_is_offered(config, words, there):
    assert sorted(offered(*words)) == there


def test_a_tab_asks_no_server(home):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        (home / "config.yaml").write_text(f"profiles: {{team: {{server: '{url}'}}}}")
        assert offered("pull", "--profile", "team", "cos") == []
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_tab_makes_no_store(monkeypatch, tmp_path):
    monkeypatch.setenv("DSTACK_HOME", str(tmp_path / "none"))
    assert offered("pull", "") == []
    assert not (tmp_path / "none").exists()


def test_only_shells_that_are_known(dstack):
    assert dstack("completion", "tcsh").status == exits.USAGE
    assert dstack("completion").status == exits.USAGE


def test_bash_has_both_programs():
    script = 'eval "$(dstack completion bash)"; complete -p dstack jupyter-dstack'
    said = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, check=True)
    assert [line.split()[-1] for line in said.stdout.splitlines()] == ["dstack", "jupyter-dstack"]


@pytest.mark.parametrize(
    ("shell", "setup"),
    [
        (["bash", "--norc", "--noprofile", "-i"], 'eval "$(dstack completion bash)"'),
        (["zsh", "-f", "-i"], 'autoload -U compinit && compinit -u -D; eval "$(dstack completion zsh)"'),
    ],
)
def test_a_key_in_a_shell(shell, setup):
    if shutil.which(shell[0]) is None:
        pytest.skip(f"{shell[0]} is not installed")
    keys = Keyboard(shell)
    try:
        keys.press(f"{setup}; echo is-'ready'\n")
        keys.wait("is-ready")
        keys.press("echo dstack; dstack pull sales/eu\t")
        keys.wait("sales/europe")
    finally:
        keys.close()


def test_fish(home):
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    script = 'dstack completion fish | source; complete -C "dstack pull sales/e"; complete -C "jupyter-dstack hist"'
    said = subprocess.run(
        ["fish", "--no-config", "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ, "HOME": str(home)},
    )  # fmt: skip
    assert [line.split("\t")[0] for line in said.stdout.splitlines()] == ["sales/europe", "history"]


class Keyboard:
    """Types into an interactive shell, and reads its screen."""

    def __init__(self, shell):
        self._screen = ""
        leader, follower = os.openpty()
        self._leader = leader
        environment = {**os.environ, "TERM": "dumb", "PS1": "$ ", "COLUMNS": "200"}
        self._process = subprocess.Popen(
            shell, stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True
        )
        os.close(follower)

    def press(self, keys):
        os.write(self._leader, keys.encode())

    def wait(self, text):
        end = time.monotonic() + 60
        while text not in self._screen:
            assert time.monotonic() < end, self._screen
            if select.select([self._leader], [], [], 0.2)[0]:
                typed = os.read(self._leader, 4096).decode(errors="replace")
                self._screen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", typed)

    def close(self):
        self._process.kill()
        self._process.wait()
        os.close(self._leader)
