"""What happens in the store is written down, and told to those who may know of it."""

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store

WORLD = StackPath("ann", "world")


@pytest.fixture
def happened(ann):
    """The kinds of what happens in a block of calls, for the owner."""

    def of(*calls, by=None):
        before = ann.last_event()
        for call in calls:
            call()
        return [(one.kind, one.name, one.number) for one in (by or ann).events(before)]

    return of


def test_every_verb_tells_what_it_did(ann, desk, sales, happened):
    pushed = [("frame.new", "sales", 1), ("head.moved", "sales", 1)]
    assert happened(lambda: desk.push(sales, b"one")) == pushed
    assert [kind for kind, *_ in happened(lambda: desk.push(sales, b"two"))] == ["frame.new", "head.moved"]
    assert happened(lambda: desk.push(sales, b"two")) == []
    assert happened(lambda: ann.set_head(sales, 1)) == [("head.moved", "sales", 1)]
    changed = [("stack.changed", "sales", None)]
    assert happened(lambda: ann.tag(sales, 1, "prod")) == changed
    assert happened(lambda: ann.untag(sales, "prod")) == changed
    assert happened(lambda: ann.update_stack(sales, description="May")) == changed
    assert happened(lambda: ann.update_stack(sales, access="public")) == changed
    assert happened(lambda: ann.keeping.retain(sales, keep=5)) == changed
    assert happened(lambda: ann.delete_stack(sales)) == [("stack.deleted", "sales", None)]
    assert happened(lambda: ann.keeping.restore_stack(sales)) == [("stack.restored", "sales", None)]


def test_dashboards_tell_too(ann, happened):
    put = happened(lambda: ann.put_dashboard(WORLD, DashboardSpec(title="World")))
    assert put == [("dashboard.changed", "world", None)]
    assert happened(lambda: ann.delete_dashboard(WORLD)) == [("dashboard.deleted", "world", None)]
    assert happened(lambda: ann.keeping.restore_dashboard(WORLD)) == [("dashboard.restored", "world", None)]


def test_a_write_that_is_undone_told_nothing(ann, desk, sales, happened):
    def fails():
        with pytest.raises(Exception, match="two attachments"):
            desk.push(sales, b"one", b"two")

    assert happened(fails) == []


def test_one_is_told_of_what_one_may_see_alone(store, ann, desk, sales, happened):
    ann.accounts.add_user("bob")
    bob, nobody = store.session(Viewer.user("bob")), store.session(Viewer.anonymous())
    push = iter(range(100))
    for level, told in (("private", (0, 0)), ("internal", (2, 0)), ("public", (2, 2))):
        desk.push(sales, f"{next(push)}".encode())
        ann.update_stack(sales, access=level)
        counts = [len(happened(lambda: desk.push(sales, f"{next(push)}".encode()), by=one)) for one in (bob, nobody)]
        assert counts == list(told)
    ann.update_stack(sales, access="private")
    assert happened(lambda: ann.sharing.permit_stack(sales, "bob", "view"), by=bob)
    assert happened(lambda: ann.delete_stack(sales), by=bob) == [("stack.deleted", "sales", None)]
    only = store.session(Viewer("ann", only=StackPath("ann", "other")))
    assert happened(lambda: desk.push("more", b"x"), by=only) == []
    assert len(happened(lambda: desk.push("other", b"x"), by=only)) == 2


def test_another_process_is_told_too(made, desk, ann, sales):
    other = Store(made)
    watching = other.session(Viewer.local_owner("ann"))
    version, before = other.database.data_version(), watching.last_event()
    desk.push(sales, b"one")
    assert other.database.data_version() != version
    assert [one.kind for one in watching.events(before)] == ["frame.new", "head.moved"]
    other.close()


def test_old_events_are_forgotten(store, ann, desk, sales):
    desk.push(sales, b"one")
    with store.database.migrating() as connection:
        for _ in range(12):
            connection.exec_driver_sql(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
                "INSERT INTO event (kind, stack, time) SELECT 'stack.changed', 1, '2026-01-01 00:00:00.000000' FROM n"
            )
    with store.database.migrating() as connection:
        (count,) = connection.exec_driver_sql("SELECT count(*) FROM event").one()
    assert 9_000 < count <= 11_000
    desk.push(sales, b"two")
    assert ann.events(ann.last_event() - 2)[-1].kind == "head.moved"
