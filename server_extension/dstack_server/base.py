"""What all handlers share: who is asking, the store as they see it, and how errors are told."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado.web import HTTPError

from dstack_jupyter.model.errors import DstackError
from dstack_jupyter.model.names import StackPath, checked_path
from dstack_server.addresses import list_url, query_without, sign_in_url, style_url
from dstack_server.compression import Body, takes_gzip
from dstack_server.errors import status_of, words_of

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import Backend
    from dstack_server.app import DstackApp
    from dstack_server.lazy_store import LazyStore

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src blob:",
        "frame-src blob: data: 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""What a page may load: its own server's files and nothing else. Contents are other people's."""


_XSRF = "a browser that is signed in writes with the header X-XSRFToken, anything else with a token in Authorization"

_OLD_FORM = "this form is too old, or this browser keeps no cookies: open the page again, and send it once more"


def stack_path(user: str, name: str) -> StackPath:
    """The path that a URL names; raises `InvalidName`."""
    return checked_path(StackPath(user, name))


class DstackHandler(JupyterHandler):
    """The base of every handler; a verb carries ``@web.authenticated`` and ``@authorized``."""

    auth_resource = "dstack"
    is_endless = False

    @property
    def dstack(self) -> DstackApp:
        """The extension and its configuration."""
        return cast("DstackApp", self.settings["dstack"])

    @property
    def store(self) -> LazyStore:
        """Where blocking work runs."""
        return cast("LazyStore", self.settings["dstack_store"])

    async def backend(self) -> Backend:
        """The store with the rights of the one who asks."""
        return await self.store.session_of(self.current_user)

    def check_host(self) -> bool:
        """Whether the server answers to the name by which it is asked; refuse in words where it does not."""
        if not super().check_host():
            self.current_user = self._jupyter_current_user = None
            raise HTTPError(403, "this server has another name; ServerApp.local_hostnames can allow the one you asked")
        return True

    def check_origin(self, origin_to_satisfy_tornado: str = "") -> bool:
        """Whether it is a page of our own that asks; refuse in words where it is not."""
        if not super().check_origin(origin_to_satisfy_tornado):
            raise HTTPError(404, "a page of another site asked; ServerApp.allow_origin can name the one that may")
        return True

    def set_cors_headers(self) -> None:
        """Let pages of another site read an answer only where the configuration names that site."""
        if self.allow_origin or self.allow_origin_pat:
            super().set_cors_headers()

    @property
    def how_to_sign_in(self) -> str:
        """What one who has not signed in is told to do."""
        if not self.dstack.has_users:
            return "sign in first: send Jupyter's token as 'Authorization: token …'"
        page = sign_in_url(self.base_url)
        return f"sign in first: send a token as 'Authorization: Bearer dsk_…', or open {page} in a browser"

    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return not getattr(self.current_user, "username", None)

    async def check_allowed(self, action: str, resource: str) -> None:
        """Refuse what the server's authorizer does not let this user do with a resource of Jupyter's own."""
        asked = self.authorizer.is_authorized(self, self.current_user, action, resource)
        if not await ensure_async(asked):
            raise HTTPError(403, f"this Jupyter server does not let you {action} its {resource}")

    @property
    def running(self) -> WeakSet[DstackHandler]:
        """The requests that are being answered."""
        return cast("WeakSet[DstackHandler]", self.settings.setdefault("dstack_running", WeakSet()))

    def set_default_headers(self) -> None:
        """Add what no answer goes without; what the owner configures wins."""
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        super().set_default_headers()

    async def prepare(self, **kwargs: Any) -> None:
        """Note that the request is being answered, so that a server that stops waits for it."""
        self.running.add(self)
        await super().prepare(**kwargs)

    def on_finish(self) -> None:
        """Note that it is over."""
        self.running.discard(self)
        super().on_finish()

    def on_connection_close(self) -> None:
        """Note that nobody waits for it."""
        self.running.discard(self)
        super().on_connection_close()

    def _request_summary(self) -> str:
        """What tornado's log says of a refused request: without the query, which may hold a secret."""
        return f"{self.request.method} {self.request.path} ({self.request.remote_ip})"

    def compute_etag(self) -> str | None:
        """None: a verb sets the ETag where there is one, and tornado need not hash bodies."""
        return None

    def takes_gzip(self) -> bool:
        """Whether the answer may be compressed."""
        return self.dstack.compress and takes_gzip(self.request.headers.get("Accept-Encoding"))

    def send(self, body: Body) -> None:
        """Finish with the body, in the form that the client takes, or with 304 where it has it."""
        zipped = body.gzipped if self.takes_gzip() else None
        self.set_header("ETag", f'"{body.tag}"' if zipped is None else f'"{body.tag}-gzip"')
        if body.gzipped is not None:
            self.set_header("Vary", "Accept-Encoding")
        if self.check_etag_header():
            self.set_status(304)
            self.finish()
            return
        if zipped is not None:
            self.set_header("Content-Encoding", "gzip")
        self.finish(body.plain if zipped is None else zipped)

    def log_exception(self, *exc_info: Any) -> None:
        """Log an error of our family in one line, a plain refusal for those who debug, anything else with its trace."""
        error = exc_info[1]
        if isinstance(error, DstackError):
            level = logging.ERROR if status_of(error) >= 500 else logging.DEBUG
            self.log.log(level, "%s %s: %s", self.request.method, self.request.path, error)
        else:
            super().log_exception(*exc_info)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Give an error of our family the status that belongs to it."""
        error = kwargs.get("exc_info", (None, None))[1]
        super().send_error(status_of(error) if isinstance(error, DstackError) else status_code, **kwargs)


class ApiHandler(DstackHandler, APIHandler):
    """The base of the v1 interface: errors are JSON, and an unknown asker gets 401."""

    def check_xsrf_cookie(self) -> None:
        """Whoever writes is signed in, by a token or by a cookie that comes with its XSRF token."""
        if not hasattr(self, "_jupyter_current_user"):
            return  # tornado asks before it is known who it is, Jupyter once more when it is
        if self.is_anonymous():
            self.get_login_url()
        try:
            super().check_xsrf_cookie()
        except HTTPError as error:
            if error.status_code != 403:
                raise
            raise HTTPError(403, "%s", _XSRF) from error

    def get_login_url(self) -> str:
        """Refuse in JSON where a page would send the asker to the login form."""
        raise HTTPError(401, "%s", self.how_to_sign_in)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer ``{"message", "code"}``."""
        message, code = words_of(status_code, kwargs.get("exc_info", (None, None))[1])
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish({"message": message, "code": code})

    def finish(self, *args: Any, **kwargs: Any) -> asyncio.Future[None]:
        """Finish with the content type that was set."""
        kwargs.setdefault("set_content_type", self._headers.get("Content-Type"))
        return super().finish(*args, **kwargs)


class PageHandler(DstackHandler):
    """The base of what people open in a browser: errors are pages, and a token leaves the address bar."""

    @property
    def content_security_policy(self) -> str:
        """The policy of our pages, on errors too."""
        return PAGE_POLICY

    def set_default_headers(self) -> None:
        """Add that no window of another site keeps a hold of the page."""
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        super().set_default_headers()

    async def prepare(self, **kwargs: Any) -> None:
        """Once Jupyter has taken a ``?token=`` and set its cookie, show the page without it."""
        await super().prepare(**kwargs)
        if not self._finished and self.current_user and self.get_query_arguments("token"):
            self.set_header("Cache-Control", "no-store")
            query = query_without(self.request.query, "token")
            self.redirect(f"{self.request.path}{'?' * bool(query)}{query}")

    def check_xsrf_cookie(self) -> None:
        """Refuse a form that is too old or comes from elsewhere, in words."""
        try:
            super().check_xsrf_cookie()
        except HTTPError as error:
            if error.status_code != 403 or self.request.method in ("GET", "HEAD"):
                raise
            raise HTTPError(403, "%s", _OLD_FORM) from error

    def page_of_template(self, template: str, /, **names: object) -> str:
        """Render one of our templates."""
        found = self.settings["dstack_jinja2_env"].get_template(template)
        places = {"home": list_url(self.base_url), "style": style_url(self.base_url)}
        return cast(str, found.render(**places, **names))

    def _could_sign_in(self) -> bool:
        viewer = getattr(self.current_user, "viewer", None)
        return viewer is not None and viewer.name is None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what happened on a page in the style of the others; one who might see more is asked to sign in."""
        message, _ = words_of(status_code, kwargs.get("exc_info", (None, None))[1])
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Cache-Control", "no-store")
        if status_code in (401, 403, 404) and self.request.method in ("GET", "HEAD") and self._could_sign_in():
            self.redirect(sign_in_url(self.base_url, self.request.uri or ""))
            return
        self.finish(self.page_of_template("error.html.j2", status=status_code, message=message))
