"""``config``: the profiles of ``config.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dstack_jupyter.cli.answers import Answer, Table
from dstack_jupyter.cli.command import Group

STARS = "*" * 8


@click.group(cls=Group)
def config() -> None:
    """Say which stores there are, and as whom you use them."""


_file = click.option(
    "--file", type=click.Path(path_type=Path), help="another file than $DSTACK_CONFIG or ~/.dstack/config.yaml"
)


@config.command("list")
@_file
def list_profiles(file: Path | None) -> Answer:
    """List the profiles. Tokens are not shown."""
    from dstack_jupyter.client.profile_file import own_config_path, written_profiles

    path = file or own_config_path()
    profiles = written_profiles(path)
    rows = [
        [each.name, each.user or "", "this computer" if each.is_local else each.server or "", STARS * bool(each.token)]
        for each in profiles
    ]
    value = [_shown(each.model_dump(exclude_none=True), bool(each.token)) for each in profiles]
    if not rows:
        return Answer(value, [f"there are no profiles in {path}; add one: dstack config add"])
    return Answer(value, [Table(["profile", "user", "server", "token"], rows)])


def _shown(entry: dict[str, Any], has_token: bool) -> dict[str, Any]:
    return {**entry, **({"token": STARS} if has_token else {})}
