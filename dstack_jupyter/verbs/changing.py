"""Change what a stack shows, delete and restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import FrameRef
    from dstack_jupyter.client.deleting import Deleted, Deletions, Restored
    from dstack_jupyter.client.results import HeadMoved, TagMoved, Untagged


def set_head(stack: str, frame: FrameRef = None, *, profile: str | None = None) -> HeadMoved:
    """Make an older frame the one that the stack shows; a later push moves the head on again.

    ``ds.set_head("sales@prod")`` names the frame by its tag.
    """
    from dstack_jupyter.client.browsing import move_head

    return move_head(stack, frame, profile)


def tag(stack: str, frame: FrameRef, tag: str, *, profile: str | None = None) -> TagMoved:
    """Name a frame, so that ``ds.pull("sales@prod")`` finds it; a tag that another frame of the stack has moves."""
    from dstack_jupyter.client.browsing import tag_frame

    return tag_frame(stack, frame, tag, profile)


def untag(stack: str, tag: str, *, profile: str | None = None) -> Untagged:
    """Take a tag off its frame."""
    from dstack_jupyter.client.browsing import untag_frame

    return untag_frame(stack, tag, profile)


def delete(stack: str, *, frame: FrameRef = None, profile: str | None = None) -> Deleted:
    """Delete a frame, or the stack with all its frames; `restore` undoes it, until `gc` takes it for good."""
    from dstack_jupyter.client.deleting import delete_named

    return delete_named(stack, frame, profile)


def restore(
    stack: str, *, frame: int | str | None = None, to: str | None = None, profile: str | None = None
) -> Restored:
    """Bring back a deleted stack, or a deleted frame of a stack.

    Parameters
    ----------
    stack
        The name of the stack. Of several that were deleted under one name it is the latest.
    frame
        The number or id of a deleted frame; the head stays where it is.
    to
        Another name for a stack whose own name was taken meanwhile.
    profile
        The entry of ``config.yaml`` to use.
    """
    from dstack_jupyter.client.deleting import restore_named

    return restore_named(stack, frame, to, profile)


def restore_dashboard(name: str, *, to: str | None = None, profile: str | None = None) -> Restored:
    """Bring back a deleted dashboard, by another name where `to` gives one."""
    from dstack_jupyter.client.deleting import restore_dashboard_named

    return restore_dashboard_named(name, to, profile)


def deleted(*, profile: str | None = None) -> Deletions:
    """List what you deleted and can restore, and until when."""
    from dstack_jupyter.client.deleting import list_deleted

    return list_deleted(profile)
