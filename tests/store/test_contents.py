"""Bytes in and out: what is read is what was pushed, or an error."""

import hashlib
import os
import shutil
import time
import tracemalloc

import pytest

from dstack_jupyter.model.errors import ContentDamaged, InvalidValue, StoreUnavailable
from dstack_jupyter.model.stacks import Content
from dstack_jupyter.store import blobs, reading, uploading

BODY = bytes(range(256)) * 4000


@pytest.fixture
def small_memory(monkeypatch):
    """Makes contents of a few kilobytes large ones, which are streamed."""
    monkeypatch.setattr(reading, "CHUNK", 1000)
    monkeypatch.setattr(reading, "IN_MEMORY", 2500)


@pytest.fixture
def pushed(desk):
    return desk.push("sales", BODY).frame.attachments[0].content


def blob(store, content):
    return store.folder / "blobs" / content.sha256[:2] / content.sha256[2:]


def flip(path, position):
    """Change one bit on the disk."""
    with open(path, "r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        file.seek(position)
        file.write(bytes([byte ^ 1]))


def shorten(path):
    os.truncate(path, path.stat().st_size - 1)


DAMAGES = {
    "first byte": lambda path: flip(path, 0),
    "last byte": lambda path: flip(path, path.stat().st_size - 1),
    "a byte within": lambda path: flip(path, 123_456 % path.stat().st_size),
    "too short": shorten,
    "empty": lambda path: os.truncate(path, 0),
    "missing": lambda path: path.unlink(),
}


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_bytes_are_found_and_never_returned(ann, desk, store, pushed, damage, large, request):
    if large:
        request.getfixturevalue("small_memory")
    DAMAGES[damage](blob(store, pushed))
    reads = [lambda: ann.read(pushed), lambda: ann.open(pushed), lambda: ann.open(pushed, 5000, 5001)]
    for read in reads:
        with pytest.raises(ContentDamaged, match=rf"content {pushed.sha256[:12]}… is damaged .* Push the same object"):
            read()


def test_bytes_behind_the_last_one_are_no_part_of_a_content(ann, pushed, store):
    with open(blob(store, pushed), "ab") as file:
        file.write(b"x")
    assert bytes(ann.read(pushed)) == b"".join(ann.open(pushed)) == BODY


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_push_of_the_same_bytes_heals_them(ann, desk, store, pushed, damage):
    DAMAGES[damage](blob(store, pushed))
    desk.push("other", BODY)
    assert bytes(ann.read(pushed)) == BODY


def test_a_byte_that_changes_while_a_large_content_is_read_is_not_handed_out(ann, store, pushed, small_memory):
    chunks = ann.open(pushed)
    first = next(chunks)
    flip(blob(store, pushed), len(BODY) - 10)
    handed_out = [first]
    with pytest.raises(ContentDamaged, match="changed while"):
        handed_out.extend(chunks)
    joined = b"".join(handed_out)
    assert joined == BODY[: len(joined)]
    assert len(joined) < len(BODY)


RANGES = [(0, None), (0, 0), (0, 1), (999, 1001), (1000, 2000), (5000, 5000), (5001, 5000), (1_023_999, None)]
RANGES += [(0, 10**9), (10**9, None), (10**9, 10**10), (7, 1_024_000)]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize(("start", "stop"), RANGES)
def test_a_range_is_the_bytes_between(ann, pushed, start, stop, large, request):
    if large:
        request.getfixturevalue("small_memory")
    chunks = list(ann.open(pushed, start, stop))
    assert b"".join(chunks) == BODY[start:stop]
    assert all(isinstance(chunk, bytes) and len(chunk) <= max(reading.CHUNK, 1) for chunk in chunks)


@pytest.mark.parametrize(("start", "stop"), [(-1, None), (0, -1)])
def test_a_range_that_counts_from_the_end_is_refused(ann, pushed, start, stop):
    with pytest.raises(InvalidValue, match="a range of bytes"):
        ann.open(pushed, start, stop)


def test_a_large_content_is_read_in_little_memory(ann, desk, monkeypatch):
    monkeypatch.setattr(reading, "IN_MEMORY", 1 << 20)
    body = os.urandom(1 << 20) * 24
    content = desk.push("large", body).frame.attachments[0].content
    length, sha256 = len(body), hashlib.sha256(body).hexdigest()
    del body
    tracemalloc.start()
    found, seen = hashlib.sha256(), 0
    for chunk in ann.open(content):
        found.update(chunk)
        seen += len(chunk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (seen, found.hexdigest()) == (length, sha256)
    assert peak < 8 << 20


def test_a_stream_that_nobody_reads_to_its_end_leaves_no_file_open(ann, pushed, small_memory):
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    streams = [ann.open(pushed) for _ in range(10)]
    for stream in streams[5:]:
        next(stream)
    del stream, streams
    assert (len(os.listdir("/proc/self/fd")) if before else 0) == before


def in_two_pieces(desk):
    """A content as a later release may cut it."""
    halves = [BODY[:600_000], BODY[600_000:]]
    cut = [desk.attachment(half).content for half in halves]
    pieces = (cut[0].pieces[0], cut[1].pieces[0].model_copy(update={"offset": 600_000}))
    return Content(sha256=hashlib.sha256(BODY).hexdigest(), length=len(BODY), pieces=pieces)


def test_a_content_of_several_pieces_is_one(ann, desk, sales):
    content = in_two_pieces(desk)
    ann.push(sales, desk.frame(desk.attachment(b"x", params={"n": 1}), desk.attachment(b"y").model_copy(
        update={"content": content})))  # fmt: skip
    found = ann.frame(sales).attachments[1].content
    assert found == content.identity
    assert bytes(ann.read(found)) == BODY
    assert b"".join(ann.open(found)) == BODY
    assert b"".join(ann.open(found, 599_990, 600_010)) == BODY[599_990:600_010]


def test_a_range_is_checked_by_the_pieces_that_it_touches(ann, desk, store):
    content = in_two_pieces(desk)
    flip(blob(store, content.pieces[1]), 0)
    assert b"".join(ann.open(content, 0, 600_000)) == BODY[:600_000]
    with pytest.raises(ContentDamaged):
        b"".join(ann.open(content, 0, 600_001))
    with pytest.raises(ContentDamaged):
        ann.read(content)


def test_pieces_that_are_right_in_the_wrong_order_are_found(ann, desk):
    content = in_two_pieces(desk)
    first, second = content.pieces
    swapped = (second.model_copy(update={"offset": 0}), first.model_copy(update={"offset": second.length}))
    with pytest.raises(ContentDamaged):
        ann.read(content.model_copy(update={"pieces": swapped}))


def test_pieces_with_a_gap_are_no_content(ann, desk, sales):
    content = in_two_pieces(desk)
    gap = content.pieces[1].model_copy(update={"offset": 600_001})
    for pieces in (content.pieces[:1], (content.pieces[0], gap), ()):
        broken = desk.attachment(b"x").model_copy(update={"content": content.model_copy(update={"pieces": pieces})})
        with pytest.raises(InvalidValue):
            ann.push(sales, desk.frame(broken))


@pytest.mark.parametrize("size", [1, 1000, 65_536, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_an_upload_in_any_chunks_is_the_same_content(ann, size):
    body = os.urandom(3 << 20) + b"end"
    upload = ann.upload()
    for start in range(0, len(body) if size > 1 else 2000, size):
        assert upload.write(body[start : start + size]) == len(body[start : start + size])
    sent = body if size > 1 else body[:2000]
    content = upload.finish()
    assert content.sha256 == hashlib.sha256(sent).hexdigest()
    ends = [*range(uploading.LARGEST, len(sent), uploading.LARGEST), len(sent)]
    assert [piece.offset + piece.length for piece in content.pieces] == ends
    assert {piece.place[0] for piece in content.pieces} == {content.sha256}
    assert bytes(ann.read(content)) == sent


def test_a_buffer_may_be_used_again_after_it_was_written(ann):
    upload, expected, buffer = ann.upload(), hashlib.sha256(), bytearray(2 << 20)
    for turn in range(12):
        buffer[:] = bytes([turn]) * len(buffer)
        expected.update(buffer)
        upload.write(memoryview(buffer))
    buffer[:] = b"x" * len(buffer)
    content = upload.finish()
    assert content.sha256 == expected.hexdigest()
    ann.read(content)


def test_a_buffer_of_numbers_is_its_bytes(ann):
    upload = ann.upload()
    numbers = memoryview(bytes(16)).cast("d")
    assert upload.write(numbers) == 16
    assert upload.finish().length == 16


def test_what_is_read_cannot_be_changed(ann, pushed, desk):
    assert ann.read(pushed).readonly
    assert ann.read(in_two_pieces(desk)).readonly


def test_an_upload_can_be_finished_twice_and_is_then_over(ann):
    upload = ann.upload()
    upload.write(b"one")
    assert upload.finish() == upload.finish()
    upload.discard()
    with pytest.raises(InvalidValue, match="over"):
        upload.write(b"two")


def arriving(store):
    return list((store.folder / "blobs" / "tmp").iterdir())


@pytest.mark.parametrize(("body", "written"), [(b"one", 0), (os.urandom(9 << 20), 1)])
def test_a_discarded_upload_leaves_nothing(ann, store, body, written):
    upload = ann.upload()
    upload.write(body)
    assert len(arriving(store)) == written
    upload.discard()
    upload.discard()
    assert arriving(store) == []
    with pytest.raises(InvalidValue):
        upload.finish()


def test_a_forgotten_upload_leaves_nothing(ann, store):
    upload = ann.upload()
    upload.write(os.urandom(9 << 20))
    assert len(arriving(store)) == 1
    del upload
    assert arriving(store) == []


def test_bytes_of_dead_processes_are_removed_after_an_hour(store, home):
    folder = store.folder / "blobs" / "tmp"
    dead = 2**22 - 3  # beyond the largest number of a process by default
    names = {"old": f"{dead}-a", "fresh": f"{dead}-b", "alive": f"{os.getpid()}-c", "odd": "stray"}
    for name in names.values():
        (folder / name).write_bytes(b"x")
    long_ago = time.time() - blobs.STALE_AFTER - 60
    for name in ("old", "alive", "odd"):
        os.utime(folder / names[name], (long_ago, long_ago))
    type(store)(home).close()
    assert {path.name for path in folder.iterdir()} == {names["fresh"], names["alive"]}


def test_a_blob_that_is_being_read_where_it_cannot_be_replaced_stays_when_it_is_whole(
    ann, desk, store, pushed, monkeypatch
):
    def in_use(source, target):
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(os, "replace", in_use)
    assert desk.push("other", BODY).frame.attachments[0].content == pushed
    assert arriving(store) == []
    flip(blob(store, pushed), 0)
    with pytest.raises(StoreUnavailable):
        desk.push("another", BODY)
    assert arriving(store) == []


def test_a_store_that_lost_its_blobs_takes_new_ones_and_says_which_are_gone(ann, desk, store, pushed):
    shutil.rmtree(store.folder / "blobs")
    assert desk.bodies(desk.push("other", b"new").frame) == [b"new"]
    with pytest.raises(ContentDamaged, match="its file is missing"):
        ann.read(pushed)


def test_a_folder_of_blobs_that_a_backup_left_out_is_made_again(ann, desk, store):
    for folder in (store.folder / "blobs").iterdir():
        folder.rmdir()
    content = desk.push("sales", b"one").frame.attachments[0].content
    assert bytes(ann.read(content)) == b"one"
