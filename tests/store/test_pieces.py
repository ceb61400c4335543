"""Contents that have parts in common share them on the disk."""

import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest

from dstack_jupyter.model.errors import ContentDamaged, InvalidValue
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store

KEPT = Path(__file__).parent / "kept"

PARTS = [hashlib.shake_256(bytes([number])).digest(100_000) for number in range(12)]
"""Parts of contents that have nothing in common."""


def uploaded(session, parts):
    """A content with a cut before each part."""
    upload = session.upload()
    for part in parts:
        upload.cut()
        upload.write(part)
    return upload.finish()


@pytest.fixture
def push(ann, desk, sales):
    def push(parts, stack=sales):
        attachment = NewAttachment(content=uploaded(ann, parts), content_type="text/plain")
        return ann.push(stack, desk.frame(attachment), force=True).frame.attachments[0].content

    return push


def blobs(store):
    return {path.parent.name + path.name: path for path in (store.folder / "blobs").glob("??/*")}


def written(store):
    return sum(path.stat().st_size for path in blobs(store).values())


def body(session, content):
    whole = bytes(session.read(content))
    assert b"".join(session.open(content)) == whole
    assert b"".join(session.open(content, 99_990, 300_010)) == whole[99_990:300_010]
    return whole


def test_a_content_whose_parts_are_all_new_is_one_blob_of_its_name(ann, store, push):
    content = push(PARTS)
    assert list(blobs(store)) == [content.sha256]
    assert body(ann, content) == b"".join(PARTS)


def test_the_same_content_again_writes_nothing(ann, store, push, sales):
    first = push(PARTS)
    before = {path: path.stat().st_ino for path in blobs(store).values()}
    assert push(PARTS, StackPath("ann", "other")) == first
    assert {path: path.stat().st_ino for path in blobs(store).values()} == before
    assert list((store.folder / "blobs" / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    "changed",
    [
        [*PARTS[:5], b"new" * 30_000, *PARTS[6:]],
        [*PARTS, b"new" * 30_000],
        [*PARTS[:5], b"new" * 30_000, *PARTS[5:]],
    ],
    ids=["changed", "appended", "inserted"],
)
def test_of_a_content_with_one_new_part_that_part_is_written(ann, store, push, changed):
    first = push(PARTS)
    before = written(store)
    second = push(changed)
    assert written(store) - before == 90_000
    assert body(ann, second) == b"".join(changed)
    assert body(ann, first) == b"".join(PARTS)


def test_a_content_may_be_made_of_parts_of_many(ann, store, push):
    for number in range(0, 12, 4):
        push(PARTS[number : number + 4])
    before = written(store)
    mixed = [PARTS[11], PARTS[3], PARTS[4], PARTS[11], PARTS[0], PARTS[1]]
    assert body(ann, push(mixed)) == b"".join(mixed)
    assert written(store) == before


def test_a_part_that_comes_twice_is_written_once(ann, store, push):
    content = push([PARTS[0], PARTS[1], PARTS[0], PARTS[0]])
    assert written(store) == 200_000
    assert body(ann, content) == PARTS[0] + PARTS[1] + PARTS[0] + PARTS[0]


def test_what_an_upload_wrote_that_was_never_pushed_is_not_relied_on(ann, store, push):
    uploaded(ann, PARTS)
    before = written(store)
    shared = push([*PARTS[:3], b"new" * 30_000])
    assert written(store) - before == 390_000
    assert body(ann, shared) == b"".join([*PARTS[:3], b"new" * 30_000])


def test_small_contents_are_one_piece_however_they_are_cut(ann, store):
    content = uploaded(ann, [b"one", b"two", b"three"])
    assert len(content.pieces) == 1
    assert content.sha256 == hashlib.sha256(b"onetwothree").hexdigest()


def test_a_blob_that_is_used_again_is_as_young_as_a_new_one(store, push):
    push(PARTS)
    (path,) = blobs(store).values()
    os.utime(path, (1, 1))
    push([*PARTS[:3], b"new" * 100_000])
    assert time.time() - path.stat().st_mtime < 60


def test_a_damaged_part_is_found_by_all_contents_that_have_it_and_by_no_other(ann, store, push):
    first, second = push(PARTS), push([b"new" * 30_000, *PARTS[8:]])
    third = push([*PARTS[:3], b"other" * 30_000])
    with open(blobs(store)[first.sha256], "r+b") as file:
        file.seek(900_000)
        file.write(b"damaged")
    for content in (first, second):
        with pytest.raises(ContentDamaged, match=rf"other bytes .*{first.sha256[2:]}"):
            ann.read(content)
        with pytest.raises(ContentDamaged):
            list(ann.open(content))
    assert body(ann, third) == b"".join([*PARTS[:3], b"other" * 30_000])
    assert b"".join(ann.open(first, 0, 800_000)) == b"".join(PARTS[:8])


@pytest.mark.parametrize("damage", ["flipped", "shortened", "missing"])
def test_a_push_of_the_same_parts_heals_all_contents_that_have_them(ann, store, push, damage):
    first, second = push(PARTS), push([b"new" * 30_000, *PARTS[8:]])
    path = blobs(store)[first.sha256]
    if damage == "missing":
        path.unlink()
    elif damage == "shortened":
        os.truncate(path, 850_000)
    else:
        with open(path, "r+b") as file:
            file.seek(900_000)
            file.write(b"damaged")
    push(PARTS)
    assert body(ann, first) == b"".join(PARTS)
    assert body(ann, second) == b"".join([b"new" * 30_000, *PARTS[8:]])


def test_a_push_of_a_content_that_lies_in_the_blob_of_another_heals_both(ann, store, push, sales):
    large = push([PARTS[0] * 10, PARTS[1] * 10])
    small = push([PARTS[1] * 10], StackPath("ann", "other"))
    assert list(blobs(store)) == [large.sha256]
    with open(blobs(store)[large.sha256], "r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(bytes([PARTS[1][-1] ^ 1]))
    push([PARTS[1] * 10], StackPath("ann", "other"))
    assert ann.keeping.verify().problems == ()
    assert body(ann, large) == b"".join([PARTS[0] * 10, PARTS[1] * 10])
    assert body(ann, small) == PARTS[1] * 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no limits to set")
def test_a_content_may_share_parts_with_more_blobs_than_files_may_be_open(ann, store, push):
    import resource

    parts = [hashlib.shake_256(number.to_bytes(2)).digest(4_000) for number in range(120)]
    for number, part in enumerate(parts):
        push([part, number.to_bytes(2) * 150_000], StackPath("ann", "each"))
    before = written(store)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    opened = max(map(int, os.listdir("/dev/fd")))
    resource.setrlimit(resource.RLIMIT_NOFILE, (opened + 60, limits[1]))
    try:
        content = push(parts)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert written(store) == before
    assert body(ann, content) == b"".join(parts)


def test_a_blob_that_vanishes_between_upload_and_push_is_no_frame(ann, desk, store, sales):
    content = uploaded(ann, PARTS)
    blobs(store)[content.sha256].unlink()
    with pytest.raises(InvalidValue, match="upload it before the push"):
        ann.push(sales, desk.frame(NewAttachment(content=content, content_type="text/plain")))
    assert ann.stacks().stacks == ()


def test_a_content_that_is_known_may_be_pushed_by_its_hash(ann, desk, push, sales):
    content = push(PARTS)
    again = ann.push(sales, desk.frame(NewAttachment(content=content, content_type="text/plain", params={"n": 1})))
    assert body(ann, again.frame.attachments[0].content) == b"".join(PARTS)


def test_a_store_of_the_first_release_is_read_and_goes_on(home, journal, tmp_path):
    shutil.unpack_archive(KEPT / "home-0.1.0.zip", tmp_path)
    store = Store(tmp_path / "home")
    session = store.session(Viewer.local_owner("ann"))
    large, sales = StackPath("ann", "notes/large"), StackPath("ann", "sales")
    text = b"a long line\n" * 100_000
    assert bytes(session.read(session.frame(large).attachments[0].content)) == text
    assert [frame.number for frame in session.frames(sales)] == [2, 1]
    assert [len(session.read(one.content)) for frame in session.frames(sales) for one in frame.attachments]
    before = written(store)
    upload = session.upload()
    upload.write(text)
    assert upload.finish().sha256 == session.frame(large).attachments[0].content.sha256
    assert written(store) - before < len(text)
    verified = session.keeping.verify()
    assert (verified.problems, verified.unnamed) == ((), 0)
    store.close()
