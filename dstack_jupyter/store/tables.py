"""The tables of the store. Each change here is a migration in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""How indexes and constraints are called, so that migrations can name them on every database."""


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A time in UTC, on databases that keep no time zone too."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database."""
        return value if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of the database."""
        return value if value is None else value.replace(tzinfo=UTC)


# A registry of its own: a notebook's own SQLModel tables may be called "stack" or "frame" too.
class Row(SQLModel, registry=registry(metadata=sa.MetaData(naming_convention=NAMES))):
    """A row of a table of the store."""


class Meta(Row, table=True):
    """What the store is; there is one row."""

    id: str = Field(primary_key=True, description="Identity of the store, a UUID.")
    owner: str = Field(description="Name of the local user whom the store was made for.")
    created: datetime = Field(sa_type=UtcTime)
    schema_number: int = Field(description="Counts the migrations.")
    oldest_reader: int = Field(description="Releases that know this schema number can still use the store.")


class Stack(Row, table=True):
    """A named line of revisions."""

    __table_args__ = (
        sa.UniqueConstraint("user", "name"),
        sa.Index("ix_stack_unsearched", "id", sqlite_where=sa.text("searched IS NULL")),
    )

    id: int | None = Field(default=None, primary_key=True)
    user: str
    name: str
    folded: str = Field(index=True, description="`user/name` without case, the order by name.")
    access_level: str = Field(index=True)
    description: str | None = None
    readme: str | None = None
    created: datetime = Field(sa_type=UtcTime)
    last_number: int = Field(default=0, description="The last frame number that was given, never given again.")
    frames: int = Field(default=0, description="How many frames there are.")
    head: int | None = Field(default=None, index=True, description="The `seq` of the frame that is shown.")
    deleted: datetime | None = Field(
        default=None, sa_type=UtcTime, description="When it was deleted; its name is then `name//id`, free for another."
    )
    keep: int | None = Field(default=None, description="How many of the newest frames are kept; None is all.")
    keep_days: float | None = Field(default=None, description="For how many days frames are kept; None is for ever.")
    searched: str | None = Field(
        default=None, description="A digest of what searches find it by; None where the indexes are behind."
    )


class Frame(Row, table=True):
    """A revision of a stack. `seq` is the order of all frames of the store."""

    __table_args__ = (sa.UniqueConstraint("stack", "number"), {"sqlite_autoincrement": True})

    seq: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    stack: int = Field(foreign_key="stack.id", ondelete="CASCADE")
    number: int
    time: datetime = Field(sa_type=UtcTime)
    message: str | None = None
    params: dict[str, Any] = Field(sa_type=sa.JSON)
    origin: dict[str, Any] = Field(sa_type=sa.JSON)
    deleted: datetime | None = Field(default=None, sa_type=UtcTime)
    attachments: int = Field(default=0, description="How many attachments it has.")
    length: int = Field(default=0, sa_type=sa.BigInteger, description="The bytes of their contents together.")


class Content(Row, table=True):
    """The identity of some bytes."""

    __table_args__ = ({"sqlite_with_rowid": False},)

    sha256: str = Field(primary_key=True)
    length: int = Field(sa_type=sa.BigInteger)


class Piece(Row, table=True):
    """A run of bytes of a content, and where it lies: in which blob, from which byte on."""

    __table_args__ = ({"sqlite_with_rowid": False},)

    content: str = Field(primary_key=True, foreign_key="content.sha256", ondelete="CASCADE")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    offset: int = Field(sa_type=sa.BigInteger)
    length: int = Field(sa_type=sa.BigInteger)
    sha256: str = Field(index=True)
    blob: str = Field(index=True)
    start: int = Field(sa_type=sa.BigInteger)


class Attachment(Row, table=True):
    """One content of a frame, at an index."""

    frame: int = Field(
        primary_key=True, foreign_key="frame.seq", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    index: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: str = Field(foreign_key="content.sha256", index=True)
    content_type: str
    application: str | None = None
    params: dict[str, Any] = Field(sa_type=sa.JSON)
    settings: dict[str, Any] = Field(sa_type=sa.JSON)
    description: str | None = None


class Dashboard(Row, table=True):
    """A page by its path; `head` is the `seq` of its latest revision."""

    __table_args__ = (sa.UniqueConstraint("user", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    user: str
    name: str
    access_level: str
    created: datetime = Field(sa_type=UtcTime)
    revision: int
    head: int | None = Field(default=None, index=True)
    deleted: datetime | None = Field(default=None, sa_type=UtcTime)


class DashboardRevision(Row, table=True):
    """A spec that a dashboard had, or has."""

    __tablename__ = "dashboard_revision"
    __table_args__ = (sa.UniqueConstraint("dashboard", "revision"), {"sqlite_autoincrement": True})

    seq: int | None = Field(default=None, primary_key=True)
    dashboard: int = Field(foreign_key="dashboard.id", ondelete="CASCADE")
    revision: int
    spec: dict[str, Any] = Field(sa_type=sa.JSON)
    time: datetime = Field(sa_type=UtcTime)
    author: str | None = None


class Tag(Row, table=True):
    """A name for a frame of a stack."""

    stack: int = Field(
        primary_key=True, foreign_key="stack.id", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    name: str = Field(primary_key=True)
    frame: int = Field(foreign_key="frame.seq", ondelete="CASCADE", index=True)
    time: datetime = Field(sa_type=UtcTime)
    user: str | None = None


class Input(Row, table=True):
    """A frame that was pulled before this one was pushed. It may be of another store, or gone."""

    frame: int = Field(
        primary_key=True, foreign_key="frame.seq", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    store: str = Field(description="The identity of the store that it was pulled from.")
    source: str = Field(index=True, description="The id of the frame.")
    user: str
    name: str
    number: int


class StackText(Row, table=True):
    """What a stack is found by, folded; `stack.searched` says of which head and texts it is."""

    __tablename__ = "stack_text"

    stack: int = Field(
        primary_key=True, foreign_key="stack.id", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    words: str = Field(description="Lines: the path, tags, values of params, names of columns, descriptions.")
    message: str = Field(description="The message of the head.")
    terms: str = Field(description="Keys and their values, for exact questions, between separators.")


class Account(Row, table=True):
    """Someone who signs in; `password` is a hash by argon2, None where there is no password."""

    name: str = Field(primary_key=True)
    password: str | None = None
    is_admin: bool = False
    is_disabled: bool = False
    default_access_level: str = "private"
    created: datetime = Field(sa_type=UtcTime)


class Token(Row, table=True):
    """A secret of a client, as its SHA-256: it has 192 random bits, so that a slow hash would protect nothing."""

    id: str = Field(primary_key=True)
    secret: str = Field(unique=True)
    account: str = Field(foreign_key="account.name", ondelete="CASCADE", index=True)
    name: str
    scope: str
    stack_user: str | None = None
    stack_name: str | None = None
    created: datetime = Field(sa_type=UtcTime)
    expires: datetime | None = Field(default=None, sa_type=UtcTime)
    last_used: datetime | None = Field(default=None, sa_type=UtcTime)


class SignIn(Row, table=True):
    """A session of a browser (`kind` is ``session``), or a link that begins one once (``link``); secrets as SHA-256."""

    __tablename__ = "sign_in"

    secret: str = Field(primary_key=True)
    kind: str
    account: str = Field(foreign_key="account.name", ondelete="CASCADE", index=True)
    created: datetime = Field(sa_type=UtcTime)
    expires: datetime = Field(sa_type=UtcTime)


class StackPermission(Row, table=True):
    """What a user may do with a stack of somebody else."""

    __tablename__ = "stack_permission"

    account: str = Field(primary_key=True)
    stack: int = Field(
        primary_key=True,
        foreign_key="stack.id",
        ondelete="CASCADE",
        index=True,
        sa_column_kwargs={"autoincrement": False},
    )
    permission: str
    since: datetime = Field(sa_type=UtcTime)


class DashboardPermission(Row, table=True):
    """What a user may do with a dashboard of somebody else."""

    __tablename__ = "dashboard_permission"

    account: str = Field(primary_key=True)
    dashboard: int = Field(
        primary_key=True,
        foreign_key="dashboard.id",
        ondelete="CASCADE",
        index=True,
        sa_column_kwargs={"autoincrement": False},
    )
    permission: str
    since: datetime = Field(sa_type=UtcTime)


class Uploaded(Row, table=True):
    """A content that a user uploaded by itself; they may name it in a push for a while."""

    account: str = Field(primary_key=True)
    content: str = Field(primary_key=True, foreign_key="content.sha256", ondelete="CASCADE", index=True)
    since: datetime = Field(sa_type=UtcTime, index=True)


class Draft(Row, table=True):
    """A frame that comes piece by piece; `account` pushes it, `is_owner` as the owner of the store."""

    __table_args__ = (sa.UniqueConstraint("account", "frame"),)

    id: int | None = Field(default=None, primary_key=True)
    account: str
    is_owner: bool = False
    frame: str = Field(description="The id that the frame will have.")
    user: str
    name: str
    said: dict[str, Any] = Field(sa_type=sa.JSON)
    size: int | None = Field(default=None, description="How many attachments it will have; None until it is told.")
    since: datetime = Field(sa_type=UtcTime)


class DraftPart(Row, table=True):
    """An attachment of such a frame; without a `content` its bytes are awaited, for which `secret` is a proof."""

    __tablename__ = "draft_part"

    draft: int = Field(
        primary_key=True, foreign_key="draft.id", ondelete="CASCADE", sa_column_kwargs={"autoincrement": False}
    )
    index: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    length: int = Field(sa_type=sa.BigInteger)
    said: dict[str, Any] = Field(sa_type=sa.JSON)
    content: str | None = Field(default=None, foreign_key="content.sha256", ondelete="SET NULL", index=True)
    secret: str | None = Field(default=None, unique=True)
    expires: datetime | None = Field(default=None, sa_type=UtcTime)


class FileLink(Row, table=True):
    """A secret, as SHA-256, with which one attachment may be got for a while, with the rights of `account`."""

    __tablename__ = "file_link"

    secret: str = Field(primary_key=True)
    account: str | None = None
    is_owner: bool = False
    user: str
    name: str
    frame: str
    index: int
    expires: datetime = Field(sa_type=UtcTime, index=True)


class Event(Row, table=True):
    """Something that happened; triggers of migration 0003 write it down."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    seq: int | None = Field(default=None, primary_key=True)
    kind: str
    stack: int | None = None
    dashboard: int | None = None
    frame: int | None = None
    time: datetime = Field(sa_type=UtcTime)


def _table(row: type[Row]) -> sa.Table:
    return cast("sa.Table", row.__table__)  # type: ignore[attr-defined]


meta = _table(Meta)
stack = _table(Stack)
frame = _table(Frame)
content = _table(Content)
piece = _table(Piece)
attachment = _table(Attachment)
dashboard = _table(Dashboard)
dashboard_revision = _table(DashboardRevision)
tag = _table(Tag)
frame_input = _table(Input)
account = _table(Account)
token = _table(Token)
sign_in = _table(SignIn)
stack_permission = _table(StackPermission)
uploaded = _table(Uploaded)
draft = _table(Draft)
draft_part = _table(DraftPart)
file_link = _table(FileLink)
event = _table(Event)
dashboard_permission = _table(DashboardPermission)
stack_text = _table(StackText)
