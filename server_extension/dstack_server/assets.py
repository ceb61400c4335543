"""The scripts and styles of the pages."""

from __future__ import annotations

import gzip
import mimetypes
from pathlib import PurePosixPath

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.dashboards import assets
from dstack_server.addresses import asset_url
from dstack_server.base import ApiHandler
from dstack_server.caching import FOR_EVER
from dstack_server.compression import takes_gzip

CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".woff2": "font/woff2",
}


class AssetHandler(ApiHandler):
    """``dstack/static/<version>/<file>``."""

    @web.authenticated
    @authorized
    async def get(self, version: str, name: str) -> None:
        """Send the file."""
        await self._answer(version, name)

    @web.authenticated
    @authorized
    async def head(self, version: str, name: str) -> None:
        """Send the headers alone."""
        await self._answer(version, name)

    async def _answer(self, version: str, name: str) -> None:
        body = await self.store.call(lambda: assets.compressed(name))
        current = assets.static_version()
        if version != current:
            self.set_header("Cache-Control", "no-store")
            self.redirect(asset_url(self.base_url, name))
            return
        self._describe(current, name)
        if takes_gzip(self.request.headers.get("Accept-Encoding")):
            self.set_header("Content-Encoding", "gzip")
            self.finish(body)
        else:
            self.finish(await self.store.call(lambda: gzip.decompress(body)))

    def _describe(self, version: str, name: str) -> None:
        suffix = PurePosixPath(name).suffix
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.set_header("Content-Type", CONTENT_TYPES.get(suffix, guessed))
        self.set_header("Cache-Control", FOR_EVER)
        self.set_header("Vary", "Accept-Encoding")
