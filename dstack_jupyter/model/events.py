"""What happened in a store, for those who watch it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

EventKind = Literal[
    "frame.new",
    "head.moved",
    "stack.changed",
    "stack.deleted",
    "stack.restored",
    "dashboard.changed",
    "dashboard.deleted",
    "dashboard.restored",
]


class Event(BaseModel):
    """Something that happened to a stack or a dashboard, ``user/name``.

    `id` grows from event to event; `number` and `frame` are those of the frame that is new, or the head now.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    id: int
    kind: EventKind
    user: str
    name: str
    time: datetime
    number: int | None = None
    frame: str | None = None
