"""Stacks leave a store in one file and come into another, with everything, or not at all."""

import json
import os
import re
import threading
import zipfile
from pathlib import Path

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.archives.exporting import export_to
from dstack_jupyter.client.archives.importing import import_from
from dstack_jupyter.model.errors import Conflict, ContentDamaged, InvalidName, InvalidValue, NotAllowed, NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import FrameInput
from dstack_jupyter.store import disk
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.checkpoints import watched
from dstack_jupyter.store.store import Store
from tests.store import rich

KEPT = Path(__file__).parent / "kept"
ANN, BOB = Viewer.local_owner("ann"), Viewer.local_owner("bob")


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "team.dstack"


@pytest.fixture
def other(home):
    """A second store."""
    opened = Store(home.parent / "other")
    yield opened
    opened.close()


@pytest.fixture
def there(other):
    return other.session(ANN)


def exported(session, target, stacks=None, *, dashboards=None, overwrite=True):
    return export_to(session, stacks, target, dashboards=dashboards, overwrite=overwrite)


def imported(session, source, *, into=None, rename=None):
    return import_from(session, source, into=into, rename=rename or {})


def changed(archive, change, *, target=None):
    """The archive with its manifest changed; the rest as it is."""
    with zipfile.ZipFile(archive) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members["manifest.json"])
    manifest = change(manifest) or manifest
    members["manifest.json"] = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    written(target or archive, members.items())


def written(target, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(target, "w", compression) as new:
        for name, body in members:
            new.writestr(name, body)


def test_everything_of_a_store_is_in_the_other_after_an_export_and_an_import(desk, store, ann, there, archive):
    rich.filled(desk, store)
    exported(ann, archive, dashboards=["world", "elsewhere"])
    answer = imported(there, archive)
    assert rich.seen(there, access=False) == rich.seen(ann, access=False)
    assert [one.name for one in there.stacks().stacks] == [one.name for one in ann.stacks().stacks]
    assert {one.access_level for one in there.stacks().stacks} == {"private"}
    assert "sales/eu: new, frames 1 to 2 and 4; only you" in str(answer)
    assert "empty: new, no frames; only you" in str(answer)
    assert there.frame(StackPath("ann", "sales/eu"), 1).origin.user == "zoe"


def test_a_push_after_an_import_goes_on_after_the_last_number_that_was_ever_given(
    desk, store, ann, there, desk_for, other, archive
):
    rich.filled(desk, store)
    exported(ann, archive)
    imported(there, archive)
    assert desk_for(other).push("sales/eu", b"next").frame.number == 6
    assert desk_for(other).push("empty", b"next").frame.number == 2


def test_the_same_archive_a_second_time_changes_nothing(desk, store, ann, there, archive):
    rich.filled(desk, store)
    exported(ann, archive)
    assert imported(there, archive).changed
    before = rich.seen(there)
    again = imported(there, archive)
    assert not again.changed
    assert "sales/eu: nothing new" in str(again)
    assert rich.seen(there) == before
    assert not imported(ann, archive).changed


def test_new_frames_come_after_those_that_are_there_and_the_head_follows(desk, ann, there, archive, sales):
    desk.push(sales, b"one")
    desk.push(sales, b"two")
    exported(ann, archive)
    imported(there, archive)
    there.update_stack(sales, access="public", description="mine")
    desk.push(sales, b"three")
    ann.update_stack(sales, description="theirs")
    exported(ann, archive)
    answer = imported(there, archive)
    assert str(answer) == "sales: frame 3; 2 frames were there; everyone"
    assert there.frames(sales) == ann.frames(sales)
    assert there.stack(sales).head.number == 3
    assert there.stack(sales).description == "mine"
    assert there.keeping.verify().problems == ()


def test_a_history_that_went_on_differently_is_refused_and_another_name_takes_it_in(
    desk, ann, there, desk_for, other, archive, sales
):
    desk.push(sales, b"one")
    desk.push("zoo", b"one")
    exported(ann, archive)
    imported(there, archive)
    desk.push(sales, b"two")
    desk.push("zoo", b"two")
    desk_for(other).push(sales, b"my own two")
    before = there.frames(sales), there.frames(StackPath("ann", "zoo"))
    exported(ann, archive)
    with pytest.raises(
        Conflict, match=r"sales went on differently in the store .*: frame 2 .* rename=\{'sales': 'sales-2'\}"
    ):
        imported(there, archive)
    assert (there.frames(sales), there.frames(StackPath("ann", "zoo"))) == before
    answer = imported(there, archive, rename={"sales": "sales-2"})
    assert [one.numbers for one in answer.stacks] == [(1, 2), (2,)]
    copy = there.frames(StackPath("ann", "sales-2"))
    assert [(one.number, one.time) for one in copy] == [(one.number, one.time) for one in ann.frames(sales)]
    assert not imported(there, archive, rename={"sales": "sales-2"}).changed


def test_a_frame_with_the_id_of_another_is_a_conflict(desk, ann, there, archive, sales):
    desk.push(sales, b"one")
    exported(ann, archive)
    imported(there, archive)
    changed(archive, lambda manifest: manifest["stacks"][0]["frames"][0].update(message="forged"))
    with pytest.raises(Conflict, match=r"frame 1 of sales has the id of frame 1 in the store .* is another"):
        imported(there, archive)


def test_frames_that_were_deleted_here_stay_deleted(desk, ann, there, archive, sales):
    for body in (b"one", b"two", b"three"):
        desk.push(sales, body)
    exported(ann, archive)
    imported(there, archive)
    there.delete_frame(sales, 2)
    desk.push(sales, b"four")
    exported(ann, archive)
    assert "frame 4; 2 frames were there; without frame 2, deleted here" in str(imported(there, archive))
    assert [frame.number for frame in there.frames(sales)] == [4, 3, 1]


def test_a_stack_that_was_deleted_comes_back_from_an_archive(desk, ann, there, archive, sales):
    desk.push(sales, b"one")
    exported(ann, archive)
    for _ in range(3):
        imported(there, archive)
        assert [bytes(there.read(one.attachments[0].content)) for one in there.frames(sales)] == [b"one"]
        there.delete_stack(sales)


def test_what_comes_in_is_the_importers_own(desk, store, ann, other, archive):
    rich.filled(desk, store)
    exported(ann, archive)
    bob = other.session(BOB)
    imported(bob, archive, into="ann")
    assert {one.user for one in bob.stacks().stacks} == {"bob"}
    assert [card.stack for card in bob.dashboard(StackPath("bob", "ann/world")).spec.cards] == [
        "bob/ann/sales/eu",
        "bob/ann/large",
    ]
    with pytest.raises(NotAllowed, match="only zoe can push to"):
        imported(bob, archive, rename={"large": "/zoe/large"})


def test_two_stacks_that_would_become_one_are_told_apart(desk, desk_of, archive, store, there):
    desk.push("sales", b"ann's")
    desk_of(BOB).push(StackPath("bob", "sales"), b"bob's")
    exported(desk.session, archive, ["sales", "/bob/sales"])
    with pytest.raises(InvalidValue, match="would both become the stack sales"):
        imported(there, archive)
    imported(there, archive, rename={"/bob/sales": "bobs"})
    assert [one.name for one in there.stacks().stacks] == ["sales", "bobs"]
    with pytest.raises(InvalidValue, match="there is no 'salse' to rename; there is sales"):
        imported(there, archive, rename={"/bob/sales": "bobs", "salse": "x"})
    with pytest.raises(InvalidName):
        imported(there, archive, into="../x")


def test_stacks_are_named_by_patterns_and_dashboards_follow_their_stacks(desk, store, ann, archive):
    rich.filled(desk, store)
    desk.push("sales/us", b"x")

    def names(answer):
        return [path.name for path in answer.stacks], [path.name for path in answer.dashboards]

    assert names(exported(ann, archive, "sales/*")) == (["sales/eu", "sales/us"], [])
    assert names(exported(ann, archive, ["large", "sales/eu"])) == (["sales/eu", "large"], ["world"])
    assert names(exported(ann, archive, ["large", "sales/eu"], dashboards=[])) == (["sales/eu", "large"], [])
    assert names(exported(ann, archive, "large", dashboards="elsewhere")) == (["large"], ["elsewhere"])
    with pytest.raises(NotFound, match=r"no stack has a name like nothing/\*"):
        exported(ann, archive, ["nothing/*"])
    with pytest.raises(NotFound, match="did you mean large"):
        exported(ann, archive, ["lagre"])


def test_what_revisions_have_in_common_is_in_the_archive_once(desk, ann, archive):
    body = os.urandom(2_000_000)
    for turn in range(5):
        desk.push("large", body, (f"turn {turn}".encode(), {"n": 1}))
        desk.push("copy", body, (f"turn {turn}".encode(), {"n": 2}))
    exported(ann, archive)
    assert archive.stat().st_size < 2_100_000
    with zipfile.ZipFile(archive) as written:
        assert written.namelist()[0] == "manifest.json"
        assert written.testzip() is None


def test_a_file_that_is_there_is_kept_and_a_failure_leaves_nothing(desk, ann, store, archive, sales):
    desk.push(sales, b"one" * 1000)
    exported(ann, archive)
    assert archive.stat().st_mode & 0o077 == 0
    before = archive.read_bytes()
    with pytest.raises(Conflict, match="overwrite=True"):
        exported(ann, archive, overwrite=False)
    with pytest.raises(InvalidValue, match="is a folder"):
        exported(ann, archive.parent)
    with pytest.raises(NotFound, match="there is no folder"):
        exported(ann, archive.parent / "missing" / "team.dstack")
    sha256 = ann.stack(sales).head.attachments[0].content.sha256
    for blob in (store.folder / "blobs").rglob(sha256[2:]):
        blob.write_bytes(b"two" * 1000)
    with pytest.raises(ContentDamaged):
        exported(ann, archive)
    assert archive.read_bytes() == before
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_an_archive_is_durable_before_it_has_its_name_and_its_name_is_then(desk, ann, archive, sales, monkeypatch):
    desk.push(sales, b"one")
    steps = []
    monkeypatch.setattr(disk, "sync", lambda descriptor: steps.append("bytes"))
    monkeypatch.setattr(disk, "sync_folder", lambda folder: steps.append(("name", archive.exists())))
    with watched(steps.append):
        exported(ann, archive)
    assert steps == ["bytes", "archive.written", ("name", True)]


@pytest.fixture
def attacked(desk, ann, archive):
    """An archive of two stacks, one of them with three contents."""
    desk.push("first", b"first")
    desk.push("sales", b"a" * 1000, (b"b" * 1000, {"n": 1}), (b"c" * 1000, {"n": 2}))
    exported(ann, archive)
    return archive


def frame_of(manifest):
    return manifest["stacks"][1]["frames"][0]


def tag_of(manifest, name):
    return {"name": name, "frame": frame_of(manifest)["id"], "time": frame_of(manifest)["time"]}


def longer(manifest):
    content = manifest["contents"][1]
    content["length"] += 1
    content["pieces"][0]["length"] += 1


def nested(depth):
    return b'{"version": 1, "stacks": ' + b"[" * depth + b"]" * depth + b"}"


HOSTILE = {
    "a name out of the folder": (lambda m: m["stacks"][1].update(name="../../etc"), "cannot be a name"),
    "an empty name": (lambda m: m["stacks"][1].update(name=""), "cannot be a name"),
    "a length that is none": (longer, "not listed as its attachment says|not the length"),
    "a hash that is none": (lambda m: m["contents"][1].update(sha256="../" * 21 + "x"), "pattern"),
    "contents that are not listed": (lambda m: m.update(contents=m["contents"][:-1]), "is not listed"),
    "no contents at all": (lambda m: m.update(contents=[]), "is not listed"),
    "not a number": (lambda m: frame_of(m)["attachments"][0]["settings"].update(x=float("nan")), "NaN is no number"),
    "an infinite number": (
        lambda m: json.dumps(m).replace('"settings": {}', '"settings": {"x": 1e999}').encode(),
        "JSON",
    ),
    "half a character": (lambda m: frame_of(m).update(message="\ud800"), "JSON"),
    "a million digits": (lambda m: b'{"version": ' + b"9" * 100_000 + b"}", "JSON"),
    "a hundred thousand lists": (lambda m: nested(100_000), "JSON"),
    "nine hundred lists": (lambda m: nested(900), "cannot be used"),
    "a list": (lambda m: b"[]", "has no version"),
    "no text": (lambda m: b"\xff\xfe", "JSON"),
    "a newer version": (lambda m: m.update(version=2), "pip install -U dstack-jupyter"),
    "an id that is none": (lambda m: frame_of(m).update(id="head"), "cannot be the id|no frame of it"),
    "a number below 1": (lambda m: frame_of(m).update(number=0), "greater than or equal to 1"),
    "a number beyond all": (lambda m: frame_of(m).update(number=2**63), "less than or equal to"),
    "a frame twice": (lambda m: m["stacks"][1]["frames"].append(frame_of(m)), "twice"),
    "a frame without attachments": (lambda m: frame_of(m).update(attachments=[]), "at least one attachment"),
    "a head that is none": (lambda m: m["stacks"][1].update(head="x"), "no frame of it"),
    "a tag that means another frame": (lambda m: m["stacks"][1].update(tags=[tag_of(m, "1")]), "cannot be a tag"),
    "a tag that means the head": (lambda m: m["stacks"][1].update(tags=[tag_of(m, "head")]), "cannot be a tag"),
    "a time without a zone": (lambda m: frame_of(m).update(time="2020-01-01T00:00:00"), "timezone"),
    "a time before time": (lambda m: frame_of(m).update(time="0001-01-01T00:00:00+14:00"), "no time that can be kept"),
    "an access level that is none": (lambda m: m["stacks"][1].update(access_level="all"), "access_level"),
    "params that are lists": (lambda m: frame_of(m).update(params={"a": [1]}), "param 'a'"),
    "a stack twice": (lambda m: m["stacks"].append(m["stacks"][1]), "would both become"),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_manifest_that_does_harm_is_refused_in_words_and_changes_nothing(attacked, there, attack):
    change, words = HOSTILE[attack]
    changed(attacked, change)
    before = rich.seen(there)
    with pytest.raises((InvalidValue, InvalidName), match=words):
        imported(there, attacked)
    assert rich.seen(there) == before


def test_parts_that_a_later_release_adds_are_passed_over(attacked, there):
    def add(manifest):
        manifest["colours"] = [1]
        manifest["stacks"][1]["colour"] = "red"
        frame_of(manifest)["origin"]["planet"] = "Earth"

    changed(attacked, add)
    with zipfile.ZipFile(attacked, "a") as more:
        more.writestr("../../colours", "red")
    assert len(imported(there, attacked).stacks) == 2
    assert not (attacked.parent.parent / "colours").exists()


def test_each_byte_that_changes_on_the_way_is_noticed(attacked, there, tmp_path):
    whole = attacked.read_bytes()
    imported_names = {"first", "sales"}
    for position in range(0, len(whole), 97):
        damaged = tmp_path / "damaged.dstack"
        damaged.write_bytes(whole[:position] + bytes([whole[position] ^ 0x20]) + whole[position + 1 :])
        try:
            imported(there, damaged)
        except (InvalidValue, InvalidName):
            assert rich.seen(there) == ({}, {})
        else:  # what says nothing: a date, a version that is needed to extract
            assert {one.name for one in there.stacks().stacks} == imported_names
            assert all(
                len(bytes(there.read(part.content))) in (5, 1000)
                for one in there.stacks().stacks
                for part in there.frame(one.path).attachments
            )
            for name in imported_names:
                there.delete_stack(StackPath("ann", name))


def test_a_file_that_was_cut_off_is_refused(attacked, there):
    whole = attacked.read_bytes()
    for length in range(0, len(whole), 211):
        attacked.write_bytes(whole[:length])
        with pytest.raises(InvalidValue, match=r"team\.dstack is damaged"):
            imported(there, attacked)
    assert rich.seen(there) == ({}, {})


def members_of(archive):
    with zipfile.ZipFile(archive) as opened:
        return [(name, opened.read(name)) for name in opened.namelist()]


def test_bytes_that_do_not_have_their_hash_are_refused(attacked, there):
    members = members_of(attacked)
    written(
        attacked, [(name, body.replace(b"ccc", b"xxx") if name != "manifest.json" else body) for name, body in members]
    )
    with pytest.raises(InvalidValue, match="has other bytes than its name says"):
        imported(there, attacked)
    assert rich.seen(there) == ({}, {})


def test_a_content_that_is_put_together_wrongly_is_refused(desk, ann, there, archive):
    desk.push("sales", b"a" * 1000, (b"b" * 1000, {"n": 1}))
    exported(ann, archive)

    def exchange(manifest):
        first, second = manifest["contents"]
        first["pieces"], second["pieces"] = second["pieces"], first["pieces"]

    changed(archive, exchange)
    with pytest.raises(InvalidValue, match=r"content .* has other bytes than its name says"):
        imported(there, archive)
    assert rich.seen(there) == ({}, {})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("which", [0, 1])
def test_a_member_that_is_there_twice_is_refused(attacked, there, which):
    members = members_of(attacked)
    written(attacked, [*members, members[which]])
    with pytest.raises(InvalidValue, match="it has two members"):
        imported(there, attacked)


def test_members_that_could_grow_are_refused(attacked, there):
    written(attacked, members_of(attacked), zipfile.ZIP_DEFLATED)
    with pytest.raises(InvalidValue, match="is not stored as it is"):
        imported(there, attacked)


def test_a_piece_that_is_repeated_without_end_is_refused(desk, ann, archive, there):
    desk.push("sales", bytes(1_000_000))
    exported(ann, archive)

    def repeat(manifest):
        content = manifest["contents"][0]
        run = content["pieces"]
        content["pieces"] = [
            {**piece, "offset": turn * 1_000_000 + piece["offset"]} for turn in range(4000) for piece in run
        ]
        content["length"] = 4000 * 1_000_000
        manifest["stacks"][0]["frames"][0]["attachments"][0]["content"]["length"] = content["length"]

    changed(archive, repeat)
    with pytest.raises(InvalidValue, match="become 4,000,000,000, which is more than 1000 times as many"):
        imported(there, archive)


def test_a_missing_piece_and_a_missing_file_are_said(attacked, there):
    members = members_of(attacked)
    written(attacked, members[:-1])
    with pytest.raises(InvalidValue, match=r"piece .* is missing"):
        imported(there, attacked)
    written(attacked, members[1:])
    with pytest.raises(InvalidValue, match="is no archive of stacks"):
        imported(there, attacked)
    with pytest.raises(NotFound, match="there is no file"):
        imported(there, attacked.parent / "nothing")
    with pytest.raises(InvalidValue, match="cannot be read"):
        imported(there, attacked.parent)


def test_nobody_takes_in_what_they_may_not_push(attacked, other, there):
    for viewer in (Viewer.anonymous(), Viewer.user("bob")):
        with pytest.raises(NotAllowed):
            other.session(viewer).adopt([there_whole(attacked)])


def test_a_stranger_takes_along_what_strangers_may_know(desk, store, ann):
    rich.filled(desk, store)
    sales = StackPath("ann", "sales/eu")
    bob = store.session(Viewer.user("bob"))
    assert [one.name for one in ann.whole_stack(sales).frames[2].inputs] == ["raw/x", "sales/eu"]
    assert [one.name for one in bob.whole_stack(sales).frames[2].inputs] == ["sales/eu"]
    private = ann.stack(StackPath("ann", "modèle")).head.attachments[1]
    for hidden in (lambda: bob.whole_stack(StackPath("ann", "empty")), lambda: bob.pieces(private.content)):
        with pytest.raises(NotFound):
            hidden()


def test_a_name_of_another_store_is_not_told_because_a_stack_here_has_it(desk, store, ann, sales):
    elsewhere = FrameInput(store="other", user="ann", name="public", number=1, frame="abc")
    desk.push("public", b"public", access="public")
    ann.push(sales, desk.frame(desk.attachment(b"x"), inputs=(elsewhere,)), access="public")
    bob = store.session(Viewer.user("bob"))
    assert ann.whole_stack(sales).frames[0].inputs == (elsewhere,)
    assert bob.whole_stack(sales).frames[0].inputs == ()


def there_whole(archive):
    from dstack_jupyter.client.archives.reading import Archive

    with Archive(archive) as opened:
        return opened.manifest.stacks[0]


def test_an_import_beside_pushes_to_the_same_stack_loses_none_of_them(nursery, desk, ann, other, there, archive, sales):
    desk.push(sales, b"one")
    exported(ann, archive)
    imported(there, archive)
    for turn in range(20):
        desk.push(sales, f"two {turn}".encode())
    exported(ann, archive)
    answers = []

    def push():
        answers.append(nursery.child(other.folder.parent, ["push", "sales", "text {turn}", {"times": 20}]))

    pushing = threading.Thread(target=push)
    pushing.start()
    came_in = 0
    while pushing.is_alive():
        try:
            came_in += len(imported(there, archive).stacks[0].numbers)
        except Conflict:
            came_in += 0
    pushing.join()
    (life,) = answers
    assert life.error is None, life.trace
    frames = there.frames(sales)
    assert set(life.acknowledged) <= {frame.id for frame in frames}
    assert came_in in (0, 20)
    assert len(frames) == 1 + 20 + came_in
    assert [frame.number for frame in frames] == list(range(len(frames), 0, -1))


def test_four_processes_that_import_one_archive_make_one_stack(nursery, desk, store, ann, other, there, archive):
    rich.filled(desk, store)
    exported(ann, archive)
    lives = nursery.children(other.folder.parent, *[[["import_stacks", str(archive)]]] * 4)
    assert [life.error for life in lives] == [None] * 4
    assert sorted(life.answers[0] for life in lives) == [False, False, False, True]
    assert rich.seen(there, access=False)[0] == rich.seen(ann, access=False)[0]


def test_an_archive_of_the_first_release_comes_in(there):
    """`rich.filled` made it; what it says of the times is not known here, the rest is."""
    imported(there, KEPT / "archive-1.dstack")
    stacks, boards = rich.seen(there)
    assert set(stacks) == {"large", "empty", "modèle", "sales/eu"}
    whole, bodies = stacks["sales/eu"]
    first = whole["frames"][0]
    assert [frame["number"] for frame in whole["frames"]] == [1, 2, 4]
    assert bodies == [[b"text", b""], [b"two"], [b"four"]]
    assert (first["id"], first["message"], first["params"]) == ("first", "März", {"run": 1})
    assert first["origin"]["user"] == "zoe"
    assert first["attachments"][0]["params"] == rich.PARAMS
    assert first["attachments"][0]["settings"] == rich.SETTINGS
    assert (whole["keep"], whole["keep_days"], whole["last_number"]) == (10, 36500.5, 5)
    assert {tag["name"]: (tag["time"], tag["user"]) for tag in whole["tags"]} == {
        "prod": (rich.AT, "zoe"), "latest": (rich.AT, None),
    }  # fmt: skip
    assert [one["name"] for one in whole["frames"][2]["inputs"]] == ["raw/x", "sales/eu"]
    assert whole["head"] == whole["frames"][1]["id"]
    assert [revision["spec"]["title"] for revision in boards["world"]["revisions"]] == ["World", "Wörld"]
    assert [len(body) for (body,) in stacks["large"][1]] == [30_000] * 3


def test_stacks_go_from_one_home_to_another_by_the_public_verbs(monkeypatch, home, archive, tmp_path):
    import pandas as pd
    from pandas.testing import assert_frame_equal

    table = pd.DataFrame({"month": pd.period_range("2024-01", periods=3, freq="M"), "amount": [1.5, None, 3]})
    ds.push("sales", table, message="May")
    said = ds.export_stacks("sales", archive)
    assert str(said).startswith(f"{archive}: 1 stack, 1 frame, ")
    monkeypatch.setenv("DSTACK_HOME", str(home.parent / "third"))
    assert str(ds.import_stacks(archive, into="team")) == "team/sales: new, frame 1; only you"
    assert_frame_equal(ds.pull("team/sales"), table)


def test_a_file_in_the_place_of_a_stack_is_told(tmp_path):
    ds.push("sales", "text")
    with pytest.raises(NotFound, match=r"if it is the file, write ds\.export_stacks\(\['sales'\], 'team\.dstack'\)"):
        ds.export_stacks("team.dstack", tmp_path / "sales")


def test_a_folder_is_named_where_a_file_is_needed(tmp_path):
    with pytest.raises(InvalidValue, match=f"{re.escape(str(tmp_path))} cannot be read"):
        ds.import_stacks(tmp_path)
