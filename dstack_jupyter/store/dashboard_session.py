"""What one viewer can do with the dashboards of the store. Every verb asks `access` first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from dstack_jupyter.model.dashboards import Dashboard, DashboardPage, DashboardSpec
from dstack_jupyter.model.names import StackPath, checked_path
from dstack_jupyter.model.stacks import AccessLevel, StackSort, checked_access
from dstack_jupyter.model.wholes import WholeDashboard
from dstack_jupyter.store import access as rules
from dstack_jupyter.store import dashboard_pages, dashboards, deleting, wholes
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.accounts import default_access_level

if TYPE_CHECKING:
    from dstack_jupyter.store.store import Store


class DashboardSession:
    """The verbs of dashboards for a viewer: the part of a `Session` that knows nothing of frames."""

    def __init__(self, store: Store, viewer: Viewer) -> None:
        self._store = store
        self._database = store.database
        self._viewer = viewer

    def dashboards(self, user: str | None = None) -> list[Dashboard]:
        """All dashboards, latest change first."""
        return list(self.dashboard_page(user=user, limit=None).dashboards)

    def dashboard_page(
        self,
        query: str = "",
        user: str | None = None,
        *,
        sort: StackSort = "time",
        limit: int | None = 100,
        after: str | None = None,
        is_shared: bool = False,
        is_public: bool = False,
    ) -> DashboardPage:
        """A page of the dashboards that have all that the query asks for; see `Backend.dashboard_page`.

        With `is_shared` those of others that they permitted the viewer, with `is_public` those that everybody may see.
        """
        with self._database.reading() as transaction:
            listed = partial(dashboard_pages.page, transaction, self._viewer, query, user=user)
            return listed(sort=sort, limit=limit, after=after, is_shared=is_shared, is_public=is_public)

    def dashboard(self, path: StackPath) -> Dashboard:
        """One dashboard, as it is now."""
        with self._database.reading() as transaction:
            return dashboards.as_dashboard(dashboards.require(transaction, self._viewer, checked_path(path)))

    def put_dashboard(self, path: StackPath, spec: DashboardSpec, *, revision: int | None = None) -> Dashboard:
        """Store a spec as the next revision, where it differs from the last; see `Backend.put_dashboard`."""
        checked = checked_path(path)
        rules.require(self._viewer, "change", checked)
        with self._database.writing() as transaction:
            return dashboards.put(transaction, self._viewer, checked, spec, revision, datetime.now(UTC))

    def make_dashboard(self, path: StackPath, spec: DashboardSpec, access: AccessLevel | None = None) -> Dashboard:
        """Store a new dashboard; unless `access` says who sees it, that is as of the owner's new stacks."""
        checked, level = checked_path(path), None if access is None else checked_access(access)
        rules.require(self._viewer, "change", checked)
        with self._database.writing() as transaction:
            of_new = level or default_access_level(transaction, checked.user)
            return dashboards.make(transaction, self._viewer, checked, spec, of_new, datetime.now(UTC))

    def change_dashboard(
        self, path: StackPath, change: Callable[[DashboardSpec], DashboardSpec], access: AccessLevel | None = None
    ) -> Dashboard:
        """Store what `change` makes of the spec as it is, in one step; with `access`, say who sees it."""
        checked, level = checked_path(path), None if access is None else checked_access(access)
        with self._database.writing() as transaction:
            row = dashboards.require(transaction, self._viewer, checked)
            rules.require(self._viewer, "change" if level is None else "share", checked)
            spec = change(dashboards.as_dashboard(row).spec)
            return dashboards.change(transaction, self._viewer, row, spec, level, datetime.now(UTC))

    def delete_dashboard(self, path: StackPath, *, revision: int | None = None) -> None:
        """Delete a dashboard; its stacks stay. `Keeping.restore_dashboard` undoes it.

        With `revision`, the one that was looked at, a change in between is a `Conflict`.
        """
        checked = checked_path(path)
        with self._database.writing() as transaction:
            row = dashboards.require(transaction, self._viewer, checked)
            rules.require(self._viewer, "delete", checked)
            dashboards.require_revision(self._viewer, row, revision)
            deleting.delete_dashboard(transaction, row, datetime.now(UTC))

    def whole_dashboard(self, path: StackPath) -> WholeDashboard:
        """A dashboard with all its revisions."""
        with self._database.reading() as transaction:
            row = dashboards.require(transaction, self._viewer, checked_path(path))
            return wholes.whole_dashboard(transaction, row)
