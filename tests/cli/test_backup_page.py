"""The page on backups is right, and what that on serving a team says of commands: the lines run as they are written."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import dstack_jupyter as ds
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "backup.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def shell(tmp_path, home):
    """Runs lines in a shell that finds this program under the name that people type, and another computer by ssh."""
    commands = {
        "jupyter": f'shift\nexec {shlex.quote(sys.executable)} -m dstack_server.command "$@"',
        "scp": f"cp moving.tar {shlex.quote(str(tmp_path / 'new'))}",
        "ssh": f'cd {shlex.quote(str(tmp_path / "new"))}\nunset DSTACK_HOME\nexport HOME=$PWD\nshift\nexec "$@"',
    }
    for folder in ("bin", "new", "mounted"):
        (tmp_path / folder).mkdir()
    for name, lines in commands.items():
        script = tmp_path / "bin" / name
        script.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
        script.chmod(0o755)

    def shell(lines):
        path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
        done = subprocess.run(
            ["sh", "-ec", lines.replace("/mnt/", f"{tmp_path}/mounted/")],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.replace(f"{tmp_path}/mounted/", "/mnt/")

    return shell


def test_the_lines_of_the_page_run(shell, tmp_path, monkeypatch):
    ds.push("sales", "May")
    said = [shell(example) for example in EXAMPLES[:3]]
    ds.push("sales", "June")
    close_stores()
    said += [shell(example) for example in EXAMPLES[3:]]
    assert "new" in said[0]
    assert ds.pull("sales") == "May"  # as it was when it was backed up
    for home in (tmp_path / "mounted" / "tried" / ".dstack", tmp_path / "new" / ".dstack"):
        monkeypatch.setenv("DSTACK_HOME", str(home))
        assert ds.pull("sales") == "May"


def without_figures(text):
    return re.sub(r"[\d.,:-]+( ([kMG]B|bytes))?", "#", text)


def close_stores():
    open_store().close()


def block_with(command):
    """The lines of the page on serving a team that hold a command."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (DOCS / "serve-a-team.md").read_text(encoding="utf-8"), re.DOTALL | re.M)
    (found,) = [block for block in blocks if command in block]
    return found


def test_users_and_tokens_are_looked_after_as_the_page_says(shell, tmp_path):
    ds.push("sales", "May")
    (tmp_path / "password.txt").write_text("correct horse\n", encoding="utf-8")
    *lines, revoke = block_with("user add").strip().splitlines()
    said = shell("\n".join(lines))
    (token,) = re.findall(r"^([0-9a-f]{12}) .*laptop", said, re.MULTILINE)
    assert shell(revoke.replace("5de343709f7a", token)) == f"{token} is worth nothing any more\n"
    bob = open_store().session(Viewer.local_owner("bob")).accounts.user("bob")
    assert (bob.is_disabled, bob.has_password, bob.default_access_level) == (True, True, "internal")


def test_a_store_is_looked_after_as_the_page_says(shell, tmp_path):
    ds.push("sales", "May")
    said = shell(block_with("db status").replace("/var/backups", str(tmp_path)))
    assert [
        part for part in ("holds the store", "is whole", "nothing taken away", "nothing to do") if part not in said
    ] == []


def test_what_a_backup_says_is_what_the_page_says(shell):
    (shown,) = re.findall(r"^(/mnt/.* holds the store .*)$", PAGE, re.MULTILINE)
    ds.push("sales", "May")
    ds.push("sales", "June")
    assert without_figures(shell(EXAMPLES[0]).strip()) == without_figures(shown)


def test_the_line_of_cron_is_a_command_of_ours(shell):
    (line,) = re.findall(r"^0 3 \* \* \*  \S+/(jupyter .*)$", PAGE, re.MULTILINE)
    ds.push("sales", "May")
    assert "holds the store" in shell(line)
