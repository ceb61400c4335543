"""From a profile to the store that it means."""

from __future__ import annotations

import os

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.config import SERVER_VARIABLE, Profile, read_profile
from dstack_jupyter.model.names import check_user

VIEWER_VARIABLE = "DSTACK_VIEWER"
"""Set for a kernel behind a page of somebody: it sees what they may see, whatever profiles say."""


def backend(profile: str | None = None) -> Backend:
    """Open the store of a profile; None is ``$DSTACK_SERVER``, the profile ``default``, or this computer's store."""
    viewer = os.environ.get(VIEWER_VARIABLE)
    if viewer:
        return _behind_page(viewer)
    entry = _of_environment() if profile is None else None
    entry = entry or read_profile(profile)
    return _embedded(entry) if entry.is_local else _http(entry)


def is_embedded(profile: str | None = None) -> bool:
    """Whether the store of a profile is opened by this process, and no server is asked."""
    return bool(os.environ.get(VIEWER_VARIABLE)) or (
        not (profile is None and os.environ.get(SERVER_VARIABLE)) and read_profile(profile).is_local
    )


def _of_environment() -> Profile | None:
    """The profile that ``$DSTACK_SERVER`` makes; the library of servers is imported only where there is one."""
    if not os.environ.get(SERVER_VARIABLE):
        return None
    from dstack_jupyter.client.http.credentials import profile_of_environment

    return profile_of_environment()


def _http(entry: Profile) -> Backend:
    from dstack_jupyter.client.http.opening import opened

    return opened(entry)


def _behind_page(viewer: str) -> Backend:
    from dstack_jupyter.store.access import Viewer
    from dstack_jupyter.store.store import open_store

    return open_store().session(Viewer.user(viewer))


def _embedded(entry: Profile) -> Backend:
    from dstack_jupyter.store.access import Viewer
    from dstack_jupyter.store.store import open_store

    store = open_store()
    user = check_user(entry.user) if entry.user else store.owner
    return store.session(Viewer.local_owner(user))
