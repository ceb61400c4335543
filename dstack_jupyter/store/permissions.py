"""What users were permitted to do with the stacks and dashboards of others, in the database."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from dstack_jupyter.model.accounts import Permission, Permitted
from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.tables import account, dashboard_permission, stack, stack_permission

SHARED_WITH = sa.case(
    (
        stack.c.user == sa.bindparam("viewer"),
        sa.select(sa.func.count())
        .select_from(stack_permission)
        .join(account, sa.and_(account.c.name == stack_permission.c.account, account.c.is_disabled == sa.false()))
        .where(stack_permission.c.stack == stack.c.id)
        .correlate(stack)
        .scalar_subquery(),
    ),
    else_=0,
).label("shared_with")
"""How many others see a stack by a permission, for its owner; 0 for others, who are not told."""

TABLES = {"stack": stack_permission, "dashboard": dashboard_permission}

_IS_THERE = sa.select(account.c.name).where(account.c.name == sa.bindparam("name"))
_OTHERS = (
    sa.select(account.c.name)
    .where(account.c.name != sa.bindparam("name"), account.c.is_disabled == sa.false())
    .limit(1)
)
_OF = {
    kind: sa.select(table.c.account, table.c.permission, table.c.since)
    .where(table.c[kind] == sa.bindparam("this"))
    .order_by(table.c.account)
    for kind, table in TABLES.items()
}
_GRANTED = {
    kind: sa.select(table.c.permission).where(
        table.c[kind] == sa.bindparam("this"), table.c.account == sa.bindparam("name")
    )
    for kind, table in TABLES.items()
}
_TAKEN = {
    kind: sa.delete(table).where(table.c[kind] == sa.bindparam("this"), table.c.account == sa.bindparam("name"))
    for kind, table in TABLES.items()
}


def others_are_there(transaction: Transaction, viewer: Viewer) -> bool:
    """Whether anybody but the viewer can sign in."""
    return bool(transaction.rows(_OTHERS, name=viewer.name or ""))


def granted(transaction: Transaction, kind: str, key: int, owner: str, viewer: Viewer) -> Permission | None:
    """What the owner of a stack or dashboard (`kind`) permitted the viewer."""
    if viewer.name in (None, owner):
        return None
    rows = transaction.rows(_GRANTED[kind], this=key, name=viewer.name)
    return rows[0][0] if rows else None


def of(transaction: Transaction, kind: str, key: int) -> list[Permitted]:
    """All who were permitted something, by name."""
    return [
        Permitted(user=user, permission=what, since=since)
        for user, what, since in transaction.rows(_OF[kind], this=key)
    ]


def permit(
    transaction: Transaction, kind: str, key: int, owner: str, user: str, permission: Permission | None, now: datetime
) -> None:
    """Give a user a permission in place of the one they had, or take it away."""
    if permission not in ("view", "push", None):
        raise InvalidValue(f"a permission is view or push, not {permission!r}")
    if user == owner:
        raise InvalidValue(f"it is {owner}'s own; share it with somebody else")
    transaction.change(_TAKEN[kind], this=key, name=user)
    if permission is not None:
        if not transaction.rows(_IS_THERE, name=user):
            raise NotFound(f"there is no user {user} here to share with")
        transaction.add(TABLES[kind], {"account": user, kind: key, "permission": permission, "since": now})
    reach("permission.changed")
