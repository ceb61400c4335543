"""A pull of small contents is one request: they come with their frame."""

import os

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.http import arrived
from dstack_jupyter.client.http.arrived import ArrivedContents
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.errors import ContentDamaged
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Content


@pytest.fixture
def sent(team, monkeypatch):
    """The requests of the profile `team`, by the last word of their address or that they get a content."""
    far, seen = backend("team"), []
    send = far._wire.send

    def noted(method, address, **options):
        seen.append("content" if address.startswith("contents/") else address.rpartition("/")[2])
        return send(method, address, **options)

    monkeypatch.setattr(far._wire, "send", noted)
    return seen


@pytest.fixture(autouse=True)
def no_cache(monkeypatch):
    monkeypatch.setenv("DSTACK_CACHE_MB", "0")


def hidden(sent):
    return [one for one in sent if one != "me"]


def test_a_small_pull_is_one_request(sent):
    ds.push("small", {"a": 1})
    for _ in range(2):
        assert ds.pull("small", profile="team") == {"a": 1}
    assert hidden(sent) == ["pull", "pull"]


def test_small_contents_come_along_and_large_ones_are_got_by_themselves(sent):
    large = os.urandom(100_000).hex()
    with ds.frame("mixed") as frame:
        frame.add({"a": 1}, kind="small")
        frame.add(large, kind="large")
    values = {one.params["kind"]: one.value for one in ds.pull("mixed", all=True, profile="team")}
    assert values == {"small": {"a": 1}, "large": large}
    assert hidden(sent) == ["pull", "content"]


def test_many_small_contents_are_got_one_by_one(sent):
    with ds.frame("many") as frame:
        for number in range(8):
            frame.add(os.urandom(10_000).hex(), number=number)
    pulled = ds.pull("many", number=3, profile="team")
    assert pulled == ds.pull("many", number=3)
    assert hidden(sent) == ["pull", "content"]


def test_a_damaged_content_is_refused_as_ever(sent, home):
    ds.push("small", {"a": 1})
    local = backend(None)
    content = local.frame(StackPath(local.user, "small")).attachments[0].content
    path = home / "store" / "blobs" / content.sha256[:2] / content.sha256[2:]
    path.chmod(0o600)
    path.write_bytes(b"x" * content.length)
    with pytest.raises(ContentDamaged):
        ds.pull("small", profile="team")


def test_what_came_and_was_not_read_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(arrived, "MOST", 25)
    waiting, contents = ArrivedContents(), {content_of(bytes([n]) * 10): bytes([n]) * 10 for n in range(4)}
    for content, held in contents.items():
        waiting.put({content.sha256: held})
    assert [waiting.take(content) for content in contents] == [None, None, *list(contents.values())[2:]]
    assert [waiting.take(content) for content in contents] == [None] * 4


def test_what_came_under_a_wrong_hash_is_not_taken():
    waiting, content = ArrivedContents(), content_of(b"right")
    waiting.put({content.sha256: b"wrong"})
    assert waiting.take(content) is None


def content_of(held):
    from hashlib import sha256

    return Content(sha256=sha256(held).hexdigest(), length=len(held))
