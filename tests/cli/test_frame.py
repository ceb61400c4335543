"""Which words are for the command line and which for the server, and how a command ends."""

import json
import os
import subprocess
import sys

import click
import pytest

from dstack_jupyter import __version__
from dstack_jupyter.cli import exits
from dstack_jupyter.cli.root import root
from dstack_jupyter.cli.table import COMMANDS
from dstack_server.command import is_for_commands


def tree(command=root, path=()):
    """Every command with the words that lead to it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from tree(command.get_command(context, name), (*path, name))


ALL = [pytest.param(path, command, id=" ".join(path) or "dstack") for path, command in tree()]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("--version", True), ("--help", True), ("config list", True), ("--debug config list", True), ("confg", True),
        ("", False), ("--port 8080", False), ("--help-all", False), ("--generate-config", False), ("--debug", False),
        ("demo --no-browser", False), ("link --user bob", False), ("--DstackApp.threads=2", False),
    ],
)  # fmt: skip
def test_a_line_goes_to_the_command_line_or_to_the_server(line, answer):
    assert is_for_commands(line.split()) is answer


def test_the_server_keeps_its_own_options(program):
    said = program("--help-all")
    assert said.returncode == 0
    assert b"--DstackApp.threads" in said.stdout
    assert b"jupyter dstack link" in program("link", "--help").stdout


def test_help_names_both(program):
    said = program("--help").stdout.decode()
    assert "jupyter dstack --port 8080" in said
    assert [name for name in (*COMMANDS, "demo", "link") if f"  {name} " not in said] == []


def test_a_start_is_light():
    heavy = ["pandas", "pyarrow", "numpy", "plotly", "sqlmodel", "sqlalchemy", "jupyter_server", "tornado", "requests"]
    script = (
        "import sys; from dstack_server.command import main\n"
        "try: main()\n"
        f"finally: sys.stderr.write(' '.join(name for name in {heavy!r} if name in sys.modules))"
    )
    for words in (["--version"], ["--help"], ["config", "list"]):
        said = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
        assert said.stderr == ""


def test_the_version(program):
    assert program("--version").stdout.decode() == f"{__version__}\n"


@pytest.mark.parametrize(("path", "command"), ALL)
def test_wrong_usage_is_one_clear_line(dstack, path, command):
    ran = dstack(*path, "--no-such-option")
    assert ran.status == exits.USAGE
    assert ran.out == ""
    assert ran.err.startswith(" ".join(("dstack", *path)))
    assert "--no-such-option" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(("path", "command"), ALL)
def test_every_command_is_explained(dstack, path, command):
    ran = dstack(*path, "--help")
    assert ran.status == exits.DONE
    assert command.help
    unexplained = [each.name for each in command.params if isinstance(each, click.Option) and not each.help]
    assert unexplained == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("confg", "dstack: there is no command 'confg'; did you mean config?; see dstack --help\n"),
        ("config", "dstack config takes a command; see dstack config --help\n"),
        ("config lst", "dstack config: there is no command 'lst'; did you mean list?; see dstack config --help\n"),
    ],
)
def test_a_command_that_is_none(dstack, line, said):
    ran = dstack(*line.split())
    assert (ran.status, ran.err) == (exits.USAGE, said)


def test_a_traceback_is_shown_where_it_is_asked_for(dstack, home):
    home.mkdir()
    (home / "config.yaml").write_text("profiles: [")
    ran = dstack("config", "list")
    assert ran.status == exits.FAILED
    assert "mend it or move it away" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in dstack("config", "list", "--debug").err


def test_a_reader_that_goes_away_is_no_error(program, home):
    home.mkdir()
    (home / "config.yaml").write_text("profiles: {default: {store: local}}")
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        said = subprocess.run(
            [sys.executable, "-m", "dstack_server.command", "config", "list"],
            stdout=closed, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert (said.returncode, said.stderr) == (exits.BROKEN_PIPE, b"")


def test_nobody_else_sees_a_token(dstack, home):
    home.mkdir()
    (home / "config.yaml").write_text("profiles: {team: {server: 'http://x/', user: ann, token: dsk_secret}}")
    assert "dsk_secret" not in dstack("config", "list").out
    shown = dstack("config", "list", "--json")
    assert "dsk_secret" not in shown.out
    assert shown.value == [{"name": "team", "user": "ann", "token": "********", "server": "http://x/", "verify": True}]


def leaves():
    return [each for each in ALL if not isinstance(each.values[1], click.Group)]


@pytest.mark.parametrize(("path", "command"), leaves())
def test_too_many_and_too_few_words_are_one_clear_line(dstack, path, command):
    words = [each for each in command.params if isinstance(each, click.Argument)]
    lines = [] if any(each.nargs == -1 for each in words) else [[*path, *"abcdefgh"]]
    lines += [[*path]] if any(each.required for each in words) else []
    for line in lines:
        ran = dstack(*line)
        assert (ran.status, ran.out) == (exits.USAGE, "")
        assert ran.err.startswith(" ".join(("dstack", *path)) + ": ")
        assert ran.err.count("\n") == 1


def test_a_terminal_that_lacks_letters_gets_an_answer(program, home):
    home.mkdir()
    (home / "config.yaml").write_text("profiles: {größe: {store: local}}", encoding="utf-8")
    said = program("config", "list", env={"PYTHONIOENCODING": "ascii"})
    assert (said.returncode, b"gr??e" in said.stdout) == (exits.DONE, True)
    as_json = program("config", "list", "--json", env={"PYTHONIOENCODING": "ascii"})
    assert json.loads(as_json.stdout)[0]["name"] == "größe"


def test_what_others_wrote_cannot_steer_the_terminal(dstack):
    ran = dstack("history", "a\x1b[31mb")
    assert ran.status == exits.USAGE
    assert "\x1b" not in ran.err


def test_an_error_that_nobody_foresaw_is_one_line_too(dstack, monkeypatch):
    monkeypatch.setitem(COMMANDS, "codecs", "nowhere:codecs")
    ran = dstack("codecs")
    assert (ran.status, ran.err.count("\n")) == (exits.FAILED, 1)
    assert "--debug" in ran.err
