"""Answers that are kept for the time when the server cannot be reached."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from dstack_jupyter.client.http.cache import Cache
from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.model.errors import ServerUnavailable

Model = TypeVar("Model", bound=BaseModel)


class OfflineWarning(UserWarning):
    """What was pulled is what was there when the server was last reached."""


class Answers:
    """Asks a server, and remembers what it said to the one who has this token."""

    def __init__(self, wire: Wire, cache: Cache, token: str | None) -> None:
        self._wire, self._cache = wire, cache
        self._asker = hashlib.sha256((token or "").encode()).hexdigest()

    def get(
        self,
        address: str,
        model: type[Model],
        *,
        says_so: str | None = None,
        ask: Callable[[], bytes] | None = None,
    ) -> Model:
        """The answer of the server, else the last one; `says_so` is of what a warning then says that it is old.

        With `ask` the answer comes another way, and is kept as that of the address.
        """
        key = f"{self._wire.place.api}{address} {self._asker}"
        try:
            text = self._wire.send("GET", address).content if ask is None else ask()
        except ServerUnavailable as error:
            kept = self._cache.answer(key)
            if kept is None:
                raise
            if says_so is not None:
                warnings.warn(
                    f"{error} Meanwhile this is {says_so} as it was when the server was last reached",
                    OfflineWarning,
                    stacklevel=2,
                )
            return self._wire.parsed(kept, model)
        answer = self._wire.parsed(text, model)
        self._cache.keep_answer(key, text)
        return answer
