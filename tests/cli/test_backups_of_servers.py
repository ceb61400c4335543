"""A store is backed up while a server runs over it, and not taken away from under the server."""

import threading
import time

import pytest

import dstack_jupyter as ds
from dstack_jupyter.cli import exits
from dstack_jupyter.store.store import open_store
from tests.server.running import Running


@pytest.fixture
def server(tmp_path, home):
    """A server over the store; its first start adds a profile `server`."""
    running = Running(tmp_path, DSTACK_HOME=str(home))
    running.said("sign in once, within an hour, by ()")
    yield running
    running.process.kill()
    running.process.wait()


def test_what_was_pushed_to_a_server_before_a_backup_is_in_it(server, program, home, tmp_path, monkeypatch):
    acknowledged, is_over = [], threading.Event()

    def push():
        while not is_over.is_set():
            text = f"text {len(acknowledged)}"
            acknowledged.append((ds.push("sales", text, profile="server").number, text))

    def more_than(count):
        while len(acknowledged) <= count:
            assert pushing.is_alive()
            time.sleep(0.05)
        return len(acknowledged)

    pushing = threading.Thread(target=push)
    pushing.start()
    try:
        expected, count = {}, 0
        for name in ("first", "second.tar", "third"):
            count = expected[name] = more_than(count)
            done = program("backup", tmp_path / name)
            assert done.returncode == exits.DONE, done.stderr
        more_than(count)
    finally:
        is_over.set()
        pushing.join()
    for name, count in expected.items():
        assert program("restore", tmp_path / name, "--home", tmp_path / f"home {name}").returncode == exits.DONE
        monkeypatch.setenv("DSTACK_HOME", str(tmp_path / f"home {name}" / ".dstack"))
        assert ds.verify()
        assert len(ds.history("sales")) >= count
        assert all(ds.pull("sales", frame=number) == text for number, text in acknowledged[:count])


def test_a_server_keeps_its_store_until_it_ends(server, program, home, tmp_path):
    ds.push("sales", "May", profile="server")
    assert program("backup", tmp_path / "backup").returncode == exits.DONE
    ds.push("sales", "June", profile="server")
    refused = program("restore", tmp_path / "backup", "--overwrite")
    assert refused.returncode == exits.NO_STORE
    assert b"end that first, and try again" in refused.stderr
    assert ds.pull("sales", profile="server") == "June"
    server.stop()
    done = program("restore", tmp_path / "backup", "--overwrite")
    assert done.returncode == exits.DONE, done.stderr
    assert ds.pull("sales") == "May"
    open_store().close()
