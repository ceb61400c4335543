"""Let others see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dstack_jupyter.client.sharing import Shared
    from dstack_jupyter.client.wholes.answers import Copied
    from dstack_jupyter.model.stacks import AccessLevel


def share(
    stack: str,
    user: str | None = None,
    *,
    push: bool = False,
    access: AccessLevel | None = None,
    profile: str | None = None,
) -> Shared:
    """Let others see a stack, and say who sees it now.

    >>> ds.share("sales", "ann")  # ann sees it
    >>> ds.share("sales", "ann", push=True)  # ann pushes to it as well
    >>> ds.share("sales", access="internal")  # any signed-in user sees it
    >>> ds.share("sales")  # nothing changes

    Parameters
    ----------
    stack
        The name of one's own stack.
    user
        Somebody who has an account in the same store.
    push
        Whether they may push to it too; without it they may not, whatever they were allowed before.
    access
        Who sees it without a permission: ``"private"`` (only you), ``"internal"`` or ``"public"`` (everyone).
    profile
        The entry of ``config.yaml`` to use.

    Raises
    ------
    InvalidValue
        Nobody else reaches the store; `copy` brings the stack to one that others reach.
    """
    from dstack_jupyter.client.sharing import share_stack

    return share_stack(stack, user, push, access, profile)


def unshare(stack: str, user: str, *, profile: str | None = None) -> Shared:
    """Take from a user what `share` allowed, and say who sees the stack now."""
    from dstack_jupyter.client.sharing import unshare_stack

    return unshare_stack(stack, user, profile)


def share_dashboard(
    name: str, user: str | None = None, *, access: AccessLevel | None = None, profile: str | None = None
) -> Shared:
    """Let others see a dashboard, as `share` does with a stack; its cards show them the stacks that they may see."""
    from dstack_jupyter.client.sharing import share_dashboard_named

    return share_dashboard_named(name, user, access, profile)


def unshare_dashboard(name: str, user: str, *, profile: str | None = None) -> Shared:
    """Take from a user what `share_dashboard` allowed, and say who sees the dashboard now."""
    from dstack_jupyter.client.sharing import unshare_dashboard_named

    return unshare_dashboard_named(name, user, profile)


def copy(
    stacks: str | Sequence[str] | None = (),
    *,
    to: str,
    dashboards: str | Sequence[str] = (),
    into: str | None = None,
    rename: Mapping[str, str] | None = None,
    profile: str | None = None,
) -> Copied:
    """Bring stacks and dashboards to another store, with all their frames, messages, times, authors and tags.

    >>> ds.copy("sales", to="team")
    >>> ds.copy(["sales", "gdp/*"], to="team")
    >>> ds.copy(dashboards=["world"], to="team")

    There they are one's own, and private where they are new; `share` lets others see them. Only what is not there yet
    is sent: a copy that is repeated brings the frames that came since, one that was interrupted goes on.

    Parameters
    ----------
    stacks
        A name or several; ``gdp/*`` is every stack below gdp, None every stack of one's own, with the dashboards of
        them.
    to
        The entry of ``config.yaml`` that leads to the other store.
    dashboards
        Names of dashboards; the stacks that their cards show come along.
    into
        What to put all names below: ``into="ann"`` makes ``ann/sales`` of ``sales``.
    rename
        New names by those here: ``{"sales": "sales-of-ann"}``.
    profile
        The entry of ``config.yaml`` that leads to the store here.

    Raises
    ------
    Conflict
        A stack went on differently here and there; copy it under another name.
    """
    from dstack_jupyter.client.profiles import backend
    from dstack_jupyter.client.wholes.copying import copy_to

    return copy_to(
        backend(profile), backend(to), stacks, dashboards=dashboards, into=into, rename=rename or {}, profile=to
    )
