"""``config``: the profiles of ``config.yaml``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dstack_jupyter.cli.answers import Answer, Table
from dstack_jupyter.cli.command import Group, agree, current_program
from dstack_jupyter.cli.completion import profile_names

STARS = "*" * 8

_file = click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="another file than $DSTACK_CONFIG or ~/.dstack/config.yaml",
)
_force = click.option("--force", is_flag=True, help="do not ask")


@click.group(cls=Group)
def config() -> None:
    """Say which stores there are, and as whom you use them."""


def _options_of_a_profile(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.argument("profile", default="default", shell_complete=profile_names),
        click.option("--user", metavar="NAME", help="who you are there; asked for where it is left out"),
        click.option("--server", metavar="URL", help="the address of the server; asked for where it is left out"),
        click.option("--token", metavar="TOKEN", help="the token; asked for where it is left out, - is standard input"),
        click.option("--token-stdin", is_flag=True, help="read the token from standard input"),
        click.option("--verify/--no-verify", default=None, help="whether the certificate of the server is checked"),
        click.option("--keyring/--no-keyring", default=True, help="whether the token may be kept in the keyring"),
        _force,
        _file,
    )
    for option in reversed(options):
        command = option(command)
    return command


@config.command("add")
@_options_of_a_profile
def add(**given: Any) -> Answer:
    """Add a profile for a server, or change one.

    The token is asked for and not shown. It is kept in the keyring of your system where there is one, else in the file.
    """
    return _put(**given)


@config.command("modify")
@_options_of_a_profile
def modify(**given: Any) -> Answer:
    """Change a profile, or add it. What is left out stays as it is."""
    return _put(**given)


def _put(
    profile: str,
    user: str | None,
    server: str | None,
    token: str | None,
    token_stdin: bool,
    verify: bool | None,
    keyring: bool,
    force: bool,
    file: Path | None,
) -> Answer:
    from dstack_jupyter.client.profile_file import written_entries
    from dstack_jupyter.client.registering import has_token, register

    there = written_entries(file).get(profile) or {}
    secret = _given_token(token, token_stdin)
    is_known = bool(there) and has_token(profile, file=file)
    changes_more = any(each is not None for each in (user, server, verify))
    user = user or there.get("user") or click.prompt("User", err=True)
    server = server or there.get("server") or click.prompt("Server, such as https://dstack.example.org", err=True)
    if secret is None and not (is_known and changes_more):
        secret = click.prompt("Token", hide_input=True, err=True)
    is_other = secret is not None and secret.strip() != there.get("token")
    if is_other and is_known and not force:
        agree(f"Replace the token of the profile {profile!r}?")
    changes: dict[str, Any] = {"user": user, "server": server}
    if verify is not None:
        changes["verify"] = None if verify else False
    path, in_keyring = register(profile, changes, secret, file=file, keyring=keyring and file is None)
    kept = "keyring" if in_keyring else "file" if secret is not None else None
    value = {"profile": profile, "file": str(path), "token": kept}
    at = f"{path}, its token in the keyring" if in_keyring else str(path)
    return Answer(value, [f"the profile {profile!r} is in {at}"])


def _given_token(token: str | None, token_stdin: bool) -> str | None:
    if token_stdin or token == "-":  # noqa: S105 - it means standard input
        return sys.stdin.readline()
    if token is not None:
        click.echo(
            "a token on the command line can be seen by others on this computer and stays in the history of the shell; "
            "leave --token out to be asked, or use --token-stdin",
            err=True,
        )
    return token


@config.command("remove")
@click.argument("profile", default="default", shell_complete=profile_names)
@_force
@_file
def remove(profile: str, force: bool, file: Path | None) -> Answer:
    """Remove a profile, and its token."""
    from dstack_jupyter.client.profile_file import written_entries
    from dstack_jupyter.client.registering import unregister

    if not force and profile in written_entries(file):
        agree(f"Remove the profile {profile!r}?")
    path = unregister(profile, file=file)
    return Answer({"profile": profile, "file": str(path)}, [f"the profile {profile!r} is in {path} no more"])


@config.command("use")
@click.argument("profile", required=False, shell_complete=profile_names)
@click.option("--local", is_flag=True, help="the store of this computer")
@_force
@_file
def use_profile(profile: str | None, local: bool, force: bool, file: Path | None) -> Answer:
    """Choose the store that is used where no profile is named."""
    from dstack_jupyter.client.profile_file import written_entries
    from dstack_jupyter.client.registering import use

    if (profile is None) != local:
        raise click.UsageError("say which: a PROFILE, or --local for the store of this computer")
    entries = written_entries(file)
    others = [each for name, each in entries.items() if name != "default"]
    if not force and entries.get("default") not in (None, {"store": "local"}, *others):
        agree("The profile 'default' is like no other. Replace it?")
    path = use(profile, file=file)
    chosen = "the store of this computer" if profile is None else f"that of the profile {profile!r}"
    return Answer({"profile": profile, "file": str(path)}, [f"where no profile is named, it is {chosen}"])


@config.command("trust")
def trust() -> Answer:
    """Use the ./.dstack/config.yaml of this folder, as it is now.

    A project's own file decides where pushes go, so it is not used before you say so, and asks anew when it changes.
    """
    import dstack_jupyter as ds

    path = ds.trust_project_config()
    return Answer({"file": str(path)}, [f"{path} is used in this folder, until it changes"])


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
        return Answer(value, [f"there are no profiles in {path}; add one: {current_program().name} config add"])
    return Answer(value, [Table(["profile", "user", "server", "token"], rows)])


def _shown(entry: dict[str, Any], has_token: bool) -> dict[str, Any]:
    return {**entry, **({"token": STARS} if has_token else {})}
