"""Which frame of a stack is meant: its head, its number, its id, a tag of it or the beginning of its id."""

from __future__ import annotations

import operator
from typing import Any

import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.store import tags
from dstack_jupyter.store.database import Transaction
from dstack_jupyter.store.stacks import StackRow
from dstack_jupyter.store.tables import frame
from dstack_jupyter.store.words import frames_there, tags_there

FrameRef = int | str | None
"""A frame of a stack: None is the head, an int its number, a str its number, id, tag, or the beginning of its id."""

SHORTEST_PREFIX = 4

_DIGITS = 19
_LARGEST = 2**62
"""Beyond what a database counts there is no frame."""

_HEAD = (None, "head")

_BY_NUMBER = sa.select(frame.c.seq).where(
    frame.c.stack == sa.bindparam("stack"), frame.c.number == sa.bindparam("number"), frame.c.deleted.is_(None)
)
_BY_ID = sa.select(frame.c.seq).where(
    frame.c.stack == sa.bindparam("stack"), frame.c.id == sa.bindparam("id"), frame.c.deleted.is_(None)
)
# It looks at every frame of the stack, so it is asked last.
_BY_PREFIX = sa.select(frame.c.seq, frame.c.number).where(
    frame.c.stack == sa.bindparam("stack"),
    frame.c.deleted.is_(None),
    sa.func.substr(frame.c.id, 1, sa.bindparam("length", type_=sa.Integer)) == sa.bindparam("text"),
)
_NUMBERS = (
    sa.select(frame.c.number)
    .where(frame.c.stack == sa.bindparam("stack"), frame.c.deleted.is_(None))
    .order_by(frame.c.number)
)


def seq_of(transaction: Transaction, row: StackRow, ref: FrameRef, name: str) -> int:
    """The `seq` of a frame; raises `NotFound` or `InvalidValue` saying which frames there are.

    Parameters
    ----------
    row
        The row of the stack.
    name
        The stack as its viewer calls it.
    """
    if ref in _HEAD:
        seq = row.head
    elif isinstance(ref, str):
        seq = _by_text(transaction, row.id, ref, name)
    else:
        seq = _by_number(transaction, row.id, _number(ref))
    if seq is not None:
        return seq
    there = frames_there([number for (number,) in transaction.rows(_NUMBERS, stack=row.id)])
    if ref in _HEAD:
        raise NotFound(f"{name} has {there}")
    may_be_tag = isinstance(ref, str) and not ref.isdecimal()
    named = tags_there(tags.of_stack(transaction, row.id)) if may_be_tag else ""
    raise NotFound(f"{name} has no frame {ref}; it has {there}{named}")


def begins_an_id(transaction: Transaction, row: StackRow, text: str) -> bool:
    """Whether a text means a frame of the stack already, as the beginning of its id."""
    return len(text) >= SHORTEST_PREFIX and bool(
        transaction.rows(_BY_PREFIX, stack=row.id, text=text, length=len(text))
    )


def _number(ref: Any) -> int:
    if isinstance(ref, bool):
        raise InvalidValue(f"a frame is named by its number or its id, not by {ref}")
    try:
        return max(-1, min(operator.index(ref), _LARGEST))
    except TypeError:
        raise InvalidValue(f"a frame is named by its number or its id, not by a {type(ref).__name__}") from None


def _by_number(transaction: Transaction, stack: int, number: int) -> int | None:
    rows = transaction.rows(_BY_NUMBER, stack=stack, number=number)
    return rows[0][0] if rows else None


def _by_id(transaction: Transaction, stack: int, frame_id: str) -> int | None:
    rows = transaction.rows(_BY_ID, stack=stack, id=frame_id)
    return rows[0][0] if rows else None


def _by_text(transaction: Transaction, stack: int, text: str, name: str) -> int | None:
    seq = None
    if text.isascii() and text.isdecimal() and len(text) < _DIGITS:
        seq = _by_number(transaction, stack, int(text))
    if seq is None:
        seq = _by_id(transaction, stack, text)
    if seq is None:
        seq = tags.find(transaction, stack, text)
    if seq is None and len(text) >= SHORTEST_PREFIX:
        seq = _by_prefix(transaction, stack, text, name)
    return seq


def _by_prefix(transaction: Transaction, stack: int, text: str, name: str) -> int | None:
    rows = transaction.rows(_BY_PREFIX, stack=stack, text=text, length=len(text))
    if len(rows) > 1:
        several = frames_there(sorted(number for _, number in rows))
        raise InvalidValue(f"{text!r} begins the ids of {several} of {name}; write more of the id, or the number")
    return rows[0][0] if rows else None
