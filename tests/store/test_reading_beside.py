"""A large content is decoded while it is checked; what was made of wrong bytes is nobody's."""

import os

import pytest

from dstack_jupyter.model.errors import ContentDamaged

BODY = os.urandom(5 << 20)


@pytest.fixture
def content(desk, sales):
    return desk.push(sales, BODY).frame.attachments[0].content


@pytest.fixture
def blob(store, content):
    return store.folder / "blobs" / content.sha256[:2] / content.sha256[2:]


def spoil(path):
    with open(path, "r+b") as file:
        file.seek(3 << 20)
        file.write(b"spoiled")


def test_what_is_made_of_right_bytes_is_returned_and_made_once(ann, content):
    made = []
    assert ann.read_with(content, lambda view: made.append(bytes(view)) or len(made)) == 1
    assert made == [BODY]


def test_what_is_made_of_wrong_bytes_is_not(ann, content, blob):
    spoil(blob)
    with pytest.raises(ContentDamaged, match="Push the same object again"):
        ann.read_with(content, bytes)


@pytest.mark.parametrize("spoiled", [False, True])
def test_an_error_about_wrong_bytes_is_that_they_are_wrong(ann, content, blob, spoiled):
    if spoiled:
        spoil(blob)

    def decode(view):
        raise ValueError("no table")

    with pytest.raises(ContentDamaged if spoiled else ValueError, match="damaged" if spoiled else "no table"):
        ann.read_with(content, decode)


@pytest.mark.parametrize("damage", ["short", "missing"])
def test_bytes_that_are_not_all_there_are_found(ann, content, blob, damage):
    blob.unlink() if damage == "missing" else os.truncate(blob, 1 << 20)
    with pytest.raises(ContentDamaged):
        ann.read_with(content, bytes)


def test_right_bytes_that_lie_elsewhere_are_decoded_in_the_place_of_wrong_ones(ann, content, blob, desk, sales, store):
    spoil(blob)
    desk.push("other", BODY)
    assert ann.read_with(content, bytes) == BODY


def test_small_contents_are_checked_first(ann, desk, sales, store):
    small = desk.push("small", b"small").frame.attachments[0].content
    spoilt = store.folder / "blobs" / small.sha256[:2] / small.sha256[2:]
    spoilt.write_bytes(b"other")
    seen = []
    with pytest.raises(ContentDamaged):
        ann.read_with(small, lambda view: seen.append(bytes(view)))
    assert seen == []
