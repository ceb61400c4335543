"""A store filled with the real data sets that ship inside the plotly package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dstack_jupyter.store.home import home_folder

FIRST_PAGE = "world"


def demo_home() -> Path:
    """The home folder of the demo, apart from the user's own store."""
    return home_folder() / "demo"


def fill(say: Callable[[str], None]) -> str:
    """Push the stacks of the demo and make its dashboards; returns the name of the dashboard to open.

    Pushes go to the store of the profile ``default``. What is there already is left as it is.

    Parameters
    ----------
    say
        Gets a line for every step.
    """
    import dstack_jupyter as ds
    from dstack_jupyter.demo import markets, wind, world

    present = {stack.name for stack in ds.stacks(limit=None)}
    for part in (world, markets, wind):
        for name, push in part.STACKS.items():
            if name not in present:
                say(f"pushing {name}")
                push(name)
    say("making the dashboards")
    ds.dashboard(
        "World",
        ["world/bubbles", "world/map", "world/table", "world/notes"],
        description="How rich and how long-lived the countries were, 1952 to 2007 (Gapminder).",
        name=FIRST_PAGE,
    )
    ds.dashboard(
        "Markets and wind",
        ["markets/prices", "markets/table", "wind/rose", "wind/notes"],
        description="Six technology shares in 2018 and 2019, and where the wind comes from.",
        name="markets",
    )
    return FIRST_PAGE
