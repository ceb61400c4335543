"""Contents go to a server by their hash: what it has is not sent, and what broke goes on where it stopped."""

import hashlib
import os
import socket

import pytest

from dstack_jupyter.client.http import uploading
from dstack_jupyter.client.http import wire as wires
from dstack_jupyter.client.http.addresses import place_of
from dstack_jupyter.client.http.uploading import HttpUpload
from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.errors import InvalidValue, ServerUnavailable
from dstack_jupyter.model.stacks import Content


def uploaded(into, *runs):
    upload = into.upload() if hasattr(into, "upload") else HttpUpload(into)
    for run in runs:
        upload.write(run)
        upload.cut()
    return upload.finish()


def content_of(body):
    return Content(sha256=hashlib.sha256(body).hexdigest(), length=len(body))


@pytest.fixture
def parts(monkeypatch):
    """Requests of at most 64 KiB."""
    monkeypatch.setattr(uploading, "PART", 64 << 10)


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(uploading, "PAUSE", 0.0)
    monkeypatch.setattr(wires, "PAUSES", (0.0,))


@pytest.mark.parametrize("length", [0, 10, 40_000, 3_000_000])
def test_uploaded_bytes_are_on_the_server(team, length):
    body = os.urandom(length)
    far = backend("team")
    assert far.missing([content_of(body)]) == {content_of(body).sha256}
    assert uploaded(far, body) == content_of(body)
    assert far.missing([content_of(body)]) == set()


def test_a_long_content_goes_in_parts(team, parts):
    body = os.urandom(500_000)
    far = backend("team")
    assert uploaded(far, body[:300_000], body[300_000:]) == content_of(body)
    assert far.missing([content_of(body)]) == set()


def test_two_contents_that_share_a_run_between_cuts_share_its_bytes(team, home):
    shared, far = os.urandom(300_000), backend("team")
    uploaded(far, os.urandom(5000), shared)
    before = sum(path.stat().st_size for path in (home / "store" / "blobs").rglob("*") if path.is_file())
    uploaded(far, os.urandom(7000), shared)
    after = sum(path.stat().st_size for path in (home / "store" / "blobs").rglob("*") if path.is_file())
    assert after - before == 7000


def test_an_upload_is_over_when_it_is_finished(team):
    upload = backend("team").upload()
    upload.write(memoryview(b"abc"))
    assert upload.finish() == upload.finish() == content_of(b"abc")
    upload.discard()
    with pytest.raises(InvalidValue, match="begin a new one"):
        upload.write(b"d")


class Forgetful:
    """A server that takes what comes and breaks every other connection in the middle of it."""

    def __init__(self):
        self.held, self.turns, self.sent = bytearray(), 0, 0

    def __call__(self, request):
        self.sent += len(request.body)
        if request.command == "POST":
            names = request.body.decode()
            request.say(200, names.encode(), Content_Type="application/json")
        elif request.command == "HEAD":
            request.say(204, Upload_Offset=len(self.held)) if self.held else request.say(404)
        else:
            self._put(request)

    def _put(self, request):
        offset = int(request.headers["Upload-Offset"])
        assert offset == len(self.held)
        self.turns += 1
        if self.turns % 2:
            self.held += request.body[: len(request.body) // 2]
            request.connection.shutdown(socket.SHUT_RDWR)
            return
        self.held += request.body
        whole = len(self.held) == int(request.headers["Upload-Length"])
        request.say(201 if whole else 202, Upload_Offset=len(self.held))


def test_an_upload_that_breaks_goes_on_where_the_server_stopped(answering, parts):
    server, body = Forgetful(), os.urandom(300_000)
    assert uploaded(Wire(place_of(answering(server)), None), body) == content_of(body)
    assert server.held == body
    assert server.sent < 2 * len(body)


def test_an_upload_that_comes_no_further_gives_up(answering):
    def answer(request):
        if request.command == "POST":
            request.say(200, request.body)
        elif request.command == "HEAD":
            request.say(404)
        else:
            request.connection.shutdown(socket.SHUT_RDWR)

    with pytest.raises(ServerUnavailable):
        uploaded(Wire(place_of(answering(answer)), None), os.urandom(100_000))
