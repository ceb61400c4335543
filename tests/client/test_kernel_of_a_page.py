"""The kernel behind a page sees what the viewer of the page may see, whatever profiles say."""

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import DstackError, NotFound


def test_it_sees_what_its_viewer_may_see(home, monkeypatch):
    user = ds.push("open", "text", access="internal").path.user
    ds.push("closed", "text", access="private")
    (home / "config.yaml").write_text("profiles:\n  default: {server: 'http://127.0.0.1:9', token: x, user: y}\n")
    monkeypatch.setenv("DSTACK_VIEWER", "bob")
    assert ds.pull(f"/{user}/open") == "text"
    with pytest.raises(NotFound):
        ds.pull(f"/{user}/closed")
    with pytest.raises(DstackError):
        ds.push(f"/{user}/open", "other")
