"""Parts of lists."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Page(BaseModel):
    """A part of a list; `next` is where the rest begins, None where there is none."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    next: str | None = None
