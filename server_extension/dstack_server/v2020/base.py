"""What the calls of 2020 share: who is asking, JSON in and out, and errors in its words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from jupyter_server.auth.identity import IdentityProvider
from pydantic import BaseModel
from tornado.web import RequestHandler

from dstack_jupyter.model.errors import DstackError
from dstack_server.errors import status_of
from dstack_server.v1.base import Model, V1Handler
from dstack_server.v1.bodies import parsed
from dstack_server.v2020.errors import Refusal
from dstack_server.v2020.identity import HeaderIdentity

JSON = "application/json;charset=UTF-8"
NOT_KEPT = "no-cache, no-store"


class Call(V1Handler):
    """The base of the calls. A verb carries ``@web.authenticated`` and ``@authorized``.

    `noun` is what an answer of 404 says was not found.
    """

    noun = "stack"

    @property
    def identity_provider(self) -> IdentityProvider:
        """Who asks is said by the header alone."""
        return cast(IdentityProvider, HeaderIdentity(super().identity_provider))

    def check_xsrf_cookie(self) -> None:
        """Nothing: no call is answered by a cookie."""

    def set_cors_headers(self) -> None:
        """Let other sites read what the configuration of the server says, and never whichever site asks."""
        if self.allow_origin or self.allow_origin_pat:
            super().set_cors_headers()

    async def store_folder(self) -> Path:
        """The folder of the store."""
        return await self.store.with_store(lambda store: store.folder)

    def taken(self, model: type[Model]) -> Model:
        """The JSON of the request as a model, whatever type it is said to have; unknown fields are passed over."""
        return parsed(b"".join(self._body), model, self.most_bytes)

    def tell(self, model: BaseModel | None = None) -> None:
        """Answer with a model, without what it does not know; with none, that it is done."""
        self.set_header("Content-Type", JSON)
        self.set_header("Cache-Control", NOT_KEPT)
        # What is None by default is left out; a None inside of somebody's settings is theirs.
        self.finish(b"{}" if model is None else model.model_dump_json(exclude_defaults=True).encode())

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer in the words of 2020."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        told = Refusal(status_of(error) if isinstance(error, DstackError) else status_code, error, self.noun)
        self.set_status(told.status)
        if told.status == 405:
            self.set_header("Allow", ", ".join(self._methods()))
        self.set_header("Content-Type", JSON)
        self.set_header("Cache-Control", NOT_KEPT)
        self.finish(json.dumps(told.body(), ensure_ascii=False))

    def _methods(self) -> list[str]:
        known = {each: getattr(self, each.lower()) for each in self.SUPPORTED_METHODS}
        return [each for each, verb in known.items() if verb.__func__ is not RequestHandler._unimplemented_method]
