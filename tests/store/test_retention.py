"""A stack keeps as many frames as it was told to, and what it does not keep can be restored for a while."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dstack_jupyter.model.errors import InvalidValue, NotAllowed
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.tables import frame, tag


@pytest.fixture
def push(desk, sales):
    def push(times):
        for turn in range(times):
            desk.push(sales, f"{turn}".encode(), force=True)

    return push


@pytest.fixture
def numbers(ann, sales):
    def numbers():
        found = [frame.number for frame in ann.frames(sales)]
        assert ann.stack(sales).frames == len(found)
        return found

    return numbers


@pytest.fixture
def aged(store):
    """Makes frames older, by their numbers."""

    def aged(days, *numbers):
        with store.database.writing() as transaction:
            for number in numbers:
                older = sa.update(frame).where(frame.c.number == sa.bindparam("of"))
                then = datetime.now(UTC) - timedelta(days=days)
                transaction.change(older.values(time=sa.bindparam("then")), of=number, then=then)

    return aged


@pytest.fixture
def tagged(store, ann, sales):
    def tagged(name, number):
        with store.database.writing() as transaction:
            query = sa.select(frame.c.stack, frame.c.seq).where(frame.c.number == sa.bindparam("of"))
            ((stack, seq),) = transaction.rows(query, of=number)
            transaction.add(tag, {"stack": stack, "name": name, "frame": seq, "time": datetime.now(UTC), "user": "ann"})

    return tagged


def test_a_stack_keeps_its_newest_frames(push, ann, sales, numbers):
    push(5)
    stack, deleted = ann.keeping.retain(sales, keep=3)
    assert (stack.keep, stack.keep_days, stack.frames, deleted) == (3, None, 3, 2)
    assert numbers() == [5, 4, 3]
    push(2)
    assert numbers() == [7, 6, 5]
    assert ann.stack(sales).keep == 3
    assert ann.keeping.restore_frame(sales, 1)[0].frames == 4
    push(1)
    assert numbers() == [8, 7, 6]


def test_a_stack_keeps_the_frames_of_its_last_days(push, ann, sales, numbers, aged):
    push(4)
    aged(31, 1, 2)
    aged(29, 3)
    assert ann.keeping.retain(sales, keep_days=30)[1] == 2
    assert numbers() == [4, 3]
    aged(31, 3, 4)
    push(1)
    assert numbers() == [5]


def test_a_frame_goes_when_no_rule_keeps_it(push, ann, sales, numbers, aged):
    push(6)
    aged(31, 1, 2, 3, 4, 5)
    aged(3, 2)
    ann.keeping.retain(sales, keep=3, keep_days=30)
    assert numbers() == [6, 5, 4, 2]


def test_the_head_and_what_has_a_tag_are_kept(push, ann, sales, numbers, tagged):
    push(6)
    ann.set_head(sales, 2)
    tagged("prod", 1)
    ann.keeping.retain(sales, keep=2)
    assert numbers() == [6, 5, 2, 1]
    assert ann.stack(sales).head.number == 2
    push(1)
    assert numbers() == [7, 6, 1]
    assert ann.stack(sales).head.number == 7


def test_the_end_of_a_rule_keeps_all(push, ann, sales, numbers):
    push(1)
    ann.keeping.retain(sales, keep=1)
    push(2)
    stack, deleted = ann.keeping.retain(sales)
    assert (stack.keep, stack.keep_days, deleted) == (None, None, 0)
    push(3)
    assert numbers() == [6, 5, 4, 3]


def test_a_push_that_changes_nothing_deletes_nothing(desk, ann, sales, numbers, push):
    push(3)
    ann.keeping.retain(sales, keep=2)
    ann.keeping.restore_frame(sales, 1)
    assert not desk.push(sales, b"2").created
    assert numbers() == [3, 2, 1]


@pytest.mark.parametrize("rule", [{"keep": 0}, {"keep": True}, {"keep": "ten"}, {"keep": 1.5}])
def test_a_number_of_frames_is_checked(push, ann, sales, rule):
    push(1)
    with pytest.raises(InvalidValue, match="keep is how many frames"):
        ann.keeping.retain(sales, **rule)


@pytest.mark.parametrize("days", [0, -1, float("nan"), float("inf"), "soon", True])
def test_a_number_of_days_is_checked(push, ann, sales, days):
    push(1)
    with pytest.raises(InvalidValue, match="keep_days is for how many days"):
        ann.keeping.retain(sales, keep_days=days)


def test_only_its_owner_says_what_a_stack_keeps(desk, store, sales, numbers):
    for body in (b"one", b"two"):
        desk.push(sales, body, access="public")
    with pytest.raises(NotAllowed):
        store.session(Viewer.local_owner("bob")).keeping.retain(sales, keep=1)
    assert numbers() == [2, 1]
