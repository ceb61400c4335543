"""How the magics answer: a line of text, a result, an error in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dstack_jupyter.model.errors import DstackError


class Said:
    """A text to show as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def say(text: str) -> None:
    """Show a text at once, wherever in a cell the line stands."""
    show(Said(text))


def show(answer: object) -> None:
    """Show an answer as the cell's own last value would be shown."""
    from IPython import display

    publish: Callable[[object], object] = display.display
    publish(answer)


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    """Let what dstack refuses fail the cell with one line in place of a traceback.

    The exception stays what it is, so that a cell can catch it; only its picture is another.
    """
    try:
        yield
    except DstackError as error:
        line = f"\x1b[0;31m{type(error).__name__}\x1b[0m: {error}"
        error.__dict__["_render_traceback_"] = lambda: [line]
        raise
