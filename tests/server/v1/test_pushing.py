"""Frames are pushed, and what a stack shows is changed."""

import asyncio
import base64
import errno
import hashlib
import json
import os
import uuid

import pytest

import dstack_jupyter as ds
from dstack_jupyter.store.checkpoints import watched


@pytest.fixture
def pushed(call, send, user):
    """Push a text; returns the answer."""

    async def push(name, text, *, frame_id=None, **options):
        content = text.encode()
        attachment = {
            "content": {"sha256": await send(content), "length": len(content)},
            "content_type": "text/plain",
        }
        frame = {"id": frame_id or uuid.uuid4().hex, "attachments": [attachment], **options.pop("frame", {})}
        return await call("POST", f"stacks/{user}/{name}/-/frames", {"frame": frame, **options})

    return push


def said(answer):
    return json.loads(answer.body)


async def test_a_push_makes_a_frame_that_is_pulled_here(pushed, jp_serverapp):
    answer = await pushed("sales/eu", "one", access="internal", frame={"message": "May"})
    assert (answer.code, said(answer)["created"], said(answer)["stack"]["access_level"]) == (201, True, "internal")
    assert (ds.pull("sales/eu"), ds.history("sales/eu")[0].message) == ("one", "May")


async def test_a_push_that_is_repeated_makes_one_frame(pushed, jp_serverapp):
    answers = [await pushed("sales", "one", frame_id="first") for _ in range(2)]
    assert [(answer.code, said(answer)["frame"]["number"]) for answer in answers] == [(201, 1), (201, 1)]
    other = await pushed("sales", "two", frame_id="first")
    assert (other.code, said(other)["code"]) == (409, "conflict")
    assert len(ds.history("sales")) == 1


async def test_a_push_of_the_same_makes_no_frame_unless_it_is_forced(pushed, jp_serverapp):
    await pushed("sales", "one")
    again, forced = await pushed("sales", "one"), await pushed("sales", "one", force=True)
    assert [(again.code, said(again)["created"]), (forced.code, said(forced)["created"])] == [(200, False), (201, True)]


async def test_a_push_names_contents_that_are_there_and_as_long_as_they_are(call, send, jp_serverapp, user):
    sha256 = await send(b"text")
    for content, words in [
        ({"sha256": "0" * 64, "length": 4}, "upload it before"),
        ({"sha256": sha256, "length": -(2**70)}, "has 4 bytes"),
    ]:
        frame = {"id": "one", "attachments": [{"content": content, "content_type": "text/plain"}]}
        answer = await call("POST", f"stacks/{user}/sales/-/frames", {"frame": frame})
        assert (answer.code, words in said(answer)["message"]) == (400, True)


async def test_nobody_reads_the_contents_of_others_by_saying_where_they_lie(team):
    secret = team.push("ann", "secret").frame.attachments[0].content
    piece = {"offset": 0, "length": secret.length, "sha256": secret.sha256}
    content = {"sha256": secret.sha256, "length": secret.length, "pieces": [piece]}
    frame = {"id": "one", "attachments": [{"content": content, "content_type": "text/plain"}]}
    answer = await team.ask(
        "dstack/api/v1/stacks/bob/stolen/-/frames",
        "bob",
        method="POST",
        body={"frame": frame},
        headers={"Content-Type": "application/json"},
    )
    assert (answer.code, "upload it before" in said(answer)["message"]) == (400, True)


async def test_a_permitted_user_pushes_to_the_stack_of_another(team):
    path = team.push("ann", "sales").stack.path
    team.token("bob")
    body = {"frame": {"id": "hers", "attachments": []}}
    asked = {"method": "POST", "body": body, "headers": {"Content-Type": "application/json"}}
    address = "dstack/api/v1/stacks/ann/sales/-/frames"
    assert (await team.ask(address, None, **asked)).code == 401
    assert (await team.ask(address, "bob", **{**asked, "body": body | {"force": 2}})).code == 400
    team.session("ann").sharing.permit_stack(path, "bob", "view")
    content = team.session("ann").frame(path).attachments[0].content.model_dump(mode="json")
    body["frame"]["attachments"] = [{"content": content, "content_type": "text/x"}]
    assert (await team.ask(address, "bob", **asked)).code == 403
    team.session("ann").sharing.permit_stack(path, "bob", "push")
    assert (await team.ask(address, "bob", **asked)).code == 201


async def test_a_disk_that_is_full_is_no_frame(pushed, jp_serverapp):
    await pushed("sales", "one")

    def watch(point):
        if point == "frame.made":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with watched(watch):
        answer = await pushed("sales", "two")
    assert (answer.code, said(answer)["code"]) == (507, "store_full")
    assert ds.pull("sales") == "one"


async def test_sixteen_clients_push_at_once(pushed, jp_serverapp):
    await pushed("warm", "up")
    texts = [str(number) * 300_000 for number in range(16)]
    answers = await asyncio.gather(*(pushed(f"sales/{number}", text) for number, text in enumerate(texts)))
    assert [answer.code for answer in answers] == [201] * 16
    assert [ds.pull(f"sales/{number}") for number in range(16)] == texts


async def test_a_stack_is_changed_as_it_was_looked_at(call, jp_serverapp, user):
    ds.push("sales", "one")
    address = f"stacks/{user}/sales/-"
    seen = (await call("GET", address)).headers["ETag"]
    changes = {"description": "All sales", "readme": "# Sales", "access_level": "internal"}
    changed = await call("PATCH", address, changes, headers={"If-Match": f'"other", {seen}'})
    assert (changed.code, changes.items() <= said(changed).items()) == (200, True)
    late = await call("PATCH", address, {"description": "Late"}, headers={"If-Match": seen})
    assert (late.code, said(late)["code"]) == (412, "changed")
    cleared = await call("PATCH", address, {"description": None}, headers={"If-Match": changed.headers["ETag"]})
    assert (said(cleared)["description"], said(cleared)["readme"]) == (None, "# Sales")


async def test_what_a_stack_keeps_is_set_and_cleared(call, jp_serverapp, user):
    for number in range(5):
        ds.push("sales", f"text {number}")
    kept = said(await call("PATCH", f"stacks/{user}/sales/-", {"keep": 2, "keep_days": 0.001}))
    assert (kept["keep"], kept["keep_days"], kept["frames"]) == (2, 0.001, 5)
    kept = said(await call("PATCH", f"stacks/{user}/sales/-", {"keep_days": None}))
    assert (kept["keep"], kept["keep_days"], kept["frames"]) == (2, None, 2)
    assert said(await call("PATCH", f"stacks/{user}/sales/-", {"keep": None}))["keep"] is None
    assert (await call("PATCH", f"stacks/{user}/sales/-", {"keep": 0})).code == 400


async def test_a_stack_is_deleted_and_comes_back(call, jp_serverapp, user):
    ds.push("sales", "one")
    assert (await call("DELETE", f"stacks/{user}/sales/-")).code == 204
    assert (await call("GET", f"stacks/{user}/sales/-")).code == 404
    assert said(await call("POST", f"stacks/{user}/sales/-/restore", {"to": "old/sales"}))["name"] == "old/sales"
    assert (await call("POST", f"stacks/{user}/sales/-/restore")).code == 404
    assert ds.pull("old/sales") == "one"


async def test_a_frame_is_deleted_and_comes_back(call, jp_serverapp, user):
    ds.push("sales", "one")
    ds.push("sales", "two")
    assert said(await call("DELETE", f"stacks/{user}/sales/-/frames/head"))["head"]["number"] == 1
    back = said(await call("POST", f"stacks/{user}/sales/-/frames/2/restore"))
    assert (back["frame"]["number"], back["stack"]["frames"], back["stack"]["head"]["number"]) == (2, 2, 1)


async def test_the_head_and_tags_move(call, jp_serverapp, user):
    ds.push("sales", "one")
    ds.push("sales", "two")
    head = said(await call("PUT", f"stacks/{user}/sales/-/head", {"frame": 1}))
    assert (head["old"]["number"], head["new"]["number"]) == (2, 1)
    first = said(await call("PUT", f"stacks/{user}/sales/-/tags/prod", {"frame": "head"}))
    assert (first["old"], first["new"]["tags"]) == (None, ["prod"])
    moved = said(await call("PUT", f"stacks/{user}/sales/-/tags/prod", {"frame": 2}))
    assert (moved["old"]["number"], moved["new"]["number"]) == (1, 2)
    assert said(await call("DELETE", f"stacks/{user}/sales/-/tags/prod"))["number"] == 2
    assert (await call("DELETE", f"stacks/{user}/sales/-/tags/prod")).code == 404


HOSTILE = ["..", ".hidden", "a//b", "../../etc/passwd", "a\\b", "a\x00b", "-", "\ud800", "x" * 300, "a b", "é/\u202e"]


@pytest.mark.parametrize("name", HOSTILE)
async def test_no_name_is_a_trick(call, jp_serverapp, user, name):
    ds.push("sales", "one")
    ds.delete("sales")
    answer = await call("POST", f"stacks/{user}/sales/-/restore", {"to": name})
    assert (answer.code, said(answer)["code"]) in [(400, "invalid_name"), (400, "invalid_value")]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"keep": NaN}', "NaN is no JSON number"),
        (b'{"keep": Infinity}', "Infinity is no JSON number"),
        (b'{"keep": 1, "keep": 2}', "twice"),
        (b"[" * 100_000, "levels deep"),
        (b'{"description": ' + b"[{" * 100 + b"}]" * 100 + b"}", "levels deep"),
        (b'{"description": ' + b"[" * 40 + b"]" * 40 + b"}", "description: "),
        (b'{"description": ' + b"[]," * 10_000 + b"}", "not JSON"),
        (b'{"description": "' + b"[" * 100 + b'", "keep": "many"}', "keep: "),
        (b"{", "not JSON"),
        (b"\xff", "not UTF-8"),
        (b"[]", "the body"),
        (b'{"colour": "red"}', "colour"),
        (b'{"access_level": "open"}', "access_level"),
        (b'{"description": "\\ud800"}', "half of one"),
        (b'{"keep": 1' + b"0" * 5000 + b"}", "not JSON"),
    ],
)
async def test_json_that_cannot_be_is_refused_in_words(call, jp_serverapp, user, body, words):
    ds.push("sales", "one")
    answer = await call("PATCH", f"stacks/{user}/sales/-", body, headers={"Content-Type": "application/json"})
    assert (answer.code, words in said(answer)["message"]) == (400, True), answer.body


async def test_only_json_is_taken_and_not_too_much_of_it(call, jp_serverapp, user):
    ds.push("sales", "one")
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = await call("PATCH", f"stacks/{user}/sales/-", b"{}", headers={"Content-Type": kind})
        assert (answer.code, said(answer)["code"]) == (415, "unsupported_media_type")
    long = b'{"description": "' + b"x" * (9 << 20) + b'"}'
    answer = await call("PATCH", f"stacks/{user}/sales/-", long, headers={"Content-Type": "application/json"})
    assert (answer.code, said(answer)["code"]) == (413, "too_large")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_what_no_resource_has_is_not_found_by_any_method(call, jp_serverapp, method):
    answer = await call(method, "tokens/no%20token", {} if method != "GET" else None)
    assert (answer.code, said(answer)["code"]) == (404, "not_found")


async def test_one_who_has_not_signed_in_sends_little(team):
    answer = await team.ask(
        "dstack/api/v1/adopt", method="POST", body="x" * 100_000, headers={"Content-Type": "application/json"}
    )
    assert answer.code in (401, 413)


async def test_small_contents_travel_inside_of_a_push(call, jp_serverapp, user):
    held = b"one"
    sha256 = hashlib.sha256(held).hexdigest()
    content = {"sha256": sha256, "length": len(held)}
    push = {
        "frame": {"id": "first", "attachments": [{"content": content, "content_type": "text/plain"}]},
        "contents": {sha256: base64.b64encode(held).decode()},
    }
    answers = [await call("POST", f"stacks/{user}/sales/-/frames", push) for _ in range(2)]
    assert [(answer.code, said(answer)["frame"]["number"]) for answer in answers] == [(201, 1), (201, 1)]
    assert ds.pull("sales") == "one"


@pytest.mark.parametrize(
    ("inside", "length", "words"),
    [(b"two", 3, "not those that the hash says"), (b"one", 4, "no attachment has this content")],
)
async def test_contents_inside_of_a_push_are_what_it_names(call, jp_serverapp, user, inside, length, words):
    sha256 = hashlib.sha256(b"one").hexdigest()
    attachment = {"content": {"sha256": sha256, "length": length}, "content_type": "text/plain"}
    push = {
        "frame": {"id": "first", "attachments": [attachment]},
        "contents": {sha256: base64.b64encode(inside).decode()},
    }
    answer = await call("POST", f"stacks/{user}/sales/-/frames", push)
    assert (answer.code, words in said(answer)["message"]) == (400, True)
    assert len(ds.stacks()) == 0
