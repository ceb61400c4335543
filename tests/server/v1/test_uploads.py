"""Contents are uploaded by their hash, before a push names them."""

import asyncio
import errno
import hashlib
import json
import os
from urllib.parse import urlsplit

import pytest

import dstack_jupyter as ds
from dstack_jupyter.store.checkpoints import watched
from dstack_jupyter.store.store import open_store
from dstack_server.uploads import Uploads

MIB = 1 << 20


@pytest.fixture
def silent(jp_serverapp, jp_auth_header, jp_base_url):
    """Send the beginning of an upload, and no more; returns its name and the connection."""

    async def begin(content, sent, offset=0):
        address = urlsplit(jp_serverapp.connection_url)
        _, writer = await asyncio.open_connection(address.hostname, address.port)
        sha256 = hashlib.sha256(content).hexdigest()
        lines = [
            f"PUT {jp_base_url}dstack/api/v1/contents/{sha256} HTTP/1.1",
            f"Host: {address.netloc}",
            f"Authorization: {jp_auth_header['Authorization']}",
            f"Content-Length: {len(content) - offset}",
            f"Upload-Offset: {offset}",
            "",
            "",
        ]
        writer.write("\r\n".join(lines).encode() + content[offset:sent])
        await writer.drain()
        await asyncio.sleep(0.3)
        return sha256, writer

    return begin


@pytest.fixture
def broken(silent):
    """Send the beginning of an upload, and hang up."""

    async def begin(content, sent, offset=0):
        sha256, writer = await silent(content, sent, offset)
        writer.close()
        await asyncio.sleep(0.3)
        return sha256

    return begin


@pytest.fixture
def stopped(call):
    """Wait until an upload stopped behind an offset; returns where."""

    async def at(sha256, beyond=0):
        while int((await call("HEAD", f"contents/{sha256}")).headers.get("Upload-Offset", 0)) <= beyond:
            await asyncio.sleep(0.05)
        return int((await call("HEAD", f"contents/{sha256}")).headers["Upload-Offset"])

    return at


async def test_what_was_uploaded_is_not_missing_any_more(call, send, jp_serverapp):
    gone = hashlib.sha256(b"gone").hexdigest()
    sha256 = await send(b"here")
    answer = await call("POST", "contents/missing", {"sha256": [gone, sha256]})
    assert (answer.code, json.loads(answer.body)) == (200, {"sha256": [gone]})
    there = await call("HEAD", f"contents/{sha256}")
    assert (there.code, there.headers["Content-Length"]) == (200, "4")
    assert (await call("HEAD", f"contents/{gone}")).code == 404


@pytest.mark.parametrize("length", [0, 1, 300_000, 9 * MIB + 5])
async def test_bytes_of_every_length_come_back(call, send, jp_serverapp, length):
    content = os.urandom(length)
    sha256 = await send(content)
    assert (await call("GET", f"contents/{sha256}")).body == content


async def test_an_upload_that_broke_goes_on_where_it_stopped(call, broken, stopped, jp_serverapp):
    content = os.urandom(9 * MIB)
    sha256 = await broken(content, 3 * MIB + 10)
    first = await stopped(sha256)
    assert 2 * MIB < first <= 3 * MIB + 10
    await broken(content, 6 * MIB, offset=first)
    second = await stopped(sha256, first)
    assert first < second <= 6 * MIB
    rest = await call("PUT", f"contents/{sha256}", content[second:], headers={"Upload-Offset": str(second)})
    assert rest.code == 201
    assert (await call("GET", f"contents/{sha256}")).body == content
    assert list((open_store().folder / "blobs" / "tmp").iterdir()) == []


async def test_an_upload_may_come_in_parts(call, jp_serverapp):
    content = os.urandom(2 * MIB)
    sha256, length = hashlib.sha256(content).hexdigest(), {"Upload-Length": str(len(content))}
    first = await call("PUT", f"contents/{sha256}", content[:MIB], headers=length)
    assert (first.code, first.headers["Upload-Offset"]) == (202, str(MIB))
    wrong = await call("PUT", f"contents/{sha256}", content[5:], headers={"Upload-Offset": "5", **length})
    assert (wrong.code, wrong.headers["Upload-Offset"]) == (409, str(MIB))
    second = await call("PUT", f"contents/{sha256}", content[MIB:], headers={"Upload-Offset": str(MIB), **length})
    assert second.code == 201


async def test_after_a_restart_an_upload_begins_again(call, send, broken, stopped, jp_serverapp):
    content = os.urandom(3 * MIB)
    sha256 = await broken(content, 2 * MIB)
    await stopped(sha256)
    jp_serverapp.web_app.settings["dstack_uploads"].close()
    assert (await call("HEAD", f"contents/{sha256}")).code == 404
    late = await call("PUT", f"contents/{sha256}", content[MIB:], headers={"Upload-Offset": str(MIB)})
    assert (late.code, late.headers["Upload-Offset"]) == (409, "0")
    await send(content)


async def test_two_may_upload_the_same_at_once(call, send, broken, jp_serverapp):
    content = os.urandom(5 * MIB)
    assert len(set(await asyncio.gather(send(content), send(content), broken(content, 4 * MIB)))) == 1
    await send(content)


async def test_bytes_that_are_not_those_of_the_name_are_refused_and_gone(call, jp_serverapp):
    sha256 = hashlib.sha256(b"right").hexdigest()
    answer = await call("PUT", f"contents/{sha256}", os.urandom(2 * MIB))
    assert (answer.code, json.loads(answer.body)["code"]) == (422, "content_damaged")
    assert (await call("HEAD", f"contents/{sha256}")).code == 404
    assert [file for file in (open_store().folder / "blobs").rglob("*") if file.is_file()] == []


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Length": "many"}, 400),
        ({"Upload-Length": "2"}, 400),
        ({"Upload-Length": str(2**59)}, 413),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Upload-Offset": "3"}, 409),
    ],
)
async def test_an_upload_that_cannot_be_is_refused(call, jp_serverapp, headers, code):
    answer = await call("PUT", f"contents/{hashlib.sha256(b'text').hexdigest()}", b"text", headers=headers)
    assert (answer.code, bool(json.loads(answer.body)["message"])) == (code, True)


async def test_an_upload_of_nobody_is_refused_before_its_bytes_come(call, jp_serverapp):
    content = os.urandom(1000)
    answer = await call("PUT", f"contents/{hashlib.sha256(content).hexdigest()}", content, token="")
    assert answer.code in (401, 403)


async def test_a_full_disk_is_told_in_words(call, send, jp_serverapp):
    def watch(point):
        if point == "blob.opened":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    content = os.urandom(12 * MIB)
    with watched(watch):
        answer = await call("PUT", f"contents/{hashlib.sha256(content).hexdigest()}", content)
    assert (answer.code, json.loads(answer.body)["code"]) == (507, "store_full")
    assert "no room left" in json.loads(answer.body)["message"]
    await send(content)


async def test_a_content_shares_the_parts_that_were_told(call, send, jp_serverapp):
    same, other = os.urandom(700_000), os.urandom(300_000)
    sha256 = hashlib.sha256(other + same).hexdigest()
    await call("POST", f"contents/{hashlib.sha256(same).hexdigest()}/cuts", {"length": 700_000, "lengths": []})
    await send(same)
    told = await call("POST", f"contents/{sha256}/cuts", {"length": 1_000_000, "lengths": [300_000]})
    assert told.code == 204
    await send(other + same)
    blobs = [file for file in (open_store().folder / "blobs").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in blobs) == 1_000_000


async def test_sixteen_clients_push_at_once(call, send, jp_serverapp, user):
    ds.push("warm", "up")
    contents = [os.urandom(MIB + number) for number in range(16)]
    await asyncio.gather(*map(send, contents))


async def test_a_request_goes_on_with_an_upload_whose_client_is_silent(call, jp_serverapp, silent, stopped):
    content = os.urandom(4 * MIB)
    _, waited_for = await silent(content, 2 * MIB)
    assert (await call("HEAD", f"contents/{hashlib.sha256(content).hexdigest()}")).code == 404
    jp_serverapp.web_app.settings["dstack_uploads"] = Uploads(patience=1)
    sha256, writer = await silent(content, 2 * MIB)
    offset = await stopped(sha256)
    answer = await call("PUT", f"contents/{sha256}", content[offset:], headers={"Upload-Offset": str(offset)})
    assert answer.code == 201
    writer.write(content[2 * MIB :])
    await writer.drain()
    for each in (waited_for, writer):
        each.close()
    await asyncio.sleep(0.3)
    assert (await call("GET", f"contents/{sha256}")).body == content


@pytest.mark.parametrize(
    ("limits", "left"), [({"most": 2}, 2), ({"most_each": 1}, 1), ({"most_bytes": 7 * MIB // 2}, 1), ({"lasts": 0}, 0)]
)
async def test_not_everything_that_broke_is_kept(call, broken, stopped, jp_serverapp, limits, left):
    jp_serverapp.web_app.settings["dstack_uploads"] = Uploads(**limits)
    names = []
    for _ in range(3):
        names.append(await broken(os.urandom(4 * MIB), 3 * MIB + 9))
        if left:
            await stopped(names[-1])
    found = [(await call("HEAD", f"contents/{sha256}")).code for sha256 in names]
    assert found == [404] * (3 - left) + [204] * left


@pytest.mark.parametrize(("more", "code"), [(-1, 202), (0, 201), (1, 400)])
async def test_an_upload_may_come_in_chunks_of_a_length_that_nobody_said(jp_fetch, jp_serverapp, more, code):
    content = os.urandom(3 * MIB)
    sent = content[:more] if more < 0 else content + b"x" * more

    async def produce(write):
        for start in range(0, len(sent), MIB):
            await write(sent[start : start + MIB])

    answer = await jp_fetch(
        f"dstack/api/v1/contents/{hashlib.sha256(content).hexdigest()}",
        method="PUT",
        body_producer=produce,
        headers={"Upload-Length": str(len(content))},
        raise_error=False,
    )
    assert answer.code == code


async def test_clients_that_stall_starve_nobody(send, silent, jp_serverapp):
    stalled = [await silent(os.urandom(3 * MIB), 2 * MIB) for _ in range(8)]
    await asyncio.wait_for(asyncio.gather(*(send(os.urandom(MIB)) for _ in range(16))), 60)
    for _, writer in stalled:
        writer.close()
