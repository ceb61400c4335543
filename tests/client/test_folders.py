"""Folders go in and come out as they were, over a real store."""

import os

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import Conflict, NotFound, UnsupportedObject
from dstack_jupyter.model.names import parse_path
from dstack_jupyter.model.stacks import NewAttachment, NewFrame


@pytest.fixture
def survey(tmp_path):
    folder = tmp_path / "survey"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "answers.bin").write_bytes(os.urandom(300_000))
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    (folder / "latest").symlink_to("2024")
    return folder


def test_a_folder_comes_back_as_a_private_folder_of_the_same_name(survey, home):
    ds.push("survey", survey)
    back = ds.pull("survey")
    assert back.name == "survey"
    assert back.is_relative_to(home / "store" / "pulled")
    assert (back / "latest" / "answers.bin").read_bytes() == (survey / "2024" / "answers.bin").read_bytes()
    assert (back / "run.sh").stat().st_mode & 0o777 == 0o500
    assert back.stat().st_mode & 0o777 == 0o700
    assert ds.pull("survey") == back


def test_what_was_pulled_is_pushed_as_the_same_frame(survey):
    ds.push("survey", survey)
    assert not ds.push("survey", ds.pull("survey")).created


def test_an_unchanged_copy_is_not_written_again(survey):
    ds.push("survey", survey)
    written = (ds.pull("survey") / "run.sh").stat().st_ino
    assert (ds.pull("survey") / "run.sh").stat().st_ino == written


@pytest.mark.parametrize(
    "change",
    [
        lambda copy: (copy / "added").write_text("x"),
        lambda copy: (copy / "run.sh").unlink(),
        lambda copy: os.mkfifo(copy / "pipe"),
        lambda copy: (copy / "run.sh").chmod(0o600),
    ],
)
def test_a_copy_that_was_changed_is_not_taken_for_the_content(change, survey):
    ds.push("survey", survey)
    before = sorted(path.name for path in survey.rglob("*"))
    change(ds.pull("survey"))
    again = ds.pull("survey")
    assert sorted(path.name for path in again.rglob("*")) == before
    assert (again / "run.sh").stat().st_mode & 0o777 == 0o500
    assert sorted(path.name for path in again.parent.iterdir()) == ["survey"]


def test_a_pull_makes_a_folder_or_puts_it_into_one(survey, tmp_path):
    ds.push("survey", survey)
    assert ds.pull("survey", to=tmp_path / "copy") == tmp_path / "copy"
    assert os.access(tmp_path / "copy" / "run.sh", os.W_OK | os.X_OK)
    there = tmp_path / "there"
    there.mkdir()
    assert ds.pull("survey", to=there) == there / "survey"
    assert [path.name for path in there.iterdir()] == ["survey"]
    with pytest.raises(Conflict, match=r"is there already.*choose another to="):
        ds.pull("survey", to=there)
    with pytest.raises(NotFound, match="no folder"):
        ds.pull("survey", to=tmp_path / "missing" / "copy")


def test_of_a_folder_in_which_one_file_changed_only_that_file_is_stored(tmp_path, home):
    def stored():
        return sum(path.stat().st_size for path in (home / "store").rglob("*") if path.is_file())

    folder = tmp_path / "recordings"
    folder.mkdir()
    for name in "abcd":
        (folder / name).write_bytes(os.urandom(2_000_000))
    ds.push("recordings", folder)
    before = stored()
    (folder / "b").write_bytes(os.urandom(2_100_000))
    ds.push("recordings", folder)
    assert 2_100_000 < stored() - before < 3_000_000


def test_a_hostile_archive_leaves_nothing_behind(tmp_path, home):
    from dstack_jupyter.client.profiles import backend
    from tests.codecs.test_folders import archive_of, member

    store = backend()
    upload = store.upload()
    upload.write(archive_of(member("fine", content=b"x"), member("../../../evil", content=b"x")))
    attachment = NewAttachment(
        content=upload.finish(), content_type="application/x-tar", application="folder", settings={"filename": "../x"}
    )
    store.push(parse_path("evil", store.user), NewFrame(id="1" * 32, attachments=(attachment,)))
    with pytest.raises(UnsupportedObject, match=r"'\.\./\.\./\.\./evil'"):
        ds.pull("evil", to=tmp_path / "copy")
    with pytest.raises(UnsupportedObject, match=r"'\.\./\.\./\.\./evil'"):
        ds.pull("evil")
    assert [path.name for path in tmp_path.iterdir()] == []
    assert not list(home.rglob("fine"))
    assert not list(home.parent.rglob("evil"))
