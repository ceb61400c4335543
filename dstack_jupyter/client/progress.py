"""A progress bar for what takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Self

SLOW_BYTES = 50_000_000
SLOW_ITEMS = 200


Listener = Callable[[int, int | None], None]
"""Is told how much is done, and of how much; what it raises ends the work."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Tell somebody of all progress in the block, in place of showing bars."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


class Progress:
    """A bar over bytes or items; nothing is shown for a total that will not take long.

    Parameters
    ----------
    total
        How much there is to do, None where that is not known.
    unit
        ``"B"`` for bytes, else a word for the items.
    description
        What is being done.
    """

    def __init__(self, total: int | None, unit: str, description: str) -> None:
        self._done, self._total, self._listener = 0, total, _listener.get()
        slow = SLOW_BYTES if unit == "B" else SLOW_ITEMS
        is_slow = total is not None and total >= slow
        self._bar = _bar(total or 0, unit, description) if is_slow and self._listener is None else None

    def advance(self, done: int) -> None:
        """Say that so much more is done."""
        if self._bar is not None:
            self._bar.update(done)
        if self._listener is not None:
            self._done += done
            self._listener(self._done, self._total)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()


@contextmanager
def reporting(description: str) -> Iterator[Callable[[int, int], None]]:
    """A bar over bytes for what reports how many are done, and how many there are to do."""
    with ExitStack() as shown:
        bar: list[Progress] = []
        reported = 0

        def report(done: int, total: int) -> None:
            nonlocal reported
            if not bar:
                bar.append(shown.enter_context(Progress(total, "B", description)))
            bar[0].advance(done - reported)
            reported = done

        yield report


def _bar(total: int, unit: str, description: str) -> Any:
    from tqdm.std import tqdm

    return tqdm(
        total=total,
        unit=unit,
        unit_scale=unit == "B",
        desc=description,
        delay=0.5,
        leave=False,
        file=sys.stderr,
        disable=None if not _in_kernel() else False,
    )


def _in_kernel() -> bool:
    return "ipykernel.iostream" in sys.modules
