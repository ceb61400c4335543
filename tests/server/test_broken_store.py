"""A store that cannot open keeps no server from starting, and says what is wrong."""

import json
import shutil

import pytest

import dstack_jupyter as ds

NOTICE = b"This is no database. " * 400


@pytest.fixture
def damaged_store(home):
    folder = home / "store"
    folder.mkdir(parents=True)
    (folder / "store.sqlite").write_bytes(NOTICE)
    return folder


async def test_the_server_starts_and_every_route_says_what_is_wrong(damaged_store, get, jp_serverapp):
    assert (await get("api/status")).code == 200
    for what in ("content", "rows"):
        answer = await get(f"dstack/api/v1/stacks/ann/sales/-/frames/head/attachments/0/{what}")
        assert answer.code == 503
        error = json.loads(answer.body)
        assert error["code"].startswith("store_")
        assert len(error["message"]) > 20
        assert "Traceback" not in error["message"]
    assert (await get("dstack/api/v1/health", anonymous=True)).code == 503
    for page in ("dstack/", "dstack/d/ann/sales", "dstack/s/ann/sales"):
        answer = await get(page)
        assert answer.code == 503
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "The store is not available" in answer.body.decode()


async def test_a_store_that_was_repaired_needs_no_new_server(damaged_store, get):
    assert (await get("dstack/")).code == 503
    shutil.rmtree(damaged_store)
    ds.push("sales", "some text")
    answer = await get("dstack/")
    assert answer.code == 200
    assert "sales" in answer.body.decode()


async def test_the_start_itself_survives_a_damaged_store(damaged_store, jp_serverapp):
    app = jp_serverapp.web_app.settings["dstack"]
    await app._start_jupyter_server_extension(jp_serverapp)
    await app._opening
    assert not (damaged_store / "servers").exists()
    assert (damaged_store / "store.sqlite").read_bytes() == NOTICE


@pytest.mark.parametrize("error", [OSError("the disk is gone"), ImportError("no module named 'sqlmodel'")])
async def test_an_error_that_the_store_did_not_foresee_is_told_as_well(get, monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setattr("dstack_jupyter.store.store.open_store", fail)
    answer = await get("dstack/api/v1/stacks/ann/sales/-/frames/head/attachments/0/content")
    assert answer.code == 503
    assert json.loads(answer.body) == {"message": f"the store cannot be opened: {error}", "code": "store_unavailable"}
