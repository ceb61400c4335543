"""The disk fails or is full: a clear error, nothing half done, and a store that goes on."""

import errno
import os
import sqlite3
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from dstack_jupyter.model.errors import StoreFull, StoreUnavailable
from dstack_jupyter.store import disk
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import POINTS, watched
from dstack_jupyter.store.store import Store

BEFORE_COMMIT = POINTS[: POINTS.index("write.committed")]


def failing_at(point, code):
    def watch(reached):
        if reached == point:
            raise OSError(code, os.strerror(code))

    return watched(watch)


@pytest.mark.parametrize("point", POINTS[: POINTS.index("write.locked")])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_an_upload_that_the_disk_fails_is_no_frame_and_leaves_no_file(desk, ann, store, sales, point, code):
    first = desk.push(sales, b"one").frame
    expected = StoreFull if code == errno.ENOSPC else StoreUnavailable
    with failing_at(point, code), pytest.raises(expected, match=os.strerror(code)) as failure:
        desk.push(sales, os.urandom(3 << 20))
    assert (type(failure.value) is StoreFull) == (code == errno.ENOSPC)
    assert str(store.folder) in str(failure.value)
    assert ann.frames(sales) == [first]
    assert list((store.folder / "blobs" / "tmp").iterdir()) == []
    assert desk.push(sales, b"two").frame.number == 2


IN_A_PUSH = ["stack.made", "contents.noted", "frame.made", "attachments.made", "head.moved"]


@pytest.mark.parametrize("point", ["write.locked", "write.begun", *IN_A_PUSH, "write.committing"])
def test_a_transaction_that_fails_at_any_step_changes_nothing(desk, ann, sales, point):
    first = desk.push(sales, b"one")
    with failing_at(point, errno.EIO), pytest.raises(StoreUnavailable, match="Input/output error"):
        desk.push("new", b"two", (b"three", {"n": 1}))
    assert [ann.stack(one.path) for one in ann.stacks().stacks] == [first.stack]
    assert desk.push("new", b"two").frame.number == 1


def test_a_failed_sync_is_not_tried_again(desk, sales, monkeypatch):
    calls = []

    def sync(descriptor):
        calls.append(descriptor)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk, "sync", sync)
    with pytest.raises(StoreUnavailable):
        desk.push(sales, b"one")
    assert len(calls) == 1


def test_an_interrupted_push_is_undone(desk, ann, sales, store):
    def interrupt(point):
        if point == "frame.made":
            raise KeyboardInterrupt

    with watched(interrupt), pytest.raises(KeyboardInterrupt):
        desk.push(sales, b"one")
    assert ann.stacks().stacks == ()
    assert desk.push(sales, b"one").frame.number == 1


def test_a_blob_larger_than_a_file_may_be_is_a_clear_error(nursery, made):
    step = ["push", "sales", "text" * 100]
    assert nursery.child(made, step).error is None
    life = nursery.child(made, ["push", "sales", "text", {"length": 100_000}], largest_file=200_000)
    assert life.error[0] == "StoreFull", life.trace
    assert "there is no room left" in life.error[1]
    assert "nothing was stored" in life.error[1]
    after = nursery.child(made, ["push", "sales", "text after"], ["read_until", "sales", 2])
    assert after.answers == [[2], [0, 2]]


def test_a_database_that_may_not_grow_is_a_clear_error_and_the_store_stays_readable(nursery, made, sales):
    assert nursery.child(made, ["push", "sales", "text"]).error is None
    database = made / "store" / "store.sqlite"
    limit = database.stat().st_size + 50_000
    life = nursery.child(made, ["push", "sales", "text {turn}", {"times": 2000}], largest_file=limit)
    assert life.error[0] == "StoreFull", life.trace
    store = Store(made)
    frames = store.session(Viewer.local_owner("ann")).frames(sales)
    assert len(frames) == 1 + len(life.acknowledged)
    assert set(life.acknowledged) <= {frame.id for frame in frames}
    store.close()
    assert nursery.child(made, ["push", "sales", "after"]).answers == [[len(frames) + 1]]


def filled(desk, sales, length):
    """Push until the disk is full; returns what was acknowledged, and the words at the end."""
    bodies = {}
    for _ in range(2000):
        body = os.urandom(length)
        try:
            bodies[desk.push(sales, body).frame.id] = body
        except StoreFull as full:
            return bodies, str(full)
    raise AssertionError("the disk never became full")


@contextmanager
def tiny_disk():
    """A file system of two megabytes, where one may be made."""
    with tempfile.TemporaryDirectory() as folder:
        mounting = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, text=True, check=False
        )
        if mounting.returncode:
            pytest.skip(f"no small file system can be mounted here: {mounting.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_disk_is_a_clear_error_and_the_store_stays_readable(desk_for, sales):
    with tiny_disk() as folder:
        store = Store(folder / "home")
        desk = desk_for(store)
        bodies, words = filled(desk, sales, 40_000)
        frames = desk.session.frames(sales)
        assert bodies
        assert "no room left" in words
        assert "free some space" in words
        assert {frame.id: desk.bodies(frame)[0] for frame in frames} == bodies
        bodies |= filled(desk, sales, 500)[0]
        assert {frame.id for frame in desk.session.frames(sales)} == set(bodies)
        store.close()


def test_a_database_of_another_program_is_left_alone(home):
    (home / "store").mkdir(parents=True)
    with sqlite3.connect(home / "store" / "store.sqlite") as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    with pytest.raises(StoreUnavailable, match="of another program; move it away"):
        Store(home)


@pytest.mark.parametrize("damage", ["first page", "not a database", "schema page"])
def test_a_damaged_database_is_said_to_be_so(made, damage):
    database = made / "store" / "store.sqlite"
    for leftover in made.glob("store/store.sqlite-*"):
        leftover.unlink()
    content = bytearray(database.read_bytes())
    if damage == "not a database":
        content = bytearray(b"garbage" * 1000)
    elif damage == "first page":
        content[100:110] = b"\xff" * 10
    else:
        content[2000:4096] = os.urandom(2096)
    database.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=rf"{database} is damaged .* copy .* 'copies'"):
        Store(made)


def test_a_row_that_is_no_json_any_more_is_damage_too(desk, ann, sales, store):
    desk.push(sales, b"one")
    with sqlite3.connect(store.folder / "store.sqlite") as other:
        other.execute("UPDATE frame SET params = '{broken'")
    other.close()
    with pytest.raises(StoreUnavailable, match="is damaged"):
        ann.frame(sales)


def test_a_database_that_is_a_folder_cannot_be_opened(home):
    (home / "store" / "store.sqlite").mkdir(parents=True)
    with pytest.raises(StoreUnavailable, match=r"store\.sqlite"):
        Store(home)


def test_a_home_that_is_a_file_cannot_be_used(home):
    home.write_text("not a folder")
    with pytest.raises(StoreUnavailable, match="DSTACK_HOME"):
        Store(home)


def test_a_database_that_is_locked_by_another_program_is_not_waited_for_for_ever(made, sales, desk_for):
    store = Store(made, patience=0.2)
    other = sqlite3.connect(store.folder / "store.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="in use by another program"):
        desk_for(store).push(sales, b"one")
    other.execute("ROLLBACK")
    other.close()
    assert desk_for(store).push(sales, b"one").created
    store.close()


def test_a_database_that_may_not_be_written_can_be_read(desk, ann, sales, store, monkeypatch):
    """As root permissions do not bind, so SQLite is told to refuse."""
    frame = desk.push(sales, b"one").frame
    attachment = desk.attachment(b"two")
    connect = sqlite3.connect

    def read_only(path, **options):
        connection = connect(path, **options)
        connection.execute("PRAGMA query_only = ON")
        return connection

    store.close()
    monkeypatch.setattr(sqlite3, "connect", read_only)
    assert ann.frame(sales) == frame
    with pytest.raises(StoreUnavailable, match="correct its permissions, or set DSTACK_HOME"):
        ann.push(sales, desk.frame(attachment))


def test_a_folder_that_may_not_be_written_is_a_clear_error(desk, sales, store, monkeypatch):
    def denied(path):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(disk, "create_file", denied)
    with pytest.raises(StoreUnavailable, match="correct its permissions, or set DSTACK_HOME"):
        desk.push(sales, b"one")


def test_a_file_system_without_locks_is_refused_with_the_way_out(made, monkeypatch, desk_for, sales):
    store = Store(made)

    def no_locks(descriptor, blocking):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("dstack_jupyter.store.lock.lock_descriptor", no_locks)
    with pytest.raises(StoreUnavailable, match="set DSTACK_HOME to a folder on a local disk"):
        desk_for(store).push(sales, b"one")
    store.close()
