"""Looking around in a store: names, references, heads, deletion."""

import pytest

from dstack_jupyter.model.errors import InvalidName, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath


@pytest.fixture
def seven(desk, sales):
    """A stack with seven frames; `seven[3]` is frame 3."""
    ids = ["abcd1111", "abcd2222", "12345678", "2" * 32, "e5", "f6f6f6", "head-less"]
    frames = [
        desk.session.push(sales, desk.frame(desk.attachment(f"{n}".encode()), frame_id=one)).frame
        for n, one in enumerate(ids)
    ]
    return dict(enumerate(frames, 1))


@pytest.mark.parametrize(
    ("ref", "number"),
    [
        (None, 7), ("head", 7), (3, 3), ("3", 3), ("abcd1111", 1), ("abcd2", 2), ("1234", 3), ("12345678", 3),
        ("2222", 4), ("2", 2), ("e5", 5), ("f6f6", 6), ("head-less", 7),
    ],
)  # fmt: skip
def test_a_frame_is_found_by_number_id_and_beginning_of_its_id(ann, sales, seven, ref, number):
    assert ann.frame(sales, ref) == seven[number]


def test_a_frame_is_found_by_any_whole_number(ann, sales, seven):
    class Whole:
        def __index__(self):
            return 3

    assert ann.frame(sales, Whole()) == seven[3]


@pytest.mark.parametrize("ref", [8, 0, -1, 10**30, "8", "zzzz", "f6", "", "é", "9" * 5000])
def test_a_frame_that_is_not_there_is_answered_by_those_that_are(ann, sales, seven, ref):
    with pytest.raises(NotFound, match=rf"^sales has no frame {ref}; it has frames 1 to 7$"):
        ann.frame(sales, ref)


def test_the_answer_leaves_out_deleted_frames(ann, sales, seven):
    for number in (2, 5):
        ann.delete_frame(sales, number)
    with pytest.raises(NotFound, match=r"it has frames 1, 3 to 4 and 6 to 7$"):
        ann.frame(sales, 5)


def test_an_ambiguous_beginning_names_the_frames_that_it_fits(ann, sales, seven):
    with pytest.raises(InvalidValue, match=r"'abcd' begins the ids of frames 1 to 2 of sales; write more"):
        ann.frame(sales, "abcd")


@pytest.mark.parametrize("ref", [True, 1.5, b"abcd", "\ud800\ud800\ud800\ud800"])
def test_what_is_no_reference_is_refused(ann, sales, seven, ref):
    with pytest.raises(InvalidValue):
        ann.frame(sales, ref)


def test_another_stacks_frame_is_not_found_here(ann, desk, sales, seven):
    desk.push("other", b"x")
    with pytest.raises(NotFound):
        ann.frame(StackPath("ann", "other"), "abcd1111")


def test_a_stack_that_is_not_there_is_answered_by_names_that_are_close(ann, desk):
    with pytest.raises(NotFound, match=r"^there is no stack sales, nor any other yet$"):
        ann.stack(StackPath("ann", "sales"))
    desk.push("prices", b"x")
    with pytest.raises(NotFound, match=r"^there is no stack xyz; there is prices$"):
        ann.frames(StackPath("ann", "xyz"))
    desk.push("sales/eu", b"x")
    with pytest.raises(NotFound, match=r"^there is no stack sale/eu; did you mean sales/eu\?$"):
        ann.frame(StackPath("ann", "sale/eu"))
    with pytest.raises(NotFound, match=r"^there is no stack /bob/sales; there are sales/eu, prices$"):
        ann.stack(StackPath("bob", "sales"))


def test_the_words_stay_short_where_there_are_many_stacks(ann, desk):
    for number in range(8):
        desk.push(f"stack{number}", b"x")
    with pytest.raises(NotFound, match=r"there are stack7, stack6, stack5, stack4, stack3, …$"):
        ann.stack(StackPath("ann", "unlike"))


def test_stacks_are_listed_with_the_newest_head_first(ann, desk):
    for name in ("a", "b", "c", "a"):
        desk.push(name, name.encode(), force=True)
    assert [stack.name for stack in ann.stacks().stacks] == ["a", "c", "b"]
    ann.set_head(StackPath("ann", "a"), 1)
    assert [stack.name for stack in ann.stacks().stacks] == ["c", "b", "a"]
    ann.delete_frame(StackPath("ann", "c"), 1)
    assert [stack.name for stack in ann.stacks().stacks] == ["b", "a", "c"]
    assert [stack.head and stack.head.number for stack in ann.stacks().stacks] == [1, 1, None]


def test_a_search_finds_every_word_anywhere_and_in_any_case(ann, desk):
    for name in ("Sales/Größe", "sales/eu", "100_real", "prices"):
        desk.push(name, b"x")

    def found(query):
        return sorted(stack.name for stack in ann.stacks(query).stacks)

    assert found("SALES") == ["Sales/Größe", "sales/eu"]
    assert found("eu sal") == ["sales/eu"]
    assert found("GRÖSSE") == found("gro\u0308ße") == ["Sales/Größe"]
    assert found("ann/pri") == ["prices"]
    assert found("_") == ["100_real"]
    assert found("%") == found("/_") == []
    assert found("nothing") == []
    assert found("") == found("  ") == sorted(["Sales/Größe", "sales/eu", "100_real", "prices"])


def test_names_in_any_script_are_one_name_however_they_are_typed(ann, desk):
    desk.push("Данные/数据/größe", b"x")
    assert ann.stack(StackPath("ann", "Данные/数据/gro\u0308ße")).name == "Данные/数据/größe"
    assert desk.push("Данные/数据/gro\u0308ße", b"y").frame.number == 2


def test_a_name_that_cannot_be_is_said_to_be_so(ann):
    with pytest.raises(InvalidName):
        ann.stack(StackPath("ann", "a//b"))


def test_the_head_can_be_set_back_and_on(ann, sales, seven):
    assert ann.set_head(sales, 2) == (seven[7], seven[2])
    assert ann.frame(sales) == seven[2]
    assert ann.set_head(sales, "12345678") == (seven[2], seven[3])
    assert ann.set_head(sales, 3) == (seven[3], seven[3])
    assert len(ann.frames(sales)) == 7


def test_setting_the_head_to_what_is_not_there_changes_nothing(ann, sales, seven):
    with pytest.raises(NotFound):
        ann.set_head(sales, 9)
    assert ann.frame(sales) == seven[7]


def test_deleting_the_head_shows_the_newest_frame_left(ann, sales, seven):
    left = ann.delete_frame(sales, None)
    assert (left.head, left.frames) == (seven[6], 6)
    ann.set_head(sales, 2)
    assert ann.delete_frame(sales, 2).head == seven[6]


def test_deleting_another_frame_leaves_the_head(ann, sales, seven):
    ann.set_head(sales, 3)
    left = ann.delete_frame(sales, 7)
    assert (left.head, left.frames) == (seven[3], 6)
    assert [frame.number for frame in ann.frames(sales)] == [6, 5, 4, 3, 2, 1]


def test_a_number_is_never_given_twice(ann, desk, sales, seven):
    ann.delete_frame(sales, 7)
    assert desk.push(sales, b"new").frame.number == 8


def test_a_stack_without_frames_is_a_stack(ann, desk, sales):
    desk.push(sales, b"one")
    left = ann.delete_frame(sales, 1)
    assert (left.head, left.frames) == (None, 0)
    assert ann.stack(sales) == left
    assert [ann.stack(one.path) for one in ann.stacks().stacks] == [left]
    assert ann.frames(sales) == []
    with pytest.raises(NotFound, match=r"^sales has no frames$"):
        ann.frame(sales)
    pushed = desk.push(sales, b"one")
    assert (pushed.created, pushed.frame.number, pushed.previous) == (True, 2, None)


def test_a_deleted_stack_is_gone_with_its_frames_and_the_others_stay(ann, desk, sales, seven):
    other = desk.push("other", b"0").stack
    ann.delete_stack(sales)
    assert [ann.stack(one.path) for one in ann.stacks().stacks] == [other]
    with pytest.raises(NotFound):
        ann.frames(sales)
    assert desk.bodies(other.head) == [b"0"]
    again = desk.push(sales, b"again")
    assert (again.frame.number, again.stack.frames) == (1, 1)


def test_a_deletion_leaves_the_bytes(ann, desk, sales):
    content = desk.push(sales, b"one").frame.attachments[0].content
    ann.delete_stack(sales)
    assert bytes(ann.read(content)) == b"one"


def test_a_stack_says_what_it_is_until_that_is_cleared(ann, desk, sales):
    desk.push(sales, b"one")
    described = ann.update_stack(sales, access="internal", description="Sales by month", readme="# Sales\n")
    assert (described.access_level, described.description, described.readme) == (
        "internal", "Sales by month", "# Sales\n",
    )  # fmt: skip
    assert ann.stack(sales) == described
    cleared = ann.update_stack(sales, description="")
    assert (cleared.description, cleared.readme) == (None, "# Sales\n")
    assert ann.update_stack(sales) == cleared
    with pytest.raises(InvalidValue, match="access is"):
        ann.update_stack(sales, access="everyone")
    with pytest.raises(InvalidValue, match="half"):
        ann.update_stack(sales, description="\ud800")


def test_ten_thousand_stacks_take_as_many_queries_as_one(desk, ann, store, monkeypatch):
    """The number of statements must not grow with the number of stacks."""
    from dstack_jupyter.store.sqlite import SqliteTransaction

    statements = []
    rows = SqliteTransaction.rows
    monkeypatch.setattr(SqliteTransaction, "rows", lambda *args, **kw: statements.append(1) or rows(*args, **kw))
    counts = []
    for number in range(12):
        desk.push(f"stack{number}", b"x", (b"y", {"n": number}))
        statements.clear()
        assert len(ann.stacks().stacks) == number + 1
        counts.append(len(statements))
    assert set(counts) == {2}


def test_one_attachment_is_found_without_the_others(desk, ann, sales):
    pushed = desk.push(sales, *((f"{n}".encode(), {"n": n}) for n in range(3))).frame
    for index in range(3):
        assert ann.attachment(sales, None, index) == (pushed.id, 1, 3, pushed.attachments[index])
    assert ann.attachment(sales, 1, 3) == (pushed.id, 1, 3, None)
    with pytest.raises(NotFound, match="sales has no frame 2"):
        ann.attachment(sales, 2, 0)
    desk.push(sales, b"4")
    ann.delete_frame(sales, 1)
    with pytest.raises(NotFound, match="it has frame 2"):
        ann.attachment(sales, 1, 0)
