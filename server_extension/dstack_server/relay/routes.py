"""The addresses of the relay; only a Jupyter server has them, for its own owner."""

from __future__ import annotations

from typing import Any

from dstack_server.relay.handler import RelayHandler
from dstack_server.relay.profiles import ProfilesHandler


def relay_routes() -> list[tuple[str, type[Any]]]:
    """Patterns and handlers for the router."""
    return [
        (r"dstack/relay/?", ProfilesHandler),
        (r"dstack/relay/([^/]+)/api/v1/(.*)", RelayHandler),
    ]
