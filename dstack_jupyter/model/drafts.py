"""Frames that come piece by piece: what has come waits here, and nobody sees it until it is whole."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Content


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class DraftPart(_Word):
    """An attachment on its way: `said` is what was said of it, `content` its bytes where they have come."""

    index: int
    length: int
    said: dict[str, Any] = Field(default_factory=dict)
    content: Content | None = None


class Draft(_Word):
    """A frame on its way; `said` is what was said of it, `size` how many attachments it will have, None until told."""

    id: int
    user: str
    name: str
    frame: str
    said: dict[str, Any] = Field(default_factory=dict)
    size: int | None = None
    parts: tuple[DraftPart, ...] = ()

    @property
    def path(self) -> StackPath:
        """The stack that it is for."""
        return StackPath(self.user, self.name)

    @property
    def is_whole(self) -> bool:
        """Whether all has come."""
        return self.size == len(self.parts) and all(part.content is not None for part in self.parts)


class Noted(_Word):
    """A draft as it is now, and by index the secrets with which the bytes that are awaited may be uploaded."""

    draft: Draft
    secrets: dict[int, str]
