"""What frames were made from: written down with a push, and followed from frame to frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.lineage import Lineage, LineageFrame, checked_depth
from dstack_jupyter.model.stacks import FrameInput
from dstack_jupyter.store.access import Viewer, asking, may_name, visible
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.stacks import find
from dstack_jupyter.store.tables import frame, frame_input, stack

MOST = 1000
"""How many frames are followed in either direction."""


class _Found(NamedTuple):
    """A frame that is there; `is_seen` says whether the viewer may know of it."""

    id: str
    number: int
    time: datetime
    message: str | None
    user: str
    name: str
    is_seen: bool


_THERE = (
    sa.select(
        *(frame.c[name] for name in ("id", "number", "time", "message")),
        *(stack.c.user, stack.c.name, visible(stack).label("is_seen")),
    )
    .join_from(frame, stack, frame.c.stack == stack.c.id)
    .where(frame.c.deleted.is_(None), stack.c.deleted.is_(None))
)
_BY_ID = _THERE.where(frame.c.id == sa.bindparam("id"))
_MADE_FROM = (
    _THERE.join(frame_input, frame_input.c.frame == frame.c.seq)
    .where(frame_input.c.source == sa.bindparam("id"), visible(stack))
    .order_by(frame.c.seq.desc())
    .limit(MOST + 1)
)
_NOTED = (
    sa.select(*(frame_input.c[name] for name in ("store", "user", "name", "number", "source")))
    .join_from(frame_input, frame, frame_input.c.frame == frame.c.seq)
    .where(frame.c.id == sa.bindparam("id"))
    .order_by(frame_input.c.position)
)


def note_inputs(transaction: Transaction, seq: int, inputs: Sequence[FrameInput]) -> None:
    """Write down what a frame was made from."""
    transaction.add_all(
        frame_input,
        [{**dict(one), "frame": seq, "position": position, "source": one.frame} for position, one in enumerate(inputs)],
    )
    reach("inputs.noted")


def may_know(transaction: Transaction, viewer: Viewer, store: str, noted: FrameInput, *, noted_by: str) -> bool:
    """Whether the viewer may know of an input that `noted_by` wrote down in this `store`, and that is not found."""
    is_ours = noted.store == store
    is_seen = is_ours and find(transaction, viewer, noted.path) is not None
    return is_seen or may_name(viewer, noted.path, noted_by=noted_by, is_ours=is_ours)


def lineage_of(transaction: Transaction, viewer: Viewer, store: str, frame_id: str, depth: Any) -> Lineage:
    """The relatives, up to `depth` steps away, that the viewer may know of; None is any number of steps."""
    walk = _Walk(transaction, viewer, store, frame_id)
    steps = checked_depth(depth)
    walk.follow(walk.inputs, steps)
    walk.follow(walk.used_by, steps)
    return walk.lineage()


class _Walk:
    """Goes from a frame to its relatives, the nearest first, and to each of them once."""

    def __init__(self, transaction: Transaction, viewer: Viewer, store: str, start: str) -> None:
        self._transaction, self._viewer, self._store, self._start = transaction, viewer, store, start
        self._asking = asking(viewer)
        self._frames: dict[str, LineageFrame] = {}
        self._links: dict[tuple[str, str], None] = {}
        self._is_whole = True
        for found in self._rows(_BY_ID, start):
            self._note(self._present(found))

    def lineage(self) -> Lineage:
        """What was found."""
        return Lineage(
            store=self._store,
            frame=self._start,
            frames=tuple(self._frames.values()),
            links=tuple(self._links),
            is_whole=self._is_whole,
        )

    def follow(self, relatives: Callable[[LineageFrame], Iterator[LineageFrame]], steps: int | None) -> None:
        """Go on from each frame to its relatives."""
        reached = {self._start}
        level = [self._start]
        while level and steps != 0:
            steps = None if steps is None else steps - 1
            following: list[str] = []
            for frame_id in level:
                for relative in relatives(self._frames[frame_id]):
                    self._note(relative)
                    if relative.id not in reached:
                        reached.add(relative.id)
                        following.append(relative.id)
                    if len(reached) > MOST:
                        self._is_whole = False
                        return
            level = following

    def inputs(self, made: LineageFrame) -> Iterator[LineageFrame]:
        """What a frame was made from; what the viewer may not know of is counted."""
        hidden = 0
        for row in self._transaction.rows(_NOTED, id=made.id):
            noted = FrameInput(store=row[0], user=row[1], name=row[2], number=row[3], frame=row[4])
            source = self._source(noted, made.user)
            if source is None:
                hidden += 1
                continue
            self._links[source.id, made.id] = None
            yield source
        self._frames[made.id] = made.model_copy(update={"hidden_inputs": hidden})

    def used_by(self, source: LineageFrame) -> Iterator[LineageFrame]:
        """What was made from a frame."""
        for found in self._rows(_MADE_FROM, source.id):
            self._links[source.id, found.id] = None
            yield self._present(found)

    def _source(self, noted: FrameInput, noted_by: str) -> LineageFrame | None:
        """The frame that was written down, None where the viewer may not know of it."""
        for found in self._rows(_BY_ID, noted.frame):
            return self._present(found) if found.is_seen else None
        if not may_know(self._transaction, self._viewer, self._store, noted, noted_by=noted_by):
            return None
        return LineageFrame(id=noted.frame, is_there=False, **noted.model_dump(exclude={"frame"}))

    def _rows(self, query: sa.Select[Any], frame_id: str) -> list[_Found]:
        return [_Found(*row) for row in self._transaction.rows(query, id=frame_id, **self._asking)]

    def _present(self, found: _Found) -> LineageFrame:
        return LineageFrame(
            id=found.id,
            store=self._store,
            user=found.user,
            name=found.name,
            number=found.number,
            is_there=True,
            time=found.time,
            message=found.message,
        )

    def _note(self, relative: LineageFrame) -> None:
        self._frames.setdefault(relative.id, relative)
