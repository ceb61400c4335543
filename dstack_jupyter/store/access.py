"""Who may do what. Every rule about it is here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dstack_jupyter.model.accounts import SCOPES, Permission, Scope
from dstack_jupyter.model.errors import NotAllowed
from dstack_jupyter.model.names import StackPath, check_user

if TYPE_CHECKING:
    import sqlalchemy as sa

Action = Literal["push to", "change", "delete", "restore", "share"]
"""What is done to a stack or a dashboard, as a person says it."""

_NEEDS: dict[Action, Scope] = {
    "push to": "push",
    "change": "push",
    "restore": "push",
    "delete": "admin",
    "share": "admin",
}
"""The scope that a token needs for it."""


@dataclass(frozen=True)
class Viewer:
    """Who is asking.

    Attributes
    ----------
    name
        None for someone who has not signed in.
    owns_store
        Whether the store is the viewer's own, on their own computer.
    is_admin
        Whether they administer the users of the server; that shows them nobody's stacks.
    scope
        What the token is good for that they came with; everything without one.
    only
        The one stack that the token is good for.
    """

    name: str | None
    owns_store: bool = False
    is_admin: bool = False
    scope: Scope = "admin"
    only: StackPath | None = None

    @classmethod
    def local_owner(cls, name: str) -> Viewer:
        """The person whose computer this is; sees everything, and changes what is under `name`."""
        return cls(check_user(name), owns_store=True)

    @classmethod
    def user(cls, name: str, *, is_admin: bool = False) -> Viewer:
        """A signed-in user; sees what is internal or public, what they were permitted, and all under `name`."""
        return cls(check_user(name), is_admin=is_admin)

    @classmethod
    def anonymous(cls) -> Viewer:
        """Someone who has not signed in; sees what is public."""
        return cls(None)


def visible(table: sa.Table) -> sa.ColumnElement[bool]:
    """The rows of `stack` or `dashboard` that a viewer may know of; its parameters are those of `asking`.

    What is deleted is nobody's to see.
    """
    import sqlalchemy as sa

    return sa.and_(table.c.deleted.is_(None), known_of(table))


def known_of(table: sa.Table) -> sa.ColumnElement[bool]:
    """The same with what is deleted, of which those may know who saw it."""
    import sqlalchemy as sa

    everything = sa.bindparam("sees_everything", type_=sa.Integer) == 1
    return sa.and_(_within_token(table), sa.or_(everything, shown(table)))


def shown(table: sa.Table) -> sa.ColumnElement[bool]:
    """Of `visible` the part that indexes find: what is shown to those who do not see everything, deleted or not."""
    import sqlalchemy as sa

    from dstack_jupyter.store.tables import dashboard_permission, stack, stack_permission

    level = table.c.access_level
    permission = stack_permission if table is stack else dashboard_permission
    permitted = sa.select(permission.c[table.name]).where(permission.c.account == sa.bindparam("viewer"))
    return sa.or_(
        table.c.user == sa.bindparam("viewer"),
        level == "public",
        sa.and_(level == "internal", sa.bindparam("is_signed_in", type_=sa.Integer) == 1),
        table.c.id.in_(permitted),
    )


def _within_token(table: sa.Table) -> sa.ColumnElement[bool]:
    """A token for one stack shows that one, and no dashboard."""
    import sqlalchemy as sa

    from dstack_jupyter.store.tables import stack

    is_for_all = sa.bindparam("only_name", type_=sa.String).is_(None)
    if table is not stack:
        return is_for_all
    is_it = sa.and_(table.c.user == sa.bindparam("only_user"), table.c.name == sa.bindparam("only_name"))
    return sa.or_(is_for_all, is_it)


def asking(viewer: Viewer) -> dict[str, str | int | None]:
    """The parameters of `visible` for a viewer."""
    return {
        "sees_everything": int(sees_everything(viewer)),
        "viewer": viewer.name,
        "is_signed_in": int(viewer.name is not None),
        "only_user": viewer.only.user if viewer.only else None,
        "only_name": viewer.only.name if viewer.only else None,
    }


def sees_everything(viewer: Viewer) -> bool:
    """Whether nothing in the store is hidden from the viewer."""
    return viewer.owns_store and viewer.only is None


def may_name(viewer: Viewer, path: StackPath, *, noted_by: str, is_ours: bool) -> bool:
    """Whether the viewer may read the name of a stack that is not there, which `noted_by` wrote down.

    In another store (`is_ours` is False) the same name of a user may be another person.
    """
    if viewer.only is not None:
        return False
    return sees_everything(viewer) or viewer.name == noted_by or (is_ours and viewer.name == path.user)


def require(viewer: Viewer, action: Action, path: StackPath, granted: Permission | None = None) -> None:
    """Raise `NotAllowed` unless the viewer may do this; the words are the same whether `path` exists or not.

    `granted` is what the owner permitted the viewer.
    """
    if viewer.name is None:
        raise NotAllowed(f"you are not signed in, so you cannot {action} /{path}")
    require_scope(viewer, _NEEDS[action], f"{action} /{path}")
    if viewer.only not in (None, path):
        raise NotAllowed(f"this token is good for /{viewer.only} only, so it cannot {action} /{path}")
    if viewer.name != path.user and not (action == "push to" and granted == "push"):
        raise NotAllowed(
            f"you are {viewer.name}, and only {path.user} can {action} /{path}; yours would be {path.name}"
        )


def require_scope(viewer: Viewer, scope: Scope, what: str) -> None:
    """Raise `NotAllowed` unless the token that the viewer came with is good for this."""
    if SCOPES.index(viewer.scope) < SCOPES.index(scope):
        raise NotAllowed(f"this token has the scope {viewer.scope}; to {what}, make one with the scope {scope}")


def require_signed_in(viewer: Viewer, what: str) -> None:
    """Raise `NotAllowed` for one who has not signed in, and for a token that is good for one stack only."""
    if viewer.name is None:
        raise NotAllowed(f"you are not signed in, so you cannot {what}")
    if viewer.only is not None:
        raise NotAllowed(f"this token is good for /{viewer.only} only, so it cannot {what}")


def require_self(viewer: Viewer, user: str, what: str) -> None:
    """Raise `NotAllowed` unless the viewer is that user, or administers the users; `what` is what is done to them."""
    require_scope(viewer, "admin", what)
    if viewer.only is not None or (viewer.name != user and not administers(viewer)):
        raise NotAllowed(f"only {user} and an administrator can {what}")


def require_admin(viewer: Viewer, what: str) -> None:
    """Raise `NotAllowed` unless the viewer administers the users of the store."""
    require_scope(viewer, "admin", what)
    if viewer.only is not None or not administers(viewer):
        raise NotAllowed(f"only an administrator can {what}")


def administers(viewer: Viewer) -> bool:
    """Whether the viewer administers the users: an administrator, or the one whose computer it is."""
    return viewer.is_admin or viewer.owns_store


def require_keeper(viewer: Viewer, what: str) -> None:
    """Raise `NotAllowed` unless the viewer keeps the store tidy for all: its owner, or an administrator.

    An administrator is not shown what is private, but may be told the name of what is damaged, to have it mended.
    """
    if not administers(viewer) or viewer.only is not None:
        raise NotAllowed(f"only the owner of the store and an administrator can {what}")
    require_scope(viewer, "admin", what)


def may_add_up(viewer: Viewer) -> bool:
    """Whether the viewer may know how much all users have together, and each of them."""
    return administers(viewer) and viewer.only is None and viewer.scope == "admin"


def require_upload(viewer: Viewer, what: str = "push") -> None:
    """Raise `NotAllowed` unless the viewer may store contents."""
    if viewer.name is None:
        raise NotAllowed(f"you are not signed in, so you cannot {what}")
    require_scope(viewer, "push", what)
