"""Columns for people: right on a narrow terminal, whole in a pipe."""

import os
import pty
import subprocess
import sys

import pytest

from dstack_jupyter.cli.answers import Answer, Table, fitted, show, text_width

TABLE = Table(
    ["stack", "message", "size"],
    [["sales", "a long message that says what changed", "12 kB"], ["大阪", "é\tz", "1 byte"]],
    frozenset({"size"}),
)


def on_terminal(columns, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show(Answer(None, [TABLE]), as_json=False)
    return capsys.readouterr().out.splitlines()


def test_a_pipe_gets_everything(capsys):
    show(Answer(None, [TABLE]), as_json=False)
    assert "a long message that says what changed" in capsys.readouterr().out


@pytest.mark.parametrize("columns", [200, 60, 40, 30])
def test_no_line_is_wider_than_the_terminal(columns, monkeypatch, capsys):
    lines = on_terminal(columns, monkeypatch, capsys)
    assert max(map(text_width, lines)) <= columns
    assert len(lines) == 3


def test_columns_stand_below_each_other(monkeypatch, capsys):
    lines = on_terminal(200, monkeypatch, capsys)
    words = zip(lines, ("message", "a long", "é z"), strict=True)
    assert {text_width(line.partition(word)[0]) for line, word in words} == {7}
    assert len({text_width(line) for line in lines}) == 1


def test_what_is_cut_says_so(monkeypatch, capsys):
    lines = on_terminal(30, monkeypatch, capsys)
    assert "…" in lines[1]
    assert lines[1].endswith("12 kB")


def test_the_widest_column_gives_way_first():
    assert fitted([5, 40, 6], 40) == [5, 25, 6]
    assert fitted([5, 7], 4) == [5, 7]


def test_a_real_terminal_has_no_colours(home):
    leader, follower = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "dstack_server.command", "--help"], stdout=follower, check=True, stdin=subprocess.DEVNULL
    )
    os.close(follower)
    shown = os.read(leader, 65536)
    os.close(leader)
    assert b"Usage" in shown
    assert b"\x1b" not in shown
