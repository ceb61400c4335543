"""What all commands have: ``--json``, ``--debug``, and an answer that is shown in one place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import click

from dstack_jupyter.cli.answers import Answer, show
from dstack_jupyter.cli.program import Program

_JSON = "dstack.json"
_OF_PROGRAM = re.compile(r"(^|\| )dstack ")
"""Where an example names the program, which may be typed as ``jupyter dstack``."""


class Command(click.Command):
    """A command. What it returns is shown, as an `Answer` or not at all; without `answers` it has no ``--json``.

    `examples` are lines as people type them.
    """

    def __init__(self, *arguments: Any, answers: bool = True, examples: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.examples = tuple(examples)
        self.params += [*([_json_option()] if answers else []), _debug_option()]

    def invoke(self, ctx: click.Context) -> None:
        """Run the command and show its answer."""
        answer = super().invoke(ctx)
        if isinstance(answer, Answer):
            show(answer, as_json=bool(ctx.meta.get(_JSON)))
            if answer.status:
                ctx.exit(answer.status)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section("Examples"):
                program = ctx.find_root().info_name
                lines = (_OF_PROGRAM.sub(rf"\g<1>{program} ", line) for line in self.examples)
                formatter.write("".join(f"  {line}\n" for line in lines))


class Group(click.Group):
    """A command that has commands of its own."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a name that is none is refused with the nearest one."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            near = get_close_matches(args[0], self.near_names(known), n=1)
            ctx.fail(f"there is no command {args[0]!r}" + (f"; did you mean {near[0]}?" if near else ""))
        return super().resolve_command(ctx, args)

    def near_names(self, known: list[str]) -> list[str]:
        """The names that a mistyped one may have meant."""
        return known


def agree(question: str) -> None:
    """Ask, and end the command where the answer is no."""
    if not click.confirm(question, err=True):
        raise click.ClickException("nothing was changed")


def current_program() -> Program:
    """The program that runs the command."""
    program = click.get_current_context().find_object(Program)
    assert program is not None
    return program


def _json_option() -> click.Option:
    return click.Option(
        ["--json"], is_flag=True, expose_value=False, callback=_note_json, help="answer in JSON, for scripts"
    )


def _note_json(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    ctx.meta[_JSON] = value


def _debug_option() -> click.Option:
    """It is read by `main`, since an error ends a command."""
    return click.Option(["--debug"], is_flag=True, expose_value=False, help="show where an error comes from")
