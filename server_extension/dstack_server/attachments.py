"""Find the attachment that a URL names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.names import StackPath
from dstack_server.base import ApiHandler, stack_path

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import Backend
    from dstack_jupyter.model.stacks import Attachment, Frame

HEAD = "head"
"""The name of the head in a URL."""


class Located(NamedTuple):
    """An attachment, where it is, and whether the URL means this one for ever (the frame by its whole id)."""

    backend: Backend
    path: StackPath
    frame: Frame
    attachment: Attachment
    pinned: bool


class AttachmentHandler(ApiHandler):
    """The base of what answers about one attachment."""

    async def located(self, user: str, name: str, ref: str, index: str) -> Located:
        """The attachment at ``stacks/<user>/<name>/-/frames/<ref>/attachments/<index>``."""
        path = stack_path(user, name)
        backend = await self.backend()
        self.set_header("Dstack-Store", backend.store_id)
        return await self.store.call(lambda: _located(backend, path, ref, int(index)))


def _located(backend: Backend, path: StackPath, ref: str, index: int) -> Located:
    frame = backend.frame(path, None if ref == HEAD else ref)
    found = next((each for each in frame.attachments if each.index == index), None)
    if found is None:
        raise NotFound(
            f"frame {frame.number} of {path} has no attachment {index}; it has {len(frame.attachments)}, counted from 0"
        )
    return Located(backend, path, frame, found, pinned=frame.id == ref)
