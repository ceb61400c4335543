"""What was deleted is out of sight and out of the way, and can be brought back as it was."""

from datetime import timedelta

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.errors import Conflict, InvalidValue, NotAllowed, NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer

WORLD = StackPath("ann", "world")
OLD = StackPath("ann", "sales-old")


def test_a_deleted_stack_comes_back_as_it_was(desk, ann, sales):
    desk.push(sales, b"one", access="public")
    desk.push(sales, b"two")
    ann.set_head(sales, 1)
    ann.update_stack(sales, description="Sales")
    before, frames = ann.stack(sales), ann.frames(sales)
    ann.delete_stack(sales)
    assert ann.stacks().stacks == ()
    assert ann.keeping.restore_stack(sales) == before
    assert ann.frames(sales) == frames
    assert [desk.bodies(frame) for frame in frames] == [[b"two"], [b"one"]]
    assert [stack.name for stack in ann.stacks("sal").stacks] == ["sales"]
    assert desk.push(sales, b"three").frame.number == 3


def test_the_name_of_a_deleted_stack_is_free(desk, ann, sales):
    desk.push(sales, b"old")
    ann.delete_stack(sales)
    new = desk.push(sales, b"new")
    assert (new.frame.number, new.previous) == (1, None)
    with pytest.raises(Conflict, match=r"another stack sales meanwhile.*to='sales-old'"):
        ann.keeping.restore_stack(sales)
    ann.keeping.restore_stack(sales, to=OLD)
    assert desk.bodies(ann.stack(OLD).head) == [b"old"]
    assert desk.bodies(ann.stack(sales).head) == [b"new"]
    assert [stack.name for stack in ann.stacks("old").stacks] == ["sales-old"]


def test_of_several_stacks_that_were_deleted_by_one_name_the_latest_comes_back(desk, ann, sales):
    for body in (b"one", b"two"):
        desk.push(sales, body)
        ann.delete_stack(sales)
    desk.push("sales/eu", b"another")
    ann.delete_stack(StackPath("ann", "sales/eu"))
    assert desk.bodies(ann.keeping.restore_stack(sales).head) == [b"two"]
    assert desk.bodies(ann.keeping.restore_stack(sales, to=OLD).head) == [b"one"]
    with pytest.raises(NotFound, match=r"no deleted stack sales; ds.deleted\(\) lists"):
        ann.keeping.restore_stack(sales)


def test_nothing_shows_a_deleted_stack(desk, ann, desk_of, sales):
    bob = desk_of(Viewer.user("bob")).session
    content = desk.push(sales, b"one", access="public").frame.attachments[0].content
    ann.delete_stack(sales)
    for session in (ann, bob):
        assert session.stacks().stacks == ()
        for look in (session.stack, session.frames, session.frame):
            with pytest.raises(NotFound, match=r"there is no stack (/ann/)?sales, nor any other yet"):
                look(sales)
    with pytest.raises(NotFound):
        bob.read(content)


def test_a_deleted_frame_comes_back_under_its_number(desk, ann, sales):
    for body in (b"one", b"two", b"three"):
        desk.push(sales, body)
    gone = ann.frame(sales, 3)
    assert ann.delete_frame(sales, 3).head.number == 2
    assert desk.push(sales, b"four").frame.number == 4
    stack, restored = ann.keeping.restore_frame(sales, 3)
    assert (restored, stack.frames, stack.head.number) == (gone, 4, 4)
    assert [frame.number for frame in ann.frames(sales)] == [4, 3, 2, 1]


def test_a_stack_without_frames_shows_the_first_that_comes_back(desk, ann, sales):
    gone = desk.push(sales, b"one").frame
    assert ann.delete_frame(sales, 1).head is None
    assert ann.keeping.restore_frame(sales, gone.id[:6])[0].head == gone


def test_nothing_shows_a_deleted_frame(desk, ann, desk_of, sales):
    bob = desk_of(Viewer.user("bob")).session
    gone = desk.push(sales, b"one", access="public").frame
    desk.push(sales, b"two")
    ann.delete_frame(sales, 1)
    for ref in (1, "1", gone.id, gone.id[:8]):
        with pytest.raises(NotFound, match=f"sales has no frame {ref}; it has frame 2"):
            ann.frame(sales, ref)
    with pytest.raises(NotFound):
        ann.set_head(sales, 1)
    with pytest.raises(NotFound):
        bob.read(gone.attachments[0].content)
    assert [frame.number for frame in bob.frames(sales)] == [2]


def test_a_frame_that_was_not_deleted_cannot_be_restored(desk, ann, sales):
    for body in (b"one", b"two", b"three"):
        desk.push(sales, body)
    with pytest.raises(NotFound, match="sales has no deleted frame 1, nor any other"):
        ann.keeping.restore_frame(sales, 1)
    ann.delete_frame(sales, 2)
    with pytest.raises(NotFound, match="sales has no deleted frame 1; deleted are frame 2"):
        ann.keeping.restore_frame(sales, 1)


def test_a_deleted_dashboard_comes_back_with_its_revisions(ann):
    ann.put_dashboard(WORLD, DashboardSpec(title="One"))
    before = ann.put_dashboard(WORLD, DashboardSpec(title="Two"))
    ann.delete_dashboard(WORLD)
    assert ann.dashboards() == []
    assert ann.put_dashboard(WORLD, DashboardSpec(title="New"), revision=0).revision == 1
    with pytest.raises(Conflict, match=r"ds.restore_dashboard\('world', to='world-old'\)"):
        ann.keeping.restore_dashboard(WORLD)
    ann.delete_dashboard(WORLD)
    assert ann.keeping.restore_dashboard(WORLD).spec.title == "New"
    again = ann.keeping.restore_dashboard(WORLD, to=StackPath("ann", "first"))
    assert (again.spec, again.revision) == (before.spec, 2)


def test_what_can_be_restored_is_listed_latest_first(desk, ann, desk_of, sales):
    desk.push(sales, b"one")
    desk.push(sales, b"two")
    desk.push("notes", b"one")
    ann.put_dashboard(WORLD, DashboardSpec(title="World"))
    ann.delete_frame(sales, 1)
    ann.delete_stack(StackPath("ann", "notes"))
    ann.delete_dashboard(WORLD)
    listed = ann.keeping.deleted()
    assert [(one.kind, one.name, one.number, one.frames) for one in listed] == [
        ("dashboard", "world", None, None),
        ("stack", "notes", None, 1),
        ("frame", "sales", 1, None),
    ]
    assert all(one.until - one.time == timedelta(days=7) for one in listed)
    assert desk_of(Viewer.user("bob")).session.keeping.deleted() == []
    ann.keeping.restore_frame(sales, 1)
    ann.keeping.restore_stack(StackPath("ann", "notes"))
    ann.keeping.restore_dashboard(WORLD)
    assert ann.keeping.deleted() == []


@pytest.mark.parametrize("viewer", [Viewer.user("bob"), Viewer.anonymous(), Viewer.local_owner("bob")])
def test_only_their_owner_restores(desk, ann, store, sales, viewer):
    desk.push(sales, b"one", access="public")
    desk.push(sales, b"two")
    ann.put_dashboard(WORLD, DashboardSpec(title="World"))
    other = store.session(viewer).keeping
    ann.delete_frame(sales, 1)
    with pytest.raises(NotAllowed):
        other.restore_frame(sales, 1)
    ann.delete_stack(sales)
    ann.delete_dashboard(WORLD)
    for restore, path in ((other.restore_stack, sales), (other.restore_dashboard, WORLD)):
        with pytest.raises(NotAllowed, match="restore"):
            restore(path)


def test_a_restored_stack_stays_with_its_owner(desk, ann, sales):
    desk.push(sales, b"one")
    ann.delete_stack(sales)
    with pytest.raises(InvalidValue, match="stays ann's"):
        ann.keeping.restore_stack(sales, to=StackPath("bob", "sales"))


def test_the_id_of_a_deleted_frame_is_taken(desk, ann, sales):
    new = desk.frame(desk.attachment(b"one"))
    ann.push(sales, new)
    desk.push(sales, b"two")
    ann.delete_frame(sales, 1)
    with pytest.raises(Conflict, match="was deleted; restore it, or push with a new id"):
        ann.push(sales, new)
    ann.delete_stack(sales)
    with pytest.raises(Conflict, match="was deleted"):
        ann.push(StackPath("ann", "other"), new)
