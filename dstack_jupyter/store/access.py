"""Who may do what. Every rule about it is here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dstack_jupyter.model.errors import NotAllowed
from dstack_jupyter.model.names import StackPath, check_user

if TYPE_CHECKING:
    import sqlalchemy as sa

Action = Literal["push to", "change", "delete", "restore"]
"""What is done to a stack or a dashboard, as a person says it."""


@dataclass(frozen=True)
class Viewer:
    """Who is asking. `name` is None for someone who has not signed in."""

    name: str | None
    owns_store: bool = False

    @classmethod
    def local_owner(cls, name: str) -> Viewer:
        """The person whose computer this is; sees everything, and changes what is under `name`."""
        return cls(check_user(name), owns_store=True)

    @classmethod
    def user(cls, name: str) -> Viewer:
        """A signed-in user; sees what is internal or public, and all under `name`."""
        return cls(check_user(name))

    @classmethod
    def anonymous(cls) -> Viewer:
        """Someone who has not signed in; sees what is public."""
        return cls(None)


def visible(table: sa.Table) -> sa.ColumnElement[bool]:
    """The rows of `stack` or `dashboard` that a viewer may know of; its parameters are those of `asking`.

    What is deleted is nobody's to see.
    """
    import sqlalchemy as sa

    everything = sa.bindparam("sees_everything", type_=sa.Integer) == 1
    return sa.and_(table.c.deleted.is_(None), sa.or_(everything, shown(table)))


def shown(table: sa.Table) -> sa.ColumnElement[bool]:
    """Of `visible` the part that indexes find: what is shown to those who do not see everything, deleted or not."""
    import sqlalchemy as sa

    level = table.c.access_level
    return sa.or_(
        table.c.user == sa.bindparam("viewer"),
        level == "public",
        sa.and_(level == "internal", sa.bindparam("is_signed_in", type_=sa.Integer) == 1),
    )


def asking(viewer: Viewer) -> dict[str, str | int | None]:
    """The parameters of `visible` for a viewer."""
    return {
        "sees_everything": int(sees_everything(viewer)),
        "viewer": viewer.name,
        "is_signed_in": int(viewer.name is not None),
    }


def sees_everything(viewer: Viewer) -> bool:
    """Whether nothing in the store is hidden from the viewer."""
    return viewer.owns_store


def may_name(viewer: Viewer, path: StackPath, *, noted_by: str, is_ours: bool) -> bool:
    """Whether the viewer may read the name of a stack that is not there, which `noted_by` wrote down.

    In another store (`is_ours` is False) the same name of a user may be another person.
    """
    return sees_everything(viewer) or viewer.name == noted_by or (is_ours and viewer.name == path.user)


def require(viewer: Viewer, action: Action, path: StackPath) -> None:
    """Raise `NotAllowed` unless the viewer may do this; the words are the same whether `path` exists or not."""
    if viewer.name is None:
        raise NotAllowed(f"you are not signed in, so you cannot {action} /{path}")
    if viewer.name != path.user:
        raise NotAllowed(
            f"you are {viewer.name}, and only {path.user} can {action} /{path}; yours would be {path.name}"
        )


def require_owner(viewer: Viewer, what: str) -> None:
    """Raise `NotAllowed` unless the store is the viewer's own; `what` is what only its owner can do."""
    if not viewer.owns_store:
        raise NotAllowed(f"only the owner of the store can {what}")


def require_upload(viewer: Viewer) -> None:
    """Raise `NotAllowed` unless the viewer may store contents."""
    if viewer.name is None:
        raise NotAllowed("you are not signed in, so you cannot push")
