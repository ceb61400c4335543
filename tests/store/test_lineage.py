"""What frames were made from is written down with them, and shown to those who may know."""

import pytest

from dstack_jupyter.model.errors import InvalidName, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import MOST_INPUTS, FrameInput
from dstack_jupyter.store.access import Viewer


@pytest.fixture
def inputs_of(store):
    """Frames as the inputs of another."""

    def inputs(*frames):
        return tuple(
            FrameInput(store=store.id, user=one.stack.user, name=one.stack.name, number=one.frame.number,
                       frame=one.frame.id)
            for one in frames
        )  # fmt: skip

    return inputs


@pytest.fixture
def pushed(desk_of):
    """Pushes a frame with inputs in the name of a user."""

    def push(user, name, inputs=(), access="public", **more):
        desk = desk_of(Viewer.user(user))
        frame = desk.frame(desk.attachment(b"x"), inputs=inputs, **more)
        return desk.session.push(StackPath(user, name), frame, access=access, force=True)

    return push


def lineage(store, viewer, user, name, **options):
    return store.session(viewer).lineage(StackPath(user, name), **options)


def names(found):
    return [str(one.path) for one in found.frames[1:]]


def hidden(found):
    return found.frames[0].hidden_inputs


ANN, BOB, NOBODY = Viewer.user("ann"), Viewer.user("bob"), Viewer.anonymous()


def test_inputs_are_kept_in_their_order_across_stores_and_openings(store, pushed, inputs_of):
    first, second = pushed("ann", "first"), pushed("ann", "second")
    elsewhere = FrameInput(store="other", user="eve", name="far/away", number=7, frame="abc")
    report = pushed("ann", "report", (*inputs_of(second, first), elsewhere))
    store.close()
    found = lineage(store, ANN, "ann", "report")
    assert names(found) == ["ann/second", "ann/first", "eve/far/away"]
    assert [one.is_there for one in found.frames] == [True, True, True, False]
    assert found.frames[1].time == second.frame.time
    assert (found.frames[3].store, found.frames[3].number, found.frames[3].time) == ("other", 7, None)
    assert found.links == tuple((one, report.frame.id) for one in (second.frame.id, first.frame.id, "abc"))


def test_a_viewer_learns_of_an_input_only_where_they_may_know_of_its_stack(store, pushed, inputs_of):
    sources = [pushed("ann", level, access=level) for level in ("private", "internal", "public")]
    pushed("ann", "report", inputs_of(*sources))
    for viewer, seen in ((ANN, 3), (BOB, 2), (NOBODY, 1), (Viewer.local_owner("bob"), 3)):
        found = lineage(store, viewer, "ann", "report")
        assert (len(names(found)), hidden(found)) == (seen, 3 - seen)
        assert seen == 3 or ("private" not in found.model_dump_json() and sources[0].frame.id not in str(found))


def test_a_viewer_learns_of_a_use_only_where_they_may_know_of_its_stack(store, pushed, inputs_of):
    source = pushed("ann", "source")
    for level in ("private", "internal", "public"):
        pushed("bob", level, inputs_of(source), access=level)
    assert names(lineage(store, BOB, "ann", "source")) == ["bob/public", "bob/internal", "bob/private"]
    assert names(lineage(store, ANN, "ann", "source")) == ["bob/public", "bob/internal"]
    assert names(lineage(store, NOBODY, "ann", "source")) == ["bob/public"]


def test_nobody_looks_through_a_hidden_frame(store, pushed, inputs_of):
    raw = pushed("ann", "raw")
    between = pushed("ann", "between", inputs_of(raw), access="private")
    pushed("ann", "report", inputs_of(between))
    found = lineage(store, BOB, "ann", "report")
    assert (names(found), hidden(found)) == ([], 1)
    assert names(lineage(store, BOB, "ann", "raw")) == []
    with pytest.raises(NotFound):
        lineage(store, BOB, "ann", "between")


def test_the_name_of_what_is_gone_is_for_those_who_knew_it(store, pushed, inputs_of):
    gone = pushed("ann", "secret", access="private")
    pushed("bob", "report", inputs_of(gone))
    store.session(ANN).delete_stack(StackPath("ann", "secret"))
    for viewer, seen in ((ANN, 1), (BOB, 1), (Viewer.user("eve"), 0), (NOBODY, 0), (Viewer.local_owner("eve"), 1)):
        found = lineage(store, viewer, "bob", "report")
        assert (len(names(found)), hidden(found)) == (seen, 1 - seen)
        assert not any(one.is_there for one in found.frames[1:])


def test_a_deleted_frame_of_a_stack_that_one_may_know_of_is_told(store, pushed, inputs_of):
    gone = pushed("ann", "source")
    pushed("ann", "source")
    pushed("bob", "report", inputs_of(gone))
    store.session(ANN).delete_frame(StackPath("ann", "source"), 1)
    found = lineage(store, NOBODY, "bob", "report")
    assert (names(found), found.frames[1].is_there) == (["ann/source"], False)


def test_the_name_of_an_input_of_another_store_is_for_who_wrote_it_down(store, pushed):
    elsewhere = FrameInput(store="other", user="bob", name="plans", number=1, frame="abc")
    pushed("ann", "report", (elsewhere,))
    assert names(lineage(store, ANN, "ann", "report")) == ["bob/plans"]
    for viewer in (BOB, NOBODY):
        found = lineage(store, viewer, "ann", "report")
        assert (names(found), hidden(found)) == ([], 1)


def test_a_circle_ends(store, pushed, inputs_of):
    to_come = FrameInput(store=store.id, user="ann", name="second", number=1, frame="second-id")
    first = pushed("ann", "first", (to_come,))
    pushed("ann", "second", inputs_of(first), frame_id="second-id")
    found = lineage(store, ANN, "ann", "first")
    assert names(found) == ["ann/second"]
    assert set(found.links) == {("second-id", first.frame.id), (first.frame.id, "second-id")}


def test_a_long_line_is_followed_so_far_and_says_so(store, pushed, inputs_of, monkeypatch):
    monkeypatch.setattr("dstack_jupyter.store.lineage.MOST", 10)
    last = pushed("ann", "daily")
    for _ in range(15):
        last = pushed("ann", "daily", inputs_of(last))
    found = lineage(store, ANN, "ann", "daily")
    assert not found.is_whole
    assert len(found.frames) == 11
    assert lineage(store, ANN, "ann", "daily", ref=3).is_whole is False
    nearest = lineage(store, ANN, "ann", "daily", depth=2)
    assert (nearest.is_whole, [one.number for one in nearest.frames]) == (True, [16, 15, 14])


def test_inputs_that_cannot_be_are_refused(pushed):
    fine = {"store": "s", "user": "ann", "name": "n", "number": 1, "frame": "abc"}
    for wrong in ({"frame": ""}, {"store": "a b"}, {"number": 0}, {"number": 2**63}, {"frame": "\ud800"}):
        with pytest.raises(InvalidValue, match="is no input"):
            pushed("ann", "report", (FrameInput.model_validate(fine | wrong),))
    for wrong in ({"user": ""}, {"name": "a//b"}):
        with pytest.raises(InvalidName):
            pushed("ann", "report", (FrameInput.model_validate(fine | wrong),))
    many = tuple(FrameInput.model_validate(fine | {"frame": f"id{number}"}) for number in range(MOST_INPUTS + 1))
    with pytest.raises(InvalidValue, match="at most 1,000 inputs"):
        pushed("ann", "report", many)
    assert pushed("ann", "report", many[:-1]).created


def test_a_repeated_push_is_the_same_whatever_its_inputs(store, desk_of, inputs_of, pushed):
    desk = desk_of(ANN)
    frame = desk.frame(desk.attachment(b"x"))
    first = desk.session.push(StackPath("ann", "report"), frame)
    again = desk.session.push(
        StackPath("ann", "report"), frame.model_copy(update={"inputs": inputs_of(pushed("ann", "raw"))})
    )
    assert (again.frame, again.created) == (first.frame, True)
    assert names(lineage(store, ANN, "ann", "report")) == []
