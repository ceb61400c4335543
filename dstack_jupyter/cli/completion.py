"""What a Tab offers: commands, options, profiles and stacks."""

from __future__ import annotations

import click
from click.shell_completion import shell_complete

from dstack_jupyter.cli.program import Program

VARIABLE = "_DSTACK_COMPLETE"
"""How a shell asks for what could come next."""


def complete(root: click.Command, program: Program, instruction: str) -> int:
    """Answer a shell that asks; the question is in the environment."""
    return shell_complete(root, {"obj": program}, program.name, VARIABLE, instruction)


def profile_names(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
    """The names of profiles that begin so."""
    from dstack_jupyter.client.profile_file import written_profiles
    from dstack_jupyter.model.errors import DstackError

    try:
        names = [profile.name for profile in written_profiles()]
    except DstackError:
        return []
    return [name for name in names if name.startswith(incomplete)]
