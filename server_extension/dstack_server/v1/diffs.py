"""What changed from one frame of a stack to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from pydantic import BaseModel, ConfigDict, Field
from tornado import web

from dstack_jupyter.model.diffs import FrameChanges
from dstack_jupyter.model.names import StackPath
from dstack_server.v1.base import V1Handler
from dstack_server.v1.frames import frame_ref
from dstack_server.v1.operations import operation

if TYPE_CHECKING:
    from dstack_jupyter.store.session import Session


class DiffQuery(BaseModel):
    """Against which frame, and how the rows of tables are told apart."""

    model_config = ConfigDict(extra="forbid")

    against: str | None = Field(default=None, max_length=255, description="The old frame; without it the one before.")
    key: str | None = Field(
        default=None,
        max_length=10_000,
        description="Columns that tell the rows of tables apart, with commas between them.",
    )
    tolerance: float = Field(default=0, ge=0, allow_inf_nan=False, description="By how much equal numbers may differ.")
    limit: int = Field(default=100, ge=0, le=10_000, description="The length of each part of the answer, at most.")


class DiffHandler(V1Handler):
    """``stacks/{user}/{name}/-/frames/{frame}/diff``."""

    @operation("Compare a frame with an older one, contents included", answer=FrameChanges, query=DiffQuery)
    @web.authenticated
    @authorized
    async def get(self, user: str, name: str, ref: str) -> None:
        """Send what changed."""
        path, asked, session = self.path(user, name), self.asked(DiffQuery), await self.session()
        self.answer(await self.store.call(lambda: _changes(session, path, ref, asked)))


def _changes(session: Session, path: StackPath, ref: str, asked: DiffQuery) -> FrameChanges:
    from dstack_jupyter.client.diffing import compare_frames, frames_to_compare
    from dstack_jupyter.client.pulling import StoredAttachment
    from dstack_jupyter.codecs.tables.filtering import keys_in

    against = None if asked.against is None else frame_ref(asked.against) or session.frame(path).id
    old, new = frames_to_compare(session, path, against, frame_ref(ref))
    key = None if asked.key is None else keys_in(asked.key)
    compared = compare_frames(
        old, new, lambda each: StoredAttachment(session, each), key=key, tolerance=asked.tolerance
    )
    return compared.changes(asked.limit)
