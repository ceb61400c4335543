"""A store is kept tidy and checked from a shell, and its schema is looked at."""

import shutil
import sqlite3

import pytest

import dstack_jupyter as ds
from dstack_jupyter.cli import exits
from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.store.schema import MIGRATIONS, THIS_RELEASE, Release
from dstack_jupyter.store.store import Store


@pytest.fixture
def pushed(home):
    """A store with a stack, and one that was deleted."""
    ds.push("sales", "May")
    ds.push("gone", "June")
    ds.delete("gone")
    return home


def test_garbage_is_collected(dstack, pushed):
    assert dstack("gc").out == "nothing taken away\n"
    said = dstack("gc", "--grace-days", "0", "--dry-run").out
    assert said.startswith("1 stack, 1 frame, 1 content would be taken away")
    taken = dstack("gc", "--grace-days", "0", "--json").value
    assert (taken["stacks"], taken["frames"], taken["is_done"]) == (1, 1, True)
    with pytest.raises(NotFound):
        ds.restore("gone")


def test_a_store_is_verified(dstack, pushed):
    assert dstack("verify").out == "the store is whole: the structure checked, 2 contents read, 7 bytes\n"
    assert dstack("verify", "--share", "0", "--json").value["contents"] == 0
    for blob in (pushed / "store" / "blobs").glob("[0-9a-f][0-9a-f]/*"):
        blob.write_bytes(b"other")
    found = dstack("verify", "--json")
    assert found.status == exits.FAILED
    assert any("sales" in problem for problem in found.value["problems"])


@pytest.fixture
def older(home, tmp_path):
    """A store of the release before this one."""
    number = THIS_RELEASE.schema_number
    shutil.copytree(MIGRATIONS / "versions", tmp_path / "versions", ignore=shutil.ignore_patterns(f"{number:04}_*"))
    Store(home, release=Release(number - 1, (tmp_path / "versions",))).close()
    return home


@pytest.mark.parametrize("line", ["gc", "verify", "db status", "db upgrade", "user list", "token list"])
def test_no_command_that_looks_after_a_store_makes_one(dstack, home, line):
    refused = dstack(*line.split())
    assert refused.status == exits.NOT_FOUND
    assert refused.err.startswith(f"dstack: there is no store in {home}; ")
    assert not home.exists()


@pytest.mark.parametrize("line", ["gc --grace-days -1", "verify --share 2", "gc --profile a --home b"])
def test_what_cannot_be_is_wrong_usage(dstack, pushed, line):
    refused = dstack(*line.split())
    assert refused.status == exits.USAGE
    assert refused.err.count("\n") == 1


def test_a_schema_that_is_up_to_date_needs_nothing(dstack, pushed):
    number = THIS_RELEASE.schema_number
    assert dstack("db", "status").out.endswith(f"has schema {number}, this release uses {number}: nothing to do\n")
    assert dstack("db", "upgrade").out.endswith(f"has schema {number}, and needs no upgrade\n")


def test_a_store_of_an_older_release_is_brought_up_to_date(dstack, older):
    number = THIS_RELEASE.schema_number
    status = dstack("db", "status", "--json").value
    assert status == {"home": str(older), "schema": number - 1, "release": number, "can_be_used": True}
    assert "dstack db upgrade" in dstack("db", "status").out
    done = dstack("db", "upgrade", "--json").value
    assert (done["from"], done["to"]) == (number - 1, number)
    with sqlite3.connect(done["copy"]) as copy:
        assert copy.execute("SELECT schema_number FROM meta").fetchone() == (number - 1,)
    copy.close()
    assert dstack("db", "status", "--json").value["schema"] == number


def test_a_newer_store_is_refused_in_words(dstack, pushed):
    newer = THIS_RELEASE.schema_number + 1
    with sqlite3.connect(pushed / "store" / "store.sqlite") as database:
        database.execute("UPDATE meta SET schema_number = ?, oldest_reader = ?", (newer, newer))
    database.close()
    assert dstack("db", "status").out.endswith("too new for it; pip install -U dstack-jupyter\n")
    assert dstack("db", "status", "--json").value["can_be_used"] is False
    for line in ("db upgrade", "user list", "verify"):
        refused = dstack(*line.split())
        assert refused.status == exits.NO_STORE
        assert "pip install -U dstack-jupyter" in refused.err
