"""No string of a URL becomes a path on disk, and no address is reached without an identity."""

import json
import re
from itertools import product

from tornado.routing import PathMatches
from tornado.web import RequestHandler

import dstack_jupyter as ds
from dstack_server.routes import routes
from dstack_server.v1.resources import BASE, RESOURCES
from dstack_server.v2020.calls import CALLS, ROOT

TRICKS = [
    "..",
    "../..",
    "..%2f..%2fstore.sqlite",
    "%2e%2e%2f%2e%2e%2fstore.sqlite",
    "%2fetc%2fpasswd",
    "..%5c..%5cstore.sqlite",
    "a%00b",
    "%ff%fe",
    "a%0d%0aSet-Cookie:%20a=b",
    "con.%20",
    "'%20OR%201=1--",
    "<script>alert(1)</script>",
    "x" * 5000,
]

PLACES = [
    "dstack/api/v1/stacks/{}/sales/-/frames/head/attachments/0/content",
    "dstack/api/v1/stacks/someone/{}/-/frames/head/attachments/0/content",
    "dstack/api/v1/stacks/someone/sales/-/frames/{}/attachments/0/content",
    "dstack/api/v1/stacks/someone/sales/-/frames/head/attachments/{}/content",
    "dstack/api/v1/stacks/someone/sales/-/frames/head/attachments/0/{}",
    "dstack/relay/team/api/v1/{}",
    "dstack/relay/team/{}",
    "dstack/static/{}/card.js",
    "dstack/static/version/{}",
    "dstack/d/{}/sales",
    "dstack/d/someone/{}",
    "dstack/s/{}/sales",
    "dstack/s/someone/{}",
    "dstack/{}",
]


async def test_a_tricky_string_finds_nothing_and_breaks_nothing(jp_base_url, http_server_client, jp_auth_header):
    ds.push("sales", "some text")
    for place, trick in product(PLACES, TRICKS):
        answer = await http_server_client.fetch(
            jp_base_url + place.format(trick), headers=jp_auth_header, raise_error=False, follow_redirects=False
        )
        assert answer.code in (400, 404), (place, trick)
        assert b"SQLite format" not in answer.body
        assert b"root:" not in answer.body
        assert b"<script>alert" not in answer.body or answer.headers["Content-Type"].startswith("application/json")
        assert "a=b" not in answer.headers.get("Set-Cookie", "")


VALUES = {
    "user": "ann",
    "other": "bob",
    "name": "sales/eu",
    "frame": "head",
    "index": "0",
    "tag": "prod",
    "sha256": "0a" * 32,
    "id": "dGVzdA",
}
"""What stands in an address for each name."""


def filled(template):
    return template.format(**VALUES)


EXAMPLES = {
    **{f"{BASE}/{filled(template)}": handler.__name__ for template, handler in RESOURCES},
    **{f"{ROOT}/{filled(template)}": handler.__name__ for template, handler in CALLS},
    "dstack/push": "PushHandler",
    "dstack/copy": "CopyHandler",
    "dstack/relay/": "ProfilesHandler",
    "dstack/relay/team/api/v1/stacks": "RelayHandler",
    "dstack/kernels": "RunningPagesHandler",
    "dstack/kernels/0123": "RunningPageHandler",
    "dstack/api/v2/else": "MissingResource",
    "dstack/static/0123/card.js": "AssetHandler",
    "dstack/d/ann/sales/eu": "DashboardPage",
    "dstack/v/ann/sales/eu": "VoilaPage",
    "dstack/s/ann/sales/eu": "StackPage",
    "dstack/dashboards": "DashboardsPage",
    "dstack/settings": "SettingsPage",
    "dstack/users": "UsersPage",
    "dstack/": "StacksPage",
    "dstack/else": "MissingPage",
}
"""An address for every route, in the order of the table."""

NO_PAGES = ("dstack/api", "dstack/copy", "dstack/push", "dstack/relay", "dstack/static")
"""Where a stranger is told so, rather than led to where one signs in."""

FOR_EVERYONE = [(f"{BASE}/health", "GET"), (f"{ROOT}/users/login", "POST")]


def test_every_route_has_an_example():
    table = routes(with_voila=True)
    for place, handler in EXAMPLES.items():
        assert next(found for pattern, found in table if re.fullmatch(pattern, place)).__name__ == handler
    assert [handler.__name__ for _, handler in table] == list(EXAMPLES.values())


async def test_a_stranger_gets_nothing(get):
    for place in EXAMPLES:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"):
            if (place, method) in FOR_EVERYONE:
                continue
            answer = await get(place, method=method, anonymous=True)
            if method in ("GET", "HEAD") and not place.startswith(NO_PAGES):
                assert (answer.code, "login" in answer.headers["Location"]) == (302, True)
            else:
                assert answer.code in (401, 403, 405)


async def test_a_stranger_of_the_interface_is_told_so_in_json(get, address):
    ds.push("sales", "some text")
    answer = await get(address("sales", "content"), anonymous=True)
    assert answer.code == 401
    assert json.loads(answer.body)["code"] == "not_signed_in"


def test_every_verb_of_every_route_asks_who_is_there():
    for _, handler in routes(with_voila=True):
        assert handler.auth_resource == "dstack"
        for verb in handler.SUPPORTED_METHODS:
            method = getattr(handler, verb.lower())
            if method is RequestHandler._unimplemented_method or hasattr(method, "__allow_unauthenticated"):
                continue
            assert method.__code__.co_qualname.startswith("authenticated"), f"{handler.__name__}.{verb}"
            assert method.__wrapped__.__code__.co_qualname.startswith("authorized"), f"{handler.__name__}.{verb}"


def test_the_table_in_the_server_is_the_table_that_was_checked(jp_serverapp, jp_base_url):
    live = [
        rule.target
        for group in jp_serverapp.web_app.default_router.rules
        for rule in getattr(group.target, "rules", [])
        if isinstance(rule.matcher, PathMatches) and rule.matcher.regex.pattern.startswith(f"{jp_base_url}dstack")
    ]
    assert live == [handler for _, handler in routes(with_voila=False)]


async def test_an_authorizer_of_the_owner_is_asked(get, address, jp_serverapp, monkeypatch):
    ds.push("sales", "some text")
    asked = []

    def refuse(handler, user, action, resource):
        asked.append((action, resource))
        return False

    monkeypatch.setattr(jp_serverapp.authorizer, "is_authorized", refuse)
    for place in (address("sales", "content"), "dstack/", "dstack/d/someone/sales"):
        assert (await get(place)).code == 403
    assert asked == [("read", "dstack")] * 3


async def test_an_authorizer_is_asked_about_what_is_jupyters_own(get, jp_fetch, jp_root_dir, jp_serverapp, monkeypatch):
    (jp_root_dir / "a.txt").write_text("a")
    monkeypatch.setattr(jp_serverapp.authorizer, "is_authorized", lambda *asked: asked[2:] != ("read", "contents"))
    assert (await get("dstack/push", params={"path": "a.txt"})).code == 403
    body, kind = json.dumps({"paths": ["a.txt"], "stack": "a"}), {"Content-Type": "application/json"}
    refused = await jp_fetch("dstack/push", method="POST", body=body, headers=kind, raise_error=False)
    assert (refused.code, len(ds.stacks())) == (403, 0)
    monkeypatch.setattr(jp_serverapp.authorizer, "is_authorized", lambda *asked: asked[3] == "dstack")
    assert (await get("dstack/")).code == 200
