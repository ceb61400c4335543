"""The verbs of one viewer that say who else may see a stack or a dashboard, or push to it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from dstack_jupyter.model.accounts import Permission, Permitted
from dstack_jupyter.model.dashboards import Dashboard
from dstack_jupyter.model.names import StackPath, check_user, checked_path
from dstack_jupyter.model.stacks import AccessLevel, Stack, checked_access
from dstack_jupyter.store import access as rules
from dstack_jupyter.store import dashboards, permissions, stacks
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.database import Database, Transaction


class _Thing(NamedTuple):
    kind: str
    key: int
    owner: str


class Sharing:
    """Permissions of stacks and dashboards. Only the owner gives, takes and lists them."""

    def __init__(self, database: Database, viewer: Viewer) -> None:
        self._database, self._viewer = database, viewer

    def reaches_others(self) -> bool:
        """Whether anybody but the viewer can sign in to the store."""
        with self._database.reading() as transaction:
            return permissions.others_are_there(transaction, self._viewer)

    def of_stack(self, path: StackPath) -> list[Permitted]:
        """Who was permitted something with a stack."""
        with self._database.reading() as transaction:
            thing = self._stack(transaction, path)
            return permissions.of(transaction, thing.kind, thing.key)

    def of_dashboard(self, path: StackPath) -> list[Permitted]:
        """Who was permitted something with a dashboard."""
        with self._database.reading() as transaction:
            thing = self._dashboard(transaction, path)
            return permissions.of(transaction, thing.kind, thing.key)

    def dashboards_for_viewer(self) -> list[Dashboard]:
        """The dashboards of others that they shared with the viewer, latest change first."""
        with self._database.reading() as transaction:
            return dashboards.shared(transaction, self._viewer)

    def stacks_for_viewer(self) -> list[Stack]:
        """The stacks of others that they shared with the viewer."""
        with self._database.reading() as transaction:
            return [stacks.whole(transaction, row) for row in stacks.shared(transaction, self._viewer)]

    def permit_stack(self, path: StackPath, user: str, permission: Permission | None) -> list[Permitted]:
        """Give a user a permission in place of the one they had; None takes it away. Returns all there are now."""
        with self._database.writing() as transaction:
            return self._permit(transaction, self._stack(transaction, path), user, permission)

    def permit_dashboard(self, path: StackPath, user: str, permission: Permission | None) -> list[Permitted]:
        """The same for a dashboard."""
        with self._database.writing() as transaction:
            return self._permit(transaction, self._dashboard(transaction, path), user, permission)

    def open_dashboard(self, path: StackPath, level: AccessLevel) -> None:
        """Set the access level of a dashboard; that of a stack is `Session.update_stack`'s."""
        checked = checked_access(level)
        with self._database.writing() as transaction:
            dashboards.set_access(transaction, self._dashboard(transaction, path).key, checked)

    def _permit(
        self, transaction: Transaction, thing: _Thing, user: str, permission: Permission | None
    ) -> list[Permitted]:
        now = datetime.now(UTC)
        permissions.permit(transaction, thing.kind, thing.key, thing.owner, check_user(user), permission, now)
        return permissions.of(transaction, thing.kind, thing.key)

    def _stack(self, transaction: Transaction, path: StackPath) -> _Thing:
        checked = checked_path(path)
        row = stacks.require(transaction, self._viewer, checked)
        rules.require(self._viewer, "share", checked)
        return _Thing("stack", row.id, row.user)

    def _dashboard(self, transaction: Transaction, path: StackPath) -> _Thing:
        checked = checked_path(path)
        row = dashboards.require(transaction, self._viewer, checked)
        rules.require(self._viewer, "share", checked)
        return _Thing("dashboard", row.id, row.user)
