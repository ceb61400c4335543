"""The page of all commands is that of the commands that there are."""

import re
import shlex

import click
import pytest

from docs import make_commands
from dstack_jupyter.cli import exits
from dstack_jupyter.cli.exits import MEANINGS
from dstack_jupyter.cli.root import root
from dstack_jupyter.cli.table import COMMANDS, SERVER_COMMANDS

PAGE = make_commands.FILE.read_text(encoding="utf-8")


def test_the_page_is_of_this_version():
    assert make_commands.text() == PAGE, "run: make commands"


def test_every_command_and_every_status_is_on_it():
    titles = {words.split()[0] for words in re.findall(r"^### (.+)$", PAGE, re.MULTILINE)}
    assert titles == {*COMMANDS}
    statuses = {value for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
    assert statuses - {*MEANINGS} == {exits.BROKEN_PIPE}
    assert all(f"| {status} |" in PAGE for status in MEANINGS)
    assert root.help


def lines_of_the_docs():
    """Every line of the docs that is typed in a shell and begins with the program."""
    root_folder = make_commands.FILE.parents[1]
    for page in [root_folder / "README.md", *(root_folder / "docs").glob("*.md")]:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"^```(?:bash|sh)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
            for line in block.splitlines():
                if found := re.match(r"(?:jupyter )?dstack (?!-)(.*)", line):
                    yield pytest.param(shlex.split(found[1], comments=True), id=f"{page.name}: {line}")


@pytest.mark.parametrize("words", list(lines_of_the_docs()))
def test_lines_of_the_docs_are_understood(words):
    if words[0] in SERVER_COMMANDS:
        return
    words = words[: next((n for n, word in enumerate(words) if word in (">", ">>", "<", "|")), None)]
    command, context = root, click.Context(root, obj=None)
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(context, words)
    with command.make_context(name, list(words)):
        pass
