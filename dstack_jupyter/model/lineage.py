"""What a frame was made from, and what was made from it."""

from __future__ import annotations

import operator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.names import StackPath


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class LineageFrame(_Word):
    """A frame of a lineage. One that is not there (any more) has no time and no message.

    Attributes
    ----------
    store
        The identity of the store that it is in, or was pulled from.
    hidden_inputs
        How many of its inputs the viewer may not know of, where its inputs were followed.
    """

    id: str
    store: str
    user: str
    name: str
    number: int
    is_there: bool
    time: datetime | None = None
    message: str | None = None
    hidden_inputs: int = 0

    @property
    def path(self) -> StackPath:
        """The stack that it is a frame of."""
        return StackPath(self.user, self.name)


class Lineage(_Word):
    """The relatives of a frame.

    Attributes
    ----------
    store
        The identity of the store that was asked.
    frame
        The id of the frame that was asked for, the first of `frames`.
    links
        Pairs of ids: an input, and the frame that was made from it. The inputs of a frame are in the order in which
        they were pulled; what was made from a frame, newest first.
    is_whole
        Whether there are no more relatives within the depth that was asked for.
    """

    store: str
    frame: str
    frames: tuple[LineageFrame, ...]
    links: tuple[tuple[str, str], ...] = ()
    is_whole: bool = True


def checked_depth(depth: Any) -> int | None:
    """How many steps a lineage goes; None is any number of them."""
    try:
        steps = None if depth is None else operator.index(depth)
    except TypeError:
        raise InvalidValue(f"depth is a number of steps, not a {type(depth).__name__}") from None
    if steps is not None and steps < 1:
        raise InvalidValue(f"depth is a number of steps from 1 on, not {depth}; leave it out for all")
    return steps
