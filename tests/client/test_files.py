"""Files go in and come out as they were, under names that cannot leave their folder."""

import os
import stat
from pathlib import Path

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import DstackError, NotFound


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report 2020.bin"
    path.write_bytes(os.urandom(300_000))
    return path


def test_a_file_comes_back_as_a_file_of_the_same_name(report):
    ds.push("report", report)
    back = ds.pull("report")
    assert isinstance(back, Path)
    assert back.name == report.name
    assert back.read_bytes() == report.read_bytes()
    assert ds.pull("report") == back


@pytest.mark.skipif(os.name == "nt", reason="files of Windows have other modes")
def test_the_copy_in_the_home_folder_is_for_its_owner_to_read_alone(report, tmp_path):
    ds.push("report", report)
    assert stat.S_IMODE(ds.pull("report").stat().st_mode) == 0o400
    assert ds.pull("report", to=tmp_path / "own.bin").stat().st_mode & stat.S_IWUSR


def test_a_pull_writes_to_a_file_or_into_a_folder(report, tmp_path):
    ds.push("report", report)
    target = tmp_path / "copy.bin"
    assert ds.pull("report", to=target) == target
    assert target.read_bytes() == report.read_bytes()
    folder = tmp_path / "folder"
    folder.mkdir()
    assert ds.pull("report", to=str(folder)) == folder / report.name
    with pytest.raises(NotFound, match="no folder"):
        ds.pull("report", to=tmp_path / "missing" / "copy.bin")


def test_a_copy_that_was_changed_is_not_taken_for_the_content(report):
    ds.push("report", report)
    copy = ds.pull("report")
    copy.chmod(0o600)
    copy.write_bytes(b"changed")
    assert ds.pull("report").read_bytes() == report.read_bytes()


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "..", "a\\..\\b", "x\n", ""])
def test_a_hostile_file_name_never_leaves_its_folder(report, name, home):
    ds.push("report", report)
    pulled = ds.pull("report", all=True)[0]
    hostile = pulled.attachment.model_copy(update={"settings": {"filename": name}})
    from dstack_jupyter.client.pulling import StoredAttachment

    path = StoredAttachment(pulled.backend, hostile).path()
    assert path.resolve().is_relative_to((home / "store" / "pulled").resolve())
    assert path.read_bytes() == report.read_bytes()


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path):
    with pytest.raises(DstackError, match="nowhere"):
        ds.push("report", tmp_path / "nowhere.bin")
    assert len(ds.stacks()) == 0
