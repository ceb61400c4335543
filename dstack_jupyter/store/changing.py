"""What is changed of a stack without a new frame."""

from __future__ import annotations

from datetime import UTC, datetime

from dstack_jupyter.model.stacks import StackChanges, checked_access
from dstack_jupyter.store import retention, stacks
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.stacks import StackRow

_TEXTS = ("description", "readme")


def change(transaction: Transaction, viewer: Viewer, row: StackRow, changes: StackChanges) -> StackRow:
    """Change what is given; a rule of what is kept is followed at once."""
    given = changes.model_dump(exclude_unset=True)
    values = {name: given[name] or None for name in _TEXTS if name in given}
    if changes.access_level is not None:
        values["access_level"] = checked_access(changes.access_level)
    rule = retention.checked_rule(given.get("keep", row.keep), given.get("keep_days", row.keep_days))
    changed = stacks.update(transaction, viewer, row, values)
    if rule == (row.keep, row.keep_days):
        return changed
    return retention.retire(transaction, retention.set_rule(transaction, changed, rule), datetime.now(UTC))
