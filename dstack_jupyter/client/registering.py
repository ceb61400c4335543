"""Add, change and remove profiles as a person asks for it, each token where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dstack_jupyter.client.http.addresses import Place, place_of
from dstack_jupyter.client.http.credentials import checked_token, forget_token, keep_token, kept_token
from dstack_jupyter.client.profile_file import put_profile, remove_profile, written_entries, written_entry
from dstack_jupyter.model.errors import ConfigurationError, InvalidValue


class Registered(NamedTuple):
    """Where a profile was written; `in_keyring` says whether its token is in the keyring, not in the file."""

    file: Path
    in_keyring: bool


def register(
    name: str, changes: Mapping[str, Any], token: str | None, *, file: Path | None = None, keyring: bool = True
) -> Registered:
    """Add a profile for a server, or change what is in it. An entry that `changes` has as None is taken out.

    The token goes to the keyring where there is one; into the file where `keyring` is false, and where the keyring has
    the token of another profile for the same server.
    """
    if not name.strip() or not name.isprintable():
        raise InvalidValue(f"{name!r} cannot be the name of a profile")
    entries = written_entries(file)
    entry = {**_entry(entries, name), **changes}
    place = place_of(str(entry.get("server") or ""))
    in_keyring = False
    if token is not None:
        good = checked_token(token, "what was given")
        in_keyring = keyring and _is_free(place, good, name, entries) and keep_token(place, good)
        entry["token"] = None if in_keyring else good
    entry["store"] = None
    return Registered(
        put_profile(name, {key: value for key, value in entry.items() if value is not None}, file), in_keyring
    )


def unregister(name: str, *, file: Path | None = None) -> Path:
    """Remove a profile; a token of the keyring goes with the last profile that uses it."""
    entries = written_entries(file)
    path = remove_profile(name, file)
    place = _place(entries.get(name))
    if place is not None and not _users_of_keyring(place, name, entries) and "token" not in _entry(entries, name):
        forget_token(place)
    return path


def use(name: str | None, *, file: Path | None = None) -> Path:
    """Make the profile `default` the same as another one; None makes it the store of this computer."""
    if name is None:
        return put_profile("default", {"store": "local"}, file)
    return put_profile("default", written_entry(name, file), file)


def has_token(name: str, *, file: Path | None = None) -> bool:
    """Whether there is a token for a profile, in the file or in the keyring."""
    entry = _entry(written_entries(file), name)
    place = _place(entry)
    return bool(entry.get("token")) or (place is not None and kept_token(place) is not None)


def _entry(entries: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = entries.get(name)
    return dict(found) if isinstance(found, dict) else {}


def _is_free(place: Place, token: str, name: str, entries: Mapping[str, Any]) -> bool:
    """Whether the keyring's one token for a server may become this one."""
    return kept_token(place) in (None, token) or not _users_of_keyring(place, name, entries)


def _users_of_keyring(place: Place, name: str, entries: Mapping[str, Any]) -> list[str]:
    """The other profiles whose token for a server is in the keyring."""
    others = {other: entry for other, entry in entries.items() if other != name}
    return [other for other, entry in others.items() if _place(entry) == place and "token" not in entry]


def _place(entry: Any) -> Place | None:
    try:
        return place_of(str(entry["server"]))
    except (TypeError, KeyError, ConfigurationError):
        return None
