"""What breaks between R and the server is said in words, and what is safe is sent again."""

import json
import shutil
import threading

import pytest
import requests

from tests.client.http.test_tls import ME

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")


@pytest.fixture
def between(answering, server):
    """Something between R and the server, which may do otherwise than to hand on; `came` is what it was asked."""
    came = []

    def start(otherwise):
        def answer(request):
            came.append(f"{request.command} {request.path}")
            if not otherwise(request, len(came)):
                hand_on(request, start.place)

        return answering(answer)

    start.came, start.place = came, server.profile["server"].removesuffix("/dstack/api")
    return start


TOLD = ("Content-Type", "Upload-Offset")


def hand_on(request, place):
    answer = forwarded(request, place)
    told = {name.replace("-", "_"): answer.headers[name] for name in TOLD if name in answer.headers}
    if request.command == "HEAD":
        told["Content_Length"] = answer.headers.get("Content-Length", "0")
    request.say(answer.status_code, answer.content, **told)


def forwarded(request, place):
    path = request.path.partition("dstack.example.org")[2] or request.path
    headers = {key: value for key, value in request.headers.items() if key.lower() not in ("host", "accept-encoding")}
    return requests.request(request.command, place + path, data=request.body, headers=headers, timeout=60)


def broken(request):
    """Close the connection without an answer."""
    request.close_connection = True
    return True


def busy(request):
    request.say(503, b"<html>try again</html>", Content_Type="text/html")
    return True


@pytest.mark.parametrize("how", [broken, busy])
def test_a_push_and_a_pull_are_sent_again_and_make_one_frame(run_r, between, how):
    place = between(lambda request, number: between.came.count(between.came[-1]) == 1 and how(request))
    run_r(
        f"""
        library(dstack)
        name <- "again-{how.__name__}"
        large <- dstack_content(bytes = openssl::rand_bytes(1e5), content_type = "a/b")
        dstack_push(large, name)
        stopifnot(identical(readBin(dstack_pull(name), "raw", 2e5), large$bytes))
        stopifnot(nrow(dstack_history(name)) == 1)
        """,
        DSTACK_SERVER=place,
    )
    assert any(line.startswith("PUT") for line in between.came)


@pytest.mark.parametrize("kept", ["memory", "a file"])
def test_an_upload_that_breaks_goes_on_where_it_stopped(run_r, between, kept):
    sent = []

    def half(request, number):
        if request.command == "PUT":
            sent.append(len(request.body))
            if len(sent) == 1:
                request.body = request.body[:40_000]
                del request.headers["Content-Length"]
                forwarded(request, between.place)
                return broken(request)
        return False

    run_r(
        f"""
        library(dstack)
        bytes <- openssl::rand_bytes(1e5)
        writeBin(bytes, file <- tempfile())
        large <- list("memory" = dstack_content(bytes = bytes, content_type = "a/b"), "a file" = dstack_file(file))
        dstack_push(large[["{kept}"]], "resumed")
        stopifnot(identical(readBin(dstack_pull("resumed"), "raw", 2e5), bytes))
        """,
        DSTACK_SERVER=between(half),
    )
    assert sent == [100_000, 60_000]


def test_a_head_is_not_moved_twice(run_r, between):
    place = between(lambda request, number: request.command == "PUT" and "/head" in request.path and broken(request))
    said = run_r(
        """
        library(dstack)
        dstack_push("one", "moved")
        dstack_push("two", "moved")
        dstack_set_head("moved", 1)
        """,
        fails=True,
        DSTACK_SERVER=place,
    )
    assert "does not answer" in said
    assert sum("/head" in line and line.startswith("PUT") for line in between.came) == 1


def test_a_server_that_says_nothing_is_given_up(run_r, answering):
    done, came = threading.Event(), []
    place = answering(lambda request: came.append(request.path) or done.wait())
    try:
        said = run_r("options(dstack.timeout = 1); dstack::dstack_stacks()", fails=True, DSTACK_SERVER=place)
    finally:
        done.set()
    assert "does not answer" in said
    assert "dstack.timeout" in said
    assert len(came) == 1


def test_what_dstack_itself_refuses_is_not_asked_again(run_r, between):
    body = json.dumps({"message": "the store is full", "code": "store_full"}).encode()
    place = between(lambda request, number: request.say(503, body, Content_Type="application/json") or True)
    assert "the store is full" in run_r("dstack::dstack_stacks()", fails=True, DSTACK_SERVER=place)
    assert len(between.came) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (200, "answers in a way that this package does not know"),
        (302, "sends to another address"),
        (403, "does a proxy want a sign-in"),
        (404, "is not dstack"),
        (413, "refuses so many bytes"),
    ],
)
def test_a_page_of_something_else_is_told_as_such(run_r, answering, status, words):
    place = answering(lambda request: request.say(status, b"<html>", Content_Type="text/html", Location="/login"))
    said = run_r("dstack::dstack_stacks()", fails=True, DSTACK_SERVER=place, DSTACK_TOKEN="a-secret-token")
    assert words in said
    assert "secret" not in said


def test_nobody_is_told_how_to_say_who_they_are(run_r):
    said = run_r('Sys.unsetenv("DSTACK_TOKEN"); dstack::dstack_push("x", "x")', fails=True)
    assert "wants to know who you are: put a token there as 'token:' in the profile" in said


@needs_openssl
def test_a_certificate_is_checked_as_the_profile_says(run_r, secure, certificate, tmp_path):
    config = tmp_path / "config.yaml"
    place = {"server": secure, "token": "x"}
    trusting = {"plain": place, "named": {**place, "verify": str(certificate)}, "blind": {**place, "verify": False}}
    config.write_text(json.dumps({"profiles": trusting}))
    asked = 'Sys.unsetenv("DSTACK_SERVER"); cat(dstack:::user_of(dstack:::client_of("{}")))'
    said = run_r(asked.format("plain"), fails=True, DSTACK_CONFIG=str(config))
    assert "cannot be trusted" in said
    assert "'verify: /path/of/ca.pem'" in said
    for name in ("named", "blind"):
        assert run_r(asked.format(name), DSTACK_CONFIG=str(config)) == json.loads(ME)["user"]


def test_a_proxy_is_used_as_httr_says(run_r, between):
    proxy = between(lambda request, number: False)
    run_r(
        f"""
        httr::set_config(httr::use_proxy("{proxy}"))
        stopifnot(is.data.frame(dstack::dstack_stacks()))
        """,
        DSTACK_SERVER="http://dstack.example.org",
    )
    assert between.came[0].startswith("GET http://dstack.example.org/dstack/api/v1/stacks")
