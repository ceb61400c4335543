"""A part of a table as JSON, sorted on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from tornado import web

from dstack_jupyter.model.errors import InvalidValue
from dstack_server.attachments import AttachmentHandler, Located
from dstack_server.compression import Body, body_of

if TYPE_CHECKING:
    from dstack_jupyter.codecs.rows import TableRows

DEFAULT_LIMIT = 100

A_WHILE = "private, max-age=600"
"""The bytes of a frame never change, but how a release shows a cell may."""

ASK_AGAIN = "private, no-cache"


class RowsHandler(AttachmentHandler):
    """``…/attachments/<n>/rows?offset=&limit=&sort=``."""

    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str, index: str) -> None:
        """Send some rows; `sort` is the key of a column, with ``-`` before it for descending order."""
        offset = self._number("offset", 0)
        limit = self._number("limit", DEFAULT_LIMIT)
        sort = self.get_query_argument("sort", "", strip=False) or None
        found = await self.located(user, name, ref, index)
        body = await self.store.call(lambda: _body(found, offset, limit, sort))
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", A_WHILE if found.pinned else ASK_AGAIN)
        self.send(body)

    def check_etag_header(self) -> bool:
        """Send the rows even if the content is the same: another release may show them differently."""
        return False

    def _number(self, name: str, default: int) -> int:
        text = self.get_query_argument(name, "") or str(default)
        if not (text.isascii() and text.isdigit()) or len(text) > 15:
            raise InvalidValue(f"{name} is a whole number, 0 or more, not {text[:40]!r}")
        return int(text)


def _body(found: Located, offset: int, limit: int, sort: str | None) -> Body:
    rows = _rows(found, offset, limit, sort)
    return body_of(rows.model_dump_json().encode(), "application/json", tag=found.attachment.content.sha256)


def _rows(found: Located, offset: int, limit: int, sort: str | None) -> TableRows:
    from dstack_jupyter.client.pulling import StoredAttachment
    from dstack_jupyter.codecs.rows import read_rows

    return read_rows(StoredAttachment(found.backend, found.attachment), offset=offset, limit=limit, sort=sort)
