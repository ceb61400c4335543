"""A push: one transaction that makes a frame, or finds that there is nothing to make."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from dstack_jupyter.model.errors import Conflict
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import AccessLevel, Frame, NewFrame, Origin, Pushed, checked_access
from dstack_jupyter.store import access as rules
from dstack_jupyter.store import frames, permissions, retention, searching, stacks
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.accounts import default_access_level
from dstack_jupyter.store.blobs import BlobStore
from dstack_jupyter.store.contents import require_contents
from dstack_jupyter.store.database import Database, Transaction
from dstack_jupyter.store.lineage import note_inputs
from dstack_jupyter.store.revising import check_frame, is_repeated, is_unchanged, with_kept
from dstack_jupyter.store.stacks import StackRow
from dstack_jupyter.store.words import spoken


def push(
    database: Database,
    blobs: BlobStore,
    viewer: Viewer,
    path: StackPath,
    new: NewFrame,
    *,
    access: AccessLevel | None,
    force: bool,
    keep: bool,
) -> Pushed:
    """Make a frame whose contents are in the blob store, and move the head of the stack to it."""
    rules.require_upload(viewer, f"push to /{path}")
    level = None if access is None else checked_access(access)
    check_frame(new)
    whole = new.model_copy(update={"origin": _origin(new.origin, viewer)})
    with database.writing() as transaction:
        row = stacks.find(transaction, viewer, path)
        require_push(transaction, viewer, path, row)
        require_contents(transaction, blobs, viewer, (attachment.content for attachment in new.attachments))
        head, stored = _known_frames(transaction, row, new.id)
        if stored is not None:
            return _repeated(transaction, row, new, stored, keep=keep, name=spoken(path, viewer))
        _require_free(transaction, new.id)
        attachments = with_kept(whole, head) if keep else whole.attachments
        if row is not None and head is not None and not force and is_unchanged(whole, attachments, head):
            return Pushed(stack=stacks.as_stack(row, head), frame=head, created=False, previous=head)
        now = datetime.now(UTC)
        row = row or stacks.add(transaction, path, level or default_access_level(transaction, path.user), now)
        seq, made = frames.add_frame(transaction, row.id, row.last_number + 1, now, whole, attachments)
        note_inputs(transaction, seq, whole.inputs)
        moved = retention.retire(transaction, stacks.move_on(transaction, row, seq), now)
        searching.note(transaction, moved, made)
        return Pushed(stack=stacks.as_stack(moved, made), frame=made, created=True, previous=head)


def require_push(transaction: Transaction, viewer: Viewer, path: StackPath, row: StackRow | None) -> None:
    """Raise `NotAllowed` unless the viewer may push to the stack, whose row is None where it is not there."""
    granted = row and permissions.granted(transaction, "stack", row.id, row.user, viewer)
    rules.require(viewer, "push to", path, granted)


def _known_frames(transaction: Transaction, row: StackRow | None, frame_id: str) -> tuple[Frame | None, Frame | None]:
    """The head, and the frame that has the id already."""
    seq = None if row is None else row.head
    found = frames.BY_SEQ_OR_ID.load(transaction, seq=seq, id=frame_id)
    stored = next((one for one in found.values() if one.id == frame_id), None)
    return (None if seq is None else found.get(seq)), stored


def _repeated(
    transaction: Transaction, row: StackRow | None, new: NewFrame, stored: Frame, *, keep: bool, name: str
) -> Pushed:
    """The answer to a push whose first answer was lost: the same, and nothing is made."""
    is_own = row is not None and frames.has_id(transaction, row.id, new.id)
    if row is None or not is_own or not is_repeated(new, stored, keep=keep):
        raise Conflict(f"there is another frame with the id {new.id}; push {name} with a new id")
    before = frames.NEWEST_BEFORE.load(transaction, stack=row.id, number=stored.number)
    previous = next(iter(before.values()), None)
    return Pushed(stack=stacks.whole(transaction, row), frame=stored, created=True, previous=previous)


def _require_free(transaction: Transaction, frame_id: str) -> None:
    if frames.is_deleted(transaction, frame_id):
        raise Conflict(f"the frame with the id {frame_id} was deleted; restore it, or push with a new id")


def _origin(origin: Origin, viewer: Viewer) -> Origin:
    """Where the frame came from, with the name of who pushed, and in characters that every reader can take."""
    claimed = origin.user if viewer.owns_store else None
    named = origin.model_copy(update={"user": claimed or viewer.name})
    return Origin.model_validate_json(json.dumps(named.model_dump(), ensure_ascii=False).encode(errors="replace"))
