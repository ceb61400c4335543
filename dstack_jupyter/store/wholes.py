"""Stacks and dashboards read whole, to be taken to another store."""

from __future__ import annotations

from typing import get_args

import sqlalchemy as sa
from pydantic import ValidationError

from dstack_jupyter.model.errors import StoreTooNew
from dstack_jupyter.model.stacks import AccessLevel, Content, FrameInput, Piece
from dstack_jupyter.model.wholes import WholeDashboard, WholeFrame, WholeRevision, WholeStack, WholeTag
from dstack_jupyter.store import frames
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.dashboards import DashboardRow
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.lineage import may_know
from dstack_jupyter.store.stacks import StackRow, said_of
from dstack_jupyter.store.tables import dashboard, dashboard_revision, frame, frame_input, piece, tag

_TAGS = (
    sa.select(tag.c.name, frame.c.id, tag.c.time, tag.c.user)
    .join_from(tag, frame, tag.c.frame == frame.c.seq)
    .where(tag.c.stack == sa.bindparam("this"), frame.c.deleted.is_(None))
    .order_by(tag.c.name)
)
_NOTED = ("store", "user", "name", "number")
_INPUTS = (
    sa.select(*(frame_input.c[name] for name in ("frame", *_NOTED, "source")))
    .join_from(frame_input, frame, frame_input.c.frame == frame.c.seq)
    .where(frame.c.stack == sa.bindparam("this"))
    .order_by(frame_input.c.frame, frame_input.c.position)
)
_CREATED = sa.select(dashboard.c.created).where(dashboard.c.id == sa.bindparam("this"))
_REVISIONS = (
    sa.select(*(dashboard_revision.c[name] for name in WholeRevision.model_fields))
    .where(dashboard_revision.c.dashboard == sa.bindparam("this"))
    .order_by(dashboard_revision.c.revision)
)
_PIECES = (
    sa.select(piece.c.offset, piece.c.length, piece.c.sha256)
    .where(piece.c.content == sa.bindparam("sha256"))
    .order_by(piece.c.position)
)


def whole_stack(transaction: Transaction, viewer: Viewer, store: str, row: StackRow) -> WholeStack:
    """A stack with its frames, their inputs as far as the viewer may know of them, and its tags."""
    found = frames.OF_STACK.load(transaction, stack=row.id)
    inputs = _inputs(transaction, viewer, store, row)
    return WholeStack(
        **said_of(row),
        last_number=row.last_number,
        head=None if row.head is None else found[row.head].id,
        frames=tuple(
            WholeFrame(**{**dict(found[seq]), "tags": ()}, inputs=tuple(inputs.get(seq, ()))) for seq in sorted(found)
        ),
        tags=tuple(
            WholeTag(name=name, frame=frame_id, time=time, user=user)
            for name, frame_id, time, user in transaction.rows(_TAGS, this=row.id)
        ),
    )


def whole_dashboard(transaction: Transaction, row: DashboardRow) -> WholeDashboard:
    """A dashboard with its revisions; raises `StoreTooNew` where one is of a newer release."""
    ((created,),) = transaction.rows(_CREATED, this=row.id)
    columns = tuple(WholeRevision.model_fields)
    revisions = [dict(zip(columns, found, strict=True)) for found in transaction.rows(_REVISIONS, this=row.id)]
    levels: tuple[AccessLevel, ...] = get_args(AccessLevel)
    try:
        return WholeDashboard(
            user=row.user,
            name=row.name,
            access_level=next(level for level in levels if level == row.access_level),
            created=created,
            revisions=tuple(WholeRevision.model_validate(one) for one in revisions),
        )
    except ValidationError as error:
        raise StoreTooNew(
            f"dashboard {row.user}/{row.name} was made with a newer dstack-jupyter and this one cannot read it: "
            "pip install -U dstack-jupyter"
        ) from error


def pieces_of(transaction: Transaction, content: Content) -> tuple[Piece, ...]:
    """How the bytes of a content are cut; one that is not noted is one piece."""
    rows = transaction.rows(_PIECES, sha256=content.sha256)
    found = tuple(Piece(offset=offset, length=length, sha256=sha256) for offset, length, sha256 in rows)
    return found or (Piece(offset=0, length=content.length, sha256=content.sha256),)


def _inputs(transaction: Transaction, viewer: Viewer, store: str, row: StackRow) -> dict[int, list[FrameInput]]:
    found: dict[int, list[FrameInput]] = {}
    for seq, *of, source in transaction.rows(_INPUTS, this=row.id):
        noted = FrameInput(**dict(zip(_NOTED, of, strict=True)), frame=source)
        if may_know(transaction, viewer, store, noted, noted_by=row.user):
            found.setdefault(seq, []).append(noted)
    return found
