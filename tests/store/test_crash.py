"""A process dies at every step of every write; what was acknowledged is whole, what was not is not there in part."""

import os

import pytest

from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.backups.checking import check
from dstack_jupyter.store.backups.restoring import restore
from dstack_jupyter.store.checkpoints import POINTS
from dstack_jupyter.store.store import Store

SALES = StackPath("ann", "sales")
WORLD = StackPath("ann", "world")

BEFORE = [
    ["push", "sales", "text FR 1", {"params": {"country": "FR"}}],
    ["push", "sales", "text DE 2", {"params": {"country": "DE"}}],
    ["push", "other", "text other"],
    ["put_dashboard", "world", "World"],
    ["push", "gone", "text gone"],
    ["delete_stack", "gone"],
    ["push", "other", "text more"],
    ["delete_frame", "other", 2],
    ["put_dashboard", "old", "Old"],
    ["delete_dashboard", "old"],
    ["tag", "other", 1, "good"],
]
"""What is in the store before the write that dies."""

PUTS = ("put_dashboard", "make_dashboard", "change_dashboard")

NEXT_PUSH = ["push", "next", "text", {"force": True}]
"""What must always be possible after a death."""

WRITES = {
    "first push": ["push", "new", "text new"],
    "later push": ["push", "sales", "text FR 3", {"params": {"country": "FR"}}],
    "push of bytes that are there": ["push", "sales", "text FR 1", {"params": {"country": "FR"}}],
    "large push": ["push", "sales", "text large ", {"length": 300_000}],
    "push that keeps": ["push", "sales", "text FR 3", {"params": {"country": "FR"}, "keep": True}],
    "set head": ["set_head", "sales", 1],
    "update": ["update_stack", "sales", "described"],
    "tag": ["tag", "sales", 1, "prod"],
    "untag": ["untag", "other", "good"],
    "delete frame": ["delete_frame", "sales", 2],
    "delete stack": ["delete_stack", "sales"],
    "first dashboard": ["put_dashboard", "new", "New"],
    "later dashboard": ["put_dashboard", "world", "World 2"],
    "dashboard that all see": ["make_dashboard", "new", "New", "public"],
    "dashboard that changes and opens": ["change_dashboard", "world", "World 2", "public"],
    "delete dashboard": ["delete_dashboard", "world"],
    "restore stack": ["restore_stack", "gone"],
    "restore frame": ["restore_frame", "other", 2],
    "retain": ["retain", "sales", 1],
    "restore dashboard": ["restore_dashboard", "old"],
}


def tags_of(frames):
    return sorted((tag, frame.number) for frame in frames for tag in frame.tags)


def state(home, verbs_of, steps=()):
    """Everything that can be seen in a store after `steps`; reading it checks every byte, and that each part fits."""
    store = Store(home)
    verbs = verbs_of(store)
    verbs.do(steps)
    session = verbs.session
    seen = {}
    for stack in session.stacks(limit=None).stacks:
        frames = session.frames(stack.path)
        assert stack.frames == len(frames)
        assert [frame.number for frame in frames] == sorted({frame.number for frame in frames}, reverse=True)
        assert stack in session.stacks(" ".join([stack.name, *(f"tag:{one}" for one, _ in tags_of(frames))])).stacks
        assert stack.head is None or stack.head.id in [frame.id for frame in frames]
        bodies = {}
        for frame in frames:
            assert frame.attachments
            assert [one.index for one in frame.attachments] == list(range(len(frame.attachments)))
            bodies[frame.id] = [bytes(session.read(one.content)) for one in frame.attachments]
        seen[stack.name] = (stack.description, stack.head and stack.head.id, bodies, tags_of(frames))
    boards = {one.name: (one.revision, one.spec.title, one.access_level) for one in session.dashboards()}
    store.close()
    return seen, boards


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_dies_at_any_step_has_happened_or_has_not(nursery, made, verbs_of, write):
    """Die at the first step, at the second, and so on, until the write comes to its end."""
    step, restored = WRITES[write], BEFORE
    for death in range(1, 100):
        before = state(made, verbs_of, [*restored, NEXT_PUSH])
        life = nursery.child(made, step, kill_at=death)
        assert life.error is None, life.trace
        after = state(made, verbs_of)
        if "write.committed" in life.points:
            assert_done(step, before, after, life)
            restored = undone(step)
        else:
            assert after == before, f"{life.points[-1]}: something of it is there"
            restored = []
        if not life.killed:
            break
    assert death > 3
    assert life.points[-1] == "write.unlocked"


GARBAGE = [
    *BEFORE,
    ["delete_frame", "sales", 1],
    ["push", "old", "text old", {"times": 2, "force": True}],
    ["push_parts", "old", 1, 2, 3],
    ["push_parts", "other", 3],
    ["delete_stack", "old"],
]


def aged(home):
    """Make every blob so old that no push can be on its way to it."""
    for blob in (home / "store" / "blobs").rglob("*"):
        os.utime(blob, (0, 0))


def test_a_collection_that_dies_at_any_step_takes_nothing_that_is_needed(nursery, made, verbs_of):
    before = state(made, verbs_of, GARBAGE)
    for death in range(1, 200):
        aged(made)
        life = nursery.child(made, ["gc"], kill_at=death)
        assert life.error is None, life.trace
        assert state(made, verbs_of) == before, life.points[-1]
        if not life.killed:
            break
    assert death > 3
    aged(made)
    assert nursery.child(made, ["gc"]).error is None
    assert state(made, verbs_of) == before
    assert deleted(made, verbs_of) == []
    named = {one.content.sha256 for frame in frames_of(made, verbs_of) for one in frame.attachments}
    assert {path.parent.name + path.name for path in (made / "store" / "blobs").glob("[0-9a-f]?/*")} == named


def test_a_stack_that_a_dead_collection_began_with_cannot_be_restored(nursery, made, verbs_of):
    state(made, verbs_of, GARBAGE)
    step = 0
    while "old" in {one.name for one in deleted(made, verbs_of) if one.kind == "stack"}:
        step += 1
        assert nursery.child(made, ["gc"], kill_at=step).killed
    with pytest.raises(NotFound, match="no deleted stack old"):
        state(made, verbs_of, [["restore_stack", "old"]])
    assert nursery.child(made, ["gc"]).error is None


def deleted(home, verbs_of):
    """What can be restored."""
    store = Store(home)
    listed = verbs_of(store).session.keeping.deleted()
    store.close()
    return listed


def frames_of(home, verbs_of):
    """All frames of all stacks."""
    store = Store(home)
    session = verbs_of(store).session
    listed = [frame for stack in session.stacks().stacks for frame in session.frames(stack.path)]
    store.close()
    return listed


def assert_done(step, before, after, life):
    """The write is there whole."""
    (stacks_before, boards_before), (stacks, boards) = before, after
    verb, name = step[0], step[1]
    if verb == "push":
        old = stacks_before.get(name, (None, None, {}))[2]
        (made,) = stacks[name][2].keys() - old.keys()
        assert stacks[name][1] == made
        assert all(stacks[name][2][frame] == bodies for frame, bodies in old.items())
        assert set(life.acknowledged) <= {made}
    elif verb in PUTS:
        assert boards[name] == (boards_before.get(name, (0,))[0] + 1, step[2], (*step, "private")[3])
    else:
        assert (stacks, boards) != before


def undone(step):
    """What undoes a write."""
    verb, name, *_ = step
    if verb in PUTS:
        return [["delete_dashboard", name], *(BEFORE[3:4] if name == "world" else [])]
    if verb in ("push", "delete_frame"):
        return [["delete_stack", name], *(BEFORE[:2] if name == "sales" else [])]
    return {
        "set_head": [["set_head", "sales", 2]],
        "tag": [["untag", "sales", "prod"]],
        "untag": [["tag", "other", 1, "good"]],
        "update_stack": [["update_stack", "sales", ""]],
        "delete_stack": BEFORE[:2],
        "delete_dashboard": BEFORE[3:4],
        "restore_stack": [["delete_stack", "gone"]],
        "restore_frame": [["delete_frame", "other", 2]],
        "retain": [["retain", "sales", None], ["restore_frame", "sales", 1]],
        "restore_dashboard": [["delete_dashboard", "old"]],
    }[verb]


def test_an_import_that_dies_at_any_step_is_not_there_in_part_and_a_second_one_goes_on(
    nursery, made, verbs_of, tmp_path
):
    archive = str(tmp_path / "team.dstack")
    source = tmp_path / "source"
    assert nursery.child(source, *BEFORE, ["export_stacks", archive]).error is None
    nothing, everything = state(made, verbs_of), state(source, verbs_of)
    for death in range(1, 200):
        life = nursery.child(made, ["import_stacks", archive], kill_at=death)
        assert life.error is None, life.trace
        is_in = "write.committed" in life.points
        assert state(made, verbs_of) == (everything if is_in else nothing), life.points[-1]
        again = nursery.child(made, ["import_stacks", archive])
        assert again.answers == [not is_in]
        assert state(made, verbs_of) == everything
        if not life.killed:
            break
        for path in sorted(made.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        nothing = state(made, verbs_of)
    assert death > 30


def test_an_export_that_dies_leaves_the_file_that_was_there(nursery, made, tmp_path):
    archive = tmp_path / "team.dstack"
    nursery.child(made, *BEFORE, ["export_stacks", str(archive)])
    before = archive.read_bytes()
    nursery.child(made, ["push", "sales", "more"])
    assert nursery.child(made, ["export_stacks", str(archive)], kill_at="archive.written").killed
    assert archive.read_bytes() == before
    assert nursery.child(made, ["export_stacks", str(archive)]).answers[0] > len(before)


@pytest.mark.parametrize("name", ["folder", "file.tar"])
def test_a_backup_that_dies_at_any_step_leaves_the_one_before(nursery, made, verbs_of, tmp_path, name):
    place = tmp_path / name
    assert nursery.child(made, *BEFORE, ["back_up", str(place)]).error is None
    earlier = state(made, verbs_of)
    later = state(made, verbs_of, [NEXT_PUSH, WRITES["later push"], WRITES["large push"], ["delete_stack", "other"]])
    aged(made)
    for death in range(1, 200):
        life = nursery.child(made, ["back_up", str(place)], kill_at=death)
        assert life.error is None, life.trace
        assert check(place).problems == ()
        restore(place, tmp_path / f"restored {death}")
        is_done = "backup.named" in life.points
        assert state(tmp_path / f"restored {death}", verbs_of) == (later if is_done else earlier), life.points[-1]
        if not life.killed:
            break
    assert death > 3


def test_a_restore_that_dies_at_any_step_has_happened_or_has_not(nursery, made, verbs_of, tmp_path):
    place, source = str(tmp_path / "backup"), tmp_path / "source"
    assert nursery.child(source, *BEFORE, ["back_up", place]).error is None
    everything = state(source, verbs_of)
    other = state(made, verbs_of, [["push", "world", "text of another store"], ["put_dashboard", "new", "New"]])
    for death in range(1, 200):
        life = nursery.child(made, ["restore_here", place], kill_at=death)
        assert life.error is None, life.trace
        is_done = "database.replaced" in life.points
        assert state(made, verbs_of) == (everything if is_done else other), life.points[-1]
        if is_done:
            break
    assert death > 5
    assert (made / "store" / "copies" / "before-restore.sqlite").exists()


def test_a_token_that_is_replaced_when_the_process_dies_is_the_old_one_or_the_new_one(nursery, made, verbs_of):
    def tokens():
        store = Store(made)
        found = [one.id for one in verbs_of(store).session.accounts.tokens("bob")]
        store.close()
        return found

    state(made, verbs_of, [["push", "sales", "text"], ["share", "sales", "bob"], ["replace_token", "bob"]])
    for death in range(1, 100):
        before = tokens()
        life = nursery.child(made, ["replace_token", "bob"], kill_at=death)
        assert life.error is None, life.trace
        assert len(tokens()) == 1
        assert (tokens() != before) == ("write.committed" in life.points)
        if not life.killed:
            break
    assert death > 3


def test_every_named_point_is_passed_by_some_write(nursery, made, verbs_of):
    passed = set()
    restored = BEFORE
    for step in WRITES.values():
        state(made, verbs_of, restored)
        passed |= set(nursery.child(made, step).points)
        restored = undone(step)
    steps = [["push_parts", "sales", 1, 2, 3], ["push_parts", "other", 3]]
    state(made, verbs_of, [*steps, ["delete_stack", "sales"], ["delete_dashboard", "world"]])
    aged(made)
    passed |= set(nursery.child(made, ["gc"], ["share", "other", "bob"], ["push_piecewise", "other", "x"]).points)
    of_migrations = {"copy.written", "copy.kept", "schema.changed"}
    of_backups = {point for point in POINTS if point.startswith(("backup.", "restore.", "database."))}
    assert passed == set(POINTS) - of_migrations - of_backups - {"archive.written"}


def test_a_process_that_dies_while_it_makes_the_store_leaves_a_place_to_make_it(nursery, home, verbs_of):
    for death in range(1, 100):
        life = nursery.child(home, watch_opening=True, kill_at=death)
        assert life.error is None, life.trace
        if not life.killed:
            break
        assert state(home, verbs_of, [NEXT_PUSH])[0].keys() == {"next"}
        for path in sorted(home.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    assert death > 1


def test_a_frame_that_comes_in_pieces_is_there_whole_or_not_at_all_wherever_its_push_dies(nursery, made, verbs_of):
    before = state(made, verbs_of, BEFORE)
    for death in range(1, 200):
        life = nursery.child(made, ["push_piecewise", "pieces", "text"], kill_at=death)
        assert life.error is None, life.trace
        after = state(made, verbs_of)
        if "pieces" in after[0]:
            ((bodies,),) = [after[0]["pieces"][2].values()]
            assert bodies == [b"text", b"more"]
            state(made, verbs_of, [["delete_stack", "pieces"]])
        else:
            assert after == before, life.points[-1]
        if not life.killed:
            break
    assert death > 10


def test_the_lock_of_a_dead_process_is_free(nursery, made):
    nursery.child(made, *BEFORE)
    assert nursery.child(made, WRITES["later push"], kill_at="write.committing").killed
    store = Store(made, patience=0.5)
    assert store.session(Viewer.local_owner("ann")).delete_frame(SALES, 2).frames == 1
    store.close()


def test_a_dead_upload_is_no_content(nursery, made):
    nursery.child(made, *BEFORE)
    assert nursery.child(made, WRITES["large push"], kill_at="blob.written").killed
    store = Store(made)
    left = list((store.folder / "blobs" / "tmp").iterdir())
    assert len(left) == 1
    with pytest.raises(NotFound):
        store.session(Viewer.local_owner("ann")).frame(SALES, 3)
    store.close()
