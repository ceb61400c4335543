"""``dstack/relay/``: the stores that the owner of this Jupyter server can look at."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel
from tornado import web

from dstack_jupyter.client.config import DEFAULT, Profile, listed_profiles
from dstack_jupyter.client.http.addresses import place_of
from dstack_jupyter.model.errors import ConfigurationError
from dstack_server.base import ApiHandler


class RelayProfile(BaseModel):
    """A store; never a token.

    Attributes
    ----------
    name
        The name of the profile; empty for the store of this computer.
    user
        Whom the profile names.
    server
        The address of the pages of its server; None for the store of this computer, and where it is no address.
    is_default
        Whether Python uses it when none is named.
    """

    name: str
    user: str | None
    server: str | None
    is_default: bool


class RelayProfiles(BaseModel):
    """The store of this computer, and those of the profiles in their order."""

    profiles: tuple[RelayProfile, ...]


class ProfilesHandler(ApiHandler):
    """``dstack/relay/``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send them."""
        backend = await self.backend()
        listed = await self.store.call(lambda: _profiles(backend.user))
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(listed.model_dump_json().encode())


def _profiles(owner: str) -> RelayProfiles:
    others = [profile for profile in listed_profiles() if not profile.is_local]
    is_elsewhere = any(profile.name == DEFAULT for profile in others)
    here = RelayProfile(name="", user=owner, server=None, is_default=not is_elsewhere)
    there = (
        RelayProfile(name=one.name, user=one.user, server=_pages_of(one), is_default=one.name == DEFAULT)
        for one in others
    )
    return RelayProfiles(profiles=(here, *there))


def _pages_of(profile: Profile) -> str | None:
    try:
        return place_of(profile.server or "").base
    except ConfigurationError:
        return None
