"""Stacks and dashboards whole, with all their history, as they travel from one store to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.names import StackPath, check_tag
from dstack_jupyter.model.stacks import AccessLevel, Content, Frame, FrameInput

MAX_COUNT = 2**53
"""Numbers of frames and revisions go up to this, which every JSON reader keeps exactly."""


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except (OverflowError, ValueError, OSError):
        raise InvalidValue(f"{time} is no time that can be kept") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class WholeFrame(Frame):
    """A frame with what it was made from."""

    number: int = Field(ge=1, le=MAX_COUNT)
    time: Moment
    inputs: tuple[FrameInput, ...] = ()


class WholeTag(_Word):
    """A name for a frame; `frame` is its id, `user` who gave it."""

    name: Annotated[str, AfterValidator(check_tag)]
    frame: str
    time: Moment
    user: str | None = None


class WholeStack(_Word):
    """A stack with all its frames, oldest first; `head` is the id of the one it shows.

    `last_number` is the last that was given, also to a frame that is gone. `keep` and `keep_days` say how many frames
    are kept, and for how long; None is all.
    """

    user: str
    name: str
    access_level: AccessLevel = "private"
    description: str | None = None
    readme: str | None = None
    created: Moment
    last_number: int = Field(ge=0, le=MAX_COUNT)
    keep: int | None = Field(default=None, ge=1, le=MAX_COUNT)
    keep_days: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    head: str | None = None
    frames: tuple[WholeFrame, ...] = ()
    tags: tuple[WholeTag, ...] = ()

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)

    @model_validator(mode="after")
    def _parts_fit(self) -> WholeStack:
        ids = {frame.id for frame in self.frames}
        if len(ids) < len(self.frames) or len({tag.name for tag in self.tags}) < len(self.tags):
            raise InvalidValue(f"stack {self.path} has an id or a tag twice")
        if not _ascend([0, *(frame.number for frame in self.frames)]) or self.last_number < self._newest:
            raise InvalidValue(f"the frames of stack {self.path} are not numbered in their order")
        if not {*(tag.frame for tag in self.tags), *((self.head,) if self.head else ())} <= ids:
            raise InvalidValue(f"the head or a tag of stack {self.path} is no frame of it")
        return self

    @property
    def _newest(self) -> int:
        return self.frames[-1].number if self.frames else 0


class WholeRevision(_Word):
    """A spec that a dashboard had, or has."""

    revision: int = Field(ge=1, le=MAX_COUNT)
    time: Moment
    author: str | None = None
    spec: DashboardSpec


class WholeDashboard(_Word):
    """A dashboard with all its revisions, oldest first; the last is the one it shows."""

    user: str
    name: str
    access_level: AccessLevel = "private"
    created: Moment
    revisions: tuple[WholeRevision, ...] = Field(min_length=1)

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)

    @model_validator(mode="after")
    def _revisions_ascend(self) -> WholeDashboard:
        if not _ascend([revision.revision for revision in self.revisions]):
            raise InvalidValue(f"the revisions of dashboard {self.path} are not numbered in their order")
        return self


class Wholes(_Word):
    """Stacks and dashboards on their way from one store to another."""

    stacks: tuple[WholeStack, ...] = ()
    dashboards: tuple[WholeDashboard, ...] = ()


class AdoptedStack(_Word):
    """What came in of a stack.

    Attributes
    ----------
    created
        Whether there was no such stack.
    access_level
        Who sees it now.
    shared_with
        How many others were permitted to see it.
    numbers
        The frames that came in.
    there
        How many of its frames were there already.
    left_out
        Frames that are not there and did not come in: they were deleted here.
    tags_left
        Tags that name another frame here, or one that did not come in.
    """

    user: str
    name: str
    created: bool
    access_level: AccessLevel
    numbers: tuple[int, ...] = ()
    there: int = 0
    left_out: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    tags_left: tuple[str, ...] = ()
    shared_with: int = 0

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)


class AdoptedDashboard(_Word):
    """What came in of a dashboard: `revisions` are those that were not there."""

    user: str
    name: str
    created: bool
    revisions: tuple[int, ...] = ()

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)


class Adopted(_Word):
    """What came in."""

    stacks: tuple[AdoptedStack, ...] = ()
    dashboards: tuple[AdoptedDashboard, ...] = ()


def contents_of(stacks: Iterable[WholeStack]) -> list[Content]:
    """The contents of all frames, each once."""
    found = {
        attachment.content.sha256: attachment.content
        for stack in stacks
        for frame in stack.frames
        for attachment in frame.attachments
    }
    return list(found.values())


def _ascend(numbers: list[int]) -> bool:
    return all(first < second for first, second in pairwise(numbers))
