"""``user``: who signs in to the store."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dstack_jupyter.cli.answers import Answer, Table
from dstack_jupyter.cli.command import Group, agree, current_program
from dstack_jupyter.cli.machine import backend_at, home_at, place_options

if TYPE_CHECKING:
    from dstack_jupyter.model.accounts import User

_name = click.argument("name")
_access = click.option(
    "--access",
    type=click.Choice(["private", "internal", "public"]),
    help="who sees the new stacks of the user, where a push does not say",
)


@click.group(cls=Group)
def user() -> None:
    """Add and change the users who sign in to the store."""


@user.command("add")
@_name
@click.option("--admin", is_flag=True, help="let the user administer the server")
@_access
@click.option("--password", is_flag=True, help="ask for a password; without one the user signs in by a link")
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
@place_options
def add(
    name: str,
    admin: bool,
    access: Any,
    password: bool,
    password_stdin: bool,
    profile: str | None,
    home: Path | None,
) -> Answer:
    """Add a user."""
    accounts = backend_at(profile, home, make=True).accounts
    secret = _asked(password_stdin) if password or password_stdin else None
    made = accounts.add_user(name, password=secret, is_admin=admin, default_access_level=access or "private")
    said = [f"{made.name} can sign in" if made.has_password else f"{made.name} is added"]
    if not made.has_password:
        at = "" if home is None else f" --home {shlex.quote(str(home_at(home)))}"
        said.append(f"for a link that signs in once: {current_program().name} link --user {made.name}{at}")
    return Answer(made.model_dump(mode="json"), said)


@user.command("list")
@place_options
def list_users(profile: str | None, home: Path | None) -> Answer:
    """List the users."""
    users = backend_at(profile, home).accounts.users()
    value = [one.model_dump(mode="json") for one in users]
    if not users:
        return Answer(value, ["there are no users yet; the first start of the server adds you"])
    rows = [[one.name, _role(one), _sign_in(one), one.default_access_level, f"{one.created:%Y-%m-%d}"] for one in users]
    return Answer(value, [Table(["user", "is", "signs in by", "new stacks", "since"], rows)])


@user.command("modify")
@_name
@click.option("--admin/--no-admin", default=None, help="whether the user administers the server")
@click.option("--disable/--enable", "disabled", default=None, help="whether the user is kept out; nothing is deleted")
@_access
@place_options
def modify(
    name: str, admin: bool | None, disabled: bool | None, access: Any, profile: str | None, home: Path | None
) -> Answer:
    """Change what a user may do. What is left out stays as it is."""
    if admin is None and disabled is None and access is None:
        raise click.UsageError("say what to change: --admin, --no-admin, --disable, --enable or --access")
    accounts = backend_at(profile, home).accounts
    changed = accounts.update_user(name, is_admin=admin, is_disabled=disabled, default_access_level=access)
    said = f"{changed.name} is {_role(changed)}; new stacks are {changed.default_access_level}"
    return Answer(changed.model_dump(mode="json"), [said])


@user.command("passwd")
@_name
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
@place_options
def passwd(name: str, password_stdin: bool, profile: str | None, home: Path | None) -> Answer:
    """Set the password of a user, who is signed out everywhere."""
    accounts = backend_at(profile, home).accounts
    accounts.user(name)
    changed = accounts.update_user(name, password=_asked(password_stdin))
    return Answer(changed.model_dump(mode="json"), [f"{changed.name} has a new password, and is signed out everywhere"])


@user.command("remove")
@_name
@click.option("--force", is_flag=True, help="do not ask")
@place_options
def remove(name: str, force: bool, profile: str | None, home: Path | None) -> Answer:
    """Remove a user who has no stacks and no dashboards. Others can be disabled: user modify NAME --disable."""
    accounts = backend_at(profile, home).accounts
    accounts.user(name)
    if not force:
        agree(f"Remove the user {name}, with all tokens?")
    accounts.remove_user(name)
    return Answer({"removed": name}, [f"{name} is removed"])


def _asked(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True))


def _role(one: User) -> str:
    return "disabled" if one.is_disabled else "administrator" if one.is_admin else "user"


def _sign_in(one: User) -> str:
    return "password" if one.has_password else "link"
