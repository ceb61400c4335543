"""The page of all commands is that of the commands that there are."""

import re

from docs import make_commands
from dstack_jupyter.cli import exits
from dstack_jupyter.cli.exits import MEANINGS
from dstack_jupyter.cli.root import root
from dstack_jupyter.cli.table import COMMANDS

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
