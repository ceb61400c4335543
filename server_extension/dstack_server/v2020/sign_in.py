"""The calls that begin and end a session.

A password or a code in an address is refused, since logs and histories keep addresses; the refusal names the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from jupyter_server.auth.identity import IdentityProvider
from pydantic import BaseModel, Field
from tornado import web

from dstack_jupyter.model.accounts import MAX_PASSWORD
from dstack_server.attempts import slowly
from dstack_server.identity import token_of
from dstack_server.v2020.base import Call
from dstack_server.v2020.errors import Refused
from dstack_server.v2020.identity import Nobody
from dstack_server.v2020.places import root_of

if TYPE_CHECKING:
    from dstack_jupyter.store.doors import Doors


class SigningIn(BaseModel):
    """Who signs in."""

    user: str = Field(max_length=255)
    password: str = Field(max_length=MAX_PASSWORD)


class Begun(BaseModel):
    """A session, whose secret is sent as ``Authorization: Bearer …``; `verified`, since nothing is verified here."""

    session: str
    verified: bool


class OpenCall(Call):
    """A call of those who have not signed in yet. A secret of a session that is over does not keep them out."""

    noun = "user"
    instead = ""

    @property
    def identity_provider(self) -> IdentityProvider:
        """Everyone is nobody."""
        return cast(IdentityProvider, Nobody())

    @allow_unauthenticated
    def get(self) -> None:
        """Say where it is done."""
        if not self.dstack.has_users:
            raise Refused(403, f"nobody signs in to dstack inside of a Jupyter server; {self.how_to_sign_in}")
        raise Refused(403, self.instead.format(site=f"{root_of(self)}dstack"))


class LoginCall(OpenCall):
    """``users/login``."""

    instead = (
        "a password is not taken from an address, which logs keep: sign in at {site}/sign-in, "
        'or POST it to this address as JSON, {{"user": …, "password": …}}'
    )

    @allow_unauthenticated
    async def post(self) -> None:
        """Begin a session."""
        asked, days = self.taken(SigningIn), self.dstack.session_days

        def sign_in(doors: Doors) -> str:
            return doors.sign_in(asked.user, asked.password, days)

        secret = await slowly(self, asked.user, lambda: self.store.at_doors(sign_in))
        self.tell(Begun(session=secret, verified=True))


class LogoutCall(Call):
    """``users/logout``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """End the session whose secret came with the call; a token is revoked, not signed out."""
        secret = token_of(self.request.headers.get("Authorization", ""))
        if secret is not None:
            await self.store.at_doors(lambda doors: doors.sign_out(secret))
        self.tell()


class VerifyCall(OpenCall):
    """``users/verify``."""

    instead = (
        "a code is not taken from an address, which logs keep: a link of an administrator or of 'jupyter dstack link' "
        "signs you in at {site}/sign-in/link"
    )


class ResetCall(OpenCall):
    """``users/reset``."""

    instead = (
        "this server sends no mail: ask an administrator for a link that signs you in, and choose a password at "
        "{site}/password"
    )


class RegisterCall(OpenCall):
    """``users/register``."""

    instead = "nobody registers here: an administrator adds users, and sends each of them a link that signs in"
    post: Any = OpenCall.get


class PasswordCall(OpenCall):
    """``users/update/password``."""

    instead = "a password is changed at {site}/password, by the old one, or after a link that signs in"
    post: Any = OpenCall.get
