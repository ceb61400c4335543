"""A progress bar for what takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Any, Self

SLOW_BYTES = 50_000_000
SLOW_ITEMS = 200


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
        slow = SLOW_BYTES if unit == "B" else SLOW_ITEMS
        self._bar = _bar(total, unit, description) if total is not None and total >= slow else None

    def advance(self, done: int) -> None:
        """Say that so much more is done."""
        if self._bar is not None:
            self._bar.update(done)

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
