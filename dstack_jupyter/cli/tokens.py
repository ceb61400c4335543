"""``token``: the secrets by which notebooks and scripts on other computers prove who they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dstack_jupyter.cli.answers import Answer, Table
from dstack_jupyter.cli.command import Group
from dstack_jupyter.cli.machine import backend_at, place_options
from dstack_jupyter.model.accounts import SCOPES, TOKEN_DAYS

if TYPE_CHECKING:
    from dstack_jupyter.model.accounts import Token

_user = click.option("--user", metavar="NAME", help="whose; yours without it")


@click.group(cls=Group)
def token() -> None:
    """Make tokens for notebooks and scripts on other computers."""


@token.command("create")
@click.argument("name")
@_user
@click.option(
    "--scope", type=click.Choice(SCOPES), default="push", show_default=True, help="what it is good for, read the least"
)
@click.option("--stack", metavar="STACK", help="let it be good for one stack alone")
@click.option("--days", type=float, default=TOKEN_DAYS, show_default=True, help="after how many days it expires")
@click.option("--forever", is_flag=True, help="let it never expire")
@place_options
def create(
    name: str,
    user: str | None,
    scope: Any,
    stack: str | None,
    days: float,
    forever: bool,
    profile: str | None,
    home: Path | None,
) -> Answer:
    """Make a token, and print it: once, and alone on standard output.

    NAME is what you know it by later, as "laptop of bob".
    """
    from dstack_jupyter.model.names import parse_path

    backend = backend_at(profile, home)
    path = None if stack is None else parse_path(stack, user or backend.user)
    made = backend.accounts.new_token(name, scope=scope, days=None if forever else days, stack=path, user=user)
    expires = "never expires" if forever else f"expires on {_until(made.token)}"
    click.echo(f"a token of {made.token.user} for {_for(made.token)}, which {expires}; it is shown only now", err=True)
    return Answer({**made.token.model_dump(mode="json"), "secret": made.secret}, [made.secret])


@token.command("list")
@_user
@place_options
def list_tokens(user: str | None, profile: str | None, home: Path | None) -> Answer:
    """List tokens. What they are is not shown: nobody knows it any more."""
    tokens = backend_at(profile, home).accounts.tokens(user)
    value = [one.model_dump(mode="json") for one in tokens]
    if not tokens:
        return Answer(value, ["there are no tokens"])
    rows = [[one.id, one.name, _for(one), _until(one), _used(one)] for one in tokens]
    return Answer(value, [Table(["id", "name", "for", "expires", "last used"], rows)])


@token.command("revoke")
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@place_options
def revoke(ids: tuple[str, ...], profile: str | None, home: Path | None) -> Answer:
    """Make tokens worthless at once, by the ids that "token list" shows."""
    accounts = backend_at(profile, home).accounts
    for one in ids:
        accounts.revoke_token(one)
    return Answer({"revoked": list(ids)}, [f"{one} is worth nothing any more" for one in ids])


def _for(one: Token) -> str:
    return one.scope if one.stack is None else f"{one.scope}, {one.stack} alone"


def _until(one: Token) -> str:
    return "never" if one.expires is None else f"{one.expires:%Y-%m-%d}"


def _used(one: Token) -> str:
    return "" if one.last_used is None else f"{one.last_used:%Y-%m-%d}"
