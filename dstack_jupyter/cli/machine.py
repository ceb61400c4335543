"""The store on whose machine a command runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dstack_jupyter.cli.words import profile_option

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import Backend
    from dstack_jupyter.store.store import Store

home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="the folder that holds .dstack, or is one; without it $DSTACK_HOME, which is one, or your home folder",
)


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which store is meant, where a server may be."""
    return profile_option()(home_option(command))


def home_at(parent: Path | None) -> Path:
    """The home folder of the store, by the option ``--home``: a folder that is one itself is meant itself."""
    from dstack_jupyter.store.home import home_folder

    if parent is None:
        return home_folder()
    named = parent.expanduser().absolute()
    inside = named / ".dstack"
    return named if not inside.exists() and (named / "store" / "store.sqlite").exists() else inside


def store_at(parent: Path | None) -> Store:
    """The store that is there; none is made by a command that looks after one."""
    from dstack_jupyter.model.errors import NotFound
    from dstack_jupyter.store.store import open_store

    home = home_at(parent)
    if not (home / "store").is_dir():
        raise NotFound(f"there is no store in {home}; --home names the folder that holds .dstack")
    return open_store(home)


def backend_at(profile: str | None, parent: Path | None, *, make: bool = False) -> Backend:
    """The store of this computer as its owner, whatever profiles say; or that of a profile that is named."""
    from dstack_jupyter.client.profiles import backend
    from dstack_jupyter.store.access import Viewer
    from dstack_jupyter.store.store import open_store

    if profile is not None and parent is not None:
        raise click.UsageError("say --profile or --home: a profile is a store already")
    if profile is not None:
        return backend(profile)
    store = open_store(home_at(parent)) if make else store_at(parent)
    return store.session(Viewer.local_owner(store.owner))
