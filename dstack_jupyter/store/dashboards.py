"""Dashboards and their revisions in the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from pydantic import ValidationError

from dstack_jupyter.model.dashboards import Dashboard, DashboardSpec
from dstack_jupyter.model.errors import Conflict, StoreTooNew
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import AccessLevel
from dstack_jupyter.store.access import Viewer, asking, visible
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.tables import dashboard, dashboard_permission, dashboard_revision
from dstack_jupyter.store.words import missing, spoken


class DashboardRow(NamedTuple):
    """What the tables say of a dashboard and its latest revision."""

    id: int
    user: str
    name: str
    access_level: str
    revision: int
    time: datetime
    spec: dict[str, Any]


_ROWS = (
    sa.select(
        *(dashboard.c[name] for name in ("id", "user", "name", "access_level", "revision")),
        *(dashboard_revision.c[name] for name in ("time", "spec")),
    )
    .join_from(dashboard, dashboard_revision, dashboard.c.head == dashboard_revision.c.seq)
    .where(visible(dashboard))
    .order_by(dashboard.c.head.desc())
)
_BY_PATH = _ROWS.where(dashboard.c.user == sa.bindparam("owner"), dashboard.c.name == sa.bindparam("called"))
_BY_IDS = _ROWS.where(
    dashboard.c.id.in_(sa.select(sa.func.json_each(sa.bindparam("ids", type_=sa.String)).table_valued("value").c.value))
)
_SHARED = _ROWS.where(
    dashboard.c.id.in_(
        sa.select(dashboard_permission.c.dashboard).where(dashboard_permission.c.account == sa.bindparam("viewer"))
    )
)
_MOVE = (
    sa.update(dashboard)
    .where(dashboard.c.id == sa.bindparam("this"))
    .values(revision=sa.bindparam("new_revision"), head=sa.bindparam("new_head"))
)


def readable(transaction: Transaction, viewer: Viewer, ids: Sequence[int]) -> Iterator[Dashboard]:
    """Those that the viewer may know of, in this order, without those of a newer release."""
    found = transaction.rows(_BY_IDS, ids=json.dumps(ids), **asking(viewer))
    rows = {row.id: row for row in (DashboardRow(*one) for one in found)}
    return (as_dashboard(rows[one]) for one in ids if one in rows and _spec(rows[one]) is not None)


def shared(transaction: Transaction, viewer: Viewer) -> list[Dashboard]:
    """The dashboards of others that their owners permitted the viewer, latest change first."""
    rows = (DashboardRow(*row) for row in transaction.rows(_SHARED, **asking(viewer)))
    return [as_dashboard(row) for row in rows if _spec(row) is not None]


def find(transaction: Transaction, viewer: Viewer, path: StackPath) -> DashboardRow | None:
    """The row of a dashboard and its spec, None when there is none or the viewer may not know of it."""
    rows = transaction.rows(_BY_PATH, owner=path.user, called=path.name, **asking(viewer))
    return DashboardRow(*rows[0]) if rows else None


def require(transaction: Transaction, viewer: Viewer, path: StackPath) -> DashboardRow:
    """The row of a dashboard; raises `NotFound` with names that are close."""
    row = find(transaction, viewer, path)
    if row is None:
        known = [StackPath(*one[1:3]) for one in transaction.rows(_ROWS, **asking(viewer))]
        raise missing("dashboard", path, viewer, sorted(known, key=lambda one: one.user != path.user))
    return row


def put(
    transaction: Transaction, viewer: Viewer, path: StackPath, spec: DashboardSpec, based_on: int | None, time: datetime
) -> Dashboard:
    """Write a spec down as the next revision, unless it equals the last one."""
    row = find(transaction, viewer, path)
    found = 0 if row is None else row.revision
    if based_on is not None and based_on != found:
        raise _conflict(spoken(path, viewer), based_on, found)
    if row is not None and (stored := as_dashboard(row)).spec == spec:
        return stored
    dashboard_id = add(transaction, path, time) if row is None else row.id
    add_revision(transaction, dashboard_id, found + 1, spec, viewer.name, time)
    return as_dashboard(require(transaction, viewer, path))


def require_revision(viewer: Viewer, row: DashboardRow, based_on: int | None) -> None:
    """Raise `Conflict` where the dashboard was changed since that revision."""
    if based_on not in (None, row.revision):
        raise _conflict(spoken(StackPath(row.user, row.name), viewer), based_on, row.revision)


def make(
    transaction: Transaction, viewer: Viewer, path: StackPath, spec: DashboardSpec, level: AccessLevel, time: datetime
) -> Dashboard:
    """Write a dashboard down that is new."""
    row = find(transaction, viewer, path)
    if row is not None:
        raise _conflict(spoken(path, viewer), 0, row.revision)
    add_revision(transaction, add(transaction, path, time, level), 1, spec, viewer.name, time)
    return as_dashboard(require(transaction, viewer, path))


def change(
    transaction: Transaction,
    viewer: Viewer,
    row: DashboardRow,
    spec: DashboardSpec,
    level: AccessLevel | None,
    time: datetime,
) -> Dashboard:
    """Write the next revision of a dashboard down where it differs, and who sees it."""
    if level is not None and level != row.access_level:
        set_access(transaction, row.id, level)
    if spec != as_dashboard(row).spec:
        add_revision(transaction, row.id, row.revision + 1, spec, viewer.name, time)
    return as_dashboard(require(transaction, viewer, StackPath(row.user, row.name)))


def add(transaction: Transaction, path: StackPath, time: datetime, level: AccessLevel = "private") -> int:
    """Write a dashboard down that has no revisions yet; returns its key."""
    columns = {"user": path.user, "name": path.name, "access_level": level, "created": time, "revision": 0}
    key = transaction.add(dashboard, columns)
    reach("dashboard.made")
    return key


def add_revision(
    transaction: Transaction, dashboard_id: int, revision: int, spec: DashboardSpec, author: str | None, time: datetime
) -> None:
    """Write the next revision of a dashboard down."""
    columns = {"dashboard": dashboard_id, "revision": revision, "time": time, "author": author}
    key = transaction.add(dashboard_revision, {**columns, "spec": spec.model_dump(mode="json")})
    reach("revision.made")
    transaction.change(_MOVE, this=dashboard_id, new_revision=revision, new_head=key)


def set_access(transaction: Transaction, dashboard_id: int, level: AccessLevel) -> None:
    """Set who sees a dashboard."""
    transaction.change(sa.update(dashboard).where(dashboard.c.id == dashboard_id).values(access_level=level))
    reach("permission.changed")


def as_dashboard(row: DashboardRow) -> Dashboard:
    """A dashboard as it travels; raises `StoreTooNew` for a spec that only a newer release can read."""
    spec = _spec(row)
    if spec is None:
        raise StoreTooNew(
            f"dashboard {row.user}/{row.name} was made with a newer dstack-jupyter and this one cannot read it: "
            "pip install -U dstack-jupyter"
        )
    return Dashboard(
        user=row.user,
        name=row.name,
        revision=row.revision,
        time=row.time,
        access_level=row.access_level,
        spec=spec,
    )


def _spec(row: DashboardRow) -> DashboardSpec | None:
    try:
        return DashboardSpec.model_validate(row.spec)
    except ValidationError:
        return None


def _conflict(name: str, based_on: int, found: int) -> Conflict:
    if based_on == 0:
        return Conflict(f"there is a dashboard {name} already, at revision {found}; open it, or choose another name")
    if found == 0:
        return Conflict(f"dashboard {name} is gone since revision {based_on}")
    return Conflict(
        f"dashboard {name} was changed meanwhile: it is at revision {found} and this change is based on {based_on}; "
        "load it again"
    )
