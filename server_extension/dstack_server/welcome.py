"""The first start of a server of its own: its owner becomes its administrator, and is told how to use it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from dstack_jupyter.model.errors import ConfigurationError, Conflict
from dstack_jupyter.store.access import Viewer
from dstack_server.addresses import below
from dstack_server.own_profile import PROFILE, add_own_profile, refresh_own_profile

if TYPE_CHECKING:
    from dstack_jupyter.store.store import Store


def welcome(store: Store, url: str) -> str | None:
    """Make the owner a user, with a profile, where they are none yet; returns what to say of it, else None."""
    accounts = store.session(Viewer.local_owner(store.owner)).accounts
    if store.owner in {user.name for user in accounts.users()}:
        return None
    try:
        accounts.add_user(store.owner, is_admin=True)
    except Conflict:  # another server started at the same time
        return None
    return "\n".join([f"you are {store.owner}, and administer this server", *_configured(store, f"{url}dstack/api")])


def moved(store: Store, url: str) -> list[str]:
    """Let the profile of the first start follow the server; returns what to say of it."""
    server = f"{url}dstack/api"
    try:
        path = refresh_own_profile(store, server)
    except ConfigurationError as error:
        return [f"the profile '{PROFILE}' was not looked at: {error}"]
    return [] if path is None else [f"the profile '{PROFILE}' of {path} says now that this server is at {server}"]


def sign_in_link(store: Store, user: str, url: str, following: str = "", base_url: str = "/") -> str:
    """A link that signs a user in once; its secret stands behind the ``#``, which no browser sends and no log holds."""
    store.session(Viewer.local_owner(store.owner)).accounts.user(user)
    page = below(base_url, following)
    query = f"?next={quote(page, safe='/')}" if page else ""
    return f"{url}dstack/sign-in/link{query}#{store.doors.link(user)}"


def _configured(store: Store, server: str) -> list[str]:
    try:
        path = add_own_profile(store, server)
    except ConfigurationError as error:
        return [f"no profile was added: {error}"]
    return [
        f"the profile '{PROFILE}' of {path} has a token of yours; with it, on this computer,",
        f'    Python:           ds.push("sales", df, profile="{PROFILE}")',
        f'    R:                push_frame("sales", df, profile = "{PROFILE}")',
        f'    clients of 2020:  push_frame("sales", df, profile="{PROFILE}")',
        "on another computer, with a token that you make for it:",
        f"    dstack config add {PROFILE} --user {store.owner} --server {server} --token dsk_…",
        f'    in R:             dstack::configure("{PROFILE}", "{store.owner}", "dsk_…", "global", "{server}")',
    ]
