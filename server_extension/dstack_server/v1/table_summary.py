"""What a table is like, before one looks at its rows."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.codecs.summary import MOST_ROWS, TableSummary, summarize
from dstack_server.v1.operations import operation
from dstack_server.v1.rows import COLUMNS, PartHandler


class SummaryQuery(BaseModel):
    """How many rows are looked at, at most, and which columns."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=MOST_ROWS, ge=1, le=10 * MOST_ROWS, description="Rows that are looked at, at most.")
    columns: str | None = Field(default=None, max_length=100_000, description=COLUMNS)


class TableHandler(PartHandler):
    """``…/attachments/{index}/table``."""

    @operation(
        "Look at the columns of a table, with statistics", answer=TableSummary, query=SummaryQuery, errors=(422,)
    )
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str, index: str) -> None:
        """Send them."""
        asked = self.asked(SummaryQuery)
        found = await self.located(user, name, ref, index)
        await self.send_made(found, lambda source: summarize(source, asked.limit, asked.columns or None))
