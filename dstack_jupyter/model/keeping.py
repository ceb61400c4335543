"""What is said of a store that is kept tidy."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dstack_jupyter.model.names import StackPath

GRACE_DAYS = 7.0
"""For how many days what was deleted can be restored, unless the one who collects says otherwise."""


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class Deletion(_Word):
    """Something that was deleted and can be restored; `until` is when a collection may take it for good.

    `number` is that of a frame, `frames` how many a stack has.
    """

    kind: Literal["stack", "frame", "dashboard"]
    user: str
    name: str
    number: int | None = None
    frames: int | None = None
    time: datetime
    until: datetime

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)
