"""Addresses at which there is nothing."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.web import HTTPError

from dstack_server.addresses import openapi_url
from dstack_server.base import ApiHandler, PageHandler


class MissingResource(ApiHandler):
    """An address below ``dstack/api`` that no route knows."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Say so in JSON."""
        raise HTTPError(404, "%s", f"there is no such resource; {openapi_url(self.base_url)} lists those there are")

    @web.authenticated
    @authorized
    async def head(self) -> None:
        """Say so without a body."""
        raise HTTPError(404)

    post = put = patch = delete = get


class MissingPage(PageHandler):
    """An address below ``dstack`` that no route knows."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Say so on a page."""
        raise HTTPError(404, "there is no page at this address")


class VoilaMissing(PageHandler):
    """The pages with a kernel, in a server that has no Voila."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str) -> None:
        """Say how to get them."""
        raise HTTPError(
            404,
            "pages with a kernel need Voila's server extension, which is not switched on in this server: "
            "run 'jupyter server extension enable voila.server_extension' and start the server again",
        )
