"""The index of all texts of stacks by runs of three characters, of SQLite's FTS5.

A SQLite may be without it, and another process on the same store may have it. So nothing depends on it: texts are
in the table `stack_text`, the index names stacks that may have them, and `stack.searched` says whether it knows a
stack as it is.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import sqlalchemy as sa

from dstack_jupyter.store.database import Database, Transaction
from dstack_jupyter.store.query import Query
from dstack_jupyter.store.texts import IS, Texts

_NAME = "stack_text_trigrams"
_LENGTH = 3
_FTS5 = "fts5(words, message, terms, tokenize = 'trigram case_sensitive 1')"
_LAST = "\U0010ffff"

_index = sa.Table(
    _NAME,
    sa.MetaData(),
    sa.Column("rowid", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.String) for name in (_NAME, *Texts._fields)),
)
_runs = sa.table("stack_text_runs", sa.column("term", sa.String), sa.column("doc", sa.Integer))

_ANY = sa.select(_index.c.rowid).limit(0)
_FORGET = sa.delete(_index).where(_index.c.rowid == sa.bindparam("stack"))
_MATCHING = (
    sa.select(_index.c.rowid)
    .where(_index.c[_NAME].op("MATCH")(sa.bindparam("pattern")))
    .limit(sa.bindparam("most", type_=sa.Integer))
)
_BEGINNING = (
    sa.select(_runs.c.doc)
    .distinct()
    .where(_runs.c.term >= sa.bindparam("first"), _runs.c.term < sa.bindparam("last"))
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def prepare(database: Database) -> None:
    """Make the index where there is none and this SQLite can; it is filled by `searching.catch_up`."""
    if _NAME in database.tables() or not _can_be_made():
        return
    with database.migrating() as connection:
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE IF NOT EXISTS {_NAME} USING {_FTS5}")
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS stack_text_runs USING fts5vocab({_NAME}, instance)"
        )
        connection.exec_driver_sql("UPDATE stack SET searched = NULL")


def usable(transaction: Transaction) -> bool:
    """Whether there is an index and this SQLite can read it."""
    try:
        transaction.rows(_ANY)
    except sqlite3.OperationalError as error:
        if "no such" not in str(error):
            raise
        return False
    return True


def note(transaction: Transaction, stack_id: int, texts: Texts) -> None:
    """Take a stack into the index as it is now."""
    forget(transaction, stack_id)
    transaction.add(_index, {"rowid": stack_id, **texts._asdict()})


def forget(transaction: Transaction, stack_id: int) -> None:
    """Take a stack out of the index."""
    transaction.change(_FORGET, stack=stack_id)


def patterns(query: Query) -> list[str]:
    """What to ask `matching` for, one for each part of the query that is long enough."""
    return [
        *(f"{{words message}} : {_quoted(word)}" for word in query.words if len(word) >= _LENGTH),
        *(f"message : {_quoted(word)}" for word in query.messages if len(word) >= _LENGTH),
        *(f"terms : {_quoted(_tail(one))}" for one in query.terms),
    ]


def matching(transaction: Transaction, pattern: str, most: int) -> list[int]:
    """Up to `most` stacks that may have what is asked for; several patterns are joined by ``AND``."""
    return [found for (found,) in transaction.rows(_MATCHING, pattern=pattern, most=most)]


def with_short_word(transaction: Transaction, word: str, most: int) -> list[int]:
    """Up to `most` stacks that may have a word which is too short for a run."""
    return [found for (found,) in transaction.rows(_BEGINNING, first=word, last=word + _LAST, most=most)]


def short_words(query: Query) -> list[str]:
    """The words for `with_short_word`."""
    return [word for word in (*query.words, *query.messages) if len(word) < _LENGTH]


def _tail(term: str) -> str:
    """The value and the end of the key, which tell as much as the whole, and cost less to look up."""
    key, _, value = term.partition(IS)
    return f"{key[-2:]}{IS}{value}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _can_be_made() -> bool:
    with closing(sqlite3.connect(":memory:")) as driver:
        try:
            driver.execute(f"CREATE VIRTUAL TABLE {_NAME} USING {_FTS5}")
        except sqlite3.OperationalError:
            return False
    return True
