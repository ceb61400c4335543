"""Dashboards as they are stored."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec, changed
from dstack_jupyter.model.errors import Conflict, InvalidName, NotAllowed, NotFound, StoreTooNew
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.tables import dashboard_revision

WORLD = StackPath("ann", "world")
TWO = {"a": None, "b": "public"}
EMPTY = DashboardSpec(title="World")
FULL = DashboardSpec(
    title="Wörld", description="All of it", columns=1, cards=(CardSpec(stack="ann/gdp/eu", columns=2, split=("year",)),)
)


def test_a_dashboard_comes_back_as_it_was_put(ann):
    before = datetime.now(UTC)
    made = ann.put_dashboard(WORLD, FULL)
    assert (made.path, made.revision, made.access_level, made.spec) == (WORLD, 1, "private", FULL)
    assert before <= made.time <= datetime.now(UTC)
    assert ann.dashboard(WORLD) == made


def test_each_change_is_a_revision_and_an_equal_spec_is_none(ann):
    first = ann.put_dashboard(WORLD, EMPTY)
    assert ann.put_dashboard(WORLD, EMPTY) == first
    second = ann.put_dashboard(WORLD, FULL)
    assert second.revision == 2
    assert ann.put_dashboard(WORLD, EMPTY).revision == 3
    assert ann.dashboard(WORLD).spec == EMPTY


def test_a_change_that_is_based_on_an_older_revision_is_a_conflict(ann):
    ann.put_dashboard(WORLD, EMPTY, revision=0)
    ann.put_dashboard(WORLD, FULL, revision=1)
    with pytest.raises(Conflict, match=r"world was changed meanwhile: it is at revision 2 .* based on 1"):
        ann.put_dashboard(WORLD, EMPTY, revision=1)
    with pytest.raises(Conflict, match=r"there is a dashboard world already, at revision 2"):
        ann.put_dashboard(WORLD, EMPTY, revision=0)
    ann.delete_dashboard(WORLD)
    with pytest.raises(Conflict, match="is gone since revision 2"):
        ann.put_dashboard(WORLD, EMPTY, revision=2)
    assert ann.dashboards() == []


def test_a_dashboard_is_made_once_and_seen_as_the_stacks_of_its_owner_are(ann, store):
    assert ann.make_dashboard(WORLD, FULL) == ann.dashboard(WORLD)
    assert (ann.dashboard(WORLD).access_level, ann.dashboard(WORLD).revision) == ("private", 1)
    with pytest.raises(Conflict, match="there is a dashboard world already"):
        ann.make_dashboard(WORLD, EMPTY)
    ann.accounts.add_user("bob", default_access_level="internal")
    bob = store.session(Viewer.user("bob"))
    made = [bob.make_dashboard(StackPath("bob", name), EMPTY, access=access) for name, access in TWO.items()]
    assert [one.access_level for one in made] == ["internal", "public"]
    for session in (store.session(Viewer("bob", scope="read")), ann):
        with pytest.raises(NotAllowed):
            session.make_dashboard(StackPath("bob", "c"), EMPTY)


def test_a_change_in_one_step_is_based_on_what_is_there(ann, store):
    ann.make_dashboard(WORLD, EMPTY)
    ann.put_dashboard(WORLD, FULL)
    made = ann.change_dashboard(WORLD, lambda spec: changed(spec, title=spec.title + "!"))
    assert (made.revision, made.spec.title, made.spec.cards) == (3, FULL.title + "!", FULL.cards)
    assert ann.change_dashboard(WORLD, lambda spec: spec) == made
    opened = ann.change_dashboard(WORLD, lambda spec: spec, access="public")
    assert (opened.revision, opened.access_level) == (3, "public")
    assert ann.change_dashboard(WORLD, lambda _: EMPTY, access="internal") == ann.dashboard(WORLD)
    assert (ann.dashboard(WORLD).spec, ann.dashboard(WORLD).access_level) == (EMPTY, "internal")


def test_only_its_owner_changes_a_dashboard_and_nobody_else_learns_what_is_on_it(ann, store):
    def look(spec):
        raise AssertionError

    ann.make_dashboard(WORLD, FULL, access="public")
    pusher = store.session(Viewer("ann", scope="push"))
    pusher.change_dashboard(WORLD, lambda _: EMPTY)
    with pytest.raises(NotAllowed, match="scope admin"):
        pusher.change_dashboard(WORLD, look, access="private")
    for viewer in (Viewer.user("bob"), Viewer.anonymous(), Viewer("ann", scope="read")):
        with pytest.raises(NotAllowed):
            store.session(viewer).change_dashboard(WORLD, look)
    ann.sharing.open_dashboard(WORLD, "private")
    with pytest.raises(NotFound):
        store.session(Viewer.user("bob")).change_dashboard(WORLD, look)


def test_dashboards_are_listed_with_the_latest_change_first(ann):
    for name in ("a", "b", "c"):
        ann.put_dashboard(StackPath("ann", name), EMPTY)
    ann.put_dashboard(StackPath("ann", "b"), FULL)
    assert [one.name for one in ann.dashboards()] == ["b", "c", "a"]
    assert [one.name for one in ann.dashboards(user="ann")] == ["b", "c", "a"]
    assert ann.dashboards(user="bob") == []
    assert ann.dashboards()[0] == ann.dashboard(StackPath("ann", "b"))


def test_the_dashboards_that_were_shared_with_one_are_those_that_one_was_permitted(ann, store):
    for name in ("shared", "too", "private", "public", "deleted"):
        ann.put_dashboard(StackPath("ann", name), EMPTY)
    ann.accounts.add_user("bob")
    for name in ("shared", "too", "deleted"):
        ann.sharing.permit_dashboard(StackPath("ann", name), "bob", "view")
    for name in ("public", "too"):
        ann.sharing.open_dashboard(StackPath("ann", name), "public")
    ann.delete_dashboard(StackPath("ann", "deleted"))
    bob = store.session(Viewer.user("bob"))
    assert [one.name for one in bob.sharing.dashboards_for_viewer()] == ["too", "shared"]
    only = Viewer("bob", only=StackPath("ann", "sales"))
    for other in (Viewer.user("cid"), Viewer.anonymous(), Viewer.local_owner("ann"), only):
        assert store.session(other).sharing.dashboards_for_viewer() == []


def test_a_deleted_dashboard_is_gone_and_its_stacks_stay(ann, desk):
    desk.push("gdp/eu", b"x")
    ann.put_dashboard(WORLD, FULL)
    ann.delete_dashboard(WORLD)
    with pytest.raises(NotFound):
        ann.dashboard(WORLD)
    with pytest.raises(NotFound):
        ann.delete_dashboard(WORLD)
    assert ann.stack(StackPath("ann", "gdp/eu")).frames == 1
    assert ann.put_dashboard(WORLD, FULL).revision == 1


def test_a_dashboard_that_is_not_there_is_answered_by_names_that_are_close(ann):
    with pytest.raises(NotFound, match=r"^there is no dashboard world, nor any other yet$"):
        ann.dashboard(WORLD)
    ann.put_dashboard(StackPath("ann", "worlds"), EMPTY)
    with pytest.raises(NotFound, match=r"^there is no dashboard world; did you mean worlds\?$"):
        ann.dashboard(WORLD)


def test_a_stack_and_a_dashboard_may_have_one_name(ann, desk):
    desk.push("world", b"x")
    ann.put_dashboard(WORLD, EMPTY)
    ann.delete_stack(WORLD)
    assert ann.dashboard(WORLD).spec == EMPTY


def test_a_name_that_breaks_the_rule_makes_no_dashboard(ann):
    with pytest.raises(InvalidName):
        ann.put_dashboard(StackPath("ann", "../world"), EMPTY)


def test_a_spec_of_a_newer_release_is_not_read_nor_written_over_and_hides_no_other(ann, store):
    ann.put_dashboard(WORLD, EMPTY)
    ann.put_dashboard(StackPath("ann", "plain"), EMPTY)
    newer = {"title": "World", "theme": "dark"}
    with store.database.writing() as transaction:
        transaction.change(
            sa.update(dashboard_revision).where(dashboard_revision.c.seq == 1).values(spec=sa.bindparam("new")),
            new=newer,
        )
    assert [one.name for one in ann.dashboards()] == ["plain"]
    for verb in (lambda: ann.dashboard(WORLD), lambda: ann.put_dashboard(WORLD, FULL)):
        with pytest.raises(StoreTooNew, match="pip install -U dstack-jupyter"):
            verb()
