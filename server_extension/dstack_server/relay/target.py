"""From a profile of the owner to the server that is asked, and as whom."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass, field
from functools import lru_cache

from dstack_jupyter.client.config import listed_profiles, read_profile
from dstack_jupyter.client.http.addresses import Place, place_of
from dstack_jupyter.client.http.credentials import token_of
from dstack_jupyter.client.http.opening import trusted_by
from dstack_jupyter.client.http.wire import certificates
from dstack_jupyter.model.errors import ConfigurationError, NotFound


@dataclass(frozen=True)
class Target:
    """A server, the token of the profile, and whose certificates it trusts; None where there is no TLS."""

    place: Place
    token: str | None = field(repr=False)
    trust: ssl.SSLContext | None


def target_of(name: str) -> Target:
    """What a profile means; raises `NotFound` or `ConfigurationError` in words that say what is wrong with it."""
    known = [profile.name for profile in listed_profiles()]
    if name not in known:
        raise NotFound(f"there is no profile {name!r} here any more; there are: {', '.join(known) or 'none'}")
    profile = read_profile(name)
    if profile.server is None:
        raise ConfigurationError(f"profile {name!r} is the store of this computer, which needs no server between")
    place = place_of(profile.server)
    is_secure = place.base.startswith("https:")
    return Target(place, token_of(profile, place), _context(trusted_by(profile)) if is_secure else None)


def _context(verify: bool | str) -> ssl.SSLContext:
    chosen = certificates() if verify is True else verify
    if chosen is False:
        return _trusting_anyone()
    return _trusting(chosen if isinstance(chosen, str) else _usual())


def _usual() -> str:
    """The certificates that the other clients of a profile trust."""
    from certifi import where

    return where()


@lru_cache(8)
def _trusting(path: str) -> ssl.SSLContext:
    is_folder = os.path.isdir(path)
    return ssl.create_default_context(cafile=None if is_folder else path, capath=path if is_folder else None)


@lru_cache(1)
def _trusting_anyone() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
