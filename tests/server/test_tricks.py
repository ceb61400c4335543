"""What is meant to confuse a server is refused in words: in addresses, bodies, headers and targets."""

import json

import pytest

import dstack_jupyter as ds
from dstack_server.v1.resources import BASE, RESOURCES

PARTS = {"user": "ann", "name": "sales", "frame": "head", "index": "0", "tag": "prod", "other": "bob"}
PARTS |= {"sha256": "0a" * 32, "id": "dGVzdA"}

TRICKS = [
    "..%2f..%2fstore.sqlite",
    "%2e%2e",
    "a%00b",
    "%00",
    "a%2f%2fb",
    "..%5c..%5cstore.sqlite",
    "%e2%80%a4%e2%80%a4",
    "%ef%bc%8e%ef%bc%8e",
    "%ff%fe",
    "%ed%a0%80",
    "a%0d%0ab",
    "x" * 3000,
]

METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick[:20])
async def test_a_trick_in_any_part_of_an_address_is_refused(http_server_client, jp_base_url, jp_auth_header, trick):
    headers = {**jp_auth_header, "Content-Type": "application/json"}
    for template, _ in RESOURCES:
        for part in PARTS:
            if f"{{{part}}}" not in template:
                continue
            address = jp_base_url + f"{BASE}/{template}".format(**{**PARTS, part: trick})
            for method in METHODS:
                answer = await http_server_client.fetch(
                    address,
                    method=method,
                    headers=headers,
                    body="{}" if method in ("PUT", "POST", "PATCH") else None,
                    raise_error=False,
                    follow_redirects=False,
                    allow_nonstandard_methods=True,
                )
                assert 400 <= answer.code < 500, (method, template, part, answer.code)
                assert json.loads(answer.body)["code"], (method, template, part)


BODIES = {
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 1000,
    "NaN": b'{"keep": NaN}',
    "Infinity": b'{"keep_days": -Infinity}',
    "a key twice": b'{"description": "a", "description": "b"}',
    "a huge number": b'{"keep": ' + b"9" * 5000 + b"}",
    "a huge exponent": b'{"keep_days": 1e999999}',
    "not UTF-8": b'{"description": "\xff"}',
    "half a character": b'{"description": "\\ud800"}',
    "not an object": b"[]",
    "a text": b'"text"',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "not JSON": b"<xml/>",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_body_that_is_a_trick_is_refused(jp_fetch, user, body):
    ds.push("sales", "text")
    answer = await jp_fetch(
        f"{BASE}/stacks/{user}/sales/-",
        method="PATCH",
        body=body,
        headers={"Content-Type": "application/json"},
        raise_error=False,
    )
    assert (answer.code, json.loads(answer.body)["code"]) == (400, "invalid_value")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_a_body_of_another_type_is_refused(jp_fetch, user, kind):
    ds.push("sales", "text")
    answer = await jp_fetch(
        f"{BASE}/stacks/{user}/sales/-",
        method="PATCH",
        body=b'{"description": "new"}',
        headers={"Content-Type": kind},
        raise_error=False,
    )
    assert answer.code == 415


async def test_another_host_is_not_ours(jp_fetch, jp_serverapp):
    answer = await jp_fetch(f"{BASE}/me", headers={"Host": "evil.example"}, raise_error=False)
    assert answer.code == 403


async def test_a_page_of_another_site_does_not_write_with_the_cookie_of_a_browser(team):
    team.push("ann", "sales")
    headers = {**team.as_browser("ann"), "Content-Type": "application/json", "X-XSRFToken": "wrong"}
    for origin in ("https://evil.example", "null"):
        sent = {**headers, "Origin": origin}
        answer = await team.ask(f"{BASE}/stacks/ann/sales/-", method="DELETE", headers=sent)
        assert answer.code in (403, 404)
    assert team.session("ann").stacks().stacks[0].name == "sales"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/%2fevil.example", "a\r\nb: c"],
)
async def test_one_who_signs_in_is_not_led_elsewhere(team, target):
    shown = await team.ask("dstack/sign-in", params={"next": target})
    assert shown.code in (200, 400)
    assert b'value="' + target.encode() not in shown.body
