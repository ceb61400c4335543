"""Attempts to sign in: whoever fails too often waits."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from tornado.web import HTTPError

from dstack_jupyter.model.errors import NotSignedIn
from dstack_server.throttle import Throttle

if TYPE_CHECKING:
    from dstack_server.base import DstackHandler


async def slowly(handler: DstackHandler, name: str, attempt: Callable[[], Awaitable[Any]]) -> Any:
    """What an attempt gives, unless there were too many that failed, for this name or from this address."""
    address = handler.request.remote_ip
    keys = {"both": (name, address), "address": address, "name": name}
    throttles = cast("dict[str, Throttle]", handler.settings.setdefault("dstack_throttles", _throttles()))
    wait = max(throttles[kind].wait(key) for kind, key in keys.items())
    if wait > 0:
        handler.set_header("Retry-After", str(math.ceil(wait)))
        raise HTTPError(429, f"too many attempts failed; try again in {math.ceil(wait)} seconds")
    try:
        given = await attempt()
    except NotSignedIn:
        for kind, key in keys.items():
            throttles[kind].failed(key)
        raise
    throttles["both"].succeeded(keys["both"])
    return given


def _throttles() -> dict[str, Throttle]:
    """An address and a name have more tries alone than together: many share an address, and anyone can name a name."""
    return {"both": Throttle(5), "address": Throttle(20), "name": Throttle(50)}
