"""The verbs that keep the store of a server tidy."""

from __future__ import annotations

from collections.abc import Callable

from dstack_jupyter.client.http.addresses import dashboard_at, frame_at, stack_at
from dstack_jupyter.client.http.listing import listed
from dstack_jupyter.client.http.wire import LONG_ANSWER, Wire
from dstack_jupyter.model.dashboards import Dashboard
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.keeping import GRACE_DAYS, Collected, Deletion, Deletions, Usage, Verified
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Frame, Restored, Stack


class HttpKeeping:
    """The `Keeping` of a profile with a server."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def deleted(self) -> list[Deletion]:
        """What the viewer deleted and can restore, latest first."""
        return listed(self._wire, "deleted", Deletions, lambda page: page.deleted)[0]

    def restore_stack(self, path: StackPath, to: StackPath | None = None) -> Stack:
        """Bring back the stack of that name that was deleted last, by its name or as `to`."""
        return self._wire.post(stack_at(path, "restore"), Stack, _target(path, to))

    def restore_frame(self, path: StackPath, ref: int | str) -> tuple[Stack, Frame]:
        """Bring back a deleted frame; the head stays, unless there was none."""
        restored = self._wire.post(frame_at(path, ref, "restore"), Restored)
        return restored.stack, restored.frame

    def restore_dashboard(self, path: StackPath, to: StackPath | None = None) -> Dashboard:
        """Bring back the dashboard of that name that was deleted last, by its name or as `to`."""
        return self._wire.post(dashboard_at(path, "restore"), Dashboard, _target(path, to))

    def retain(self, path: StackPath, *, keep: int | None = None, keep_days: float | None = None) -> tuple[Stack, int]:
        """Set how many frames a stack keeps; returns it and how many frames were deleted for it now."""
        before = self._wire.get(stack_at(path), Stack).frames
        stack = self._wire.change("PATCH", stack_at(path), Stack, {"keep": keep, "keep_days": keep_days})
        return stack, max(0, before - stack.frames)

    def gc(self, grace_days: float = GRACE_DAYS, *, dry_run: bool = False) -> Collected:
        """Take away for good what was deleted `grace_days` ago, and the bytes that nothing names any more."""
        return self._wire.post("gc", Collected, {"grace_days": grace_days, "dry_run": dry_run}, wait=LONG_ANSWER)

    def usage(self) -> Usage:
        """What takes the room, as far as the viewer may know."""
        return self._wire.get("usage", Usage)

    def verify(self, share: float = 1.0, report: Callable[[int, int], None] | None = None) -> Verified:
        """Check the structure of the store, and the bytes of a share of its contents, 1.0 for all.

        `report` is called once, when all is done.
        """
        verified = self._wire.post("verify", Verified, {"share": share}, wait=LONG_ANSWER)
        if report is not None:
            report(verified.bytes, verified.bytes)
        return verified


def _target(path: StackPath, to: StackPath | None) -> dict[str, str | None]:
    if to is not None and to.user != path.user:
        raise InvalidValue(f"{path.name} stays {path.user}'s; restore it by another name of {path.user}'s")
    return {"to": None if to is None else to.name}
