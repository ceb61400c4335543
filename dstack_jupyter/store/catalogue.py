"""Where the pieces of contents lie, as the database knows it."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from dstack_jupyter.model.stacks import Piece
from dstack_jupyter.store.database import Database
from dstack_jupyter.store.tables import piece


class Place(NamedTuple):
    """Where bytes lie: in which blob, from which byte on."""

    blob: str
    start: int


class Catalogue(Protocol):
    """What a blob store asks about pieces; what it is told is durable."""

    def pieces(self, content: str) -> tuple[Piece, ...]:
        """The pieces of a content in order, by its SHA-256; none where it is not known."""

    def places(self, pieces: Collection[str]) -> dict[str, list[Place]]:
        """Where bytes with these SHA-256 lie already."""


_ONE = sa.select(piece.c.offset, piece.c.length, piece.c.sha256, piece.c.blob, piece.c.start)
_OF_CONTENT = _ONE.where(piece.c.content == sa.bindparam("sha256")).order_by(piece.c.position)
_WANTED = sa.func.json_each(sa.bindparam("wanted", type_=sa.String)).table_valued("value")
_PLACES = (
    sa.select(piece.c.sha256, piece.c.blob, piece.c.start)
    .where(piece.c.sha256.in_(sa.select(_WANTED.c.value)))
    .distinct()
)


class DatabaseCatalogue:
    """The pieces in the database of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pieces(self, content: str) -> tuple[Piece, ...]:
        """The pieces of a content in order."""
        with self._database.reading() as transaction:
            rows = transaction.rows(_OF_CONTENT, sha256=content)
        # The rows were checked when they were written, and a large content has thousands.
        make = Piece.model_construct
        return tuple(
            make(offset=at, length=run, sha256=sha, blob=blob, start=begin) for at, run, sha, blob, begin in rows
        )

    def places(self, pieces: Collection[str]) -> dict[str, list[Place]]:
        """Where bytes with these SHA-256 lie already."""
        with self._database.reading() as transaction:
            rows = transaction.rows(_PLACES, wanted=json.dumps(list(pieces)))
        found: dict[str, list[Place]] = {}
        for sha256, blob, start in rows:
            found.setdefault(sha256, []).append(Place(blob, start))
        return found


class NoCatalogue:
    """Knows of no pieces: that of a folder which only keeps blobs by their names."""

    def pieces(self, content: str) -> tuple[Piece, ...]:
        """None."""
        del content
        return ()

    def places(self, pieces: Collection[str]) -> dict[str, list[Place]]:
        """None."""
        del pieces
        return {}
