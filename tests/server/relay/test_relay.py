"""The owner of a Jupyter server reaches the servers of their profiles through it; nobody else does."""

import asyncio
import gzip
import hashlib
import json
import shutil
import socket
import ssl
import subprocess
import tracemalloc

import pytest
from tornado.httpclient import HTTPClientError
from tornado.iostream import StreamClosedError

import dstack_jupyter as ds
from dstack_jupyter.client.http.addresses import place_of
from dstack_server.v1.streaming import CONTENT_POLICY
from tests.server.relay.conftest import RELAY, said

V1 = "team/api/v1"
LONG = 96 << 20


async def hello(handler):
    """What dstack answers."""
    handler.set_header("Content-Type", "application/json")
    handler.finish({"user": "ann"})


async def test_the_profiles_are_told_without_their_tokens(ask, profiles, user):
    profiles(
        team={"server": "https://team.example/dstack/api", "user": "ann", "token": "dsk_secret"},
        mine={"store": "local"},
    )
    answer = await ask("")
    assert b"dsk_secret" not in answer.body
    assert json.loads(answer.body)["profiles"] == [
        {"name": "", "user": user, "server": None, "is_default": True},
        {"name": "team", "user": "ann", "server": "https://team.example/", "is_default": False},
    ]


async def test_the_profile_that_python_uses_is_told(ask, profiles):
    profiles(default={"server": "https://team.example", "token": "dsk_secret"}, broken=3, old={"user": "ann"})
    listed = json.loads((await ask("")).body)["profiles"]
    assert [(one["name"], one["server"], one["is_default"]) for one in listed] == [
        ("", None, False),
        ("default", "https://team.example/", True),
        ("broken", None, False),
        ("old", None, False),
    ]


async def test_a_day_at_the_server_of_a_team(ask, profiles, away):
    ds.push("sales", "here")
    profiles(team={"server": away["url"], "token": away["token"]})
    assert json.loads((await ask(f"{V1}/me")).body)["user"] == "ann"
    content = b"a,b\n1,2\n" * 1000
    sha256 = hashlib.sha256(content).hexdigest()
    sent = await ask(f"{V1}/contents/{sha256}", method="PUT", body=content)
    assert sent.code == 201
    frame = {
        "id": "0" * 32,
        "attachments": [{"content": {"sha256": sha256, "length": len(content)}, "content_type": "text/csv"}],
    }
    kind = {"Content-Type": "application/json"}
    address = f"{V1}/stacks/ann/größe/eu/-/frames"
    pushed = await ask(address, method="POST", body=json.dumps({"frame": frame}), headers=kind)
    assert pushed.code == 201, pushed.body
    listed = json.loads((await ask(f"{V1}/stacks", params={"q": "größe"})).body)
    assert [(one["user"], one["name"]) for one in listed["stacks"]] == [("ann", "größe/eu")]
    content_at = f"{address}/head/attachments/0/content"
    whole = await ask(content_at)
    assert (whole.body, whole.headers["Content-Type"]) == (content, "text/csv; charset=utf-8")
    assert whole.headers["Content-Security-Policy"].startswith(CONTENT_POLICY)
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    part = await ask(content_at, headers={"Range": "bytes=4-6"})
    assert (part.code, part.body, part.headers["Content-Range"]) == (206, b"1,2", f"bytes 4-6/{len(content)}")
    assert (await ask(content_at, headers={"If-None-Match": whole.headers["ETag"]})).code == 304
    zipped = await ask(content_at, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    missing = await ask(f"{V1}/stacks/ann/nothing/-")
    assert (missing.code, json.loads(missing.body)["code"]) == (404, "not_found")
    assert (await ask(f"{V1}/stacks/ann/größe/eu/-", method="DELETE")).code == 204
    assert [one["name"] for one in json.loads((await ask(f"{V1}/stacks")).body)["stacks"]] == []


async def test_events_come_as_they_happen(ask, profiles, away, team_push):
    profiles(team={"server": away["url"], "token": away["token"]})
    heard = asyncio.Queue()
    watching = asyncio.ensure_future(ask(f"{V1}/events", streaming_callback=heard.put_nowait, request_timeout=0))
    assert b"retry" in await asyncio.wait_for(heard.get(), 60)
    team_push("sales")
    while b"frame.new" not in await asyncio.wait_for(heard.get(), 60):
        pass
    watching.cancel()


@pytest.fixture
def team_push(away):
    """Push at the other server, as ann."""

    def push(name):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DSTACK_SERVER", away["url"])
            patch.setenv("DSTACK_TOKEN", away["token"])
            ds.push(name, "text")

    return push


async def test_only_what_it_needs_goes_on(ask, profiles, stranger):
    url, heard = stranger(hello)
    profiles(team={"server": url, "token": "dsk_secret"})
    sent = {
        "Accept": "application/json",
        "Cookie": "session=mine",
        "X-Forwarded-For": "10.0.0.1",
        "X-XSRFToken": "mine",
        "Origin": "http://127.0.0.1",
        "Proxy-Authorization": "Basic mine",
    }
    answer = await ask(f"{V1}/me", params={"a": "b"}, headers=sent)
    assert answer.code == 200
    (request,) = heard
    assert request.uri == "/dstack/api/v1/me?a=b"
    assert request.headers["Authorization"] == "Bearer dsk_secret"
    assert request.headers["Host"] == place_of(url).base.split("/")[2]
    assert "mine" not in str(request.headers)
    assert set(request.headers) == {"Accept", "Authorization", "User-Agent", "Connection", "Host"}


async def test_only_what_it_needs_comes_back(ask, profiles, stranger):
    async def answer(handler):
        handler.set_cookie("session", "theirs")
        handler.set_header("Content-Type", "text/javascript")
        handler.set_header("Content-Security-Policy", "default-src *")
        handler.set_header("Access-Control-Allow-Origin", "*")
        handler.set_header("Service-Worker-Allowed", "/")
        handler.set_header("Dstack-Store", "theirs")
        handler.finish(b"alert(1)")

    url, _ = stranger(answer)
    profiles(team={"server": url})
    got = await ask(f"{V1}/contents/0")
    assert got.headers["Dstack-Store"] == "theirs"
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert got.headers["Content-Security-Policy"].startswith("sandbox")
    assert not {"Access-Control-Allow-Origin", "Service-Worker-Allowed"} & set(got.headers)
    assert "theirs" not in got.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (302, "sends to another address (302 Found); write that one in the profile"),
        (404, "there is no dstack (404 Not Found); is the address right?"),
        (403, "is not dstack (403 Forbidden)"),
    ],
)
async def test_a_page_of_something_else_is_told_as_such(ask, profiles, stranger, status, words):
    async def answer(handler):
        handler.set_status(status)
        handler.set_header("Location", "http://127.0.0.1:1/elsewhere")
        handler.finish("<html>")

    url, heard = stranger(answer)
    profiles(team={"server": url, "token": "dsk_secret"})
    got = await ask(f"{V1}/me")
    assert got.code == 502
    assert words in said(got)
    assert "Location" not in got.headers
    assert len(heard) == 1


async def test_a_server_that_wants_a_token_is_told_where_it_belongs(ask, profiles, away):
    profiles(team={"server": away["url"]})
    got = await ask(f"{V1}/stacks/ann/sales/-")
    assert got.code == 401
    assert "put a token there as 'token:' in the profile" in said(got)


async def test_a_server_that_is_not_there_is_told_by_its_address(ask, profiles):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    profiles(team={"server": f"http://127.0.0.1:{port}"})
    got = await ask(f"{V1}/me")
    assert got.code == 502
    assert f"http://127.0.0.1:{port} does not answer" in said(got)
    assert json.loads(got.body)["code"] == "server_unavailable"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"user": "ann"}, "has no 'server'"),
        ({"store": "local"}, "is the store of this computer"),
        ({"server": "ftp://team"}, "is no address of a server"),
        ({"server": "http://team", "token": "a b"}, "is no token; copy it again"),
        ({"server": "https://team", "verify": "/no/where.pem"}, "which is not there"),
    ],
)
async def test_a_profile_that_is_wrong_says_what_is(ask, profiles, entry, words):
    profiles(team=entry)
    got = await ask(f"{V1}/me")
    assert got.code == 500
    assert words in said(got)


async def test_a_profile_that_is_not_there_says_which_are(ask, profiles):
    profiles(other={"server": "http://127.0.0.1:1"})
    got = await ask(f"{V1}/me")
    assert (got.code, said(got)) == (404, "there is no profile 'team' here any more; there are: other")


@pytest.mark.parametrize("trick", ["../users/login", "%2e%2e/users/login", "a/..%2f..", "..%5cusers", "./me"])
async def test_nothing_leads_out_of_v1(http_server_client, jp_base_url, jp_auth_header, profiles, stranger, trick):
    url, heard = stranger(hello)
    profiles(team={"server": url, "token": "dsk_secret"})
    address = f"{jp_base_url}{RELAY}/{V1}/{trick}"
    got = await http_server_client.fetch(address, headers=jp_auth_header, raise_error=False)
    assert (got.code, heard) == (400, [])


@pytest.mark.parametrize("address", ["team", "team/api/users/login", "team/api/v2/me", "team/dstack/api/v1/me"])
async def test_there_is_nothing_but_v1(ask, profiles, stranger, address):
    url, heard = stranger(hello)
    profiles(team={"server": url})
    assert ((await ask(address)).code, heard) == (404, [])


async def test_nobody_else_is_relayed(ask, profiles, stranger):
    url, heard = stranger(hello)
    profiles(team={"server": url, "token": "dsk_secret"})
    for address in ("", f"{V1}/me"):
        for method in ("GET", "POST", "PUT", "DELETE"):
            answer = await ask(address, method=method, headers={"Authorization": ""}, body=b"x" * (method != "GET"))
            assert answer.code in (401, 403, 405), (address, method)
    assert heard == []


async def test_a_browser_writes_with_its_xsrf_token_only(jp_fetch, profiles, stranger):
    url, heard = stranger(hello)
    profiles(team={"server": url})
    signed_in = (await jp_fetch("api/status")).headers.get_list("Set-Cookie")
    xsrf = "2|00000000|00000000000000000000000000000000|0"
    cookies = "; ".join([f"_xsrf={xsrf}", *(one.partition(";")[0] for one in signed_in if "username" in one)])
    browser = {"Cookie": cookies, "Authorization": ""}
    for sent, code in (({}, 403), ({"X-XSRFToken": "guessed"}, 403), ({"X-XSRFToken": xsrf}, 200)):
        assert heard == []
        headers = {**browser, **sent}
        answer = await jp_fetch(f"{RELAY}/{V1}/gc", method="POST", body=b"{}", headers=headers, raise_error=False)
        assert answer.code == code, answer.body
    assert len(heard) == 1


async def test_who_may_only_read_here_writes_nowhere_else(ask, profiles, stranger, jp_serverapp, monkeypatch):
    url, heard = stranger(hello)
    profiles(team={"server": url})
    monkeypatch.setattr(jp_serverapp.authorizer, "is_authorized", lambda *asked: asked[2] == "read")
    for method, code in (("GET", 200), ("HEAD", 200), ("POST", 403), ("PUT", 403), ("PATCH", 403), ("DELETE", 403)):
        body = None if method in ("GET", "HEAD", "DELETE") else b"{}"
        assert (await ask(f"{V1}/me", method=method, body=body)).code == code, method
    assert [request.method for request in heard] == ["GET", "HEAD"]


async def test_a_server_with_users_relays_for_nobody(team, profiles, stranger):
    url, heard = stranger(hello)
    profiles(team={"server": url, "token": "dsk_secret"})
    for address in (f"{RELAY}/", f"{RELAY}/{V1}/me"):
        assert (await team.ask(address, team.owner)).code == 404
    assert heard == []


async def test_a_long_answer_takes_little_memory(ask, profiles, stranger):
    piece = b"x" * (1 << 20)

    async def answer(handler):
        handler.set_header("Content-Type", "application/octet-stream")
        handler.set_header("Content-Length", str(LONG))
        for _ in range(LONG >> 20):
            handler.write(piece)
            await handler.flush()

    url, _ = stranger(answer)
    profiles(team={"server": url})
    got = []
    tracemalloc.start()
    try:
        answer_ = await ask(f"{V1}/contents/0", streaming_callback=lambda chunk: got.append(len(chunk)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (answer_.code, sum(got)) == (200, LONG)
    assert peak < 32 << 20


async def test_an_answer_that_breaks_off_is_no_whole_one(ask, profiles, stranger):
    async def answer(handler):
        handler.set_header("Content-Type", "text/plain")
        handler.write(b"half")
        await handler.flush()
        await came.wait()
        handler.request.connection.stream.close()

    came = asyncio.Event()
    url, _ = stranger(answer)
    profiles(team={"server": url})
    with pytest.raises(HTTPClientError, match="Connection closed"):
        await ask(f"{V1}/contents/0", streaming_callback=lambda _: came.set())
    assert came.is_set()


async def test_a_browser_that_leaves_ends_what_it_asked_for(ask, profiles, stranger):
    gone = asyncio.Event()

    async def answer(handler):
        try:
            while True:
                handler.write(b"more")
                await handler.flush()
                await asyncio.sleep(0.05)
        except StreamClosedError:
            gone.set()

    url, _ = stranger(answer)
    profiles(team={"server": url})
    with pytest.raises(HTTPClientError, match="Timeout"):
        await ask(f"{V1}/contents/0", request_timeout=1)
    await asyncio.wait_for(gone.wait(), 60)


async def test_a_browser_that_leaves_a_silent_stream_ends_it(ask, profiles, stranger, jp_serverapp):
    gone = asyncio.Event()

    async def answer(handler):
        handler.write(b":\n\n")
        await handler.flush()
        handler.request.connection.stream.set_close_callback(gone.set)
        await gone.wait()

    url, _ = stranger(answer)
    profiles(team={"server": url})
    before = asyncio.all_tasks()
    with pytest.raises(HTTPClientError, match="Timeout"):
        await ask(f"{V1}/events", request_timeout=1)
    await asyncio.wait_for(gone.wait(), 60)
    await asyncio.wait_for(over(before), 60)


async def test_a_browser_that_does_not_wait_for_an_answer_ends_its_question(ask, profiles, stranger):
    gone = asyncio.Event()

    async def answer(handler):
        handler.request.connection.stream.set_close_callback(gone.set)
        await gone.wait()

    url, _ = stranger(answer)
    profiles(team={"server": url})
    before = asyncio.all_tasks()
    with pytest.raises(HTTPClientError, match="Timeout"):
        await ask(f"{V1}/stacks", request_timeout=1)
    await asyncio.wait_for(gone.wait(), 60)
    await asyncio.wait_for(over(before), 60)


async def over(before):
    """Wait until nothing runs that did not run before."""
    while asyncio.all_tasks() - before - {asyncio.current_task()}:
        await asyncio.sleep(0.05)


async def test_a_refusal_is_read_however_it_was_sent(ask, profiles, stranger):
    words = json.dumps({"message": "größe is not there", "code": "not_found"}, ensure_ascii=False, indent=4)

    async def answer(handler):
        body = words.encode()
        handler.set_status(404)
        handler.set_header("Content-Type", "application/json")
        handler.set_header("Retry-After", "7")
        if "gzip" in handler.request.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body)
            handler.set_header("Content-Encoding", "gzip")
        handler.set_header("Content-Length", str(len(body)))
        handler.finish(body)

    url, _ = stranger(answer)
    profiles(team={"server": url})
    for accepted in ({}, {"Accept-Encoding": "gzip, deflate, br, zstd"}):
        got = await ask(f"{V1}/stacks/ann/none/-", headers=accepted)
        assert (got.code, said(got)) == (404, "größe is not there")
        assert got.headers["Retry-After"] == "7"
        assert "Content-Encoding" not in got.headers


async def test_a_refusal_that_would_fill_the_memory_is_read_in_part(ask, profiles, stranger):
    async def answer(handler):
        handler.set_status(404)
        handler.set_header("Content-Encoding", "gzip")
        handler.finish(gzip.compress(b'{"message": "' + b"x" * (64 << 20) + b'", "code": "not_found"}'))

    url, _ = stranger(answer)
    profiles(team={"server": url})
    got = await ask(f"{V1}/me", headers={"Accept-Encoding": "gzip"})
    assert (got.code, "there is no dstack" in said(got)) == (502, True)


@pytest.mark.parametrize("secret", ["token={}", "a=b&token={}&c=d", "%74oken={}", "_xsrf={}", "token={}&_xsrf={}"])
async def test_the_secrets_of_this_server_stay_here(
    http_server_client, jp_base_url, jp_auth_header, profiles, stranger, secret
):
    url, heard = stranger(hello)
    profiles(team={"server": url})
    own = jp_auth_header["Authorization"].split()[-1]
    address = f"{jp_base_url}{RELAY}/{V1}/stacks?q=%C3%BC+%26&{secret.format(own, own)}"
    got = await http_server_client.fetch(address, headers=jp_auth_header, raise_error=False)
    assert got.code == 200, got.body
    assert own not in heard[0].uri
    assert heard[0].uri.startswith("/dstack/api/v1/stacks?q=%C3%BC+%26")
    assert heard[0].uri.count("=") == (3 if "a=b" in secret else 1)


async def test_a_form_that_holds_a_secret_of_this_server_stays_here(ask, profiles, stranger, jp_auth_header):
    url, heard = stranger(hello)
    profiles(team={"server": url})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    own = jp_auth_header["Authorization"].split()[-1]
    got = await ask(f"{V1}/gc", method="POST", body=f"token={own}", headers=kind)
    assert (got.code, heard) == (400, [])


@pytest.fixture
def odd(jp_asyncio_loop):
    """Starts a server that says these bytes to everyone and closes the connection; returns its address."""
    running = []

    async def start(said):
        async def answer(reader, writer):
            await reader.read(1)
            writer.write(said)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        running.append(server)
        return f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

    yield start
    for server in running:
        server.close()


@pytest.mark.parametrize(
    "bytes_",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"\r\n\r\n",
        b"HTTP/1.1 200\r\n\r\n",
        b"HTTP/1.1 two hundred OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * (1 << 20) + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_server_that_speaks_something_else_is_told_as_such(ask, profiles, odd, scheme, bytes_):
    place = f"{scheme}://{await odd(bytes_)}"
    profiles(team={"server": place, "verify": False})
    got = await ask(f"{V1}/me")
    assert (got.code, json.loads(got.body)["code"]) == (502, "server_unavailable")
    assert place in said(got)


@pytest.mark.parametrize(
    "server",
    [
        "http://no.such.invalid",
        f"http://{'a' * 64}.invalid",
        "http://127.0.0.1:0",
        "http://127.0.0.1:99999",
        "http://[::1",
    ],
)
async def test_an_address_that_leads_nowhere_is_told(ask, profiles, server):
    profiles(team={"server": server})
    got = await ask(f"{V1}/me")
    assert json.loads(got.body)["code"] in ("server_unavailable", "configuration")


async def test_an_answer_that_was_announced_comes(ask, profiles, odd):
    announced = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    place = await odd(announced + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    profiles(team={"server": f"http://{place}"})
    got = await ask(f"{V1}/me")
    assert (got.code, got.body) == (200, b"ok")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
async def test_a_certificate_is_checked_as_the_profile_says(ask, profiles, stranger, tmp_path):
    file = tmp_path / "localhost.pem"
    made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(file), "-out", str(file)]
    subprocess.run(["openssl", "req", *made, *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    url, _ = stranger(hello, context)
    server = url.replace("http://127.0.0.1", "https://localhost")
    profiles(
        strict={"server": server},
        team={"server": server, "verify": str(file)},
        lax={"server": server, "verify": False},
    )
    refused = await ask("strict/api/v1/me")
    assert refused.code == 502
    assert "cannot be trusted" in said(refused)
    assert (await ask("team/api/v1/me")).code == 200
    assert (await ask("lax/api/v1/me")).code == 200
