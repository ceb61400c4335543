"""What is not there, breaks, or is not dstack, is said in words, and what is safe is asked again."""

import json
import socket
import threading

import pytest

from dstack_jupyter.client.http import wire as wires
from dstack_jupyter.client.http.addresses import place_of
from dstack_jupyter.client.http.cache import Cache
from dstack_jupyter.client.http.downloading import Downloads
from dstack_jupyter.client.http.wire import Wire
from dstack_jupyter.model import errors
from dstack_jupyter.model.accounts import Me
from dstack_jupyter.model.stacks import Content

ME = json.dumps({"store": "s", "where": "here", "user": "ann", "version": "1"}).encode()
ABC = Content(sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", length=3)


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(wires, "PAUSES", (0.0, 0.0))


@pytest.fixture
def wire_to(answering):
    return lambda answer: Wire(place_of(answering(answer)), "a-secret-token")


def asked(answer, wire_to):
    with pytest.raises(errors.DstackError) as caught:
        wire_to(answer).get("me", Me)
    assert "secret" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (200, "answers in a way that this dstack-jupyter does not know"),
        (302, r"sends to another address \(302 Found\)"),
        (403, r"is not dstack \(403 Forbidden\).* does a proxy want a sign-in"),
        (404, r"there is no dstack \(404 Not Found\)"),
        (413, "refuses so many bytes"),
        (502, r"does not answer \(502 Bad Gateway\); try again later"),
    ],
)
def test_a_page_of_something_else_is_told_as_such(wire_to, status, words):
    error = asked(lambda request: request.say(status, b"<html>", Content_Type="text/html", Location="/login"), wire_to)
    assert isinstance(error, errors.ServerUnavailable)
    with pytest.raises(type(error), match=words):
        raise error


def family(kind):
    return [kind, *(one for child in kind.__subclasses__() for one in family(child))]


@pytest.mark.parametrize("kind", [one for one in family(errors.DstackError) if one.__module__ == errors.__name__])
def test_every_exception_comes_back_as_itself(wire_to, kind):
    body = json.dumps({"message": "the words", "code": kind.code}).encode()
    error = asked(lambda request: request.say(409, body, Content_Type="application/json"), wire_to)
    assert (type(error), str(error)) == (kind, "the words")


def test_a_code_of_a_newer_release_is_the_exception_of_its_status(wire_to):
    body = json.dumps({"message": "the words", "code": "brand_new"}).encode()
    assert type(asked(lambda request: request.say(409, body), wire_to)) is errors.Conflict


def test_a_look_is_repeated_and_a_change_is_not(wire_to):
    came = []

    def answer(request):
        came.append(request.command)
        if len(came) % 2:
            request.say(503, b"busy")
        else:
            request.say(200, ME, Content_Type="application/json")

    wire = wire_to(answer)
    assert wire.get("me", Me).user == "ann"
    with pytest.raises(errors.ServerUnavailable):
        wire.post("gc", Me)
    assert came == ["GET", "GET", "POST"]


def test_a_connection_that_is_closed_without_a_word_is_tried_again(wire_to):
    came = []

    def answer(request):
        came.append(request.headers["Authorization"])
        if len(came) < 3:
            request.connection.shutdown(socket.SHUT_RDWR)
        else:
            request.say(200, ME)

    assert wire_to(answer).get("me", Me).user == "ann"
    assert came == ["Bearer a-secret-token"] * 3


def test_a_server_that_does_not_answer_in_time_is_said_to_be_busy(wire_to):
    def answer(request):
        over.wait(60)
        request.say(200, ME)

    over = threading.Event()
    with pytest.raises(errors.ServerUnavailable, match="does not answer in time; is it busy"):
        wire_to(answer).send("POST", "gc", wait=0.2, again=False)
    over.set()


def test_a_proxy_of_the_environment_is_used_and_named_when_it_is_not_there(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with pytest.raises(errors.ServerUnavailable, match=r"the proxy before http://dstack\.example .*\$HTTPS_PROXY"):
        Wire(place_of("http://dstack.example"), None).get("me", Me)


def test_a_download_that_breaks_goes_on_where_it_stopped(wire_to, tmp_path):
    ranges = []

    def answer(request):
        ranges.append(request.headers.get("Range"))
        if len(ranges) == 1:
            request.send_response(200)
            request.send_header("Content-Length", "3")
            request.end_headers()
            request.wfile.write(b"ab")
            request.wfile.flush()
            request.connection.shutdown(socket.SHUT_RDWR)
        else:
            request.say(206, b"c", Content_Range="bytes 2-2/3")

    assert bytes(Downloads(wire_to(answer), Cache(tmp_path, 1000)).read(ABC)) == b"abc"
    assert ranges == [None, "bytes=2-"]


@pytest.mark.parametrize(("sent", "words"), [(b"abd", "not the bytes that were pushed"), (b"abcd", "more bytes")])
def test_other_bytes_than_were_pushed_are_never_handed_out(wire_to, tmp_path, sent, words):
    downloads = Downloads(wire_to(lambda request: request.say(200, sent)), Cache(tmp_path, 1000))
    with pytest.raises(errors.ContentDamaged, match=words):
        downloads.read(ABC)
    with pytest.raises(errors.ContentDamaged, match=words):
        list(downloads.open(ABC, 0, None))
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


def test_a_password_of_netrc_is_not_sent(answering, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password secret", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    came = []

    def answer(request):
        came.append(request.headers.get("Authorization"))
        request.say(200, ME)

    url = answering(answer)
    Wire(place_of(url), None).get("me", Me)
    Wire(place_of(url), "dsk_x").get("me", Me)
    assert came == [None, "Bearer dsk_x"]
