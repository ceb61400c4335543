"""The number of the store's schema: it is made, brought up to date, or refused in words."""

from __future__ import annotations

import getpass
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidName, StoreTooNew, StoreUnavailable
from dstack_jupyter.model.names import check_user, name_from
from dstack_jupyter.store import tables
from dstack_jupyter.store.checkpoints import reach
from dstack_jupyter.store.database import Database

_IDENTITY = sa.select(tables.meta.c.id, tables.meta.c.owner)
_SCHEMA_NUMBER = sa.select(tables.meta.c.schema_number)
_OLDEST_READER = sa.select(tables.meta.c.oldest_reader)

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Release:
    """What a release knows: the number of its schema, and the folders of the migrations that lead there."""

    schema_number: int
    versions: tuple[Path, ...] = (MIGRATIONS / "versions",)


THIS_RELEASE = Release(schema_number=4)


@dataclass(frozen=True)
class Identity:
    """What a store is, from its making on."""

    id: str
    owner: str


def bring_up_to_date(database: Database, place: Path, release: Release = THIS_RELEASE) -> Identity:
    """Make the tables where there are none, and change those of an older release, after a copy of them.

    Alembic is imported only for that. Raises `StoreTooNew` for a store that this release can no longer read.

    Parameters
    ----------
    database
        Where the tables are; from now on each of its transactions begins with the check that this release can
        read them, since another process may bring them to a newer schema at any time.
    place
        The folder of the store, for the words of errors.
    """
    if recorded(database, place) < release.schema_number:
        with database.locked():
            _migrate(database, place, release)

    database.begin_with(lambda number, oldest_reader: refuse_newer(number, oldest_reader, place, release))
    with database.reading() as transaction:
        return Identity(*transaction.rows(_IDENTITY)[0])


def refuse_newer(schema_number: int, oldest_reader: int, place: Path, release: Release = THIS_RELEASE) -> None:
    """Raise `StoreTooNew` for a schema that a release can no longer read."""
    if oldest_reader > release.schema_number:
        raise StoreTooNew(
            f"the store in {place} has schema {schema_number} of a newer dstack-jupyter and this one reads schemas "
            f"up to {release.schema_number}: pip install -U dstack-jupyter"
        )


@dataclass(frozen=True)
class SchemaState:
    """The schema of a store beside that of a release. Where `can_be_used` is false the release is too old for it."""

    number: int
    release: int
    can_be_used: bool


def state_of(database: Database, place: Path, release: Release = THIS_RELEASE) -> SchemaState:
    """How a store stands to a release; nothing is changed."""
    number = recorded(database, place)
    oldest_reader = 0
    if number:
        with database.reading() as transaction:
            ((oldest_reader,),) = transaction.rows(_OLDEST_READER)
    return SchemaState(number, release.schema_number, oldest_reader <= release.schema_number)


def recorded(database: Database, place: Path) -> int:
    """The schema number of the store; 0 when it has no tables."""
    names = database.tables()
    if not names:
        return 0
    if "meta" not in names:
        raise StoreUnavailable(f"the database in {place} is of another program; move it away to begin a new store")
    with database.reading() as transaction:
        rows = transaction.rows(_SCHEMA_NUMBER)
    return int(rows[0][0]) if rows else 0


def _migrate(database: Database, place: Path, release: Release) -> None:
    found = recorded(database, place)  # again, now that no other process can change it
    if found >= release.schema_number:
        return
    if found:
        database.keep_copy(f"schema-{found}")
    with database.migrating() as connection:
        _upgrade(connection, release)
        reach("schema.changed")


def _upgrade(connection: sa.Connection, release: Release) -> None:
    from alembic import command
    from alembic.config import Config

    attributes: dict[str, Any] = {"connection": connection, "identity": _new_identity()}
    config = Config(attributes=attributes)
    config.set_main_option("script_location", _option(MIGRATIONS))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(_option(folder) for folder in release.versions))
    command.upgrade(config, "head")


def _option(folder: Path) -> str:
    return str(folder).replace("%", "%%")


def _new_identity() -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "owner": local_user(), "created": datetime.now(UTC).replace(tzinfo=None)}


def local_user() -> str:
    """The name of the person at this computer, as a user name; ``me`` where the system has none."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "me"
    try:
        return check_user(name)
    except InvalidName:
        pass
    try:
        return check_user(name_from(name.replace("/", "-").replace("\\", "-")))
    except InvalidName:
        return "me"
