"""Whatever is wrong with a store is found and told in words, and a store that is whole is called whole."""

import os
import sqlite3
import uuid

import pytest
import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidValue, NotAllowed
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store import tables
from dstack_jupyter.store.access import Viewer

BODY = bytes(range(256)) * 8000
OTHER = StackPath("ann", "other")


@pytest.fixture
def filled(desk, ann, sales):
    """Two stacks that share a content, and something deleted."""
    desk.push(sales, b"small", (BODY, {"size": "large"}))
    desk.push(sales, b"second")
    desk.push(OTHER, (BODY, {"size": "large"}))
    desk.push("gone", b"gone")
    ann.delete_stack(StackPath("ann", "gone"))
    return ann.frame(sales, 1)


@pytest.fixture
def blob(store, filled):
    """The file that the last byte of the large content is in."""
    with store.database.reading() as transaction:
        query = sa.select(tables.piece.c.blob).where(tables.piece.c.content == sa.bindparam("of"))
        *_, (name,) = transaction.rows(query, of=filled.attachments[1].content.sha256)
    return store.folder / "blobs" / name[:2] / name[2:]


@pytest.fixture
def change(store):
    """Changes rows behind the back of the store."""

    def change(table, column, value, **where):
        statement = sa.update(table).values({column: sa.bindparam("changed")})
        for name in where:
            statement = statement.where(table.c[name] == sa.bindparam(f"old_{name}"))
        with store.database.writing() as transaction:
            transaction.change(statement, changed=value, **{f"old_{name}": old for name, old in where.items()})

    return change


def the_one(verified):
    (problem,) = verified.problems
    return problem


def test_a_whole_store_has_no_problems(ann, filled):
    seen = []
    verified = ann.keeping.verify(report=lambda *told: seen.append(told))
    assert verified.problems == ()
    assert (verified.contents, verified.bytes, verified.unnamed) == (4, len(BODY) + 5 + 6 + 4, 0)
    assert seen[-1] == (verified.bytes, verified.bytes)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("at", [0, 1_000_000, len(BODY) - 1])
def test_a_flipped_byte_is_found(ann, blob, at):
    with open(blob, "r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ 1]))
    problem = the_one(ann.keeping.verify())
    assert f"the file {blob} has other bytes than were pushed" in problem
    assert "attachment 1 of frame 1 of ann/sales" in problem
    assert "attachment 0 of frame 1 of ann/other" in problem
    assert "push the same object again" in problem
    assert ann.keeping.verify(share=0).problems == ()


def test_a_missing_blob_is_found_without_reading(ann, blob):
    blob.unlink()
    problem = the_one(ann.keeping.verify(share=0))
    assert f"the file {blob} is missing" in problem
    assert "of ann/sales" in problem
    assert the_one(ann.keeping.verify()) == problem


def test_a_blob_that_is_too_short_is_found_without_reading(ann, blob):
    os.truncate(blob, len(BODY) - 1)
    problem = the_one(ann.keeping.verify(share=0))
    assert f"the file {blob} has 2,047,999 bytes and must have 2,048,000" in problem


def test_damage_to_what_can_be_restored_is_told(ann, filled, store):
    for path in (store.folder / "blobs").glob("[0-9a-f]?/*"):
        if path.read_bytes() == b"gone":
            path.write_bytes(b"bone")
    assert "attachment 0 of frame 1 of ann/gone: the file" in the_one(ann.keeping.verify())


def test_a_head_that_is_no_frame_of_its_stack_is_found(ann, filled, change, sales):
    for wrong in (3, 999, None):
        change(tables.stack, "head", wrong, name="sales")
        assert "the head of ann/sales is no frame of it" in the_one(ann.keeping.verify())
    ann.set_head(sales, 1)
    assert ann.keeping.verify().problems == ()


@pytest.mark.parametrize(
    ("column", "table", "words"),
    [
        ("frames", tables.stack, "ann/sales says that it has 7 frames and has 2"),
        ("attachments", tables.frame, "frame 2 of ann/sales says that it has 7 attachments and has 1"),
        ("length", tables.frame, "frame 2 of ann/sales says that it has 7 bytes and has 6"),
    ],
)
def test_a_count_that_is_wrong_is_found(ann, filled, change, sales, column, table, words):
    where = {"name": "sales"} if table is tables.stack else {"id": ann.frame(sales).id}
    change(table, column, 7, **where)
    assert words in the_one(ann.keeping.verify(share=0))


def test_a_number_that_could_be_given_again_is_found(ann, filled, change):
    change(tables.stack, "last_number", 1, name="sales")
    assert "ann/sales gave the number 1 last and has a frame 2" in the_one(ann.keeping.verify(share=0))


@pytest.mark.parametrize(("column", "value"), [("offset", 1), ("length", 5)])
def test_pieces_that_do_not_follow_each_other_are_found(ann, filled, change, sales, column, value):
    sha256 = ann.frame(sales).attachments[0].content.sha256
    change(tables.piece, column, value, content=sha256)
    assert f"the pieces of content {sha256[:12]}… do not follow" in the_one(ann.keeping.verify(share=0))


def test_pieces_that_are_right_and_in_the_wrong_place_are_found(ann, store, filled, change, desk):
    wrong = desk.push("wrong", b"wrong place").frame.attachments[0].content.sha256
    right = desk.push("right", b"right place").frame.attachments[0].content.sha256
    change(tables.piece, "blob", right, content=wrong)
    change(tables.piece, "sha256", right, content=wrong)
    problem = the_one(ann.keeping.verify())
    assert "attachment 0 of frame 1 of ann/wrong: the pieces of content" in problem


def test_rows_that_name_others_that_are_gone_are_found(ann, store, filled):
    with sqlite3.connect(store.folder / "store.sqlite") as database:
        database.execute("DELETE FROM content WHERE length = 6")
    database.close()
    problems = ann.keeping.verify(share=0).problems
    assert any("rows of the table attachment name rows of content that are gone" in problem for problem in problems)


def test_blobs_that_nothing_names_are_harmless(ann, filled, desk):
    desk.attachment(b"on its way")
    verified = ann.keeping.verify()
    assert (verified.problems, verified.unnamed) == ((), 1)


def test_a_share_of_the_contents_is_read(ann, desk):
    for turn in range(200):
        desk.push("many", uuid.uuid4().bytes, message=str(turn))
    assert 20 < ann.keeping.verify(0.3).contents < 120
    assert ann.keeping.verify(0).contents == 0


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_is_a_part_of_all(ann, share):
    with pytest.raises(InvalidValue, match="share is the part"):
        ann.keeping.verify(share)


def test_only_the_owner_of_the_store_and_an_administrator_verify_it(store, desk, sales):
    desk.push(sales, b"x")
    with pytest.raises(NotAllowed, match="only the owner of the store and an administrator can verify it"):
        store.session(Viewer.user("ann")).keeping.verify()
    assert store.session(Viewer.user("eve", is_admin=True)).keeping.verify().contents == 1
