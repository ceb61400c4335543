"""Work of minutes for the owner of a Jupyter server: its answer says how far it is, line by line."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pydantic import BaseModel
from tornado.iostream import StreamClosedError

from dstack_jupyter.model.errors import DstackError
from dstack_server.errors import UNEXPECTED
from dstack_server.v1.base import V1Handler

OFTEN = 0.1
"""Seconds between two words on how far the work is."""

Tell = Callable[[dict[str, Any]], None]


class Left(Exception):
    """Nobody waits for the work any more."""


class LongWorkHandler(V1Handler):
    """The answer is a line of JSON now and then, ``{"done": …, "total": …}``, and a last one with the result."""

    _is_left = False

    async def answer_to(self, work: Callable[[], BaseModel]) -> None:
        """Work apart from all who read, and tell how far it is; the last line is what it returned, or its error."""
        self.set_header("Content-Type", "application/x-ndjson")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")  # a proxy must not wait for more
        lines: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(line: dict[str, Any]) -> None:
            loop.call_soon_threadsafe(lines.put_nowait, line)

        working = asyncio.ensure_future(self.store.work(lambda: _told(work, tell, self._check)))
        working.add_done_callback(lambda _: lines.put_nowait(None))
        with suppress(StreamClosedError):
            while (line := await lines.get()) is not None:
                self.write(f"{json.dumps(line)}\n")
                await self.flush()
        await working
        self.finish()

    def on_connection_close(self) -> None:
        """Work no further."""
        self._is_left = True
        super().on_connection_close()

    def _check(self) -> None:
        if self._is_left:
            raise Left


def _told(work: Callable[[], BaseModel], tell: Tell, check: Callable[[], None]) -> None:
    """Work, and tell how far it is and how it ended; the status of the answer is long sent."""
    from dstack_jupyter.client.progress import heard_by

    said = 0.0

    def hear(done: int, total: int | None) -> None:
        nonlocal said
        check()
        if time.monotonic() - said > OFTEN:
            said = time.monotonic()
            tell({"done": done, "total": total})

    try:
        check()
        with heard_by(hear):
            result = work()
        tell(result.model_dump(mode="json"))
    except Left:
        pass
    except DstackError as error:
        tell({"message": str(error), "code": error.code})
    except Exception:
        tell({"message": UNEXPECTED, "code": "error"})
        raise
