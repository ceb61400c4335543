"""Tags name frames, move, and go with what they name."""

import pytest

from dstack_jupyter.model.errors import InvalidName, NotAllowed, NotFound
from dstack_jupyter.store.access import Viewer


@pytest.fixture
def three(desk, sales):
    """A stack of three frames whose ids begin with letters."""
    frames = [
        desk.session.push(sales, desk.frame(desk.attachment(one.encode()), frame_id=one)).frame
        for one in ("beef1111", "cafe2222", "release-7")
    ]
    return dict(enumerate(frames, 1))


def test_a_tag_finds_its_frame_wherever_a_frame_is_named(ann, sales, three):
    old, new = ann.tag(sales, 2, "prod")
    assert (old, new.number, new.tags) == (None, 2, ("prod",))
    assert ann.frame(sales, "prod") == new
    assert ann.set_head(sales, "prod")[1] == new
    assert ann.stack(sales).head.tags == ("prod",)


def test_a_tag_is_on_one_frame_and_a_frame_may_have_several(ann, sales, three):
    ann.tag(sales, 1, "prod")
    ann.tag(sales, 3, "best")
    old, new = ann.tag(sales, "head", "prod")
    assert (old.number, new.number, new.tags) == (1, 3, ("best", "prod"))
    assert [frame.tags for frame in ann.frames(sales)] == [("best", "prod"), (), ()]
    assert [frame.tags for frame in ann.history(sales)] == [("best", "prod"), (), ()]
    assert ann.tag(sales, 3, "prod") == (new, new)


def test_a_tag_is_taken_away(ann, sales, three):
    ann.tag(sales, 1, "prod")
    assert ann.untag(sales, "prod").number == 1
    with pytest.raises(NotFound, match=r"^sales has no frame prod; it has frames 1 to 3$"):
        ann.frame(sales, "prod")
    with pytest.raises(NotFound, match=r"^sales has no tag prod; it has none$"):
        ann.untag(sales, "prod")
    ann.tag(sales, 1, "best")
    with pytest.raises(NotFound, match=r"^sales has no tag prod; it has best$"):
        ann.untag(sales, "prod")


@pytest.mark.parametrize("name", ["", "7", "head", "1st", "-x", "_x", ".x", "a/b", "a b", "a@b", "x" * 65, "\ud800"])
def test_what_cannot_be_a_tag_is_refused(ann, sales, three, name):
    with pytest.raises(InvalidName, match="cannot be a tag"):
        ann.tag(sales, 1, name)


def test_a_tag_that_begins_the_id_of_a_frame_is_refused_and_a_later_id_does_not_take_it(desk, ann, sales, three):
    with pytest.raises(InvalidName, match="begins the id of a frame of sales"):
        ann.tag(sales, 1, "cafe")
    ann.tag(sales, 1, "face")
    ann.push(sales, desk.frame(desk.attachment(b"later"), frame_id="face4444"))
    assert ann.frame(sales, "face").number == 1
    assert ann.frame(sales, "face4").number == 4
    assert ann.frame(sales, "face4444").number == 4


def test_a_tag_is_one_however_it_is_typed(ann, sales, three):
    ann.tag(sales, 1, "größe")
    assert ann.tag(sales, 2, "gro\u0308ße")[0].number == 1
    assert ann.untag(sales, "gro\u0308ße").number == 2


def test_the_tags_of_a_deleted_frame_are_free_and_come_back_with_it_where_they_are_free_still(ann, sales, three):
    ann.tag(sales, 1, "prod")
    ann.tag(sales, 1, "best")
    ann.delete_frame(sales, "prod")
    with pytest.raises(NotFound):
        ann.frame(sales, "prod")
    assert ann.stacks("tag:best").stacks == ()
    assert ann.tag(sales, 2, "prod")[0] is None
    ann.keeping.restore_frame(sales, 1)
    assert ann.frame(sales, "best").number == 1
    assert ann.frame(sales, "prod").number == 2
    assert len(ann.stacks("tag:best tag:prod").stacks) == 1


def test_only_the_owner_of_a_stack_tags_it(desk, desk_of, ann, sales):
    desk.push(sales, b"one", access="public")
    ann.tag(sales, 1, "prod")
    bob = desk_of(Viewer.user("bob")).session
    assert bob.frame(sales, "prod").tags == ("prod",)
    for refused in (lambda: bob.tag(sales, 1, "mine"), lambda: bob.untag(sales, "prod")):
        with pytest.raises(NotAllowed, match="only ann can change"):
            refused()


def test_a_tag_of_one_stack_is_no_tag_of_another(desk, ann, sales, three):
    other = desk.push("other", b"x").stack.path
    ann.tag(sales, 1, "prod")
    with pytest.raises(NotFound):
        ann.frame(other, "prod")
    assert ann.tag(other, 1, "prod")[0] is None
