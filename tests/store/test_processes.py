"""Several processes and threads use one store."""

import json
import os
import sqlite3
import sys
import threading

import pytest
from filelock import lock_descriptor

from dstack_jupyter.model.errors import StoreUnavailable
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store import forks
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import watched
from dstack_jupyter.store.store import Store, open_store

SALES = StackPath("ann", "sales")


def has_fork(story):
    """For stories that fork; from 3.12 on Python warns where other threads run, which is the story here."""
    story = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")(story)
    return pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")(story)


def test_eight_processes_that_push_to_one_stack_lose_nothing_and_none_starves(nursery, made, ann):
    each = 20
    role = [["push", "sales", "text {child} {turn}", {"times": each}]]
    lives = nursery.children(made, *[role] * 8)
    assert [life.error for life in lives] == [None] * 8
    acknowledged = [one for life in lives for one in life.acknowledged]
    frames = ann.frames(SALES)
    assert {frame.id for frame in frames} == set(acknowledged)
    assert sorted(frame.number for frame in frames) == list(range(1, 8 * each + 1))
    assert sorted(number for life in lives for number in life.answers[0]) == list(range(1, 8 * each + 1))
    for frame in frames:
        ann.read(frame.attachments[0].content)
    # Had one had to wait for the others, its first frame would come after most of theirs.
    firsts = [min(life.answers[0]) for life in lives]
    assert max(firsts) < 8 * each * 3 / 4


def test_eight_processes_that_make_the_store_at_once_make_one(nursery, home):
    lives = nursery.children(home, *[[["push", "sales", "text {child}"]]] * 8)
    assert [life.error for life in lives] == [None] * 8
    store = Store(home)
    assert len(store.session(Viewer.local_owner("ann")).frames(SALES)) == 8
    store.close()


def test_readers_see_whole_frames_while_others_write(nursery, made):
    nursery.child(made, ["push", "sales", "text start"])
    writer = [["push", "sales", "text {turn} {child}", {"times": 60, "keep": True, "params": {"n": 1}}]]
    reader = [["read_until", "sales", 121]]
    lives = nursery.children(made, writer, reader, writer, reader)
    for life in lives:
        assert life.error is None, life.trace
    assert all(len(life.answers[0]) > 3 for life in lives[1::2])


def test_a_reader_keeps_seeing_the_state_at_which_it_began(store, desk, sales, journal):
    from dstack_jupyter.store import stacks

    desk.push(sales, b"one")
    viewer = Viewer.local_owner("ann")
    with store.database.reading() as transaction:
        before = stacks.find(transaction, viewer, sales)
        if journal == "wal":  # with a rollback journal the writer waits for the reader
            desk.push(sales, b"two")
        assert stacks.find(transaction, viewer, sales) == before


def test_threads_of_one_process_push_side_by_side(ann, desk, sales):
    failures = []

    def pushes(name):
        try:
            for turn in range(10):
                desk.push(sales, f"{name} {turn}".encode())
                ann.stacks()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=pushes, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert [frame.number for frame in ann.frames(sales)] == list(range(80, 0, -1))


def in_child(work):
    """Fork, do some work in the child, and return what it answered."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            answer = work()
        except BaseException as error:
            answer = repr(error)
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answers:
        answer = json.loads(answers.read())
    os.waitpid(child, 0)
    return answer


@has_fork
def test_a_store_that_was_opened_before_a_fork_works_on_both_sides(desk, ann, sales):
    desk.push(sales, b"before")
    ann.stacks()

    def push_three():
        return [desk.push(sales, f"child {turn}".encode()).frame.number for turn in range(3)]

    assert in_child(push_three) == [2, 3, 4]
    assert desk.push(sales, b"after").frame.number == 5
    assert in_child(lambda: len(ann.frames(sales))) == 5
    assert in_child(lambda: in_child(push_three)) == [6, 7, 8]


@has_fork
def test_children_and_parent_push_at_once(desk, ann, sales):
    desk.push(sales, b"before")
    children = []
    for name in range(4):
        child = os.fork()
        if not child:
            try:
                for turn in range(10):
                    desk.push(sales, f"{name} {turn}".encode())
            finally:
                os._exit(0)
        children.append(child)
    for turn in range(10):
        desk.push(sales, f"parent {turn}".encode())
    for child in children:
        os.waitpid(child, 0)
    assert sorted(frame.number for frame in ann.frames(sales)) == list(range(1, 52))


def is_open(number):
    return os.path.lexists(f"/proc/self/fd/{number}")


@has_fork
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the open files of a process in /proc")
def test_no_connection_is_carried_into_a_child(desk, ann, store, sales):
    """SQLite would believe in the child that it holds the locks of the parent."""
    desk.push(sales, b"one")
    store.database.data_version()

    def open_files():
        names = [os.readlink(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd") if is_open(number)]
        return [name for name in names if name.startswith(str(store.folder))]

    assert any(name.endswith("store.sqlite") for name in open_files())
    assert in_child(open_files) == []


@has_fork
def test_a_fork_waits_for_the_transaction_of_another_thread(desk, ann, sales, store):
    desk.push(sales, b"one")
    entered, go_on = threading.Event(), threading.Event()

    def slow(point):
        if point == "head.moved":
            entered.set()
            go_on.wait(60)

    pushing = threading.Thread(target=lambda: desk.push(sales, b"two"))
    with watched(slow):
        pushing.start()
        entered.wait(60)
        threading.Timer(0.2, go_on.set).start()
        answer = in_child(lambda: [ann.stack(sales).frames, desk.push(sales, b"three").frame.number])
    pushing.join()
    assert answer == [2, 3]


@has_fork
def test_a_child_that_inherited_a_transaction_is_told_so(desk, ann, sales, store, monkeypatch):
    monkeypatch.setattr(forks, "PATIENCE", 0.05)
    desk.push(sales, b"one")
    with store.database.reading():
        answer = in_child(lambda: ann.stack(sales).frames)
    assert "StoreUnavailable" in answer
    assert "forked in the middle of a transaction" in answer
    assert ann.stack(sales).frames == 1


@has_fork
def test_a_child_of_a_thread_that_holds_the_lock_can_push(desk, ann, sales, store):
    held, done = threading.Event(), threading.Event()

    def hold():
        with store.database.locked():
            held.set()
            done.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(60)
    threading.Timer(0.2, done.set).start()
    assert in_child(lambda: desk.push(sales, b"one").frame.number) == 1
    thread.join()


@has_fork
def test_open_store_is_one_per_process_and_usable_after_a_fork(made):
    store = open_store(made)
    assert open_store(made) is store
    assert open_store(made / "." / "") is store
    assert in_child(lambda: open_store(made).id) == store.id
    store.close()


def test_a_write_that_waits_too_long_says_who_holds_the_lock(nursery, made, desk_for, sales):
    first, second = Store(made), Store(made, patience=0.1)
    desk = desk_for(second)
    attachment = desk.attachment(b"x")
    with first.database.locked(), pytest.raises(StoreUnavailable) as refused:
        second.session(Viewer.local_owner("ann")).push(sales, desk.frame(attachment))
    words = str(refused.value)
    assert str(second.folder) in words
    assert "nothing was stored" in words
    if sys.platform.startswith("linux") and f" {os.getpid()} " in open_locks():
        assert f"process {os.getpid()} (" in words
    assert desk.push(sales, b"y").created
    first.close()
    second.close()


def open_locks():
    with open("/proc/locks", encoding="ascii") as locks:
        return locks.read()


def test_a_thread_that_waits_too_long_says_so(made, sales):
    store = Store(made, patience=0.1)
    held, done = threading.Event(), threading.Event()

    def hold():
        with store.database.locked():
            held.set()
            done.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(60)
    with pytest.raises(StoreUnavailable, match="another thread of this program"):
        store.session(Viewer.local_owner("ann")).delete_stack(sales)
    done.set()
    thread.join()
    store.close()


def test_a_lock_file_that_was_removed_locks_again(store, desk, sales, made):
    desk.push(sales, b"one")
    (store.folder / "store.lock").unlink()
    assert desk.push(sales, b"two").frame.number == 2
    impatient = Store(made, patience=0.05)
    with (
        store.database.locked(),
        pytest.raises(StoreUnavailable, match="is being written"),
        impatient.database.locked(),
    ):
        pass
    impatient.close()


def test_a_lock_file_that_is_removed_while_it_is_locked_is_not_trusted(store, made, monkeypatch):
    """Another process would lock the file of that name, and both would write."""
    impatient = Store(made, patience=0.05)
    locked = []

    def removed_meanwhile(descriptor, blocking):
        if not locked:
            (store.folder / "store.lock").unlink()
        locked.append(lock_descriptor(descriptor, blocking=blocking))
        return locked[-1]

    monkeypatch.setattr("dstack_jupyter.store.lock.lock_descriptor", removed_meanwhile)
    with store.database.locked(), pytest.raises(StoreUnavailable), impatient.database.locked():
        pass
    impatient.close()


def test_a_write_keeps_out_programs_that_know_nothing_of_its_lock(store, desk, sales):
    other = sqlite3.connect(store.folder / "store.sqlite", timeout=0, isolation_level=None)

    def intrude(point):
        if point == "write.begun":
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("UPDATE stack SET last_number = 99")

    desk.push(sales, b"one")
    with watched(intrude):
        assert desk.push(sales, b"two").frame.number == 2
    other.close()


@has_fork
def test_a_child_does_not_take_away_the_upload_of_its_parent(ann):
    upload = ann.upload()
    upload.write(b"one")
    in_child(upload.discard)
    assert bytes(ann.read(upload.finish())) == b"one"


def test_the_data_version_changes_when_anybody_writes(nursery, made, store, desk, sales):
    seen = [store.database.data_version()]
    assert store.database.data_version() == seen[0]
    desk.push(sales, b"one")
    seen.append(store.database.data_version())
    nursery.child(made, ["push", "sales", "text"])
    seen.append(store.database.data_version())
    desk.session.stacks()
    assert store.database.data_version() == seen[-1]
    store.close()
    desk.push(sales, b"two")
    seen.append(store.database.data_version())
    assert len(set(seen)) == 4
