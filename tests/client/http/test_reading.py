"""What is on a server is looked at and pulled by a profile that names it."""

import os

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import dstack_jupyter as ds
from dstack_jupyter.client.http.cache import Cache
from dstack_jupyter.client.http.offline import OfflineWarning
from dstack_jupyter.client.links import dashboard_link
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.errors import NotFound, NotSignedIn, ServerUnavailable
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Content


@pytest.fixture
def sales():
    return pd.DataFrame({"month": ["Jan", "Feb"], "amount": [1.5, 2.5]})


@pytest.fixture
def cached(home):
    """The files of the cache with contents."""
    return lambda: [path for path in (home / "cache" / "contents").rglob("*") if path.is_file()]


def test_a_pull_over_http_is_the_object_that_was_pushed(team, sales):
    ds.push("größe/eu", sales, message="May", country="FR")
    ds.push("größe/eu", "a text", country="FR")
    assert_frame_equal(ds.pull("größe/eu", frame=1, country="FR", profile="team"), sales)
    assert ds.pull("größe/eu", profile="team") == "a text"
    assert [frame.message for frame in ds.history("größe/eu", profile="team")] == [None, "May"]
    assert ds.stack("größe/eu", profile="team") == ds.stack("größe/eu")
    assert [stack.name for stack in ds.stacks("grö", profile="team")] == ["größe/eu"]


def test_what_is_looked_at_is_the_same_with_and_without_a_server(team, sales):
    for factor in (1, 2, 3):
        ds.push("sales", sales * factor)
    ds.tag("sales", 1, "first")
    ds.dashboard("World", ["sales"])
    near, far = backend(None), backend("team")
    path = StackPath(near.user, "sales")
    assert (far.user, far.store_id, far.where) == (near.user, near.store_id, f"at {team.rstrip('/')}")
    assert far.frames(path) == near.frames(path)
    assert far.history(path) == near.history(path)
    assert far.frame(path, "first") == near.frame(path, "first")
    assert far.stacks(limit=None) == near.stacks(limit=None)
    assert far.lineage(path) == near.lineage(path)
    assert far.dashboards() == near.dashboards()
    assert far.whole_stack(path) == near.whole_stack(path)
    content = near.frame(path).attachments[0].content
    assert bytes(far.read(content)) == bytes(near.read(content))
    assert b"".join(far.open(content, 2, 9)) == b"".join(near.open(content, 2, 9))
    for refused in ("none", "9"):
        with pytest.raises(NotFound) as here:
            near.frame(path, refused)
        with pytest.raises(NotFound) as there:
            far.frame(path, refused)
        assert str(here.value) == str(there.value)


def test_lists_that_are_longer_than_a_page_are_read_whole(team, sales, monkeypatch):
    monkeypatch.setattr("dstack_jupyter.client.http.listing.LONGEST", 2)
    for number in range(5):
        ds.push("sales", f"text {number}")
        ds.push(f"other/{number}", "text")
        ds.dashboard(f"Board {number}", ["sales"])
        ds.push(f"gone/{number}", "text")
        ds.delete(f"gone/{number}")
    near, far = backend(None), backend("team")
    path = StackPath(near.user, "sales")
    assert len(far.history(path)) == len(far.dashboards()) == len(far.keeping.deleted()) == 5
    assert far.history(path) == near.history(path)
    assert far.stacks(limit=None) == near.stacks(limit=None)
    assert far.stacks(limit=3).stacks == near.stacks(limit=3).stacks
    assert far.dashboards() == near.dashboards()
    assert far.dashboard_page("board", limit=3) == near.dashboard_page("board", limit=3)
    assert far.keeping.deleted() == near.keeping.deleted()


def test_a_pulled_content_is_kept_and_checked_at_each_reading(team, cached, server_of):
    ds.push("notes", "a text")
    ds.pull("notes", profile="team")
    (kept,) = cached()
    assert kept.read_bytes() == b"a text"
    kept.write_bytes(b"a lie!")
    assert ds.pull("notes", profile="team") == "a text"
    assert kept.read_bytes() == b"a text"


def test_a_cache_of_no_size_keeps_nothing(team, cached, monkeypatch):
    monkeypatch.setenv("DSTACK_CACHE_MB", "0")
    ds.push("notes", "a text")
    assert ds.pull("notes", profile="team") == "a text"
    assert ds.pull("notes", as_="path", profile="team").read_bytes() == b"a text"
    assert cached() == []


def test_the_cache_is_its_owners_alone(tmp_path):
    home = tmp_path / "another" / "home"
    Cache(home / "cache", 1_000_000).keep_content(Content(sha256="00" * 32, length=6), b"a text")
    assert {path.stat().st_mode & 0o077 for path in (home, *home.rglob("*"))} == {0}


def test_the_cache_lets_the_oldest_go(team, cached, monkeypatch):
    monkeypatch.setenv("DSTACK_CACHE_MB", "1")
    for number in range(6):
        ds.push("notes", str(number) * 300_000)
        ds.pull("notes", profile="team")
    assert {path.read_bytes()[:1] for path in cached()} == {b"3", b"4", b"5"}


def test_what_was_pulled_is_there_without_the_server(profiles, served, tmp_path):
    with served.serving(tmp_path, "/") as url:
        profiles(team={"server": url, "token": served.TOKEN})
        ds.push("notes", "a text")
        ds.push("other", "never pulled")
        ds.pull("notes", profile="team")
    with pytest.warns(OfflineWarning, match="does not answer.* notes as it was when the server was last reached"):
        assert ds.pull("notes", profile="team") == "a text"
    with pytest.raises(ServerUnavailable, match="does not answer: Connection refused"):
        ds.pull("other", profile="team")


def test_a_wrong_token_and_no_token_are_told_apart(team, profiles):
    profiles(wrong={"server": team, "token": "wrong"}, none={"server": team})
    ds.push("notes", "a text")
    with pytest.raises(NotSignedIn):
        ds.pull("notes", profile="wrong")
    with pytest.raises(NotSignedIn, match=r"wants to know who you are: put a token there as 'token:'.*\$DSTACK_TOKEN"):
        ds.pull("notes", profile="none")


def test_results_link_to_the_pages_of_the_server(team):
    path = StackPath(backend("team").user, "world")
    assert dashboard_link(path, backend("team")).href == f"{team}dstack/d/{path.user}/world"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forked_children_do_not_share_connections(team):
    bodies = [f"text {number}" * 10_000 for number in range(6)]
    for body in bodies:
        ds.push("notes", body)
    far = backend("team")
    contents = [frame.attachments[0].content for frame in far.frames(StackPath(far.user, "notes"))]
    children = []
    for content, body in zip(contents, reversed(bodies), strict=True):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = int(bytes(far.read(content)) != body.encode())
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 6
