"""``db``: the schema of the store, here and in this release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dstack_jupyter.cli.answers import Answer
from dstack_jupyter.cli.command import Group, current_program
from dstack_jupyter.cli.machine import home_at, home_option

if TYPE_CHECKING:
    from dstack_jupyter.store.schema import SchemaState


@click.group(cls=Group)
def db() -> None:
    """Look at the database of the store, and bring it up to date."""


@db.command("status")
@home_option
def status(home: Path | None) -> Answer:
    """Say which schema the store has, and which this release uses. Nothing is changed."""
    found = _state(home)
    said = f"the store in {home_at(home)} has schema {found.number}, this release uses {found.release}"
    value = {"home": str(home_at(home)), "schema": found.number, "release": found.release}
    return Answer({**value, "can_be_used": found.can_be_used}, [f"{said}: {_advice(found)}"])


@db.command("upgrade")
@home_option
def upgrade(home: Path | None) -> Answer:
    """Bring the database up to date, after a copy of it. Every use of the store does so on its own."""
    from dstack_jupyter.store.store import Store

    before = _state(home)
    Store(home_at(home)).close()
    value = {"home": str(home_at(home)), "from": before.number, "to": max(before.number, before.release)}
    if before.number >= before.release:
        return Answer(value, [f"the store in {home_at(home)} has schema {before.number}, and needs no upgrade"])
    copy = home_at(home) / "store" / "copies" / f"schema-{before.number}.sqlite"
    said = f"the store in {home_at(home)} has schema {before.release} now; the database as it was is kept in {copy}"
    return Answer({**value, "copy": str(copy)}, [said])


def _state(home: Path | None) -> SchemaState:
    from dstack_jupyter.model.errors import NotFound
    from dstack_jupyter.store.home import store_folder
    from dstack_jupyter.store.schema import state_of
    from dstack_jupyter.store.sqlite import SqliteDatabase

    folder = store_folder(home_at(home))
    database = SqliteDatabase(folder)
    if not database.is_there():
        raise NotFound(f"there is no store in {folder.parent}; --home names the folder that holds .dstack")
    found = state_of(database, folder)
    database.close()
    return found


def _advice(found: SchemaState) -> str:
    if not found.can_be_used:
        return "too new for it; pip install -U dstack-jupyter"
    if found.number < found.release:
        return f"the next use brings it up to date, or {current_program().name} db upgrade"
    return "nothing to do"
