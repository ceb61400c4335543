"""The OpenAPI document over HTTP."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict
from tornado import web

from dstack_server.v1.base import V1Handler
from dstack_server.v1.operations import operation


class OpenApi(BaseModel):
    """A document of OpenAPI 3.1."""

    model_config = ConfigDict(extra="allow")

    openapi: str


class OpenApiHandler(V1Handler):
    """``openapi.json``."""

    @operation("Get this document", answer=OpenApi)
    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send it."""
        self.answer(await self.store.call(_document))


def _document() -> OpenApi:
    from dstack_server.v1.openapi import document
    from dstack_server.v1.resources import RESOURCES

    return OpenApi.model_validate(document(RESOURCES))
