"""The pages on which people sign in to a server of its own, sign out, and change their password."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from tornado import web
from tornado.web import HTTPError

from dstack_jupyter.model.accounts import MAX_PASSWORD, MIN_PASSWORD
from dstack_jupyter.model.errors import InvalidValue, NotSignedIn
from dstack_jupyter.store.access import Viewer
from dstack_server.addresses import below, list_url
from dstack_server.attempts import slowly
from dstack_server.base import PAGE_POLICY, PageHandler

if TYPE_CHECKING:
    from dstack_jupyter.store.doors import Doors
    from dstack_server.identity import StoreIdentity

FOLLOW = (
    "const secret = decodeURIComponent(location.hash.slice(1));"
    "if (secret) {"
    " history.replaceState(null, '', location.pathname + location.search);"
    " const form = document.querySelector('form');"
    " form.elements.secret.value = secret;"
    " form.requestSubmit();"
    "}"
)
"""Signs in by the secret behind the ``#`` of a link: no log holds it, and no preview of a link uses it up."""

_FOLLOW_HASH = base64.b64encode(hashlib.sha256(FOLLOW.encode()).digest()).decode()

FORM_POLICY = PAGE_POLICY.replace("frame-ancestors 'self'", "frame-ancestors 'none'")
"""No page may lay itself over a form that takes a password."""


class SignInHandler(PageHandler):
    """The base of all: sessions begin and end here."""

    @property
    def content_security_policy(self) -> str:
        """That of all pages, in no frame."""
        return FORM_POLICY

    @property
    def identity(self) -> StoreIdentity:
        """What knows the sessions."""
        return cast("StoreIdentity", self.identity_provider)

    @property
    def viewer(self) -> Viewer:
        """Who is asking."""
        return cast(Viewer, getattr(self.current_user, "viewer", Viewer.anonymous()))

    @property
    def next(self) -> str:
        """Where to go when it is done."""
        return below(self.base_url, self.get_argument("next", "")) or list_url(self.base_url)

    def show(self, template: str, /, status: int = 200, **names: object) -> None:
        """Send a form."""
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        fields = {"here": self.request.path, "next": self.next, "xsrf": self.xsrf_form_html(), **names}
        self.finish(self.page_of_template(template, **fields))

    @property
    def days(self) -> float:
        """How long a session lasts."""
        return self.dstack.session_days

    async def begin(self, ask: Callable[[Doors], str]) -> None:
        """Begin the session that the doors of the store give the secret of."""
        self.identity.begin(self, await self.store.at_doors(ask), self.days)

    def go_on(self, address: str | None = None) -> None:
        """Go to the page that was wanted."""
        self.set_header("Cache-Control", "no-store")
        self.redirect(address or self.next, status=303)

    def refuse(self, template: str, error: Exception, /, **names: object) -> None:
        """Show a form again, with what was wrong."""
        status = error.status_code if isinstance(error, HTTPError) else 401 if isinstance(error, NotSignedIn) else 400
        message = error.log_message if isinstance(error, HTTPError) else str(error)
        self.show(template, status, message=message, **names)


class SignInPage(SignInHandler):
    """``dstack/sign-in``: by a name and a password."""

    @allow_unauthenticated
    def get(self) -> None:
        """Show the form."""
        self.show("sign_in.html.j2", name="", user=self.viewer.name)

    @allow_unauthenticated
    async def post(self) -> None:
        """Sign in."""
        name, password = self.get_body_argument("name", ""), self.get_body_argument("password", "", strip=False)
        try:
            await slowly(self, name, lambda: self.begin(lambda doors: doors.sign_in(name, password, self.days)))
        except (NotSignedIn, HTTPError) as error:
            self.refuse("sign_in.html.j2", error, name=name, user=None)
        else:
            self.go_on()


class LinkPage(SignInHandler):
    """``dstack/sign-in/link``: by a link that works once."""

    @property
    def content_security_policy(self) -> str:
        """That of the others, with the one script of this page."""
        return FORM_POLICY.replace("script-src 'self' blob:", f"script-src 'sha256-{_FOLLOW_HASH}'")

    @allow_unauthenticated
    def get(self) -> None:
        """Show the form, which fills itself where the browser runs scripts."""
        self.show("sign_in_link.html.j2", script=FOLLOW)

    @allow_unauthenticated
    async def post(self) -> None:
        """Sign in."""
        secret = self.get_body_argument("secret", "")
        try:
            await slowly(self, "", lambda: self.begin(lambda doors: doors.follow(secret, self.days)))
        except (NotSignedIn, HTTPError) as error:
            self.refuse("sign_in_link.html.j2", error, script="")
        else:
            self.go_on()


class SignOut(SignInHandler):
    """``dstack/sign-out``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """End the session of this browser."""
        secret = self.get_cookie(self.identity.get_cookie_name(self))
        if secret:
            await self.store.at_doors(lambda doors: doors.sign_out(secret))
        self.identity.clear_login_cookie(self)
        self.set_header("Clear-Site-Data", '"cache"')
        self.go_on(list_url(self.base_url))


class PasswordPage(SignInHandler):
    """``dstack/password``: choose another password, by the old one where there is one."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Show the form."""
        self.show("password.html.j2", **await self._about())

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Change it; that ends all other sessions."""
        old, new = (self.get_body_argument(each, "", strip=False) for each in ("old", "new"))
        name = self._named()
        try:
            if (await self._about())["has_password"]:
                await slowly(self, name, lambda: self.store.at_doors(lambda doors: doors.sign_in(name, old)))
            session = await self.store.session_of(self.current_user)
            await self.store.call(lambda: session.accounts.update_user(name, password=new))
            await self.begin(lambda doors: doors.sign_in(name, new, self.days))
        except (NotSignedIn, InvalidValue, HTTPError) as error:
            self.refuse("password.html.j2", error, **await self._about())
        else:
            self.go_on()

    async def _about(self) -> dict[str, Any]:
        name, session = self._named(), await self.store.session_of(self.current_user)
        user = await self.store.call(lambda: session.accounts.user(name))
        return {"name": name, "has_password": user.has_password, "shortest": MIN_PASSWORD, "longest": MAX_PASSWORD}

    def _named(self) -> str:
        if self.viewer.name is None:
            raise NotSignedIn("sign in first")
        return self.viewer.name


def sign_in_routes() -> list[tuple[str, type[Any]]]:
    """Patterns and handlers for the router."""
    return [
        (r"dstack/sign-in", SignInPage),
        (r"dstack/sign-in/link", LinkPage),
        (r"dstack/sign-out", SignOut),
        (r"dstack/password", PasswordPage),
    ]
