"""``completion``: the script that a shell reads to complete commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from dstack_jupyter.cli.command import Command
from dstack_jupyter.cli.completion import VARIABLE
from dstack_jupyter.cli.program import SHORT_NAME

PROGRAMS = (SHORT_NAME, "jupyter-dstack")
"""What is completed; the word "jupyter" belongs to others."""

SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Command,
    answers=False,
    examples=(
        "jupyter dstack completion bash >> ~/.bashrc",
        "jupyter dstack completion zsh >> ~/.zshrc",
        "jupyter dstack completion fish > ~/.config/fish/completions/dstack.fish",
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script by which a shell completes dstack, and jupyter-dstack.

    A Tab offers commands, options, profiles, and the stacks of this computer; no server is asked. In bash and zsh, the
    script stands behind what sets completion up.
    """
    kind = get_completion_class(shell)
    assert kind is not None
    root = click.get_current_context().find_root().command
    for name in PROGRAMS:
        script = kind(root, {}, name, VARIABLE)
        click.echo((script.source_template % script.source_vars()).strip())
