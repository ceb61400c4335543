"""From a profile to the store that it means."""

from __future__ import annotations

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.config import Profile, read_profile
from dstack_jupyter.model.errors import ConfigurationError
from dstack_jupyter.model.names import check_user


def backend(profile: str | None = None) -> Backend:
    """Open the store of a profile; None is the profile ``default``, else the store of this computer."""
    entry = read_profile(profile)
    if entry.is_local:
        return _embedded(entry)
    raise ConfigurationError(
        f"profile {entry.name!r} points to the server {entry.server}, and this release of dstack-jupyter opens "
        "the store of this computer only; use a profile with 'store: local'"
    )


def _embedded(entry: Profile) -> Backend:
    from dstack_jupyter.store.access import Viewer
    from dstack_jupyter.store.store import open_store

    store = open_store()
    user = check_user(entry.user) if entry.user else store.owner
    return store.session(Viewer.local_owner(user))
