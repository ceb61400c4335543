"""Who asks a call of 2020: whoever its ``Authorization`` header proves, and nobody by a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.utils import ensure_async
from tornado.web import HTTPError

from dstack_jupyter.model.errors import DstackError
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.secrets import PREFIX
from dstack_server.errors import status_of
from dstack_server.identity import StoreIdentity, StoreUser, token_of

if TYPE_CHECKING:
    from jupyter_server.base.handlers import JupyterHandler

    from dstack_jupyter.store.doors import Doors
    from dstack_server.lazy_store import LazyStore


class HeaderIdentity:
    """Stands before the identity provider of a server, and lets those in who bring their secret in the header.

    That is a token of the store, or the secret of a session; in a Jupyter server also the token of that server.
    No other site can send the header, so a call needs no XSRF token.
    """

    def __init__(self, of_server: IdentityProvider) -> None:
        self._of_server = of_server

    def __getattr__(self, name: str) -> Any:
        """All else is as the server has it."""
        return getattr(self._of_server, name)

    async def get_user(self, handler: JupyterHandler) -> User | None:
        """Who is asking; raises 401 for a secret that is none."""
        handler.current_user = handler._jupyter_current_user = None
        secret = token_of(handler.request.headers.get("Authorization", ""))
        if secret is None:
            return self._nobody(handler)
        user = await self._of_jupyter(handler, secret)
        return user if user is not None else await _of_store(handler, secret)

    def should_check_origin(self, handler: JupyterHandler) -> bool:
        """Never: a page of another site has no secret to send."""
        return False

    def is_token_authenticated(self, handler: JupyterHandler) -> bool:
        """Always, so far as anybody is."""
        return True

    def _nobody(self, handler: JupyterHandler) -> User | None:
        """One who sees what is public, in a server that lets such people in."""
        is_open = isinstance(self._of_server, StoreIdentity) and handler.settings["dstack"].allow_anonymous
        return StoreUser("", viewer=Viewer.anonymous()) if is_open else None

    async def _of_jupyter(self, handler: JupyterHandler, secret: str) -> User | None:
        """Jupyter's own user, by Jupyter's own token."""
        if isinstance(self._of_server, StoreIdentity) or secret.startswith(PREFIX):
            return None
        user = cast("User | None", await ensure_async(self._of_server.get_user(handler)))
        is_let_in = not self._of_server.auth_enabled or self._of_server.is_token_authenticated(handler)
        return user if is_let_in else None


class Nobody:
    """Stands in its place where nobody is asked who they are."""

    async def get_user(self, handler: JupyterHandler) -> User:
        """One who has not signed in, whatever they bring."""
        return StoreUser("", viewer=Viewer.anonymous())

    def should_check_origin(self, handler: JupyterHandler) -> bool:
        """Never."""
        return False

    def is_token_authenticated(self, handler: JupyterHandler) -> bool:
        """Never."""
        return False


async def _of_store(handler: JupyterHandler, secret: str) -> User:
    store = cast("LazyStore", handler.settings["dstack_store"])
    try:
        viewer = await store.at_doors(lambda doors: _let_in(doors, secret))
    except DstackError as error:
        raise HTTPError(status_of(error), "%s", error) from error
    return StoreUser(viewer.name or "", viewer=viewer)


def _let_in(doors: Doors, secret: str) -> Viewer:
    return doors.by_token(secret) if secret.startswith(PREFIX) else doors.by_session(secret)
