"""The profile of the one who keeps a server of its own: made at the first start, it follows the server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dstack_jupyter.model.errors import ConfigurationError, NotSignedIn
from dstack_jupyter.store.access import Viewer
from dstack_server.openness import is_loopback

if TYPE_CHECKING:
    from dstack_jupyter.store.store import Store

PROFILE = "server"


def add_own_profile(store: Store, server: str) -> Path:
    """Add the profile, with a token of the owner's; raises `ConfigurationError` where there is one of that name."""
    from dstack_jupyter.client.profile_file import add_profile, own_config_path, written_profile

    if written_profile(PROFILE) is not None:
        raise ConfigurationError(f"{own_config_path()} has one with the name '{PROFILE}' already")
    accounts = store.session(Viewer.local_owner(store.owner)).accounts
    made = accounts.new_token("this computer", scope="admin", days=None, user=store.owner)
    try:
        return add_profile(PROFILE, {"user": store.owner, "token": made.secret, "server": server})
    except ConfigurationError:
        accounts.revoke_token(made.token.id)
        raise


def refresh_own_profile(store: Store, server: str) -> Path | None:
    """Write down where the server is now, and return the file; None where the entry stays as it is.

    That is where it is right, is not as it was made, has no token of this store, or names a server that still runs
    or is on another computer: a proxy, say.
    """
    from dstack_jupyter.client.profile_file import put_profile, written_entries

    entry = written_entries().get(PROFILE)
    if not isinstance(entry, dict) or entry.get("server") == server or not _is_ours(store, entry):
        return None
    return put_profile(PROFILE, {**entry, "server": server}) if _is_gone(entry["server"], server) else None


def _is_ours(store: Store, entry: dict[Any, Any]) -> bool:
    if set(entry) != {"user", "token", "server"} or not all(isinstance(value, str) for value in entry.values()):
        return False
    try:
        return bool(store.doors.by_token(entry["token"]).name == entry["user"])
    except NotSignedIn:
        return False


def _is_gone(before: str, now: str) -> bool:
    """Whether a server was at this computer, and is not any more."""
    from dstack_jupyter.client.links import running_servers

    host = urlsplit(before).hostname or ""
    if not is_loopback(host) and host != urlsplit(now).hostname:
        return False
    return not any(before.startswith(f"{url}dstack/") for url in running_servers())
