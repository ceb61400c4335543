"""A store is backed up and restored from a shell, while it is used."""

import os

import pytest

import dstack_jupyter as ds
from dstack_jupyter.cli import exits


@pytest.fixture
def pushed(home):
    """A store with something in it."""
    ds.push("sales", "May")
    ds.push("sales", "June")


@pytest.fixture(params=["backup", "backup.tar"])
def place(request, tmp_path):
    return tmp_path / request.param


def blobs(place):
    return [path for path in (place / "blobs").glob("[0-9a-f][0-9a-f]/*") if path.is_file()]


def test_a_store_moves_to_another_home(dstack, pushed, place, tmp_path, monkeypatch):
    made = dstack("backup", place)
    assert made.status == exits.DONE
    assert f"{place} holds the store as it was on " in made.out
    assert "2 blobs" in made.out
    restored = dstack("restore", place, "--home", tmp_path / "new")
    assert restored.status == exits.DONE
    assert restored.out.startswith(f"{tmp_path / 'new' / '.dstack'} holds the store as it was on ")
    monkeypatch.setenv("DSTACK_HOME", str(tmp_path / "new" / ".dstack"))
    assert ds.pull("sales") == "June"
    assert len(ds.history("sales")) == 2


def test_scripts_read_what_was_done(dstack, pushed, place, tmp_path):
    made = dstack("backup", place, "--json").value
    assert (made["place"], made["blobs"], made["copied"], made["problems"]) == (str(place), 2, 2, [])
    restored = dstack("restore", place, "--home", tmp_path / "new", "--json").value
    assert restored["store"] == made["store"]
    assert (restored["blobs"], restored["replaced"]) == (2, None)
    assert dstack("verify", place, "--json").value["blobs"] == 2


def test_the_next_backup_into_a_folder_says_how_little_is_new(dstack, pushed, tmp_path):
    dstack("backup", tmp_path / "backup")
    ds.push("sales", "July")
    assert dstack("backup", tmp_path / "backup", "--json").value["copied"] == 1
    assert "of it new" not in dstack("backup", tmp_path / "backup").out


def test_a_store_that_is_there_is_replaced_only_when_that_is_said(program, pushed, place):
    assert program("backup", place).returncode == exits.DONE
    refused = program("restore", place)
    assert refused.returncode == exits.CONFLICT
    assert b"holds a store already" in refused.stderr
    assert refused.stderr.count(b"\n") == 1


def test_a_store_that_is_open_is_not_replaced(program, pushed, place):
    assert program("backup", place).returncode == exits.DONE
    refused = program("restore", place, "--overwrite")
    assert refused.returncode == exits.NO_STORE
    assert f"is open in process {os.getpid()} ".encode() in refused.stderr
    close_stores()
    done = program("restore", place, "--overwrite")
    assert done.returncode == exits.DONE, done.stderr
    assert b"before-restore.sqlite" in done.stdout
    assert ds.pull("sales") == "June"


def close_stores():
    from dstack_jupyter.store.store import open_store

    open_store().close()


def test_damage_ends_with_a_status(dstack, pushed, tmp_path):
    place = tmp_path / "backup"
    dstack("backup", place)
    assert dstack("verify", place).status == exits.DONE
    blobs(place)[0].write_bytes(b"other")
    found = dstack("verify", place)
    assert found.status == exits.FAILED
    assert "has 1 problem, and else is whole" in found.out
    refused = dstack("restore", place, "--home", tmp_path / "new")
    assert refused.status == exits.NO_STORE
    assert "--partial" in refused.err
    partial = dstack("restore", place, "--home", tmp_path / "new", "--partial")
    assert partial.status == exits.FAILED
    assert "is missing in the backup, or is not what was pushed" in partial.out


def test_a_stack_that_was_deleted_comes_back_by_another_command(dstack, pushed):
    ds.delete("sales")
    refused = dstack("restore", "sales")
    assert refused.status == exits.NOT_FOUND
    assert refused.err.endswith("if you mean a stack that was deleted: dstack undelete sales\n")
    assert dstack("undelete", "sales").status == exits.DONE


def test_what_is_no_backup_is_refused_in_a_line(dstack, home, tmp_path):
    for words in (["restore", tmp_path / "nothing"], ["verify", tmp_path / "nothing"], ["backup", tmp_path / "b"]):
        refused = dstack(*words)
        assert refused.status == exits.NOT_FOUND
        assert refused.err.count("\n") == 1
    assert dstack("verify", tmp_path, "--share", "0.5").status == exits.USAGE
