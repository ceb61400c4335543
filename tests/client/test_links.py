"""Results link to the page of a running server, and to none that is gone."""

import json
import os

import dstack_jupyter as ds


def register(home, pid, store_id=None):
    folder = home / "store" / "servers"
    folder.mkdir(parents=True, exist_ok=True)
    server = {"url": "http://127.0.0.1:8899/base/", "base_url": "/base/", "pid": pid, "store_id": store_id}
    (folder / f"{pid}.json").write_text(json.dumps(server), encoding="utf-8")


def test_without_a_server_there_is_no_link():
    assert ds.push("notes", "hello").url is None


def test_a_kernel_links_by_path_to_the_server_that_started_it(monkeypatch):
    monkeypatch.setenv("DSTACK_SERVER_URL", "http://localhost:8888/user/ann/")
    result = ds.push("notes/daily", "hello", access="private")
    user = result.path.user
    assert result.url == f"http://localhost:8888/user/ann/dstack/s/{user}/notes/daily"
    assert f'href="/user/ann/dstack/s/{user}/notes/daily"' in result._repr_mimebundle_()["text/html"]


def test_elsewhere_a_running_server_of_this_store_is_linked(home):
    register(home, os.getpid())
    result = ds.push("notes", "hello")
    assert result.url == f"http://127.0.0.1:8899/base/dstack/s/{result.path.user}/notes"


def test_a_server_that_is_gone_or_has_another_store_is_not(home):
    register(home, 2**22 + 17)
    register(home, os.getpid(), store_id="another")
    (home / "store" / "servers" / "broken.json").write_text("{", encoding="utf-8")
    assert ds.push("notes", "hello").url is None
