"""A backup holds the whole store as it was, whatever others do meanwhile, and gives it back whole or says why not."""

import json
import os
import shutil
import sqlite3
import stat
import tarfile
import uuid
from pathlib import Path

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.drafts import DraftPart
from dstack_jupyter.model.errors import (
    Conflict,
    ContentDamaged,
    InvalidValue,
    NotFound,
    NotSignedIn,
    StoreTooNew,
    StoreUnavailable,
)
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.backups.checking import check
from dstack_jupyter.store.backups.making import back_up
from dstack_jupyter.store.backups.restoring import restore
from dstack_jupyter.store.checkpoints import watched
from dstack_jupyter.store.schema import Release
from dstack_jupyter.store.store import Store

WORLD = StackPath("ann", "world")
LARGE = bytes(range(256)) * 12_000


@pytest.fixture(params=["folder", "file.tar"])
def place(request, tmp_path):
    """Where the backup goes: both forms are the same to everyone else."""
    return tmp_path / request.param


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "folder"


@pytest.fixture
def filled(desk, ann, sales):
    """Two stacks that share bytes, a dashboard, a user with a password and a token, and something deleted."""
    desk.push(sales, b"small", (LARGE, {"size": "large"}))
    desk.push(sales, b"second")
    desk.push("other", LARGE + b"more")
    desk.push("gone", b"gone")
    ann.delete_stack(StackPath("ann", "gone"))
    ann.put_dashboard(WORLD, DashboardSpec(title="World"))
    ann.accounts.add_user("bob", password="correct horse")
    ann.sharing.permit_stack(sales, "bob", "view")


@pytest.fixture
def opened():
    """Opens stores, and closes them."""
    stores = []

    def opened(home):
        stores.append(Store(home))
        return stores[-1]

    yield opened
    for store in stores:
        store.close()


def seen(store):
    """All that ann and bob see of a store; every byte is checked on the way."""
    ann, bob = (store.session(viewer) for viewer in (Viewer.local_owner("ann"), Viewer.user("bob")))
    frames = {str(stack.path): ann.frames(stack.path) for stack in ann.stacks().stacks}
    bodies = [bytes(ann.read(one.content)) for of in frames.values() for frame in of for one in frame.attachments]
    deleted = ann.keeping.deleted()
    return frames, bodies, ann.dashboards(), ann.accounts.users(), bob.stacks().stacks, deleted


def damage(place, blob):
    """Change a byte in the middle of a blob of a backup in a folder."""
    path = place / "blobs" / blob[:2] / blob[2:]
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def blobs_of(place):
    return sorted(path.parent.name + path.name for path in (place / "blobs").glob("[0-9a-f][0-9a-f]/*"))


def test_a_store_comes_back_as_it_was(made, store, filled, place, tmp_path, opened):
    before = seen(store)
    made_backup = back_up(made, place)
    assert made_backup.problems == ()
    assert made_backup.copied == made_backup.blobs > 3
    told = restore(place, tmp_path / "home")
    restored = opened(tmp_path / "home")
    assert seen(restored) == before
    assert (restored.id, restored.owner) == (store.id, store.owner) == (told.store, told.owner)
    assert restored.session(Viewer.local_owner("ann")).keeping.verify().problems == ()
    assert (told.blobs, told.replaced, told.problems) == (made_backup.blobs, None, ())


def test_passwords_and_tokens_come_back_and_sessions_do_not(made, store, ann, filled, place, tmp_path, opened):
    token = ann.accounts.new_token("laptop", user="bob").secret
    session = store.doors.sign_in("bob", "correct horse")
    back_up(made, place)
    restore(place, tmp_path / "home")
    doors = opened(tmp_path / "home").doors
    assert doors.by_token(token).name == "bob"
    assert doors.sign_in("bob", "correct horse")
    with pytest.raises(NotSignedIn):
        doors.by_session(session)


def test_links_that_were_used_since_the_backup_are_good_no_more(
    made, store, ann, desk, filled, sales, place, tmp_path, opened
):
    frame, awaited = uuid.uuid4().hex, DraftPart(index=0, length=3)
    noted = ann.drafts.note(sales, frame, {}, 1, [awaited])
    to_get, to_put = ann.file_link(sales, None, 0), noted.secrets[0]
    back_up(made, place)
    ann.drafts.fill(noted.draft.id, 0, to_put, desk.attachment(b"one").content)
    restore(place, tmp_path / "home")
    restored = opened(tmp_path / "home")
    for ask, secret in ((restored.file_links.to_get, to_get), (restored.file_links.to_put, to_put)):
        with pytest.raises(NotSignedIn):
            ask(secret)
    again = restored.session(Viewer.local_owner("ann")).drafts.note(sales, frame, {}, 1, [awaited])
    assert again.draft == noted.draft
    assert restored.file_links.to_put(again.secrets[0]).path == sales


def test_a_second_backup_copies_what_is_new_and_forgets_what_is_gone(made, ann, desk, filled, sales, folder, nursery):
    first = back_up(made, folder)
    desk.push("new", b"new")
    second = back_up(made, folder)
    assert (second.copied, second.copied_bytes, second.blobs) == (1, 3, first.blobs + 1)
    ann.delete_stack(StackPath("ann", "new"))
    for path in (made / "store" / "blobs").rglob("*"):
        os.utime(path, (0, 0))
    ann.keeping.gc(0)
    third = back_up(made, folder)
    assert third.copied == 0
    assert third.blobs == len(blobs_of(folder)) < second.blobs
    assert len(list(folder.glob("store-*.sqlite"))) == 1
    assert check(folder).problems == ()


def test_a_backup_while_nothing_changed_copies_nothing(made, filled, folder):
    back_up(made, folder)
    names = {path: path.stat().st_ino for path in folder.rglob("*") if path.parent.name in blobs_of(folder)}
    assert back_up(made, folder).copied == 0
    assert {path: path.stat().st_ino for path in names} == names


def test_a_file_that_is_unpacked_is_a_backup_too(made, store, filled, tmp_path, opened):
    back_up(made, tmp_path / "file.tar")
    with tarfile.open(tmp_path / "file.tar") as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    restore(tmp_path / "unpacked", tmp_path / "home")
    assert seen(opened(tmp_path / "home")) == seen(store)


def test_only_the_owner_can_read_a_backup(made, filled, place):
    previous = os.umask(0)
    try:
        back_up(made, place)
    finally:
        os.umask(previous)
    for path in [place, *place.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_settings_and_secrets_of_profiles_are_not_in_it(made, filled, place):
    (made / "config.yaml").write_text("profiles:\n  default: {token: very-secret}\n")
    back_up(made, place)
    files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    assert not any(b"very-secret" in path.read_bytes() for path in files)


def test_what_is_pushed_and_collected_meanwhile_harms_no_backup(nursery, made, tmp_path, opened):
    """Every frame that was acknowledged before a backup began is in it, and every byte that it names."""
    places = tmp_path / "backups"
    roles = [[["push_beside"]]] * 3 + [[["gc_beside", 1]]] * 2
    lives = nursery.children(made, *roles, [["back_up_beside", str(places), 4]])
    for life in lives:
        assert life.error is None, life.trace
    backups, taken = lives[-1].answers[0]
    assert taken + sum(life.answers[0] for life in lives[3:-1]) > 0
    for number, began in enumerate(backups, 1):
        assert check(places / str(number)).problems == ()
        told = restore(places / str(number), tmp_path / f"home {number}")
        ann = opened(tmp_path / f"home {number}").session(Viewer.local_owner("ann"))
        assert told.problems == ann.keeping.verify().problems == ()
        kept = {frame.id for stack in ann.stacks("kept").stacks for frame in ann.frames(stack.path)}
        assert set(began) <= kept


def test_a_collection_leaves_blobs_for_later_while_a_backup_is_made(made, ann, desk, sales, folder):
    """A frame is deleted and collected after the backup has begun, and before its bytes are copied."""
    desk.push(sales, b"first")
    desk.push(sales, b"second")
    taken = []

    def collect(point):
        if point == "blob.opened" and not taken:
            taken.append(0)
            ann.delete_frame(sales, 1)
            for path in (made / "store" / "blobs").rglob("*"):
                os.utime(path, (0, 0))
            taken.append(ann.keeping.gc(0).blobs)

    with watched(collect):
        assert back_up(made, folder).problems == ()
    assert taken == [0, 0]
    assert check(folder).problems == ()
    assert ann.keeping.gc(0).blobs == 1


def test_two_backups_at_once_are_refused_in_words(made, filled, tmp_path):
    refused = []

    def again(point):
        if point == "backup.written" and not refused:
            with pytest.raises(Conflict, match=r"another backup or restore of .* is at work in process \d+") as told:
                back_up(made, tmp_path / "second")
            refused.append(told)

    with watched(again):
        back_up(made, tmp_path / "first")
    assert refused
    assert back_up(made, tmp_path / "second").problems == ()


def test_a_home_folder_that_holds_a_store_is_left_alone(made, store, filled, place):
    back_up(made, place)
    before = seen(store)
    store.close()
    with pytest.raises(
        Conflict, match=r"holds a store already; restore into another one with --home, or .*--overwrite"
    ):
        restore(place, made)
    assert seen(store) == before


def test_a_store_is_replaced_when_that_is_asked(made, store, desk, filled, place, opened):
    before = seen(store)
    back_up(made, place)
    desk.push("later", b"later")
    store.close()
    told = restore(place, made, overwrite=True)
    assert seen(opened(made)) == before
    assert Path(told.replaced).name == "before-restore.sqlite"
    with sqlite3.connect(told.replaced) as kept:
        assert kept.execute("SELECT 1 FROM stack WHERE name = 'later'").fetchone()
    kept.close()


def test_an_empty_store_is_no_store_yet(made, store, filled, place, tmp_path, opened):
    back_up(made, place)
    Store(tmp_path / "home").close()
    restore(place, tmp_path / "home")
    assert seen(opened(tmp_path / "home")) == seen(store)


def test_a_damaged_store_is_replaced_and_kept(made, store, filled, place, opened):
    before = seen(store)
    back_up(made, place)
    store.close()
    (made / "store" / "store.sqlite").write_bytes(b"not a database" * 1000)
    with pytest.raises(Conflict):
        restore(place, made)
    told = restore(place, made, overwrite=True)
    assert seen(opened(made)) == before
    assert Path(told.replaced).read_bytes().startswith(b"not a database")


def test_blobs_that_are_damaged_in_the_store_are_mended_by_a_restore(made, store, filled, folder, opened):
    before = seen(store)
    back_up(made, folder)
    damage(made / "store", blobs_of(folder)[0])
    store.close()
    restore(folder, made, overwrite=True)
    assert seen(opened(made)) == before


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux says who has a file open")
def test_a_store_that_a_program_has_open_is_not_replaced(made, store, ann, filled, place):
    back_up(made, place)
    before = seen(store)
    with pytest.raises(StoreUnavailable, match=rf"is open in process {os.getpid()} \(.*\); end that first"):
        restore(place, made, overwrite=True)
    assert seen(store) == before


def test_a_write_ahead_log_tells_that_a_store_is_open_on_other_systems(
    made, store, filled, place, journal, monkeypatch
):
    back_up(made, place)
    before = seen(store)
    monkeypatch.setattr("dstack_jupyter.store.replacing.programs_with", lambda path: [])
    if journal == "wal":
        with pytest.raises(StoreUnavailable, match="is open in another program"):
            restore(place, made, overwrite=True)
    else:  # no memory is shared there, and who has it open notices the new one
        restore(place, made, overwrite=True)
    assert seen(store) == before


def test_damage_in_a_backup_is_found_and_not_restored(made, store, filled, folder, tmp_path, opened):
    back_up(made, folder)
    lost = max(blobs_of(folder), key=lambda blob: (folder / "blobs" / blob[:2] / blob[2:]).stat().st_size)
    damage(folder, lost)
    (problem,) = check(folder).problems
    assert lost[:12] in problem
    with pytest.raises(ContentDamaged, match=rf"{lost[:12]}.*with --partial"):
        restore(folder, tmp_path / "home")
    assert not (tmp_path / "home" / "store" / "store.sqlite").exists()
    told = restore(folder, tmp_path / "home", partial=True)
    assert (
        problem == f"{told.problems[0]}; back up again, into a folder once blobs/{lost[:2]}/{lost[2:]} in it is removed"
    )
    verified = opened(tmp_path / "home").session(Viewer.local_owner("ann")).keeping.verify()
    assert any(lost[2:] in one for one in verified.problems)
    (folder / "blobs" / lost[:2] / lost[2:]).unlink()
    assert back_up(made, folder).copied == 1
    assert check(folder).problems == ()


def test_a_blob_that_a_backup_lost_is_found_and_a_next_one_has_it_again(made, filled, folder):
    back_up(made, folder)
    lost = blobs_of(folder)[0]
    (folder / "blobs" / lost[:2] / lost[2:]).unlink()
    assert lost[:12] in check(folder).problems[0]
    assert back_up(made, folder).copied == 1
    assert check(folder).problems == ()


def test_a_database_that_is_damaged_in_a_backup_is_not_restored(made, filled, folder, tmp_path):
    back_up(made, folder)
    (copy,) = folder.glob("store-*.sqlite")
    body = bytearray(copy.read_bytes())
    body[-1] ^= 1
    copy.write_bytes(body)
    for ask in (check, lambda place: restore(place, tmp_path / "home")):
        with pytest.raises(ContentDamaged, match="the database in the backup"):
            ask(folder)


def test_what_the_store_lost_before_is_told_and_the_rest_is_kept(made, store, filled, place, tmp_path, opened):
    lost = blobs_of(made / "store")[0]
    damage(made / "store", lost)
    told = back_up(made, place)
    assert "has other bytes than were pushed, and is not in the backup" in told.problems[0]
    assert lost[:12] in check(place).problems[0]
    restored = restore(place, tmp_path / "home")
    assert lost[:12] in restored.problems[0]
    assert len(opened(tmp_path / "home").session(Viewer.local_owner("ann")).stacks().stacks) == 2


def test_what_the_store_lost_later_is_kept_by_the_backup(made, store, filled, folder, tmp_path, opened):
    before = seen(store)
    back_up(made, folder)
    lost = blobs_of(made / "store")[0]
    (made / "store" / "blobs" / lost[:2] / lost[2:]).unlink()
    assert back_up(made, folder).problems == ()
    restore(folder, tmp_path / "home")
    assert seen(opened(tmp_path / "home")) == before


def test_a_folder_with_other_files_or_another_store_is_left_alone(made, filled, folder, tmp_path):
    folder.mkdir()
    (folder / "thesis.tex").write_text("mine")
    with pytest.raises(Conflict, match=r"has other files \(thesis.tex\); choose an empty folder"):
        back_up(made, folder)
    Store(tmp_path / "home").close()
    back_up(tmp_path / "home", tmp_path / "other")
    with pytest.raises(Conflict, match="holds a backup of another store"):
        back_up(made, tmp_path / "other")
    assert (folder / "thesis.tex").read_text() == "mine"


def test_a_file_that_is_there_is_overwritten_only_when_that_is_asked(made, filled, tmp_path):
    back_up(made, tmp_path / "file.tar")
    with pytest.raises(Conflict, match=r"is there already.*--overwrite"):
        back_up(made, tmp_path / "file.tar")
    assert back_up(made, tmp_path / "file.tar", overwrite=True).problems == ()
    assert [path.name for path in tmp_path.iterdir()] == ["file.tar"]


@pytest.mark.parametrize("name", ["backup.zip", "backup.tar.gz"])
def test_a_name_that_promises_another_form_is_refused(made, filled, tmp_path, name):
    with pytest.raises(InvalidValue, match=r"a folder, or a file whose name ends in \.tar"):
        back_up(made, tmp_path / name)


def test_a_backup_inside_of_the_store_is_refused(made, filled):
    with pytest.raises(InvalidValue, match="is inside of the store"):
        back_up(made, made / "store" / "backup")


def test_a_home_folder_without_a_store_is_told(tmp_path):
    with pytest.raises(NotFound, match="there is no store in"):
        back_up(tmp_path / "nothing", tmp_path / "backup")
    assert not (tmp_path / "nothing").exists()


def test_what_is_no_backup_is_refused_in_words(made, filled, tmp_path):
    home = tmp_path / "home"
    (tmp_path / "text.tar").write_text("no archive")
    (tmp_path / "empty").mkdir()
    with tarfile.open(tmp_path / "other.tar", "w") as archive:
        archive.add(tmp_path / "text.tar", "text")
    with pytest.raises(NotFound, match="there is no "):
        restore(tmp_path / "nowhere", home)
    with pytest.raises(NotFound, match="holds no backup that was finished"):
        restore(tmp_path / "empty", home)
    with pytest.raises(InvalidValue, match="is no backup, or is damaged"):
        restore(tmp_path / "text.tar", home)
    with pytest.raises(InvalidValue, match=r"it has no backup\.json"):
        restore(tmp_path / "other.tar", home)
    assert not home.exists()


def test_a_file_that_was_cut_off_is_refused(made, filled, tmp_path):
    back_up(made, tmp_path / "file.tar")
    whole = (tmp_path / "file.tar").read_bytes()
    for part in (0.3, 0.6, 0.9):
        (tmp_path / "cut.tar").write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises((InvalidValue, ContentDamaged)):
            check(tmp_path / "cut.tar")


@pytest.mark.parametrize("change", [{"format": "other"}, {"version": 2}, {"database": "../../secret"}])
def test_a_manifest_of_something_else_is_refused(made, filled, folder, change):
    back_up(made, folder)
    manifest = folder / "backup.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | change))
    with pytest.raises(InvalidValue, match=r"is not that of a backup|this release reads up to 1"):
        check(folder)


def test_a_newer_store_is_refused_in_words(made, filled, place, tmp_path):
    old = Release(schema_number=1)
    with sqlite3.connect(made / "store" / "store.sqlite") as database:
        database.execute("UPDATE meta SET oldest_reader = 2")
    database.close()
    with pytest.raises(StoreTooNew, match="pip install -U dstack-jupyter"):
        back_up(made, place, release=old)
    back_up(made, place)
    with pytest.raises(StoreTooNew, match="pip install -U dstack-jupyter"):
        restore(place, tmp_path / "home", release=old)
    assert not (tmp_path / "home" / "store" / "store.sqlite").exists()


def test_a_disk_that_is_full_leaves_the_backup_that_was_there(nursery, made, desk, filled, place):
    back_up(made, place)
    before = check(place)
    desk.push("large", os.urandom(3_000_000))
    life = nursery.child(made, ["back_up", str(place)], largest_file=1_000_000)
    assert life.error[0] == "StoreUnavailable"
    assert f"the backup {place} cannot use" in life.error[1]
    assert check(place) == before


def test_progress_is_told_in_bytes(made, filled, place):
    told = []
    length = back_up(made, place, report=lambda done, total: told.append((done, total))).copied_bytes
    assert told[-1] == (length, length)
    assert told == sorted(told)
    checked = []
    check(place, report=lambda done, total: checked.append((done, total)))
    assert checked[-1] == told[-1]


def test_a_backup_that_was_copied_elsewhere_is_the_same(made, store, filled, folder, tmp_path, opened):
    back_up(made, folder)
    shutil.copytree(folder, tmp_path / "copied")
    restore(tmp_path / "copied", tmp_path / "home")
    assert seen(opened(tmp_path / "home")) == seen(store)
