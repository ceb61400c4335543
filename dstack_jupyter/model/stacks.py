"""Stacks, frames and attachments as they travel between the store, the client and the browser."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import Base64Bytes, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, computed_field

from dstack_jupyter.model import params as _params
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.kinds import kinds_of
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.origin import Origin
from dstack_jupyter.model.pages import Page
from dstack_jupyter.model.params import Params, ParamValue

AccessLevel = Literal["private", "internal", "public"]

StackSort = Literal["time", "name"]
"""The order of a list: newest head first, or by ``user/name``."""

SMALL_CONTENT = 32 << 10
"""The most bytes of a content that travels inside of a push or a pull."""

MOST_INSIDE = 100
"""How many contents may travel inside of a push or a pull."""

MOST_INPUTS = 1000
"""How many inputs a frame may have."""

TypedParams = Annotated[
    dict[str, Any],
    BeforeValidator(_params.from_json),
    PlainSerializer(_params.to_json, when_used="json"),
]


def checked_access(access: str) -> AccessLevel:
    """The access level, or `InvalidValue`."""
    levels: tuple[AccessLevel, ...] = get_args(AccessLevel)
    for level in levels:
        if access == level:
            return level
    raise InvalidValue(f"access is {', '.join(levels[:-1])} or {levels[-1]}, not {access!r}")


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class Piece(_Word):
    """A run of bytes of a content, checked by its own hash.

    It lies in a blob from the byte `start` on; None is the blob that is this piece alone.
    """

    offset: int
    length: int
    sha256: str
    blob: str | None = None
    start: int = 0

    @property
    def place(self) -> tuple[str, int]:
        """The blob that it lies in, and the first byte there."""
        return self.blob or self.sha256, self.start


class Pieces(_Word):
    """How a content is cut."""

    pieces: tuple[Piece, ...]


class Content(_Word):
    """The identity of some bytes: the SHA-256 and length of the whole.

    `pieces` are known for what was just uploaded; of what is stored the store itself knows them.
    """

    sha256: str
    length: int
    pieces: tuple[Piece, ...] = ()

    @property
    def identity(self) -> Content:
        """Without the pieces."""
        return Content(sha256=self.sha256, length=self.length)


Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Missing(_Word):
    """Contents whose bytes must come before a push may name them."""

    sha256: tuple[Sha256, ...]


class NewAttachment(_Word):
    """An attachment that is about to be pushed; its bytes are in the blob store already."""

    content: Content
    content_type: str
    application: str | None = None
    params: TypedParams = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)
    description: str | None = None


class Attachment(NewAttachment):
    """One content of a frame, at an index."""

    index: int


class FrameInput(_Word):
    """A frame that was pulled before another was pushed: `frame` is its id, `store` the identity of its store."""

    store: str
    user: str
    name: str
    number: int
    frame: str

    @property
    def path(self) -> StackPath:
        """The stack that it was pulled from."""
        return StackPath(self.user, self.name)


class NewFrame(_Word):
    """A frame that is about to be pushed.

    `id` is chosen by the one who pushes, so that a push that is repeated makes one frame.
    """

    id: str
    attachments: tuple[NewAttachment, ...]
    message: str | None = None
    params: TypedParams = Field(default_factory=dict)
    origin: Origin = Origin()
    inputs: tuple[FrameInput, ...] = ()


class NewPush(_Word):
    """A push: the `frame`, and how it is made; see `Backend.push`.

    Its contents were uploaded before, but for those in `contents`: small ones in base64, by their SHA-256, which saves
    requests. What stands there and is in no attachment is refused.
    """

    frame: NewFrame
    contents: dict[Sha256, Base64Bytes] = Field(default_factory=dict, max_length=MOST_INSIDE)
    access: AccessLevel | None = None
    force: bool = False
    keep: bool = False


class Frame(_Word):
    """One revision of a stack. `number` counts from 1 within the stack and is never given twice."""

    id: str
    number: int
    time: datetime
    attachments: tuple[Attachment, ...]
    message: str | None = None
    params: TypedParams = Field(default_factory=dict)
    origin: Origin = Origin()
    tags: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Size of all contents in bytes."""
        return sum(attachment.content.length for attachment in self.attachments)


class Pull(_Word):
    """What a pull needs: the `frame`, and its small contents in base64, by their SHA-256, which saves requests.

    A frame with many small contents comes without them, and so does a content that is damaged: they are got by
    themselves.
    """

    frame: Frame
    contents: dict[Sha256, Base64Bytes] = Field(default_factory=dict, max_length=MOST_INSIDE)


class FrameSummary(_Word):
    """What a list says of a frame.

    `length` is the size of all contents in bytes; `content_type` and `application` are those of the first attachment.
    """

    id: str
    number: int
    time: datetime
    message: str | None = None
    params: TypedParams = Field(default_factory=dict)
    origin: Origin = Origin()
    attachment_count: int
    length: int
    content_type: str | None = None
    application: str | None = None
    tags: tuple[str, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def kind(self) -> str | None:
        """What the first attachment is, in a word that a search takes."""
        return None if self.content_type is None else next(kinds_of(self.content_type, self.application))


class FramePage(Page):
    """A part of the list of the frames of a stack."""

    frames: tuple[FrameSummary, ...]


class Stack(_Word):
    """A named line of revisions; `head` is the frame that it shows now, None when it has no frame.

    `keep` and `keep_days` are how many frames it keeps, and for how long; it keeps all where both are None.
    `shared_with` is for its owner: how many others were permitted to see it.
    """

    user: str
    name: str
    access_level: AccessLevel
    description: str | None = None
    readme: str | None = None
    created: datetime
    frames: int = 0
    head: Frame | None = None
    keep: int | None = None
    keep_days: float | None = None
    shared_with: int = 0

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)


class ListedStack(_Word):
    """What a list says of a stack; `shared_with` is for its owner: how many others were permitted to see it."""

    user: str
    name: str
    access_level: AccessLevel
    shared_with: int = 0
    description: str | None = None
    created: datetime
    frames: int = 0
    head: FrameSummary | None = None

    @property
    def path(self) -> StackPath:
        """The owner and the name."""
        return StackPath(self.user, self.name)


class StackPage(Page):
    """A part of a list of stacks."""

    stacks: tuple[ListedStack, ...]


class Pushed(_Word):
    """What the store made of a push.

    `frame` is the new frame, or the head when the push was identical to it (`created` is False).
    `previous` is the head before the push.
    """

    stack: Stack
    frame: Frame
    created: bool
    previous: Frame | None = None


class StackChanges(_Word):
    """What is to change of a stack; what is not given stays.

    None clears a text or a rule; an `access_level` of None is none given.
    """

    model_config = ConfigDict(extra="forbid")

    access_level: AccessLevel | None = None
    description: str | None = None
    readme: str | None = None
    keep: int | None = None
    keep_days: float | None = None


class Moved(_Word):
    """A head or a tag that moved: `old` is the frame that had it before, None where there was none."""

    old: Frame | None
    new: Frame


class Restored(_Word):
    """A frame that was brought back, and its stack as it is now."""

    stack: Stack
    frame: Frame


__all__ = [
    "MOST_INPUTS",
    "MOST_INSIDE",
    "SMALL_CONTENT",
    "AccessLevel",
    "Attachment",
    "Content",
    "Frame",
    "FrameInput",
    "FramePage",
    "FrameSummary",
    "ListedStack",
    "Missing",
    "Moved",
    "NewAttachment",
    "NewFrame",
    "NewPush",
    "Origin",
    "ParamValue",
    "Params",
    "Piece",
    "Pieces",
    "Pull",
    "Pushed",
    "Restored",
    "Sha256",
    "Stack",
    "StackChanges",
    "StackPage",
    "StackSort",
    "TypedParams",
    "checked_access",
]
