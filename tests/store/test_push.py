"""What becomes of a push."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from dstack_jupyter.model.errors import Conflict, InvalidName, InvalidValue
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Content, NewAttachment, Origin, Piece


def test_the_first_push_makes_a_stack_that_only_its_owner_sees(desk, ann, sales):
    before = datetime.now(UTC)
    pushed = desk.push(sales, b"one", message="May")
    assert pushed.created
    assert pushed.previous is None
    assert (pushed.frame.number, pushed.frame.message) == (1, "May")
    assert before <= pushed.frame.time <= datetime.now(UTC)
    assert pushed.frame.time.utcoffset() == timedelta(0)
    assert (pushed.stack.access_level, pushed.stack.frames, pushed.stack.head) == ("private", 1, pushed.frame)
    assert ann.stack(sales) == pushed.stack


def test_what_is_pushed_comes_back_with_all_that_was_said_of_it(desk, ann, sales):
    params = {"country": "FR", "year": 2020, "share": 0.5, "final": True, "day": date(2020, 1, 31)}
    params["at"] = datetime(2020, 1, 31, 12, tzinfo=timezone(timedelta(hours=2)))
    attachment = desk.attachment(
        b"bytes",
        params=params,
        content_type="application/x-thing",
        application="thing",
        settings={"rows": 3, "nested": {"names": ["ä", None]}},
        description="a *thing*",
    )
    origin = Origin(user="ann@work", host="desk", notebook="a b/nötebook.ipynb")
    pushed = ann.push(sales, desk.frame(attachment, message="größer", params={"run": 7}, origin=origin))
    found = ann.frame(sales)
    assert found == pushed.frame
    (back,) = found.attachments
    assert {key: (type(value), value) for key, value in back.params.items()} == {
        key: (type(value), value) for key, value in params.items()
    }
    assert (back.index, back.content_type, back.application) == (0, "application/x-thing", "thing")
    assert (back.settings, back.description) == (attachment.settings, "a *thing*")
    assert (found.params, found.origin, found.message) == ({"run": 7}, origin, "größer")
    assert bytes(ann.read(back.content)) == b"bytes"


def test_a_frame_without_an_origin_has_at_least_the_name_of_who_pushed(desk, sales):
    assert desk.push(sales, b"one").frame.origin == Origin(user="ann")


def test_a_notebook_whose_file_name_is_not_text_can_be_pushed_from(desk, ann, sales):
    frame = desk.frame(desk.attachment(b"one"), origin=Origin(notebook="n\udcff.ipynb"))
    assert ann.push(sales, frame).frame.origin.notebook == "n?.ipynb"
    ann.frame(sales).model_dump_json()


def test_frames_are_numbered_from_one_and_each_becomes_the_head(desk, ann, sales):
    frames = [desk.push(sales, f"{turn}".encode()).frame for turn in range(3)]
    assert [frame.number for frame in frames] == [1, 2, 3]
    assert ann.stack(sales).head == frames[-1]
    assert ann.frames(sales) == frames[::-1]


def test_the_answer_names_the_head_before(desk, sales):
    first = desk.push(sales, b"one")
    assert desk.push(sales, b"two").previous == first.frame


def test_an_identical_push_makes_no_frame(desk, ann, sales):
    first = desk.push(sales, b"one", message="May")
    again = desk.push(sales, b"one")
    assert not again.created
    assert again.frame == again.previous == first.frame
    assert len(ann.frames(sales)) == 1


def test_force_makes_a_frame_of_an_identical_push(desk, sales):
    desk.push(sales, b"one")
    again = desk.push(sales, b"one", force=True)
    assert again.created
    assert again.frame.number == 2


@pytest.mark.parametrize(
    "change",
    [
        {"message": "another"},
        {"params": {"run": 2}},
    ],
)
def test_a_push_that_says_something_new_of_the_same_bytes_makes_a_frame(desk, sales, change):
    desk.push(sales, b"one", message="May", params={"run": 1})
    assert desk.push(sales, b"one", **{"params": {"run": 1}, **change}).created


@pytest.mark.parametrize(
    "change",
    [
        {"content_type": "text/markdown"},
        {"application": "other"},
        {"params": {"year": 2021}},
        {"params": {"year": True}},
        {"params": {}},
        {"settings": {"rows": 4}},
        {"description": "other"},
    ],
)
def test_an_attachment_that_differs_in_anything_makes_a_frame(desk, ann, sales, change):
    said = {"application": "text", "params": {"year": 1}, "settings": {"rows": (3,)}, "description": "a text"}
    assert ann.push(sales, desk.frame(desk.attachment(b"one", **said))).created
    assert not ann.push(sales, desk.frame(desk.attachment(b"one", **{**said, "description": None}))).created
    assert not ann.push(sales, desk.frame(desk.attachment(b"one", **{**said, "params": {"year": 1.0}}))).created
    assert ann.push(sales, desk.frame(desk.attachment(b"one", **{**said, **change}))).created


def test_another_order_or_number_of_attachments_is_another_frame(desk, sales):
    a, b = (b"a", {"at": 1}), (b"b", {"at": 2})
    desk.push(sales, a, b)
    assert not desk.push(sales, a, b).created
    assert desk.push(sales, b, a).created
    assert desk.push(sales, b).created


def test_keep_carries_over_the_attachments_that_the_push_does_not_have(desk, ann, sales):
    desk.push(sales, (b"fr", {"country": "FR"}), (b"de", {"country": "DE"}), (b"it", {"country": "IT"}))
    pushed = desk.push(sales, (b"DE", {"country": "DE"}), (b"es", {"country": "ES"}), keep=True)
    assert pushed.frame.number == 2
    assert [one.params["country"] for one in pushed.frame.attachments] == ["FR", "DE", "IT", "ES"]
    assert desk.bodies(ann.frame(sales)) == [b"fr", b"DE", b"it", b"es"]
    assert [one.index for one in ann.frame(sales).attachments] == [0, 1, 2, 3]


def test_keep_tells_one_from_true_but_not_from_one_point_zero(desk, sales):
    desk.push(sales, (b"a", {"n": 1}), (b"b", {"n": True}))
    kept = desk.push(sales, (b"A", {"n": 1.0}), keep=True).frame
    assert desk.bodies(kept) == [b"A", b"b"]


def test_a_loop_that_keeps_makes_nothing_when_it_runs_again(desk, sales):
    for _ in range(2):
        for country in ("FR", "DE"):
            pushed = desk.push(sales, (country.encode(), {"country": country}), keep=True)
    assert not pushed.created
    assert pushed.frame.number == 2


def test_keep_on_a_new_stack_is_a_push(desk, sales):
    assert desk.push(sales, (b"fr", {"country": "FR"}), keep=True).created


def test_a_push_after_the_head_was_set_back_moves_it_on_with_the_next_number(desk, ann, sales):
    for turn in range(3):
        desk.push(sales, f"{turn}".encode())
    ann.set_head(sales, 1)
    pushed = desk.push(sales, b"new")
    assert pushed.frame.number == 4
    assert pushed.previous.number == 1
    assert ann.stack(sales).head == pushed.frame


def test_a_push_equal_to_the_head_that_was_set_back_is_unchanged(desk, ann, sales):
    desk.push(sales, b"one")
    desk.push(sales, b"two")
    ann.set_head(sales, 1)
    assert not desk.push(sales, b"one").created
    assert desk.push(sales, b"two").frame.number == 3


def test_a_push_whose_answer_was_lost_can_be_repeated(desk, ann, sales):
    desk.push(sales, b"zero")
    frame = desk.frame(desk.attachment(b"one"), message="May")
    first = ann.push(sales, frame)
    desk.push(sales, b"two")
    again = ann.push(sales, frame)
    assert (again.created, again.frame, again.previous) == (True, first.frame, first.previous)
    assert again.stack.head.number == 3
    assert len(ann.frames(sales)) == 3


def test_a_push_that_keeps_can_be_repeated(desk, ann, sales):
    desk.push(sales, (b"fr", {"country": "FR"}))
    frame = desk.frame(desk.attachment(b"de", params={"country": "DE"}))
    first = ann.push(sales, frame, keep=True)
    assert ann.push(sales, frame, keep=True).frame == first.frame
    assert len(ann.frames(sales)) == 2


@pytest.mark.parametrize("elsewhere", [False, True])
def test_an_id_that_names_another_frame_is_a_conflict(desk, ann, sales, elsewhere):
    ann.push(sales, desk.frame(desk.attachment(b"one"), frame_id="f" * 32))
    path = StackPath("ann", "other") if elsewhere else sales
    body = b"one" if elsewhere else b"two"
    with pytest.raises(Conflict, match="another frame with the id ffff"):
        ann.push(path, desk.frame(desk.attachment(body), frame_id="f" * 32))
    assert len(ann.stacks().stacks) == 1


def test_two_attachments_with_the_same_params_are_refused_by_name(desk, ann, sales):
    with pytest.raises(InvalidValue, match=r"two attachments of the frame have the params year=2020.0, country=FR"):
        desk.push(sales, (b"a", {"country": "FR", "year": 2020}), (b"b", {"year": 2020.0, "country": "FR"}))
    with pytest.raises(InvalidValue, match="have no params"):
        desk.push(sales, b"a", b"b")
    assert ann.stacks().stacks == ()
    assert desk.push(sales, (b"a", {"n": 1}), (b"b", {"n": True}), (b"c", {"n": "1"}), b"d").created


def test_a_frame_without_attachments_is_refused(desk, ann, sales):
    desk.push(sales, b"one")
    with pytest.raises(InvalidValue, match="at least one attachment"):
        ann.push(sales, desk.frame(), keep=True)


def test_a_content_that_was_never_uploaded_cannot_be_pushed(desk, ann, sales):
    unknown = Content(sha256="a" * 64, length=3, pieces=(Piece(offset=0, length=3, sha256="a" * 64),))
    with pytest.raises(InvalidValue, match="not in the store"):
        ann.push(sales, desk.frame(NewAttachment(content=unknown, content_type="text/plain")))
    assert ann.stacks().stacks == ()


@pytest.mark.parametrize("sha256", ["../../../etc/passwd", "A" * 64, "a" * 63, ""])
def test_a_hash_is_never_a_path(desk, ann, sales, sha256):
    crooked = Content(sha256=sha256, length=3, pieces=(Piece(offset=0, length=3, sha256=sha256),))
    with pytest.raises(InvalidValue):
        ann.push(sales, desk.frame(NewAttachment(content=crooked, content_type="text/plain")))
    with pytest.raises(InvalidValue):
        ann.read(crooked)


@pytest.mark.parametrize(
    "broken",
    [
        {"settings": {"a": object()}},
        {"settings": {"a": float("nan")}},
        {"params": {"a": "\ud800"}},
        {"description": "\ud800"},
        {"settings": {"a": ["\ud800"]}},
        {"content_type": "\ud800"},
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is_stored(desk, ann, sales, broken):
    with pytest.raises(InvalidValue):
        ann.push(sales, desk.frame(desk.attachment(b"one", **broken)))
    assert ann.stacks().stacks == ()


def test_a_message_of_half_a_character_is_refused(desk, sales):
    with pytest.raises(InvalidValue, match="half"):
        desk.push(sales, b"one", message="\ud83d")


@pytest.mark.parametrize("frame_id", ["", "a/b", "é", "head", "x" * 256])
def test_an_id_that_no_address_could_hold_is_refused(desk, ann, sales, frame_id):
    frame = desk.frame(desk.attachment(b"one")).model_copy(update={"id": frame_id})
    with pytest.raises(InvalidValue, match="cannot be the id"):
        ann.push(sales, frame)


def test_a_name_that_breaks_the_rule_makes_no_stack(desk, ann):
    with pytest.raises(InvalidName):
        desk.push("../escape", b"one")
    assert ann.stacks().stacks == ()


def test_the_access_of_a_new_stack_is_what_the_push_says_and_of_an_old_one_stays(desk, sales):
    assert desk.push(sales, b"one", access="public").stack.access_level == "public"
    assert desk.push(sales, b"two", access="private").stack.access_level == "public"
    with pytest.raises(InvalidValue, match="access is private, internal or public"):
        desk.push("other", b"one", access="secret")


def test_an_empty_object_is_an_object(desk, ann, sales):
    desk.push(sales, b"")
    assert desk.bodies(ann.frame(sales)) == [b""]
    assert list(ann.open(ann.frame(sales).attachments[0].content)) in ([], [b""])


def test_the_same_bytes_in_many_frames_are_kept_once(desk, store):
    for turn in range(3):
        desk.push(f"stack{turn}", b"same", (b"same", {"again": True}))
    blobs = [path for path in (store.folder / "blobs").rglob("*") if path.is_file()]
    assert len(blobs) == 1
