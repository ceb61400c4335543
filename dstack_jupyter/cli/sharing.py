"""Let others see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from dstack_jupyter.cli.answers import Answer
from dstack_jupyter.cli.command import Command, current_program
from dstack_jupyter.cli.completion import profile_names
from dstack_jupyter.cli.hints import in_shell
from dstack_jupyter.cli.words import access_option, all_names, names_option, profile_option, rename_option
from dstack_jupyter.cli.words import stack_argument as stack

if TYPE_CHECKING:
    from dstack_jupyter.client.sharing import Shared
    from dstack_jupyter.client.wholes.answers import Arrived
    from dstack_jupyter.model.stacks import AccessLevel

_dashboard = click.option("--dashboard", is_flag=True, help="a dashboard of that name, not a stack")


@click.command(
    "share",
    cls=Command,
    examples=(
        "dstack share sales ann",
        "dstack share sales ann --push",
        "dstack share sales --access internal",
    ),
)
@stack("name")
@click.argument("user", required=False)
@click.option("--push", is_flag=True, help="let them push to it too")
@access_option("who else sees it: private (nobody), internal or public")
@_dashboard
@profile_option()
def share(
    name: str, user: str | None, push: bool, access: AccessLevel | None, dashboard: bool, profile: str | None
) -> Answer:
    """Let others see a stack or a dashboard; alone it says who sees it."""
    import dstack_jupyter as ds

    if not dashboard:
        return _shared(name, ds.share(name, user, push=push, access=access, profile=profile))
    if push:
        raise click.UsageError("--push is for stacks; only its owner changes a dashboard")
    return _shared(name, ds.share_dashboard(name, user, access=access, profile=profile))


@click.command("unshare", cls=Command)
@stack("name")
@click.argument("user")
@_dashboard
@profile_option()
def unshare(name: str, user: str, dashboard: bool, profile: str | None) -> Answer:
    """Let a user see it no more."""
    import dstack_jupyter as ds

    take = ds.unshare_dashboard if dashboard else ds.unshare
    return _shared(name, take(name, user, profile=profile))


def _shared(name: str, found: Shared) -> Answer:
    permitted = [{"user": one.user, "permission": one.permission} for one in found.permitted]
    value = {"name": name, "access_level": found.access_level, "permitted": permitted, "url": found.url}
    return Answer(value, [in_shell(str(found), current_program().name)])


@click.command(
    "copy",
    cls=Command,
    examples=(
        "dstack copy sales 'gdp/*' --to team",
        "dstack copy --dashboards world --to team",
    ),
)
@stack("stacks", nargs=-1)
@click.option(
    "--to",
    required=True,
    metavar="PROFILE",
    shell_complete=profile_names,
    help="the profile of config.yaml that leads to the other store",
)
@names_option("--dashboards", "dashboards, with the stacks that they show")
@click.option("--into", metavar="NAME", help="put all names below this one")
@rename_option()
@profile_option()
def copy(
    stacks: tuple[str, ...],
    to: str,
    dashboards: Sequence[Sequence[str]],
    into: str | None,
    rename: Sequence[tuple[str, str]],
    profile: str | None,
) -> Answer:
    """Bring stacks with all their frames to another store.

    What is there is not sent again.
    """
    import dstack_jupyter as ds

    boards = all_names(dashboards)
    if not stacks and not boards:
        raise click.UsageError(f"say what to copy: copy STACK --to {to}, or --dashboards NAME")
    came = ds.copy(list(stacks), to=to, dashboards=boards, into=into, rename=dict(rename), profile=profile)
    return Answer({**arrived(came), "urls": came.urls}, [in_shell(str(came), current_program().name)])


def arrived(came: Arrived) -> dict[str, Any]:
    """What came into a store."""
    from dstack_jupyter.cli.values import list_of

    return {"stacks": list_of(came.stacks), "dashboards": list_of(came.dashboards)}
