"""``make commands``: the page of all commands, as the command line says it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from dstack_jupyter.cli.command import Command
from dstack_jupyter.cli.exits import MEANINGS
from dstack_jupyter.cli.root import root
from dstack_jupyter.cli.table import SECTIONS, SERVER_COMMANDS

FILE = Path(__file__).parent / "commands.md"

EVERYWHERE = ("json", "debug")
"""Options that are explained once."""

HEAD = """\
# All commands

This page is made from the code by `make commands`. `jupyter dstack --help` and `jupyter dstack COMMAND --help` print
the same.

Each command is typed behind `jupyter dstack`. `jupyter dstack alias` installs the short command `dstack`, unless
another product has one of this name; the page writes it so. Without a command, `jupyter dstack` is
[the server](serve-a-team.md).

```bash
jupyter dstack alias
dstack push report.pdf reports/may -m "May" country=FR
dstack pull reports/may -o may.pdf
dstack stacks country:FR --json
eval "$(dstack completion bash)"
```

- **Stores.** Commands use the store of this computer, or that of the profile `default`; `--profile NAME` names another.
  [Profiles](profiles.md) says more.
- **Params** are written `key=value`. `year=2020` is a number, `sold=true` a boolean, `day=2020-01-31` a date,
  `at=2020-01-31T12:00` a date and time, and all else a text. A shell takes quotes away, so quotes in quotes force a
  text: `zip='"2020"'`.
- **For scripts.** Every command that answers has `--json`, which answers in JSON on standard output. Errors are one
  line on standard error; every command has `--debug`, which shows where they come from. A progress bar is shown on
  terminals alone.

The status that a command ends with:

"""


def text() -> str:
    """The page as it is checked in."""
    rows = (f"| {status} | {what} |" for status, what in MEANINGS.items())
    statuses = "\n".join(["| status | |", "|---|---|", *rows])
    return "\n".join([HEAD + statuses, *_sections(), *_of_server()]) + "\n"


def _sections() -> Iterator[str]:
    context = click.Context(root, info_name="dstack")
    for title, names in SECTIONS.items():
        yield f"\n## {title}"
        for name in names:
            command = root.get_command(context, name)
            assert command is not None
            yield from _command(command, click.Context(command, parent=context, info_name=name))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        yield f"\n### {context.info_name}\n\n{_about(command)}"
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _command(inner, click.Context(inner, parent=context, info_name=name))
        return
    title = context.command_path.removeprefix("dstack ")
    yield f"\n### {title}\n\n```\n{' '.join([context.command_path, *_words(command)])}\n```\n\n{_about(command)}"
    yield from _options(command)
    if isinstance(command, Command) and command.examples:
        yield "\n```bash\n" + "\n".join(command.examples) + "\n```"


def _about(command: click.Command) -> str:
    return "\n\n".join(" ".join(each.split()) for each in (command.help or "").split("\n\n"))


def _words(command: click.Command) -> Iterator[str]:
    """How the words behind the command are written."""
    yield "[OPTIONS]"
    for each in command.params:
        if isinstance(each, click.Argument):
            name = each.metavar or (each.name or "").upper()
            written = name if each.required or name.endswith("...") else f"[{name}]"
            yield f"{written}..." if each.nargs == -1 and not name.endswith("...") else written


def _options(command: click.Command) -> Iterator[str]:
    options = [each for each in command.params if isinstance(each, click.Option) and each.name not in EVERYWHERE]
    if options:
        yield "\n| option | |\n|---|---|"
    for each in options:
        flags = ", ".join(f"`{flag}`" for flag in (*each.opts, *each.secondary_opts))
        value = "" if each.is_flag else f" {_value(each)}"
        default = f"; default: {each.default}" if each.show_default else ""
        yield f"| {flags}{value} | {each.help}{default} |"


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice) and not option.metavar:
        return ", ".join(map(str, option.type.choices))
    return option.metavar or ("PATH" if isinstance(option.type, click.Path) else "N")


def _of_server() -> Iterator[str]:
    yield "\n## The server\n"
    yield from (f"- `jupyter dstack {name}`: {about}" for name, about in SERVER_COMMANDS.items())
    yield "- `jupyter dstack --help-all` lists the options of the server: [settings](settings.md)."


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
