"""What a Tab offers: commands, options, profiles and stacks."""

from __future__ import annotations

from contextlib import suppress

import click
from click.shell_completion import CompletionItem, shell_complete

from dstack_jupyter.cli.program import Program

VARIABLE = "_DSTACK_COMPLETE"
"""How a shell asks for what could come next."""


MOST_STACKS = 1_000
"""Stacks that are offered: those that changed last."""


def complete(root: click.Command, program: Program, instruction: str) -> int:
    """Answer a shell that asks; the question is in the environment."""
    with suppress(Exception):  # whatever is wrong is said when the line is run, not at a Tab
        return shell_complete(root, {"obj": program}, program.name, VARIABLE, instruction)
    return 1


def profile_names(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
    """The names of profiles that begin so."""
    from dstack_jupyter.client.profile_file import written_profiles
    from dstack_jupyter.model.errors import DstackError

    try:
        names = [profile.name for profile in written_profiles()]
    except DstackError:
        return []
    return [name for name in names if name.startswith(incomplete)]


def stack_names(ctx: click.Context, argument: click.Parameter, incomplete: str) -> list[str]:
    """The names of stacks of this computer that begin so; a server is not asked at a Tab."""
    from dstack_jupyter.client.profiles import is_embedded
    from dstack_jupyter.model.errors import DstackError
    from dstack_jupyter.store.home import store_folder

    profile = ctx.params.get("profile")
    try:
        if not (store_folder() / "store.sqlite").exists() or not is_embedded(profile):
            return []
        return [name for name in _names(profile) if name.startswith(incomplete)]
    except (DstackError, OSError):
        return []


def files_and_stacks(ctx: click.Context, argument: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What a push takes: files, which the shell completes itself, and then a stack."""
    names = stack_names(ctx, argument, incomplete) if ctx.params.get("words") else []
    return list(map(CompletionItem, names)) or [CompletionItem(incomplete, type="file")]


def _names(profile: str | None) -> list[str]:
    from dstack_jupyter.client.profiles import backend
    from dstack_jupyter.client.rich import short_name

    opened = backend(profile)
    return [short_name(stack.path, opened.user) for stack in opened.stacks(limit=MOST_STACKS).stacks]
