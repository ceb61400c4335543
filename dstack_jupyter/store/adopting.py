"""Frames of another store come in with the ids, numbers, times and authors that they have there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

import sqlalchemy as sa

from dstack_jupyter.model.errors import Conflict, InvalidValue
from dstack_jupyter.model.stacks import Frame, NewAttachment, NewFrame
from dstack_jupyter.model.wholes import Adopted, AdoptedDashboard, AdoptedStack, WholeDashboard, WholeFrame, WholeStack
from dstack_jupyter.store import access as rules
from dstack_jupyter.store import dashboards, frames, retention, searching, stacks
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.blobs import BlobStore
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.contents import require_contents
from dstack_jupyter.store.database import Database, Transaction
from dstack_jupyter.store.lineage import note_inputs
from dstack_jupyter.store.revising import check_frame, signature
from dstack_jupyter.store.stacks import StackRow
from dstack_jupyter.store.tables import frame, stack, tag
from dstack_jupyter.store.wholes import whole_dashboard
from dstack_jupyter.store.words import frames_there, spoken

_BY_ID = sa.select(frame.c.seq, frame.c.stack, frame.c.deleted).where(frame.c.id == sa.bindparam("id"))
_TAGS = sa.select(tag.c.name, tag.c.frame).where(tag.c.stack == sa.bindparam("this"))
_COUNT = (
    sa.update(stack)
    .where(stack.c.id == sa.bindparam("this"))
    .values(last_number=sa.bindparam("number"), frames=sa.bindparam("there_are"))
)


def adopt(
    database: Database,
    blobs: BlobStore,
    viewer: Viewer,
    wholes: Sequence[WholeStack],
    boards: Sequence[WholeDashboard],
) -> Adopted:
    """Take in what is not there yet, all of it in one step; the contents of new frames are in the blob store.

    A stack that is there must have a history that the one to come in goes on from, else it is a `Conflict`. A new one
    is private.
    """
    everything: list[WholeStack | WholeDashboard] = [*wholes, *boards]
    for one in everything:
        rules.require(viewer, "push to", one.path)
        _check_texts(one)
    with database.writing() as transaction:
        return Adopted(
            stacks=tuple(_Adoption(transaction, blobs, viewer, one).answer() for one in wholes),
            dashboards=tuple(_adopt_dashboard(transaction, viewer, one) for one in boards),
        )


class _Place(NamedTuple):
    """The id under which a frame is in the stack, or can be; `seq` where it is there."""

    id: str
    seq: int | None = None
    is_deleted: bool = False


class _Adoption:
    """One stack on its way in."""

    def __init__(self, transaction: Transaction, blobs: BlobStore, viewer: Viewer, whole: WholeStack) -> None:
        self._transaction, self._blobs, self._viewer, self._whole = transaction, blobs, viewer, whole
        self._name = spoken(whole.path, viewer)
        found = stacks.find(transaction, viewer, whole.path)
        self._is_new = found is None
        self._row = found or self._added()
        self._there = frames.OF_STACK.load(transaction, stack=self._row.id)
        self._numbered = {one.number: one for one in self._there.values()}
        self._last = self._row.last_number
        self._seqs: dict[str, int] = {}
        self._numbers: list[int] = []
        self._left_out: list[int] = []

    def answer(self) -> AdoptedStack:
        """Take it in, and say what came in."""
        known = 0
        for one in self._whole.frames:
            known += self._take(one)
        if self._numbers:
            self._move_on()
        tags, tags_left = self._take_tags()
        if self._is_new or self._numbers or tags:
            searching.noted(
                self._transaction, stacks.require(self._transaction, self._viewer, self._whole.path), anew=True
            )
        return AdoptedStack(
            user=self._whole.user,
            name=self._whole.name,
            created=self._is_new,
            access_level=self._row.access_level,
            numbers=tuple(self._numbers),
            there=known,
            left_out=tuple(self._left_out),
            tags=tags,
            tags_left=tags_left,
            shared_with=self._row.shared_with,
        )

    def _added(self) -> StackRow:
        whole = self._whole
        row = stacks.add(self._transaction, whole.path, "private", whole.created)
        texts = {"description": whole.description, "readme": whole.readme}
        row = stacks.update(self._transaction, self._viewer, row, {key: text for key, text in texts.items() if text})
        row = retention.set_rule(self._transaction, row, retention.checked_rule(whole.keep, whole.keep_days))
        self._transaction.change(_COUNT, this=row.id, number=whole.last_number, there_are=0)
        reach("stack.changed")
        return row

    def _take(self, one: WholeFrame) -> bool:
        """Make a frame that is not there; returns whether it was there."""
        place = self._place(one)
        if place.seq is not None and not place.is_deleted:
            self._check_same(one, self._there[place.seq])
            self._seqs[one.id] = place.seq
            return True
        if one.number > self._last and place.seq is None:
            self._make(one, place.id)
            return False
        self._check_number(one)
        self._left_out.append(one.number)
        return False

    def _place(self, one: WholeFrame) -> _Place:
        """An id is one frame's in the whole store: a copy under another name has one that follows from both."""
        for candidate in _candidates(one, self._whole):
            rows = self._transaction.rows(_BY_ID, id=candidate)
            if not rows:
                return _Place(candidate)
            ((seq, stack_id, deleted),) = rows
            if stack_id == self._row.id:
                return _Place(candidate, seq, deleted is not None)
        raise AssertionError

    def _make(self, one: WholeFrame, frame_id: str) -> None:
        new = NewFrame(
            id=frame_id,
            attachments=one.attachments,
            message=one.message,
            params=one.params,
            origin=one.origin,
            inputs=one.inputs,
        )
        check_frame(new)
        require_contents(
            self._transaction, self._blobs, self._viewer, (attachment.content for attachment in new.attachments)
        )
        seq, _ = frames.add_frame(self._transaction, self._row.id, one.number, one.time, new, new.attachments)
        note_inputs(self._transaction, seq, one.inputs)
        self._seqs[one.id] = seq
        self._numbers.append(one.number)

    def _move_on(self) -> None:
        last = max(self._whole.last_number, self._last)
        self._transaction.change(
            _COUNT, this=self._row.id, number=last, there_are=len(self._there) + len(self._numbers)
        )
        newest = max(self._seqs.values())
        stacks.set_head(self._transaction, self._row, self._seqs.get(self._whole.head or "", newest))

    def _take_tags(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the tags whose names are free; returns their names, and the names that stand for another frame here."""
        given = dict(self._transaction.rows(_TAGS, this=self._row.id))
        new = {one.name: one for one in self._whole.tags if one.name not in given and one.frame in self._seqs}
        self._transaction.add_all(
            tag,
            [
                {
                    "stack": self._row.id,
                    "name": name,
                    "frame": self._seqs[one.frame],
                    "time": one.time,
                    "user": one.user,
                }
                for name, one in new.items()
            ],
        )
        left = [
            one.name
            for one in self._whole.tags
            if one.name not in new and given.get(one.name) != self._seqs.get(one.frame, -1)
        ]
        return tuple(new), tuple(left)

    def _check_same(self, one: WholeFrame, stored: Frame) -> None:
        if not _is_same(one, stored):
            raise Conflict(
                f"frame {one.number} of {self._name} has the id of frame {stored.number} in the store that it comes to "
                f"and is another; {self._way_out()}"
            )

    def _check_number(self, one: WholeFrame) -> None:
        taken = self._numbered.get(one.number)
        if taken is not None:
            raise Conflict(
                f"{self._name} went on differently in the store that it comes to: frame {one.number} is {taken.id[:8]} "
                f"there and {one.id[:8]} in what comes, and the store has {frames_there(sorted(self._numbered))}; "
                f"{self._way_out()}"
            )

    def _way_out(self) -> str:
        return f"take it in under another name: rename={{{self._whole.name!r}: {self._whole.name + '-2'!r}}}"


def _adopt_dashboard(transaction: Transaction, viewer: Viewer, whole: WholeDashboard) -> AdoptedDashboard:
    row = dashboards.find(transaction, viewer, whole.path)
    there = {} if row is None else {one.revision: one for one in whole_dashboard(transaction, row).revisions}
    for one in whole.revisions:
        if one.revision in there and there[one.revision].spec != one.spec:
            name = spoken(whole.path, viewer)
            raise Conflict(
                f"dashboard {name} went on differently in the store that it comes to: revision {one.revision} is "
                f"another; take it in under another name: rename={{{name!r}: {name + '-2'!r}}}"
            )
    new = [one for one in whole.revisions if one.revision > max(there, default=0)]
    dashboard_id = dashboards.add(transaction, whole.path, whole.created) if row is None else row.id
    for one in new:
        dashboards.add_revision(transaction, dashboard_id, one.revision, one.spec, one.author, one.time)
    numbers = tuple(one.revision for one in new)
    return AdoptedDashboard(user=whole.user, name=whole.name, created=row is None, revisions=numbers)


def _candidates(one: WholeFrame, whole: WholeStack) -> Iterator[str]:
    yield one.id
    for turn in count():
        yield hashlib.sha256(f"{one.id}\0{whole.path}\0{turn}".encode()).hexdigest()[:32]


def _is_same(one: Frame, stored: Frame) -> bool:
    return _facts(one) == _facts(stored)


def _facts(one: Frame) -> tuple[object, ...]:
    return one.message, signature(one.params), [_facts_of(attachment) for attachment in one.attachments]


def _facts_of(one: NewAttachment) -> tuple[object, ...]:
    kind = (one.content.sha256, one.content_type, one.application, one.description)
    return *kind, signature(one.params), one.settings


def _check_texts(one: WholeStack | WholeDashboard) -> None:
    try:
        one.model_dump_json()
    except ValueError as error:
        raise InvalidValue(
            f"{one.path} cannot be taken in: a text of it has a character that is half of one"
        ) from error
