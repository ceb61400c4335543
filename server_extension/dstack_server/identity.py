"""Who is asking a server of its own: a token, else the session of a browser, else nobody in particular."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import FileFindHandler
from tornado.web import HTTPError, RequestHandler
from traitlets import Unicode, default, validate

from dstack_jupyter.model.errors import DstackError, NotSignedIn
from dstack_jupyter.store.access import Viewer
from dstack_server.base import DstackHandler
from dstack_server.errors import status_of
from dstack_server.opened_kernels import was_opened

if TYPE_CHECKING:
    from jupyter_server.base.handlers import JupyterHandler

    from dstack_jupyter.store.doors import Doors
    from dstack_server.lazy_store import LazyStore

_SCHEMES = ("bearer", "token")
_OTHER_CHARACTERS = re.compile(r"[^A-Za-z0-9]")


@dataclass
class StoreUser(User):
    """A user of the store, or with an empty name someone who has not signed in."""

    viewer: Viewer = field(default_factory=Viewer.anonymous)

    def fill_defaults(self) -> None:
        """Nobody has no name to be shown by."""
        if self.username:
            super().fill_defaults()  # type: ignore[no-untyped-call]


class StoreIdentity(IdentityProvider):
    """The users of the store, who come by a token or a session. Jupyter's own token opens nothing."""

    cookie_name = Unicode(
        "",
        help="""Name of the cookie that holds the session of a browser.
        Empty (the default): dstack- and the host and port that the browser asks for.""",
    ).tag(config=True)

    @default("token")
    def _token_default(self) -> str:
        return ""

    @validate("token")
    def _no_token_of_the_server(self, _: object) -> str:
        return ""

    async def get_user(self, handler: RequestHandler) -> User | None:
        """Who is asking; raises 401 for a bad token, and 404 at addresses that are not for viewers."""
        handler = cast("JupyterHandler", handler)
        handler.current_user = handler._jupyter_current_user = None
        try:
            user = await self._who(handler)
        except DstackError as error:
            raise HTTPError(status_of(error), "%s", error) from error
        is_of_page = user.username and isinstance(handler, FileFindHandler)  # scripts and styles that Voila loads
        if not (isinstance(handler, DstackHandler) or is_of_page or was_opened(handler, user.viewer)):
            raise HTTPError(404, "this server shows stacks and dashboards, and nothing at this address")
        if user.username or handler.settings["dstack"].allow_anonymous:
            return user
        return None

    def get_cookie_name(self, handler: RequestHandler) -> str:
        """The name of the cookie; browsers give cookies to every port of a host."""
        return self.cookie_name or _OTHER_CHARACTERS.sub("-", f"dstack-{handler.request.host}")

    def begin(self, handler: JupyterHandler, secret: str, days: float) -> None:
        """Give a browser the secret of its session, which scripts do not see and other sites do not use."""
        handler.set_cookie(
            self.get_cookie_name(handler),
            secret,
            expires_days=days,
            path=handler.base_url,
            httponly=True,
            samesite="Lax",
            secure=self.is_secure(handler),
        )

    def is_secure(self, handler: RequestHandler) -> bool:
        """Whether cookies go over TLS only."""
        return handler.request.protocol == "https" if self.secure_cookie is None else bool(self.secure_cookie)

    def identity_model(self, user: User) -> dict[str, Any]:
        """What Jupyter tells of a user."""
        return {"username": user.username, "name": user.name, "display_name": user.display_name}

    def get_handlers(self) -> list[tuple[str, object]]:
        """The metrics in the place of Jupyter's; signing in is a page of ours."""
        from dstack_server.metrics import MetricsHandler

        return [("/metrics", MetricsHandler)]

    def validate_security(self, app: Any, ssl_options: dict[str, Any] | None = None) -> None:
        """Nothing: the server itself refuses to be open."""

    async def _who(self, handler: JupyterHandler) -> StoreUser:
        token = token_of(handler.request.headers.get("Authorization", ""))
        if token is not None:
            viewer = await _at_doors(handler, lambda doors: doors.by_token(token))
            # Jupyter's mark of a request that no other site can forge: it needs no XSRF token.
            handler._token_authenticated = True  # type: ignore[attr-defined]
            return _user(viewer)
        secret = handler.get_cookie(self.get_cookie_name(handler))
        if not secret:
            return _user(Viewer.anonymous())
        try:
            return _user(await _at_doors(handler, lambda doors: doors.by_session(secret)))
        except NotSignedIn:
            self.clear_login_cookie(handler)
            return _user(Viewer.anonymous())


class ViewersOnly(Authorizer):
    """Leaves the users of the store what dstack serves, and the kernels behind the pages that they opened."""

    def is_authorized(self, handler: JupyterHandler, user: User, action: str, resource: str) -> bool:
        """Whether the user may do this; who may see which stack is the store's to say."""
        viewer = getattr(user, "viewer", None)
        if viewer is None:
            return False
        if resource == "dstack":
            if action != "read" and viewer.name is None:
                raise HTTPError(401, "%s", cast(DstackHandler, handler).how_to_sign_in)
            return True
        return resource == "kernels" and action in ("read", "execute") and was_opened(handler, viewer)


def token_of(authorization: str) -> str | None:
    """The token of an ``Authorization`` header; None where it holds something else, as a proxy's password."""
    scheme, _, token = authorization.strip().partition(" ")
    return token.strip() if scheme.lower() in _SCHEMES else None


def _user(viewer: Viewer) -> StoreUser:
    return StoreUser(viewer.name or "", viewer=viewer)


async def _at_doors(handler: JupyterHandler, ask: Callable[[Doors], Viewer]) -> Viewer:
    store = cast("LazyStore", handler.settings["dstack_store"])
    return await store.at_doors(ask)
