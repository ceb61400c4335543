"""Kernels and scripts find the server."""

import json
import os
import stat
import subprocess
import sys

import dstack_jupyter as ds
from dstack_server.announcement import announce, withdraw


async def test_kernels_of_the_server_know_its_address_and_no_token(jp_serverapp, jp_base_url):
    app = jp_serverapp.web_app.settings["dstack"]
    await app._start_jupyter_server_extension(jp_serverapp)
    assert os.environ["DSTACK_SERVER_URL"] == f"http://localhost:{jp_serverapp.port}{jp_base_url}"
    await app.stop_extension()
    assert "DSTACK_SERVER_URL" not in os.environ


async def test_a_running_server_is_announced_in_the_store_until_it_stops(jp_serverapp, jp_base_url, home):
    result = ds.push("sales", "some text")
    app = jp_serverapp.web_app.settings["dstack"]
    await app._start_jupyter_server_extension(jp_serverapp)
    await app._opening
    (path,) = (home / "store" / "servers").iterdir()
    entry = json.loads(path.read_text())
    assert entry["url"].endswith(jp_base_url)
    assert entry["base_url"] == jp_base_url
    assert entry["pid"] == os.getpid()
    assert jp_serverapp.identity_provider.token not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert result is not None
    await app.stop_extension()
    assert not path.exists()


async def test_a_server_that_never_opened_a_store_makes_none(jp_serverapp, home):
    app = jp_serverapp.web_app.settings["dstack"]
    await app._start_jupyter_server_extension(jp_serverapp)
    await app.stop_extension()
    assert not home.exists()


def test_files_of_dead_servers_are_cleaned_and_others_are_left(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    folder = tmp_path / "servers"
    folder.mkdir()
    (folder / f"{ended.pid}.json").write_text("{}")
    (folder / "1.json").write_text("{}")
    (folder / "notes.json").write_text("{}")
    own = announce(tmp_path, "http://localhost:8888/", "/", "store")
    assert {path.name for path in folder.iterdir()} == {own.name, "1.json", "notes.json"}
    withdraw(own)
    withdraw(own)
    assert not own.exists()
