"""Show stacks as dashboards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dstack_jupyter.dashboards.board import Board


def dashboard(
    title: str,
    stacks: Sequence[Any] | Any | None = None,
    *,
    description: str | None = None,
    name: str | None = None,
    profile: str | None = None,
) -> Board:
    """Make a dashboard of stacks, or open the one of that title and add what is missing.

    Parameters
    ----------
    title
        The heading of the page; the name in its address is made from it unless `name` is given.
    stacks
        Names of stacks, one card for each.
    description
        A text below the heading.
    name
        The name of the dashboard.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.dashboards.open import dashboard as make

    return make(title, stacks, description=description, name=name, profile=profile)


def open_dashboard(name: str, *, profile: str | None = None) -> Board:
    """Open a dashboard by its name, ``"world"`` or ``"/alice/world"`` as generated notebooks write it."""
    from dstack_jupyter.dashboards.open import open_dashboard as opened

    return opened(name, profile=profile)
