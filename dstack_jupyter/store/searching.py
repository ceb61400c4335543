"""What stacks are found by, kept up to date in the transactions that change it."""

from __future__ import annotations

import sqlalchemy as sa

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Frame, Stack
from dstack_jupyter.store import tags, trigrams
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Database, Transaction
from dstack_jupyter.store.stacks import COLUMNS, StackRow, whole
from dstack_jupyter.store.tables import stack, stack_text
from dstack_jupyter.store.texts import digest_of, facts_of, texts_of

_BATCH = 200

_MARK = (
    sa.update(stack).where(stack.c.id == sa.bindparam("this")).values(searched=sa.bindparam("digest", type_=sa.String))
)
_FORGET = sa.delete(stack_text).where(stack_text.c.stack == sa.bindparam("this"))
_BEHIND = (
    sa.select(*COLUMNS)
    .where(
        stack.c.searched.is_(None),
        sa.or_(
            sa.bindparam("has_trigrams", type_=sa.Integer) == 1,
            ~sa.exists().where(stack_text.c.stack == stack.c.id),
        ),
    )
    .limit(_BATCH)
)


def note(transaction: Transaction, row: StackRow, head: Frame | None, *, anew: bool = False) -> None:
    """Write down what a stack is found by now, where that changed.

    Parameters
    ----------
    row
        The stack as it is now, with the digest of what it was found by until now.
    head
        Its head.
    anew
        Its path or its tags changed, which the digest does not tell.
    """
    message = head.message if head else None
    facts = facts_of(head)
    digest = digest_of(row.description, message, facts)
    if digest == row.searched and not anew:
        return
    named = sorted(tags.of_stack(transaction, row.id))
    texts = texts_of(StackPath(row.user, row.name), row.description, message, facts, named)
    transaction.change(_FORGET, this=row.id)
    transaction.add(stack_text, {"stack": row.id, **texts._asdict()})
    is_indexed = trigrams.usable(transaction)
    if is_indexed:
        trigrams.note(transaction, row.id, texts)
    transaction.change(_MARK, this=row.id, digest=digest if is_indexed else None)
    reach("texts.noted")


def noted(transaction: Transaction, row: StackRow, *, anew: bool = False) -> Stack:
    """The stack with its head, once it is noted as it is now."""
    shown = whole(transaction, row)
    note(transaction, row, shown.head, anew=anew)
    return shown


def forget(transaction: Transaction, stack_id: int) -> None:
    """Take a stack that is gone out of the index; what stays where this SQLite has none is found by nobody."""
    if trigrams.usable(transaction):
        trigrams.forget(transaction, stack_id)


def catch_up(database: Database) -> None:
    """Note all stacks that were written by a release or a SQLite without the index."""
    while _is_behind(database):
        with database.writing() as transaction:
            for found in transaction.rows(_BEHIND, has_trigrams=int(trigrams.usable(transaction))):
                noted(transaction, StackRow(*found), anew=True)


def _is_behind(database: Database) -> bool:
    with database.reading() as transaction:
        return bool(transaction.rows(_BEHIND, has_trigrams=int(trigrams.usable(transaction))))
