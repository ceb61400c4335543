"""The home folder: whose it is, what is in it, who can read it."""

import getpass
import os
import shutil
import stat
import subprocess
import sys

import pytest

from dstack_jupyter.model.errors import ConfigurationError, StoreUnavailable
from dstack_jupyter.store import schema
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.home import home_folder, store_folder
from dstack_jupyter.store.store import Store, open_store


def modes(folder):
    return {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}


def test_the_home_folder_is_named_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DSTACK_HOME", str(tmp_path / "here"))
    assert home_folder() == tmp_path / "here"
    assert store_folder() == tmp_path / "here" / "store"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("DSTACK_HOME", "~/there")
    assert home_folder() == tmp_path / "there"
    monkeypatch.setenv("DSTACK_HOME", "")
    assert home_folder() == tmp_path / ".dstack"
    monkeypatch.setenv("DSTACK_HOME", "relative")
    assert home_folder().is_absolute()


@pytest.mark.parametrize("umask", [0, 0o022, 0o777])
def test_only_the_owner_can_read_what_the_store_writes(nursery, home, umask):
    life = nursery.child(home, ["push", "sales", "text"], ["put_dashboard", "world", "World"], umask=umask)
    assert life.error is None, life.trace
    found = modes(home)
    assert {mode for path, mode in found.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in found.items() if path.is_file()} == {0o600}
    assert home / "store" / "store.sqlite" in found
    assert any(path.parent.parent.name == "blobs" and path.is_file() for path in found)


def test_the_files_beside_an_open_database_are_private_too(nursery, home, desk_for, sales, journal):
    old = os.umask(0)
    try:
        store = Store(home)
        desk_for(store).push(sales, b"one")
        assert {mode for path, mode in modes(home).items() if path.is_file()} == {0o600}
        assert (home / "store" / "store.sqlite-wal").exists() == (journal == "wal")
    finally:
        os.umask(old)
    store.close()


def test_a_home_that_was_there_keeps_its_modes_and_files(home, desk_for, sales):
    (home / "other").mkdir(parents=True)
    (home / "config.yaml").write_text("profiles: {}\n")
    (home / "other" / "file").write_bytes(b"theirs")
    home.chmod(0o755)
    (home / "config.yaml").chmod(0o644)
    before = {path: (path.stat().st_mode, path.stat().st_mtime_ns) for path in home.rglob("*")}
    store = Store(home)
    desk_for(store).push(sales, b"one")
    store.close()
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    assert {path: (path.stat().st_mode, path.stat().st_mtime_ns) for path in before} == before
    assert {path.name for path in home.iterdir()} == {"other", "config.yaml", "store"}


def test_parents_of_a_new_home_get_the_usual_modes(home):
    old = os.umask(0o022)
    try:
        Store(home / "a" / "b").close()
    finally:
        os.umask(old)
    assert stat.S_IMODE((home / "a").stat().st_mode) == 0o755
    assert stat.S_IMODE((home / "a" / "b").stat().st_mode) == 0o700


def test_the_store_is_below_the_home_alone(home):
    store = Store(home)
    assert store.folder == home / "store"
    assert {path.name for path in home.iterdir()} == {"store"}
    names = {path.name for path in store.folder.iterdir()}
    assert names - {"store.sqlite-wal", "store.sqlite-shm"} == {"blobs", "store.lock", "store.sqlite"}
    store.close()


def test_a_store_knows_itself_again(home):
    first = Store(home)
    first.close()
    again = Store(home)
    assert (again.id, again.owner) == (first.id, first.owner)
    assert len(first.id) == 32
    again.close()


@pytest.mark.parametrize(
    ("system", "owner"),
    [
        ("ann", "ann"),
        ("José", "José"),
        ("John Smith", "john-smith"),
        ("CORP\\ann", "corp-ann"),
        ("...", "me"),
        ("", "me"),
    ],
)
def test_the_owner_is_the_person_at_the_computer(monkeypatch, system, owner):
    monkeypatch.setattr(getpass, "getuser", lambda: system)
    assert schema.local_user() == owner


def test_a_person_without_a_name_owns_a_store_too(monkeypatch, home):
    def nobody():
        raise OSError("no user")

    monkeypatch.setattr(getpass, "getuser", nobody)
    store = Store(home)
    assert store.owner == "me"
    store.close()


def test_the_owner_stays_whoever_opens_the_store_later(monkeypatch, home):
    monkeypatch.setattr(getpass, "getuser", lambda: "ann")
    Store(home).close()
    monkeypatch.setattr(getpass, "getuser", lambda: "bob")
    store = Store(home)
    assert store.owner == "ann"
    store.close()


def test_open_store_opens_the_home_folder(home):
    store = open_store()
    assert store.folder == home / "store"
    assert open_store() is open_store(home) is store
    store.close()


def test_a_store_that_was_removed_is_made_anew(home, desk_for, sales):
    store = open_store()
    desk_for(store).push(sales, b"one")
    shutil.rmtree(home)
    with pytest.raises(StoreUnavailable, match="No such file"):
        store.session(Viewer.local_owner("ann")).stacks()
    again = open_store()
    assert again.id != store.id
    assert again.session(Viewer.local_owner("ann")).stacks().stacks == ()
    again.close()


def test_a_database_that_was_put_back_from_a_backup_is_followed(made, ann, desk, sales, store):
    desk.push(sales, b"one")
    store.close()
    backup = made.parent / "backup.sqlite"
    shutil.copy(store.folder / "store.sqlite", backup)
    desk.push(sales, b"two")
    store.close()
    backup.replace(store.folder / "store.sqlite")
    assert ann.stack(sales).frames == 1
    assert desk.push(sales, b"three").frame.number == 2


def test_a_store_can_be_moved(made, desk, store, sales, desk_for):
    desk.push(sales, b"one")
    store.close()
    made.rename(made.parent / "elsewhere")
    moved = Store(made.parent / "elsewhere")
    assert desk_for(moved).bodies(moved.session(Viewer.local_owner("ann")).frame(sales)) == [b"one"]
    moved.close()


def test_a_home_with_a_name_full_of_signs_works(home, desk_for, sales):
    store = Store(home / "ä b%20c?d#e;f'g")
    desk = desk_for(store)
    desk.push(sales, b"one")
    assert desk.bodies(desk.session.frame(sales)) == [b"one"]
    store.close()


def test_the_journal_is_what_the_environment_says(store, journal, desk, sales):
    desk.push(sales, b"one")
    import sqlite3

    connection = sqlite3.connect(store.folder / "store.sqlite")
    assert connection.execute("PRAGMA journal_mode").fetchone() == (journal,)
    connection.close()


def test_a_journal_that_is_none_is_refused(home, monkeypatch):
    monkeypatch.setenv("DSTACK_SQLITE_JOURNAL", "paper")
    with pytest.raises(ConfigurationError, match="it may be wal or delete, or not set"):
        Store(home)


def test_stores_that_want_different_journals_share_a_database(store, made, monkeypatch, journal, desk_for, sales):
    desk_for(store).push(sales, b"one")
    monkeypatch.setenv("DSTACK_SQLITE_JOURNAL", {"wal": "delete", "delete": "wal"}[journal])
    other = Store(made)
    desk_for(other).push(sales, b"two")
    desk_for(store).push(sales, b"three")
    assert other.session(Viewer.local_owner("ann")).stack(sales).frames == 3
    other.close()


def test_every_connection_syncs_and_checks_references(store):
    with store.database.reading() as transaction:
        driver = transaction._driver
        assert driver.execute("PRAGMA synchronous").fetchone() == (3,)
        assert driver.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_the_library_reports_no_leak(home):
    """All files and connections are closed by those who opened them."""
    script = (
        "from pathlib import Path; from dstack_jupyter.store.store import Store, open_store;"
        f"store = Store(Path({str(home)!r})); store.database.data_version(); del store;"
        "open_store().database.data_version()"
    )
    told = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stderr == ""
    assert not list((home / "store").glob("*-wal"))
