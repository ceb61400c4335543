"""What takes the room: each byte of the disk is told once."""

import os
from dataclasses import replace

import pytest

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer

OTHER = StackPath("ann", "other")


def on_disk(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def filled(desk, desk_of, ann, sales, store):
    """Stacks with own, shared and deleted bytes, and files that belong to none."""
    desk.push(sales, b"a" * 1000, (b"b" * 500, {"n": 1}))
    desk.push(sales, b"c" * 200, (b"a" * 1000, {"n": 1}))
    desk.push(OTHER, b"d" * 3000, (b"b" * 500, {"n": 1}))
    desk_of(Viewer.user("bob")).push(StackPath("bob", "his"), b"e" * 70, (b"f" * 30, {"n": 1}))
    desk.push(OTHER, b"f" * 30)
    desk.push("gone", b"g" * 11, (b"a" * 1000, {"n": 1}))
    ann.delete_stack(StackPath("ann", "gone"))
    desk.push(sales, b"h" * 13)
    ann.delete_frame(sales, 3)
    desk.attachment(b"i" * 17)
    (store.folder / "blobs" / "tmp" / "x-part").write_bytes(b"j" * 19)
    (store.folder / "pulled" / "copy").mkdir(parents=True)
    (store.folder / "pulled" / "copy" / "file").write_bytes(b"k" * 23)


def test_each_stack_is_told_with_what_it_alone_holds(filled, ann):
    found = ann.keeping.usage()
    assert [(one.name, one.frames, one.pushed, one.own) for one in found.stacks] == [
        ("other", 2, 3530, 3000),
        ("sales", 2, 2700, 1200),
        ("his", 1, 100, 70),
    ]
    assert found.users == {"ann": 4700, "bob": 70}
    assert (found.shared, found.deleted, found.unnamed, found.arriving, found.copies) == (30, 24, 17, 19, 23)


def test_the_sum_is_what_is_on_the_disk(filled, ann, store):
    assert ann.keeping.usage().total == on_disk(store.folder)


def test_deleting_a_stack_and_collecting_frees_what_it_alone_held(filled, ann, store, sales):
    before = ann.keeping.usage()
    ann.delete_stack(sales)
    assert ann.keeping.usage().deleted == before.deleted + 1200
    assert ann.keeping.usage().stacks[0].own == 3500
    for path in store.folder.rglob("*"):
        os.utime(path, (0, 0))
    assert ann.keeping.gc(0).bytes == 1200 + 24 + 17 + 19 + 23
    after = ann.keeping.usage()
    assert (after.deleted, after.unnamed, after.arriving, after.copies) == (0, 0, 0, 0)
    assert after.total == on_disk(store.folder)


def test_bytes_of_a_blob_that_nothing_names_are_told(ann, desk, sales, store):
    sha256 = desk.push(sales, b"x" * 100).frame.attachments[0].content.sha256
    with open(store.folder / "blobs" / sha256[:2] / sha256[2:], "ab") as file:
        file.write(b"y" * 40)
    found = ann.keeping.usage()
    assert (found.stacks[0].own, found.partly) == (100, 40)


def test_pieces_that_stacks_share_are_counted_once(ann, desk, sales, store):
    body = os.urandom(2 << 20)
    desk.push(sales, body)
    desk.push(OTHER, body + os.urandom(1 << 20))
    found = ann.keeping.usage()
    assert [(one.name, one.pushed, one.own) for one in found.stacks] == [
        ("other", 3 << 20, 1 << 20),
        ("sales", 2 << 20, 0),
    ]
    assert found.users == {"ann": 3 << 20}
    assert found.total == on_disk(store.folder)
    ann.delete_stack(OTHER)
    assert ann.keeping.usage().stacks[0].own == 2 << 20


def test_others_are_told_of_their_own_stacks(filled, store):
    found = store.session(Viewer.user("bob")).keeping.usage()
    assert [one.name for one in found.stacks] == ["his"]
    assert (found.users, found.total) == ({"bob": 70}, 70)
    assert store.session(Viewer.user("eve")).keeping.usage().stacks == ()


def test_an_administrator_is_told_what_all_take_and_nobodys_stacks(filled, ann, store):
    admin = Viewer.user("bob", is_admin=True)
    found, whole = store.session(admin).keeping.usage(), ann.keeping.usage()
    assert [one.name for one in found.stacks] == ["his"]
    assert found == whole.model_copy(update={"stacks": found.stacks})
    for weaker in (replace(admin, scope="push"), replace(admin, only=StackPath("bob", "his"))):
        assert store.session(weaker).keeping.usage().users == {"bob": 70}


def test_an_empty_store_takes_its_database(ann, store):
    found = ann.keeping.usage()
    assert found.stacks == ()
    assert found.total == found.database == on_disk(store.folder)
