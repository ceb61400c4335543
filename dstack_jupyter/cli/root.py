"""The command that holds all others; each is imported when it is asked for."""

from __future__ import annotations

import sys
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from dstack_jupyter._version import __version__
from dstack_jupyter.cli.command import Group
from dstack_jupyter.cli.table import COMMANDS, SECTIONS, SERVER_COMMANDS

ABOUT = """Keep what notebooks and scripts make in stacks, and show it to others.

Without a command it is the server:

\b
jupyter dstack                serve the stacks and dashboards of this computer
jupyter dstack --port 8080    the same with options of the server
jupyter dstack --help-all     list the options of the server
"""


class Root(Group):
    """All commands, by the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        found = getattr(import_module(f"dstack_jupyter.cli.{module}"), attribute)
        assert isinstance(found, click.Command)
        return found

    def near_names(self, known: list[str]) -> list[str]:
        """The names that a mistyped one may have meant: those of the server too."""
        return [*known, *SERVER_COMMANDS]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a Tab offers: the commands of the server too."""
        of_server = ((name, about) for name, about in SERVER_COMMANDS.items() if name.startswith(incomplete))
        more = [CompletionItem(name, help=about) for name, about in of_server]
        return [*super().shell_complete(ctx, incomplete), *more]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, by what one wants to do."""
        for title, names in SECTIONS.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl([(name, each.get_short_help_str(70)) for name, each in found if each])
        with formatter.section("The server"):
            formatter.write_dl(list(SERVER_COMMANDS.items()))


def _say_version(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        sys.stdout.write(f"{__version__}\n")
        ctx.exit()


@click.group(cls=Root, help=ABOUT, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_say_version, help="print the version"
)
@click.option("--debug", is_flag=True, expose_value=False, help="show where an error comes from")
def root() -> None:
    """Hold the commands."""
