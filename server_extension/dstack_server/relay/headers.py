"""What goes on of the headers of a request and of its answer; all else is between two neighbours alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tornado.httputil import HTTPHeaders

from dstack_jupyter._version import __version__
from dstack_server.compression import takes_gzip
from dstack_server.v1.streaming import content_type_header

OF_REQUESTS = (
    "Accept",
    "Accept-Language",
    "Content-Encoding",
    "Content-Type",
    "If-Match",
    "If-None-Match",
    "If-Range",
    "Last-Event-ID",
    "Range",
    "Upload-Length",
    "Upload-Offset",
)
"""No cookie, no token, no host and no address of the one who asks."""

OF_ANSWERS = (
    "Accept-Ranges",
    "Allow",
    "Cache-Control",
    "Content-Disposition",
    "Content-Encoding",
    "Content-Length",
    "Content-Range",
    "Dstack-Store",
    "ETag",
    "Retry-After",
    "Upload-Offset",
    "Vary",
    "X-Accel-Buffering",
)
"""No cookie and no policy: what guards an answer is said by the server that the browser asked."""

OF_REFUSALS = ("Allow", "Content-Range", "Dstack-Store", "Retry-After", "Upload-Offset")
"""Nothing of the bytes: the words of a refusal are written anew."""


class Target(Protocol):
    """Whoever has a token for a server, or none."""

    @property
    def token(self) -> str | None:
        """What says who asks."""


def headers_on(asked: HTTPHeaders, target: Target) -> HTTPHeaders:
    """The headers that a server is sent."""
    sent = HTTPHeaders({name: asked[name] for name in OF_REQUESTS if name in asked})
    if takes_gzip(asked.get("Accept-Encoding")):
        sent["Accept-Encoding"] = "gzip"  # what can be read here too
    sent["User-Agent"] = f"dstack-jupyter/{__version__} (relay)"
    if target.token is not None:
        sent["Authorization"] = f"Bearer {target.token}"
    return sent


def headers_back(answered: HTTPHeaders) -> Iterator[tuple[str, str]]:
    """The headers that a browser is sent; a script is a text here too."""
    yield "Content-Type", content_type_header(answered.get("Content-Type", ""))
    for name in OF_ANSWERS:
        if name in answered:
            yield name, answered[name]
