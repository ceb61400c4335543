"""Small contents wait for the push that names them, and travel inside of it."""

import os

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.http import held
from dstack_jupyter.client.profiles import backend


@pytest.fixture
def sent(team, monkeypatch):
    """The requests of the profile `team`, by method and the end of their address."""
    far, seen = backend("team"), []
    send = far._wire.send

    def noted(method, address, **options):
        seen.append((method, address.rpartition("/-/")[2].partition("/")[0]))
        return send(method, address, **options)

    monkeypatch.setattr(far._wire, "send", noted)
    return seen


def test_a_small_push_is_one_request(sent):
    ds.push("small", {"a": 1}, profile="team")
    sent.clear()
    ds.push("small", {"a": 2}, profile="team")
    assert sent == [("POST", "frames")]
    assert ds.pull("small") == {"a": 2}


def test_a_frame_of_small_and_large_contents_has_them_all(sent):
    large = os.urandom(100_000)
    with ds.frame("mixed", profile="team") as frame:
        frame.add({"a": 1}, kind="small")
        frame.add(large.hex(), kind="large")
    assert (ds.pull("mixed", kind="small"), ds.pull("mixed", kind="large")) == ({"a": 1}, large.hex())
    assert sent.count(("PUT", "contents")) == 1


def test_contents_for_which_no_push_came_are_sent_by_themselves(team, monkeypatch):
    monkeypatch.setattr(held, "MOST_TOGETHER", 25)
    far, contents = backend("team"), []
    for _ in range(4):
        upload = far.upload(to_push=True)
        upload.write(os.urandom(10))
        contents.append(upload.finish())
    assert far.missing(contents) == {content.sha256 for content in contents[2:]}


def test_many_small_attachments_make_one_frame(team):
    with ds.frame("many", profile="team") as frame:
        for number in range(250):
            frame.add({"number": number}, number=number)
    assert ds.pull("many", number=249) == {"number": 249}
    assert ds.pull("many", number=0) == {"number": 0}
