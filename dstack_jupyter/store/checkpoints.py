"""Named points of every write, where a test can end the process or make the disk fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

POINTS = (
    "blob.opened",
    "blob.written",
    "blob.syncing",
    "blob.synced",
    "blob.renamed",
    "blob.durable",
    "write.locked",
    "write.begun",
    "stack.made",
    "contents.noted",
    "frame.made",
    "attachments.made",
    "inputs.noted",
    "head.moved",
    "tag.removed",
    "tag.put",
    "stack.changed",
    "frame.deleted",
    "stack.deleted",
    "texts.noted",
    "dashboard.made",
    "revision.made",
    "dashboard.deleted",
    "stack.restored",
    "frame.restored",
    "dashboard.restored",
    "rule.set",
    "permission.changed",
    "account.changed",
    "token.made",
    "token.gone",
    "sign_in.made",
    "sign_in.gone",
    "draft.noted",
    "draft.gone",
    "link.made",
    "garbage.chosen",
    "stack.going",
    "frame.gone",
    "stack.gone",
    "dashboard.gone",
    "content.gone",
    "blob.gone",
    "pieces.moved",
    "write.committing",
    "write.committed",
    "write.unlocked",
    "copy.written",
    "copy.kept",
    "schema.changed",
    "archive.written",
    "backup.database",
    "backup.written",
    "backup.named",
    "restore.checked",
    "database.replacing",
    "database.replaced",
)
"""Every point, in the order in which a write may come to them."""

_watch: Callable[[str], None] | None = None


def reach(point: str) -> None:
    """Say that a write came to `point`. Costs nothing when nobody watches."""
    if _watch is not None:
        _watch(point)


@contextmanager
def watched(watch: Callable[[str], None]) -> Iterator[None]:
    """Call `watch` with every point that this process comes to; what it raises, the write meets."""
    global _watch
    previous, _watch = _watch, watch
    try:
        yield
    finally:
        _watch = previous
