"""Lists come in pages that stay what they are while others push."""

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer, asking
from dstack_jupyter.store.listing import Shape, _statement
from dstack_jupyter.store.statements import prepared


@pytest.fixture
def five(desk, ann):
    """Five stacks, of which the first has no frames any more."""
    for number in range(5):
        desk.push(f"s{number}", f"{number}".encode(), (b"same", {"n": number}), message=f"of {number}")
    ann.delete_frame(StackPath("ann", "s0"), 1)


def pages(session, query="", *, limit, **options):
    after = None
    while True:
        page = session.stacks(query, limit=limit, after=after, **options)
        yield [stack.name for stack in page.stacks]
        if page.next is None:
            return
        after = page.next


@pytest.mark.parametrize("query", ["", "s", "user:ann"])
def test_the_pages_of_a_list_are_the_list(ann, five, query):
    assert list(pages(ann, query, limit=2)) == [["s4", "s3"], ["s2", "s1"], ["s0"]]
    assert list(pages(ann, query, limit=4)) == [["s4", "s3", "s2", "s1"], ["s0"]]
    assert list(pages(ann, query, limit=5)) == list(pages(ann, query, limit=None)) == [["s4", "s3", "s2", "s1", "s0"]]
    assert list(pages(ann, query, limit=2, sort="name")) == [["s0", "s1"], ["s2", "s3"], ["s4"]]


def test_the_order_by_name_is_that_of_people(desk, ann):
    for name in ("b", "B", "a", "C"):
        desk.push(name, b"x")
    assert list(pages(ann, limit=1, sort="name")) == [["a"], ["b"], ["B"], ["C"]]


def test_a_push_between_two_pages_repeats_nothing(ann, desk, five):
    first = ann.stacks(limit=2)
    desk.push("s3", b"again")
    desk.push("new", b"x")
    second = ann.stacks(limit=2, after=first.next)
    assert [stack.name for stack in second.stacks] == ["s2", "s1"]
    ann.delete_stack(StackPath("ann", "s1"))
    assert [stack.name for stack in ann.stacks(limit=2, after=second.next).stacks] == ["s0"]


def test_a_stack_in_a_list_says_what_its_head_is_without_its_attachments(ann, desk, five):
    stack = ann.stacks(limit=1).stacks[0]
    head = ann.stack(stack.path).head
    listed = stack.head
    assert (listed.id, listed.number, listed.time, listed.message) == (head.id, 1, head.time, "of 4")
    assert (listed.attachment_count, listed.length, listed.content_type) == (2, 5, "text/plain")
    assert "attachments" not in type(listed).model_fields


@pytest.fixture
def boards(ann):
    """Five dashboards, of which the second was changed last."""
    for name in ("b", "B", "a", "C", "d"):
        ann.put_dashboard(StackPath("ann", name), DashboardSpec(title=f"Title {name}", description="of the Größe"))
    ann.put_dashboard(StackPath("ann", "B"), DashboardSpec(title="Changed", description="of the Größe"))


def board_pages(session, query="", *, limit, **options):
    after = None
    while True:
        page = session.dashboard_page(query, limit=limit, after=after, **options)
        yield [one.name for one in page.dashboards]
        if page.next is None:
            return
        after = page.next


@pytest.mark.parametrize("query", ["", "größe OF", "user:ann"])
def test_the_pages_of_the_list_of_dashboards_are_the_list(ann, boards, query):
    assert list(board_pages(ann, query, limit=2)) == [["B", "d"], ["C", "a"], ["b"]]
    assert list(board_pages(ann, query, limit=5)) == list(board_pages(ann, query, limit=None))
    assert list(board_pages(ann, query, limit=2, sort="name")) == [["a", "b"], ["B", "C"], ["d"]]
    assert [one.name for one in ann.dashboards()] == ["B", "d", "C", "a", "b"]


@pytest.mark.parametrize(
    ("query", "names"),
    [("title", ["d", "C", "a", "b"]), ("changed größe", ["B"]), ('"title a"', ["a"]), ("user:bob", []), ("tag:a", [])],
)
def test_a_search_of_dashboards_looks_at_paths_titles_and_descriptions(ann, boards, query, names):
    assert [name for page in board_pages(ann, query, limit=1) for name in page] == names
    assert ann.dashboard_page(query, "bob").dashboards == ()


def test_a_dashboard_that_is_changed_between_two_pages_is_not_listed_twice(ann, boards):
    first = ann.dashboard_page(limit=2)
    ann.put_dashboard(StackPath("ann", "d"), DashboardSpec(title="Again"))
    ann.delete_dashboard(StackPath("ann", "C"))
    assert [one.name for one in ann.dashboard_page(limit=2, after=first.next).dashboards] == ["a", "b"]


def test_more_dashboards_than_are_read_at_a_time_are_all_listed(ann, boards, monkeypatch):
    monkeypatch.setattr("dstack_jupyter.store.dashboard_pages.AT_ONCE", 2)
    assert list(board_pages(ann, limit=3)) == [["B", "d", "C"], ["a", "b"]]


@pytest.mark.parametrize("after", ["", "x", "WzFd", "bnVsbA==", "WyJkYXNoYm9hcmRzIGJ5IHRpbWUiLCAieCJd"])
def test_a_place_that_is_none_is_refused_for_dashboards(ann, boards, after):
    with pytest.raises(InvalidValue, match="of another list"):
        ann.dashboard_page(after=after)


def test_a_place_of_dashboards_is_none_of_another_order_or_of_stacks(ann, boards, five):
    for elsewhere in (ann.dashboard_page(limit=1, sort="name").next, ann.stacks(limit=1).next):
        with pytest.raises(InvalidValue, match="of another list"):
            ann.dashboard_page(after=elsewhere)
    with pytest.raises(InvalidValue, match="dashboards are sorted by time or name"):
        ann.dashboard_page(sort="size")
    with pytest.raises(InvalidValue, match="at least 1 dashboard"):
        ann.dashboard_page(limit=0)


@pytest.mark.parametrize("after", ["", "x", "WzFd", "bnVsbA=="])
def test_a_place_that_is_none_is_refused(ann, five, after):
    with pytest.raises(InvalidValue, match="of another list"):
        ann.stacks(after=after)


def test_a_place_in_one_order_is_none_in_another(ann, five):
    with pytest.raises(InvalidValue, match="of another list"):
        ann.stacks(after=ann.stacks(limit=1).next, sort="name")
    with pytest.raises(InvalidValue, match="time or name"):
        ann.stacks(sort="size")
    with pytest.raises(InvalidValue, match="at least 1"):
        ann.stacks(limit=0)


@pytest.mark.parametrize(
    ("sort", "run", "index"),
    [("time", 0, "ix_stack_head"), ("time", 1, "ix_stack_head"), ("name", 0, "ix_stack_folded")],
)  # fmt: skip
def test_the_database_walks_a_list_along_an_index_and_sorts_no_more_than_a_page(store, sort, run, index):
    statement = prepared(_statement(Shape(sort, run, False, False, False, False, 1, 0, 1)))
    with store.database.reading() as transaction:
        values = asking(Viewer(None, owns_store=True)) | {"word_0": "a", "term_0": "b"}
        values |= {"after_text": "", "after_number": 9, "most": 10}
        plan = transaction._driver.execute(f"EXPLAIN QUERY PLAN {statement._sql}", statement._converted(values))
        rows = plan.fetchall()
    chosen = next(number for number, _, _, text in rows if "MATERIALIZE" in text or "CO-ROUTINE" in text)
    inside = [text for _, parent, _, text in rows if parent == chosen]
    assert any(f"USING INDEX {index} " in text for text in inside)
    assert not any("TEMP B-TREE" in text for text in inside)
    assert not any(text.startswith("SCAN") and "anon" not in text for text in inside if index not in text)


def test_the_history_of_a_long_stack_reads_no_attachments(desk, ann, sales, monkeypatch):
    from dstack_jupyter.store.sqlite import SqliteTransaction

    for number in range(5):
        desk.push(sales, f"{number}".encode(), (b"same", {"n": number}), message=f"of {number}")
    ann.delete_frame(sales, 2)
    whole = ann.frames(sales)
    rows, answers = SqliteTransaction.rows, []
    monkeypatch.setattr(SqliteTransaction, "rows", lambda *args, **kw: answers.append(rows(*args, **kw)) or answers[-1])
    history = ann.history(sales)
    assert [len(answer) for answer in answers] == [1, 4]
    assert [(one.id, one.number, one.time, one.message, one.length) for one in history] == [
        (one.id, one.number, one.time, one.message, one.length) for one in whole
    ]
    assert {one.attachment_count for one in history} == {2}
