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


class Collected(_Word):
    """What a collection took away for good, or would take where it is not done.

    `bytes` are those of the files that go: blobs, uploads that were given up, and copies of what was pulled.
    `retired` counts frames that their stacks do not keep any more; they are deleted now and taken by a later one.
    """

    is_done: bool
    stacks: int
    frames: int
    dashboards: int
    contents: int
    blobs: int
    copies: int
    bytes: int
    retired: int
