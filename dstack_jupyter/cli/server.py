"""``server``: the commands with which the server of 2020 was started; the server is that of ``jupyter dstack``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from dstack_jupyter._version import __version__
from dstack_jupyter.cli.answers import Answer
from dstack_jupyter.cli.command import Command, Group, current_program
from dstack_jupyter.cli.machine import home_at, home_option

PORT = 8080
"""Where the server of 2020 listened."""


@click.group(cls=Group)
def server() -> None:
    """Start the server, as in 2020."""


@server.command("start", cls=Command, answers=False)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="where it listens")
@home_option
@click.option("--no-verify", is_flag=True, help="accepted as in 2020; nothing is downloaded any more")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def start(port: int, home: Path | None, no_verify: bool, options: tuple[str, ...]) -> None:
    """Serve stacks and dashboards, until Ctrl+C.

    It prints a link that signs you in, and opens no browser. Behind -- stand options of the server, as
    -- --ip=0.0.0.0; "jupyter dstack --help-all" lists them.
    """
    strange = [word for word in options if not word.startswith("-")]
    if strange:
        raise click.UsageError(f"{strange[0]!r} is no option; options of the server stand behind --")
    at = [] if home is None else [f"--DstackApp.home={home_at(home)}"]
    current_program().serve(["--no-browser", f"--port={port}", *at, *_as_root(), *options])


@server.command("version")
def version() -> Answer:
    """Print the version of the server."""
    return Answer({"version": __version__}, [__version__])


@server.command("update")
@click.option("--no-verify", is_flag=True, help="accepted as in 2020; nothing is downloaded here")
def update(no_verify: bool) -> Answer:
    """Say how the server is updated."""
    how = "pip install --upgrade dstack-jupyter"
    said = f"the server {__version__} is part of the package dstack-jupyter, and is updated with it: {how}"
    return Answer({"version": __version__, "command": how}, [said])


def _as_root() -> list[str]:
    """A line of 2020 needs no option where all is root, as in a container; viewers run no code of their own."""
    return ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
