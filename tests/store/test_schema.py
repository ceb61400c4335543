"""Several releases meet one store."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from dstack_jupyter.model.errors import StoreTooNew, StoreUnavailable
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import watched
from dstack_jupyter.store.schema import MIGRATIONS, THIS_RELEASE, Release
from dstack_jupyter.store.store import Store
from dstack_jupyter.store.tables import Row, meta

HERE = Path(__file__).parent
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")

NEXT = Release(schema_number=5, versions=(MIGRATIONS / "versions", HERE / "next_release"))
STRANGE = Release(schema_number=5, versions=(MIGRATIONS / "versions", HERE / "strange_release"))


def schema_of(store):
    with store.database.reading() as transaction:
        return transaction.rows(sa.select(meta.c.schema_number))[0][0]


@pytest.fixture
def old(store, desk, sales):
    """A store of this release with a frame in it; it stays open."""
    desk.push(sales, b"old")
    return store


def bodies(store, sales):
    session = store.session(Viewer.local_owner("ann"))
    return [bytes(session.read(frame.attachments[0].content)) for frame in session.frames(sales)]


def test_the_migrations_make_the_tables_that_the_models_say(store):
    engine = sa.create_engine(f"sqlite:///{store.folder}/store.sqlite")
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, _: not (name or "").startswith("stack_text_")}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Row.metadata) == []
    engine.dispose()


def test_the_schema_has_the_number_of_the_last_migration(store):
    numbers = [int(path.name[:4]) for path in (MIGRATIONS / "versions").glob("*.py")]
    assert schema_of(store) == max(numbers) == THIS_RELEASE.schema_number


def test_a_store_that_is_up_to_date_is_opened_without_alembic(store):
    script = (
        "import sys; from dstack_jupyter.store.store import open_store; open_store();"
        "print('alembic' in sys.modules, 'sqlalchemy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


def test_what_only_names_the_store_does_not_import_sqlalchemy():
    script = (
        "import sys; from dstack_jupyter.store.access import Viewer; from dstack_jupyter.store.home import home_folder;"
        "Viewer.local_owner('ann'); home_folder(); print('sqlalchemy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False"]


def test_the_next_release_brings_the_store_forward_and_keeps_a_copy(old, made, sales):
    new = Store(made, release=NEXT)
    assert schema_of(new) == 5
    assert bodies(new, sales) == [b"old"]
    assert (new.id, new.owner) == (old.id, old.owner)
    copy = new.folder / "copies" / "schema-4.sqlite"
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT schema_number FROM meta").fetchone() == (4,)
        assert kept.execute("SELECT count(*) FROM frame").fetchone() == (1,)
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept.close()
    new.close()


def test_this_release_goes_on_with_a_store_of_the_next(old, made, desk, sales, desk_for):
    new = Store(made, release=NEXT)
    desk.push(sales, b"by the open one")
    reopened = Store(made)
    desk_for(reopened).push(sales, b"by a new one")
    desk_for(new).push(sales, b"by the next release")
    assert bodies(old, sales) == bodies(reopened, sales) == bodies(new, sales)
    assert len(bodies(old, sales)) == 4
    assert schema_of(reopened) == 5
    desk.session.delete_stack(sales)
    new.close()
    reopened.close()


def test_a_store_that_is_too_new_is_said_in_one_sentence(made):
    Store(made, release=STRANGE).close()
    with pytest.raises(StoreTooNew) as refused:
        Store(made)
    assert str(refused.value) == (
        f"the store in {made / 'store'} has schema 5 of a newer dstack-jupyter and this one reads schemas up to 4: "
        "pip install -U dstack-jupyter"
    )


def test_an_open_store_that_becomes_too_new_is_not_written_any_more(old, made, desk, ann, sales):
    Store(made, release=STRANGE).close()
    attachment = desk.attachment(b"new")
    for verb in (
        lambda: ann.push(sales, desk.frame(attachment)),
        lambda: ann.delete_stack(sales),
        lambda: ann.frame(sales),
        lambda: ann.stacks(),
    ):
        with pytest.raises(StoreTooNew, match="pip install -U"):
            verb()


def test_a_second_opening_migrates_nothing(old, made):
    Store(made, release=NEXT).close()
    copy = old.folder / "copies" / "schema-4.sqlite"
    before = copy.stat()
    again = Store(made, release=NEXT)
    assert schema_of(again) == 5
    assert copy.stat().st_mtime_ns == before.st_mtime_ns
    again.close()


@pytest.mark.parametrize("point", ["copy.written", "copy.kept", "schema.half", "schema.changed"])
def test_a_migration_that_dies_leaves_the_store_to_the_old_release(old, made, sales, desk, desk_for, point):
    """The child dies without a word, as by a power cut."""
    old.close()
    child = os.fork()
    if not child:
        try:
            with watched(lambda reached: os._exit(9) if reached == point else None):
                Store(made, release=NEXT)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert schema_of(old) == 4
    assert bodies(old, sales) == [b"old"]
    desk.push(sales, b"still")
    new = Store(made, release=NEXT)
    assert schema_of(new) == 5
    assert bodies(new, sales) == [b"still", b"old"]
    assert not list((new.folder / "copies").glob("*.part*"))
    new.close()


def test_a_migration_that_fails_changes_nothing(old, made, sales):
    def fail(point):
        if point == "schema.half":
            raise OSError(5, "Input/output error")

    with watched(fail), pytest.raises(StoreUnavailable, match="Input/output error"):
        Store(made, release=NEXT)
    assert schema_of(old) == 4
    assert bodies(old, sales) == [b"old"]
    Store(made, release=NEXT).close()


def test_processes_of_two_releases_that_open_the_store_at_once_agree(old, made, sales):
    old.close()
    children = []
    for release in (NEXT, THIS_RELEASE) * 3:
        child = os.fork()
        if not child:
            status = 1
            try:
                Store(made, release=release).close()
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
    assert schema_of(old) == 5
    with sqlite3.connect(old.folder / "copies" / "schema-4.sqlite") as kept:
        assert kept.execute("SELECT schema_number FROM meta").fetchone() == (4,)
    kept.close()
    assert bodies(old, sales) == [b"old"]
