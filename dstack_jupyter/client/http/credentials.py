"""Which server is meant and who asks, from a profile, the environment, a mounted file or a keyring."""

from __future__ import annotations

import importlib
import os
from contextlib import suppress
from pathlib import Path

from dstack_jupyter.client.config import SERVER_VARIABLE, Profile
from dstack_jupyter.client.http.addresses import Place, place_of
from dstack_jupyter.model.errors import ConfigurationError

TOKEN_VARIABLE = "DSTACK_TOKEN"  # noqa: S105 - a name
TOKEN_FILE_VARIABLE = "DSTACK_TOKEN_FILE"  # noqa: S105 - a name
KEYRING_SERVICE = "dstack-jupyter"


def profile_of_environment() -> Profile | None:
    """The profile that ``$DSTACK_SERVER`` makes; None where it is not set."""
    server = os.environ.get(SERVER_VARIABLE)
    return Profile(name=f"${SERVER_VARIABLE}", server=server) if server else None


def token_of(profile: Profile, place: Place) -> str | None:
    """What says who asks; None where there is nothing.

    A token of the environment goes to the server of the environment, where that is set, and to no other.
    """
    if profile.token:
        return checked_token(profile.token, f"the token of profile {profile.name!r}")
    named = os.environ.get(SERVER_VARIABLE)
    if not named or place_of(named) == place:
        if given := os.environ.get(TOKEN_VARIABLE):
            return checked_token(given, f"${TOKEN_VARIABLE}")
        if file := os.environ.get(TOKEN_FILE_VARIABLE):
            return checked_token(_read(Path(file)), f"the file that ${TOKEN_FILE_VARIABLE} names")
    kept = kept_token(place)
    return checked_token(kept, "the token of the keyring") if kept else None


def checked_token(token: str, source: str) -> str:
    """The token without the space around it, or `ConfigurationError`; words about it never show it."""
    stripped = token.strip()
    if not stripped or not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise ConfigurationError(f"{source} is no token; copy it again")
    return stripped


def kept_token(place: Place) -> str | None:
    """The token for a server that is in the keyring, or None."""
    try:
        keyring = importlib.import_module("keyring")
        found = keyring.get_password(KEYRING_SERVICE, str(place))
    except Exception:  # a keyring that is not there, locked or broken is none
        return None
    return found if isinstance(found, str) else None


def keep_token(place: Place, token: str) -> bool:
    """Put the token for a server into the keyring; False where there is none that takes it."""
    try:
        keyring = importlib.import_module("keyring")
        keyring.set_password(KEYRING_SERVICE, str(place), token)
    except Exception:  # a keyring that is not there, locked or broken is none
        return False
    return kept_token(place) == token


def forget_token(place: Place) -> None:
    """Take the token for a server out of the keyring, where it is in one."""
    with suppress(Exception):
        keyring = importlib.import_module("keyring")
        keyring.delete_password(KEYRING_SERVICE, str(place))


def _read(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"${TOKEN_FILE_VARIABLE} names {path}, which cannot be read: {error}") from None
