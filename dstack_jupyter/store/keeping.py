"""The verbs of one viewer that keep the store tidy. Every verb asks `access` first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dstack_jupyter.model.dashboards import Dashboard
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.keeping import GRACE_DAYS, Collected, Deletion, Usage, Verified
from dstack_jupyter.model.names import StackPath, checked_path
from dstack_jupyter.model.stacks import Frame, Stack
from dstack_jupyter.store import access as rules
from dstack_jupyter.store import dashboards, deleting, frames, retention, searching, stacks
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.blob_files import BlobFiles
from dstack_jupyter.store.collecting import Ages, Collection, forecast
from dstack_jupyter.store.copies import copies
from dstack_jupyter.store.failures import explained
from dstack_jupyter.store.hold import Hold
from dstack_jupyter.store.usage import usage
from dstack_jupyter.store.verifying import verify
from dstack_jupyter.store.words import spoken

if TYPE_CHECKING:
    from dstack_jupyter.store.store import Store


class Keeping:
    """What one viewer can do to keep the store tidy; `Session.keeping` makes it."""

    def __init__(self, store: Store, viewer: Viewer) -> None:
        self._store = store
        self._database = store.database
        self._viewer = viewer

    def deleted(self) -> list[Deletion]:
        """What the viewer deleted and can restore, latest first."""
        with self._database.reading() as transaction:
            return deleting.deletions(transaction, self._viewer.name)

    def restore_stack(self, path: StackPath, to: StackPath | None = None) -> Stack:
        """Bring back the stack of that name that was deleted last, by its name or as `to`."""
        checked, target = self._places(path, to)
        with self._database.writing() as transaction:
            deleting.restore_stack(transaction, checked, target, spoken(checked, self._viewer))
            return searching.noted(transaction, stacks.require(transaction, self._viewer, target), anew=True)

    def restore_frame(self, path: StackPath, ref: int | str) -> tuple[Stack, Frame]:
        """Bring back a deleted frame; the head stays, unless there was none."""
        checked = checked_path(path)
        with self._database.writing() as transaction:
            row = stacks.require(transaction, self._viewer, checked)
            rules.require(self._viewer, "change", checked)
            shown, seq = deleting.restore_frame(transaction, row, ref, spoken(checked, self._viewer))
            return searching.noted(transaction, shown, anew=True), frames.BY_SEQ.load(transaction, seq=seq)[seq]

    def restore_dashboard(self, path: StackPath, to: StackPath | None = None) -> Dashboard:
        """Bring back the dashboard of that name that was deleted last, by its name or as `to`."""
        checked, target = self._places(path, to)
        with self._database.writing() as transaction:
            deleting.restore_dashboard(transaction, checked, target, spoken(checked, self._viewer))
            return dashboards.as_dashboard(dashboards.require(transaction, self._viewer, target))

    def retain(self, path: StackPath, *, keep: int | None = None, keep_days: float | None = None) -> tuple[Stack, int]:
        """Set how many frames a stack keeps; returns it and how many frames were deleted for it now."""
        checked, rule = checked_path(path), retention.checked_rule(keep, keep_days)
        with self._database.writing() as transaction:
            row = stacks.require(transaction, self._viewer, checked)
            rules.require(self._viewer, "change", checked)
            ruled = retention.set_rule(transaction, row, rule)
            left = retention.retire(transaction, ruled, datetime.now(UTC))
            return stacks.whole(transaction, left), ruled.frames - left.frames

    def gc(self, grace_days: float = GRACE_DAYS, *, dry_run: bool = False) -> Collected:
        """Take away for good what was deleted `grace_days` ago, and the bytes that nothing names any more."""
        rules.require_keeper(self._viewer, "collect its garbage")
        ages = Ages(grace_days, datetime.now(UTC))
        folder = self._store.folder
        with explained(folder):
            files = BlobFiles(folder / "blobs")
            unused = (copy for copy in copies(folder) if ages.is_unused(copy))
            if dry_run:
                return forecast(self._database, files, ages, unused)
            return Collection(self._database, self._store.blobs, files, ages, Hold(folder)).run(unused)

    def usage(self) -> Usage:
        """What takes the room, as far as the viewer may know; see `Backend`'s `Keeping.usage`."""
        with explained(self._store.folder):
            found = usage(self._database, self._store.folder)
        if rules.sees_everything(self._viewer):
            return found
        user = self._viewer.name or ""
        own = tuple(one for one in found.stacks if one.user == user)
        if rules.may_add_up(self._viewer):
            return found.model_copy(update={"stacks": own})
        return Usage(stacks=own, users={user: found.users.get(user, 0)} if own else {})

    def verify(self, share: float = 1.0, report: Callable[[int, int], None] | None = None) -> Verified:
        """Check the structure of the store, and the bytes of a share of its contents, 1.0 for all.

        `report` is called with how many bytes are read and how many there are to read.
        """
        rules.require_keeper(self._viewer, "verify it")
        with explained(self._store.folder):
            return verify(self._database, BlobFiles(self._store.folder / "blobs"), share, report)

    def _places(self, path: StackPath, to: StackPath | None) -> tuple[StackPath, StackPath]:
        checked = checked_path(path)
        rules.require(self._viewer, "restore", checked)
        target = checked if to is None else checked_path(to)
        if target.user != checked.user:
            raise InvalidValue(f"{checked.name} stays {checked.user}'s; restore it by another name of {checked.user}'s")
        return checked, target
