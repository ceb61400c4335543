"""What the handlers of v1 share: who is asking, JSON in and out, ETags."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pydantic import BaseModel
from tornado.http1connection import HTTP1Connection
from tornado.web import HTTPError, stream_request_body

from dstack_jupyter.model.errors import NotAllowed, NotFound, NotSignedIn
from dstack_jupyter.model.names import StackPath
from dstack_server.base import ApiHandler, stack_path
from dstack_server.v1.bodies import FEW_BYTES, MOST_BYTES, parsed, validated
from dstack_server.v1.operations import operations_of

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session

Model = TypeVar("Model", bound=BaseModel)

_ETAG = re.compile(r'(?:W/)?"[^"]*"')


class Empty(BaseModel):
    """An answer that says no more than its status."""


@stream_request_body
class V1Handler(ApiHandler):
    """The base of the resources of v1. A verb carries ``@operation``, ``@web.authenticated`` and ``@authorized``.

    Bodies come in as a stream, so that one that is too long is refused before it is in memory.
    """

    most_body = MOST_BYTES
    """How many bytes of JSON a request may have."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        """Begin without a body."""
        super().initialize(*args, **kwargs)
        self._body: list[bytes] = []

    async def prepare(self, **kwargs: Any) -> None:
        """Find out who asks, and refuse a body that is too long before it comes."""
        await super().prepare(**kwargs)
        if self._finished:
            return
        most, announced = self.most_bytes, self.request.headers.get("Content-Length", "0")
        if len(announced) > len(str(most)) or (announced.isdecimal() and int(announced) > most):
            raise HTTPError(413, "the body has %s bytes; at most %s are taken here", announced, most)
        cast(HTTP1Connection, self.request.connection).set_max_body_size(most)

    @property
    def most_bytes(self) -> int:
        """How many bytes the body of this request may have."""
        return FEW_BYTES if self.is_anonymous() else self.most_body

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """Keep the body for `taken`."""
        self._body.append(chunk)
        return None

    async def session(self) -> Session:
        """The store with the rights of the one who asks."""
        session = await self.store.session_of(self.current_user)
        self.set_header("Dstack-Store", session.store_id)
        return session

    def path(self, user: str, name: str) -> StackPath:
        """The path of a stack or a dashboard that a URL names."""
        return stack_path(user, name)

    def taken(self, model: type[Model]) -> Model:
        """The JSON of the request as a model; no body is an object without keys."""
        body = b"".join(self._body)
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if body and kind != "application/json":
            raise HTTPError(415, "send the body as JSON, with the header 'Content-Type: application/json'")
        return parsed(body or b"{}", model, self.most_bytes)

    def asked(self, model: type[Model]) -> Model:
        """The query of the request as a model; a name that the model does not know is an error."""
        given = {name: self.get_query_arguments(name) for name in self.request.query_arguments}
        twice = next((name for name, values in given.items() if len(values) > 1), None)
        if twice is not None:
            raise HTTPError(400, "the query has %s more than once", twice)
        return validated({name: values[0] for name, values in given.items()}, model)

    def answer(self, model: BaseModel, *, status: int = 200, etag: str | None = None) -> None:
        """Send a model as JSON; with an `etag`, or one of its own text, a client that has it is told so."""
        text = model.model_dump_json().encode()
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "private, no-cache")
        self.set_header("ETag", _quoted(text) if etag is None else f'"{etag}"')
        if status == 200 and self.request.method in ("GET", "HEAD") and self.check_etag_header():
            self.set_status(304)
            self.finish()
            return
        self.finish(text)

    def answer_once(self, model: BaseModel) -> None:
        """Send what was just made, with its secret, which nobody on the way may keep."""
        self.set_status(201)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(model.model_dump_json().encode())

    def expects(self, model: BaseModel) -> bool:
        """Whether a model, as it is now, is one that ``If-Match`` says that the request is based on."""
        asked = self.request.headers.get("If-Match", "*")
        return asked.strip() == "*" or _quoted(model.model_dump_json().encode()) in _ETAG.findall(asked)

    def done(self) -> None:
        """Answer that it is done, with nothing to say."""
        self.set_status(204)
        self.finish()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer in JSON; one who has not signed in is asked to, rather than told that there is nothing."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, (NotFound, NotAllowed)) and self.is_anonymous():
            refused = NotSignedIn(self.how_to_sign_in)
            self.set_status(401)
            status_code, kwargs["exc_info"] = 401, (type(refused), refused, None)
        if status_code == 401:
            self.set_header("WWW-Authenticate", "Bearer")
        if status_code == 405:
            takes = ", ".join(sorted(method.upper() for method in operations_of(type(self))))
            self.set_header("Allow", takes)
            kwargs["exc_info"] = (HTTPError, HTTPError(405, "this address takes %s", takes), None)
        super().write_error(status_code, **kwargs)


def _quoted(text: bytes) -> str:
    """The ETag of an answer."""
    return f'"{hashlib.sha256(text).hexdigest()}"'
