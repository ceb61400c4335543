"""One backend for each server and asker of a process, so that connections are used again."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from dstack_jupyter.client.config import Profile
from dstack_jupyter.client.http.addresses import Place, place_of
from dstack_jupyter.client.http.backend import HttpBackend
from dstack_jupyter.client.http.cache import SIZE_VARIABLE, usual_cache
from dstack_jupyter.client.http.credentials import token_of
from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.model.errors import ConfigurationError
from dstack_jupyter.store.home import home_folder

_Key = tuple[Place, str | None, bool | str, Path, tuple[str | None, ...], int]

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_LOOKED_AT = (SIZE_VARIABLE, *_PROXIES, *map(str.lower, _PROXIES), "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""The variables of the environment that a backend looks at once, when it is made."""

_opened: dict[_Key, HttpBackend] = {}
_lock = threading.Lock()


def opened(profile: Profile) -> HttpBackend:
    """The backend of a profile with a server; a forked child has its own."""
    if profile.server is None:
        raise ConfigurationError(f"profile {profile.name!r} names no server")
    place, verify = place_of(profile.server), trusted_by(profile)
    token = token_of(profile, place)
    key = (place, token, verify, home_folder(), tuple(map(os.environ.get, _LOOKED_AT)), os.getpid())
    with _lock:
        if key not in _opened:
            _opened[key] = HttpBackend(Wire(place, token, verify), usual_cache(), token)
        return _opened[key]


def trusted_by(profile: Profile) -> bool | str:
    """Whether the certificate of the profile's server is checked, or the file with certificates to check it with."""
    if isinstance(profile.verify, bool):
        return profile.verify
    path = Path(profile.verify).expanduser()
    if not path.exists():
        raise ConfigurationError(f"profile {profile.name!r} has verify: {path}, which is not there")
    return str(path)


def _renew_lock() -> None:
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)
