"""Whether a folder is on a network file system."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from dstack_jupyter.model.errors import StoreUnavailable
from dstack_jupyter.store import journal as journals
from dstack_jupyter.store import mounts
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store

MOUNTS = r"""
/dev/vda / ext4 rw,relatime 0 0
proc /proc proc rw 0 0
server:/home /home nfs4 rw,vers=4.2 0 0
/dev/sdb1 /home/ann/local ext4 rw 0 0
//server/share /mnt/big\040share cifs rw 0 0
old:/export /mnt/twice nfs rw 0 0
/dev/sdc1 /mnt/twice xfs rw 0 0
bucket /mnt/bucket fuse.s3fs rw 0 0
/dev/sdd1 /mnt/stick fuseblk rw 0 0
C:\ /mnt/c 9p rw 0 0
incomplete
"""


@pytest.mark.parametrize(
    ("folder", "kind", "is_network"),
    [
        ("/srv/dstack", "ext4", False),
        ("/home/ann/.dstack", "nfs4", True),
        ("/home/ann/local/.dstack", "ext4", False),
        ("/home/ann/localish", "nfs4", True),
        ("/homes", "ext4", False),
        ("/mnt/big share/x", "cifs", True),
        ("/mnt/twice/x", "xfs", False),
        ("/mnt/bucket", "fuse.s3fs", True),
        ("/mnt/stick/x", "fuseblk", False),
        ("/mnt/c/Users/ann", "9p", True),
    ],
)
def test_the_table_of_mounts_says_what_a_folder_is_on(folder, kind, is_network):
    assert mounts.type_of(PurePosixPath(folder), MOUNTS) == kind
    assert mounts.is_network_type(kind) == is_network


def test_a_table_that_cannot_be_read_says_nothing():
    assert mounts.type_of(PurePosixPath("/home"), "") == ""
    assert not mounts.is_network_type("")


@pytest.mark.parametrize(
    ("path", "is_share"),
    [(r"\\server\share\dstack", True), (r"C:\Users\ann", False)],
)
def test_a_share_is_known_by_its_form(path, is_share):
    assert mounts.is_share(PureWindowsPath(path)) == is_share


def test_this_computers_own_disk_is_local(tmp_path):
    assert not mounts.is_network_folder(tmp_path)


@pytest.fixture
def on_network(monkeypatch):
    monkeypatch.delenv("DSTACK_SQLITE_JOURNAL")
    monkeypatch.setattr(journals, "is_network_folder", lambda folder: True)


def journal_of(store):
    with store.database.reading() as transaction:
        return transaction._driver.execute("PRAGMA journal_mode").fetchone()[0]


def test_a_new_store_on_a_network_file_system_has_no_write_ahead_log(on_network, home, desk_for, sales):
    store = Store(home)
    assert journal_of(store) == "delete"
    assert desk_for(store).push(sales, b"one").created
    assert not list(store.folder.glob("*-wal"))
    store.close()


def test_a_store_that_was_moved_to_a_network_file_system_gives_up_its_log(on_network, made):
    store = Store(made)
    assert journal_of(store) == "delete"
    store.close()


def test_a_log_that_another_program_keeps_there_is_refused_with_the_way_out(store, made, desk, sales, request):
    desk.push(sales, b"one")
    if journal_of(store) == "wal":
        request.getfixturevalue("on_network")
        with pytest.raises(StoreUnavailable, match=r"network file system.*set DSTACK_HOME to a folder on a local disk"):
            Store(made, patience=0.1)


def test_whoever_forces_the_log_there_gets_it(on_network, home, monkeypatch):
    monkeypatch.setenv("DSTACK_SQLITE_JOURNAL", "wal")
    store = Store(home)
    assert journal_of(store) == "wal"
    store.close()


def test_a_file_system_where_sqlite_declines_the_log_is_used_without(home, monkeypatch, desk_for, sales):
    monkeypatch.delenv("DSTACK_SQLITE_JOURNAL")
    change = journals.change_journal
    monkeypatch.setattr(
        "dstack_jupyter.store.sqlite.change_journal",
        lambda connection, wanted, path: change(connection, "delete", path),
    )
    store = Store(home)
    assert journal_of(store) == "delete"
    assert desk_for(store).push(sales, b"one").created
    assert store.session(Viewer.local_owner("ann")).stack(sales).frames == 1
    store.close()
