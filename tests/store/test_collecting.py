"""A collection takes what was deleted long enough ago, and never what somebody needs."""

import errno
import os
import time
from dataclasses import replace

import pytest
import sqlalchemy as sa

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.errors import InvalidValue, NotAllowed, NotFound, StoreFull
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment
from dstack_jupyter.store import collecting, tables
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import watched
from dstack_jupyter.store.tables import piece

OTHER = StackPath("ann", "other")
WORLD = StackPath("ann", "world")


@pytest.fixture
def blobs(store):
    """The names of all blobs there are."""

    def blobs():
        files = (store.folder / "blobs").glob("[0-9a-f][0-9a-f]/*")
        return {path.parent.name + path.name for path in files}

    return blobs


@pytest.fixture
def age(store):
    """Makes every file older."""

    def age(days=2.0):
        then = time.time() - days * 86_400
        for part in ("blobs", "pulled"):
            for path in (store.folder / part).rglob("*"):
                os.utime(path, (then, then))

    return age


def hashes(frame):
    return {one.content.sha256 for one in frame.attachments}


def rows(store):
    """How many rows each table has."""
    with store.database.reading() as transaction:
        return {
            table.name: transaction.rows(sa.select(sa.func.count()).select_from(table))[0][0]
            for table in (tables.stack, tables.frame, tables.content, tables.piece, tables.attachment)
        }


def test_what_was_deleted_stays_for_the_grace_time(desk, ann, sales, age, blobs):
    desk.push(sales, b"one")
    desk.push(sales, b"two")
    ann.delete_frame(sales, 1)
    ann.delete_stack(sales)
    age(400)
    taken = ann.keeping.gc()
    assert (taken.stacks, taken.frames, taken.contents, taken.blobs, taken.bytes) == (0, 0, 0, 0, 0)
    assert len(blobs()) == 2
    ann.keeping.restore_stack(sales)
    assert desk.bodies(ann.keeping.restore_frame(sales, 1)[1]) == [b"one"]


def test_after_the_grace_time_it_is_taken_with_its_bytes(desk, ann, sales, store, age, blobs):
    kept = desk.push(OTHER, b"shared").frame
    desk.push(sales, b"one" * 100, (b"shared", {"n": 1}))
    left = desk.push(sales, b"two").frame
    ann.delete_frame(sales, 1)
    desk.push("gone", b"three" * 100)
    ann.delete_stack(StackPath("ann", "gone"))
    ann.put_dashboard(WORLD, DashboardSpec(title="World"))
    ann.delete_dashboard(WORLD)
    age()
    taken = ann.keeping.gc(0)
    assert (taken.stacks, taken.frames, taken.dashboards, taken.contents, taken.blobs) == (1, 2, 1, 2, 2)
    assert (taken.bytes, taken.is_done) == (800, True)
    assert blobs() == hashes(kept) | hashes(left)
    assert rows(store) == {"stack": 2, "frame": 2, "content": 2, "piece": 2, "attachment": 2}
    assert (desk.bodies(ann.frame(OTHER)), desk.bodies(ann.frame(sales))) == ([b"shared"], [b"two"])
    assert ann.keeping.deleted() == []
    with pytest.raises(NotFound):
        ann.keeping.restore_frame(sales, 1)
    assert desk.push(sales, b"one" * 100).frame.number == 3


def test_a_dry_run_says_what_would_be_taken_and_takes_nothing(desk, ann, sales, store, age, blobs):
    desk.push(OTHER, b"shared")
    for body in (b"one", b"two", b"three"):
        desk.push(sales, body, (b"shared", {"n": 1}))
    ann.delete_frame(sales, 1)
    desk.push("gone", b"four", (b"three", {"n": 1}))
    ann.delete_stack(StackPath("ann", "gone"))
    desk.attachment(b"given up")
    age()
    before = (rows(store), blobs())
    would = ann.keeping.gc(0, dry_run=True)
    assert (rows(store), blobs()) == before
    assert not would.is_done
    assert (would.stacks, would.frames, would.contents, would.blobs, would.bytes) == (1, 2, 2, 3, 15)
    assert ann.keeping.gc(0).model_copy(update={"is_done": False}) == would
    assert ann.keeping.gc(0, dry_run=True).blobs == 0


def test_a_young_blob_is_left_for_the_push_that_will_name_it(desk, ann, sales, age, blobs):
    upload = desk.attachment(b"on its way")
    desk.push(sales, b"gone")
    ann.delete_stack(sales)
    taken = ann.keeping.gc(0)
    assert (taken.contents, taken.blobs, len(blobs())) == (1, 0, 2)
    ann.push(OTHER, desk.frame(upload))
    assert desk.bodies(ann.frame(OTHER)) == [b"on its way"]
    age()
    assert ann.keeping.gc(0).blobs == 1
    assert blobs() == hashes(ann.frame(OTHER))


def test_a_frame_may_be_made_for_a_day_where_the_grace_time_is_longer(desk, ann, age, blobs):
    desk.attachment(b"on its way")
    age(0.9)
    assert ann.keeping.gc().blobs == 0
    age(1.1)
    assert ann.keeping.gc().blobs == 1


def test_a_blob_stays_as_long_as_a_piece_of_it_is_needed(desk, ann, store, sales, age, blobs):
    one = desk.push(sales, b"one").frame.attachments[0].content.sha256
    two = desk.push(OTHER, b"two").frame.attachments[0].content.sha256
    moved = sa.update(piece).where(piece.c.content == sa.bindparam("of")).values(blob=sa.bindparam("to"))
    with store.database.writing() as transaction:
        transaction.change(moved, of=two, to=one)
    ann.delete_stack(sales)
    age()
    assert ann.keeping.gc(0).blobs == 1
    assert blobs() == {one}


def test_pieces_that_another_content_shares_stay(desk, ann, sales, age, blobs):
    shared, own = os.urandom(3 << 20), os.urandom(1 << 20)
    desk.push(sales, shared)
    frame = desk.push(OTHER, shared + own).frame
    assert len(blobs()) == 2
    ann.delete_stack(sales)
    age()
    taken = ann.keeping.gc(0)
    assert (taken.contents, taken.blobs) == (1, 0)
    assert desk.bodies(frame) == [shared + own]
    ann.delete_stack(OTHER)
    assert ann.keeping.gc(0).bytes == 4 << 20
    assert blobs() == set()


@pytest.fixture
def sparse(desk, ann, sales, age):
    """Two frames that need the last 2 MB of a blob of 6."""
    wanted = os.urandom(2 << 20)
    desk.push(sales, os.urandom(4 << 20) + wanted)
    desk.push(OTHER, wanted)
    desk.push(OTHER, wanted + b"more")
    ann.delete_stack(sales)
    age()
    return wanted


def test_a_blob_of_which_little_is_needed_is_written_anew(desk, ann, sparse, age, store):
    first = ann.keeping.gc(0)
    assert (first.contents, first.blobs, first.rewritten) == (1, 0, 1)
    assert ann.keeping.usage().partly == 0
    assert ann.keeping.gc(0).blobs == 0, "someone may read the old blob"
    age()
    second = ann.keeping.gc(0)
    assert (second.blobs, second.bytes, second.rewritten) == (1, 6 << 20, 0)
    assert [desk.bodies(frame) for frame in ann.frames(OTHER)] == [[sparse + b"more"], [sparse]]
    assert ann.keeping.verify().problems == ()
    assert ann.keeping.usage().stacks[0].own == (2 << 20) + 4


def test_damaged_bytes_are_not_written_anew(ann, sparse, store):
    (large,) = (path for path in (store.folder / "blobs").glob("[0-9a-f]?/*") if path.stat().st_size == 6 << 20)
    with open(large, "r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(bytes([sparse[-1] ^ 1]))
    os.utime(large, (0, 0))
    assert ann.keeping.gc(0).rewritten == 0
    assert str(large) in ann.keeping.verify().problems[0]
    assert list((store.folder / "blobs" / "tmp").iterdir()) == []


def test_another_collection_may_take_a_blob_that_is_about_to_be_written_anew(desk, ann, sparse, age, blobs):
    met = []

    def take_it_away(point):
        if point == "blob.opened" and not met:
            met.append(point)
            ann.delete_stack(OTHER)
            ann.keeping.gc(0)

    with watched(take_it_away):
        assert ann.keeping.gc(0).rewritten == 0
    assert met
    assert blobs() == set()


def test_a_full_disk_is_freed_before_blobs_are_written_anew(ann, sparse, age, store):
    (store.folder / "blobs" / "tmp" / "x-gone").write_bytes(b"12345")
    (store.folder / "pulled" / "old").mkdir(parents=True)
    age()

    def fill(point):
        if point == "blob.opened":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with watched(fill), pytest.raises(StoreFull):
        ann.keeping.gc(0)
    assert list((store.folder / "blobs" / "tmp").iterdir()) == []
    assert list((store.folder / "pulled").iterdir()) == []


def test_files_of_others_are_not_touched(desk, ann, store, sales, age):
    desk.push(sales, b"one")
    note = store.folder / "blobs" / "ab" / "README"
    note.write_text("mine")
    age()
    ann.keeping.gc(0)
    assert note.read_text() == "mine"


def test_copies_that_nobody_used_for_long_go(ann, store, age):
    folder = store.folder / "pulled"
    for name in ("old", "new"):
        (folder / name / "tree").mkdir(parents=True)
        (folder / name / "tree" / "file.csv").write_text("a,b")
        (folder / name / "tree").chmod(0o500)
        if name == "old":
            age(8)
    taken = ann.keeping.gc()
    assert (taken.copies, taken.bytes) == (1, 3)
    assert [path.name for path in folder.iterdir()] == ["new"]


def test_an_upload_that_was_given_up_goes(ann, store, age):
    (store.folder / "blobs" / "tmp" / "x-gone").write_bytes(b"12345")
    age()
    assert ann.keeping.gc().bytes == 5


def test_what_a_stack_keeps_for_days_goes_without_a_push(desk, ann, sales, age):
    desk.push(sales, b"one")
    desk.push(sales, b"two")
    ann.keeping.retain(sales, keep_days=1e-5)
    time.sleep(1)
    assert ann.keeping.gc(dry_run=True).retired == 1
    assert ann.stack(sales).frames == 2
    assert ann.keeping.gc().retired == 1
    assert [frame.number for frame in ann.frames(sales)] == [2]
    assert ann.keeping.deleted()[0].number == 1


def test_others_may_write_after_a_moment(desk, ann, sales, monkeypatch):
    monkeypatch.setattr(collecting, "HOLD", 0.0)
    for turn in range(5):
        desk.push(sales, f"{turn}".encode())
    ann.delete_stack(sales)
    reached = []
    with watched(reached.append):
        ann.keeping.gc(0)
    assert reached.count("frame.gone") == 5
    assert max(between.count("frame.gone") for between in "\n".join(reached).split("write.locked")) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_collection_beside_pushes_loses_nothing(nursery, desk, ann, made, age, blobs):
    pushers = 3
    lives = nursery.children(made, *[[["push_and_delete", 25]]] * pushers, [["gc_beside", pushers]])
    for life in lives:
        assert life.error is None, life.trace
    assert lives[-1].answers[0] > 0
    named = set()
    for shown in ann.stacks().stacks:
        for frame in ann.frames(shown.path):
            named |= hashes(frame)
            assert all(body.startswith(b"text") for body in desk.bodies(frame))
    age()
    ann.keeping.gc(0)
    assert blobs() == named


def just_before_it_is_taken(step, after="garbage.chosen"):
    """Does a step when the collection has chosen what to take and is about to take it."""
    waiting, reached = [step], []

    def watch(point):
        reached.append(point)
        if point == "garbage.chosen" and after in reached and waiting:
            waiting.pop()()

    return watched(watch)


def test_a_frame_that_is_restored_while_a_collection_begins_stays(desk, ann, sales):
    desk.push(sales, b"one")
    desk.push(sales, b"two")
    ann.delete_frame(sales, 1)
    with just_before_it_is_taken(lambda: ann.keeping.restore_frame(sales, 1)):
        assert ann.keeping.gc(0).frames == 0
    assert [desk.bodies(frame) for frame in ann.frames(sales)] == [[b"two"], [b"one"]]


def test_a_stack_that_is_restored_while_a_collection_begins_stays(desk, ann, sales):
    desk.push(sales, b"one")
    ann.delete_stack(sales)
    with just_before_it_is_taken(lambda: ann.keeping.restore_stack(sales)):
        assert ann.keeping.gc(0).stacks == 0
    assert [desk.bodies(frame) for frame in ann.frames(sales)] == [[b"one"]]


def test_a_content_that_is_named_while_a_collection_begins_stays(desk, ann, sales, age):
    content = desk.push(sales, b"one").frame.attachments[0].content
    again = desk.frame(NewAttachment(content=content, content_type="text/plain"))
    ann.delete_stack(sales)
    age()
    with just_before_it_is_taken(lambda: ann.push(sales, again), after="stack.gone"):
        taken = ann.keeping.gc(0)
    assert (taken.frames, taken.contents, taken.blobs) == (1, 0, 0)
    assert desk.bodies(ann.frame(sales)) == [b"one"]


def test_a_blob_that_is_named_while_a_collection_begins_stays(desk, ann, sales, age):
    frame = desk.frame(desk.attachment(b"one"))
    age()
    with just_before_it_is_taken(lambda: ann.push(sales, frame)):
        assert ann.keeping.gc(0).blobs == 0
    assert desk.bodies(ann.frame(sales)) == [b"one"]


def test_a_blob_that_an_upload_found_while_a_collection_begins_stays(desk, ann, store, sales, age):
    frame = desk.frame(desk.attachment(b"one"))
    age()

    def find():
        (path,) = (store.folder / "blobs").glob("[0-9a-f][0-9a-f]/*")
        os.utime(path)

    with just_before_it_is_taken(find):
        assert ann.keeping.gc(0).blobs == 0
    assert ann.push(sales, frame).created


def test_a_stack_of_which_a_collection_took_a_frame_cannot_be_restored(desk, ann, sales, monkeypatch):
    monkeypatch.setattr(collecting, "HOLD", 0.0)
    desk.push(sales, b"one")
    desk.push(sales, b"two")
    ann.delete_stack(sales)
    reached = []

    def die(point):
        reached.append(point)
        if reached.count("frame.gone") == 2:
            raise KeyboardInterrupt

    with watched(die), pytest.raises(KeyboardInterrupt):
        ann.keeping.gc(0)
    assert ann.keeping.deleted() == []
    with pytest.raises(NotFound, match="no deleted stack"):
        ann.keeping.restore_stack(sales)
    taken = ann.keeping.gc(30)
    assert (taken.stacks, taken.frames) == (1, 1)


@pytest.mark.parametrize("viewer", [Viewer.user("ann"), Viewer.anonymous()])
def test_only_the_owner_of_the_store_and_an_administrator_collect(store, viewer):
    with pytest.raises(NotAllowed, match="only the owner of the store and an administrator"):
        store.session(viewer).keeping.gc()


def test_an_administrator_collects_what_anybody_deleted(ann, desk, sales, store):
    desk.push(sales, b"x")
    ann.delete_stack(sales)
    admin = Viewer.user("eve", is_admin=True)
    for weaker in (replace(admin, scope="push"), replace(admin, only=sales)):
        with pytest.raises(NotAllowed):
            store.session(weaker).keeping.gc(0)
    assert store.session(admin).keeping.gc(0).stacks == 1


@pytest.mark.parametrize("grace", [-1, float("nan")])
def test_a_grace_time_is_a_number_of_days(ann, grace):
    with pytest.raises(InvalidValue, match="grace_days is a number of days"):
        ann.keeping.gc(grace)
