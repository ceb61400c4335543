"""A part of a table as JSON, sorted on the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.codecs.rows import MAX_LIMIT, TableRows
from dstack_server.caching import A_WHILE, ASK_AGAIN
from dstack_server.compression import Body, body_of
from dstack_server.v1.attachments import LocatingHandler
from dstack_server.v1.operations import operation

if TYPE_CHECKING:
    from dstack_jupyter.client.pulling import StoredAttachment
    from dstack_server.v1.attachments import Located

DEFAULT_LIMIT = 100
MAX_OFFSET = 10**15 - 1


_SORT = "The key of a column; with `-` before it the rows descend. Equal rows stay in order, missing values are last."
_FILTER = (
    "Conditions joined by `&`: the key of a column, one of `=`, `!=`, `<`, `<=`, `>`, `>=`, `contains` (whatever the "
    "case) and a value, or `is null` or `is not null`. Keys and values that hold more than letters stand in double "
    'quotes, as in JSON: `city = "New York" & sold >= 10 & day < 2026-05-01`. `total` counts the rows that fit.'
)
COLUMNS = "Keys of columns with commas between them; all without it."


class RowsQuery(BaseModel):
    """Which rows, and which columns of them."""

    model_config = ConfigDict(extra="forbid")

    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)
    limit: int = Field(default=DEFAULT_LIMIT, ge=0, le=MAX_LIMIT)
    sort: str | None = Field(default=None, max_length=2000, description=_SORT)
    filter: str | None = Field(default=None, max_length=10_000, description=_FILTER)
    columns: str | None = Field(default=None, max_length=100_000, description=COLUMNS)


class PartHandler(LocatingHandler):
    """The base of what answers with something that is made of an attachment."""

    async def send_made(self, found: Located, make: Callable[[StoredAttachment], BaseModel]) -> None:
        """Make the answer on a thread, and send it; whatever is wrong with the bytes is said in words."""
        body = await self.store.call(lambda: _body(found, make))
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", A_WHILE if found.is_pinned else ASK_AGAIN)
        self.send(body)

    def check_etag_header(self) -> bool:
        """Send it even if the content is the same: another release may show it differently."""
        return False


class RowsHandler(PartHandler):
    """``…/attachments/{index}/rows``."""

    @operation("Get some rows of a table", answer=TableRows, query=RowsQuery, errors=(422,))
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str, index: str) -> None:
        """Send a page of the rows."""
        asked = self.asked(RowsQuery)
        found = await self.located(user, name, ref, index)
        await self.send_made(found, lambda source: _rows(source, asked))


def _body(found: Located, make: Callable[[StoredAttachment], BaseModel]) -> Body:
    from dstack_jupyter.client.pulling import StoredAttachment
    from dstack_jupyter.codecs.faults import in_words

    source = StoredAttachment(found.session, found.attachment)
    with in_words(source):
        made = make(source)
    return body_of(made.model_dump_json().encode(), "application/json", tag=found.attachment.content.sha256)


def _rows(source: StoredAttachment, asked: RowsQuery) -> TableRows:
    from dstack_jupyter.codecs.rows import read_rows

    return read_rows(
        source,
        offset=asked.offset,
        limit=asked.limit,
        sort=asked.sort or None,
        filter=asked.filter or None,
        columns=asked.columns or None,
    )
