"""Every route and verb of the running server, asked by everyone, about everything."""

import base64
import hashlib
import io
import itertools
import json
import re
import uuid
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from dstack_jupyter.store.sqlite import SqliteTransaction
from dstack_server.v1 import events
from dstack_server.v1.resources import BASE

from .authorization_table import calls
from .live_routes import address_of, implemented, known, live_routes

LEVELS = ("private", "internal", "public", "deleted", "never")
BAD = ("expired", "revoked")
ASKERS = ("nobody", "stranger", "viewer", "pusher", "owner", "admin", "reader", "writer", "elsewhere", *BAD)
"""`reader` and `writer` are the owner with a token of that scope, `elsewhere` with one for another stack."""

SIGNED_IN = set(ASKERS) - {"nobody", *BAD}
OWNERS = {"owner", "reader", "writer"}
SEES = {
    "private": {*OWNERS, "viewer", "pusher"},
    "internal": SIGNED_IN - {"elsewhere"},
    "public": {*SIGNED_IN, "nobody"} - {"elsewhere"},
    "deleted": set(),
    "never": set(),
}
TIMES = ("private", "internal", "public")

MAY = {
    "open": lambda level: {*ASKERS},
    "anyone": lambda level: {*SIGNED_IN, "nobody"},
    "signed-in": lambda level: SIGNED_IN,
    "upload": lambda level: SIGNED_IN - {"reader"},
    "account": lambda level: SIGNED_IN - {"reader", "writer", "elsewhere"},
    "absent": lambda level: set(),
    "keep": lambda level: {"admin"},
    "see": SEES.get,
    "read": SEES.get,
    "page": SEES.get,
    "change": lambda level: SEES[level] & {"owner", "writer"},
    "delete": lambda level: SEES[level] & {"owner"},
    "share": lambda level: SEES[level] & {"owner"},
    "make": lambda level: {"owner", "writer"},
    "make-new": lambda level: {"owner", "writer"},
    "make-own": lambda level: SIGNED_IN - {"reader", "elsewhere"},
    "push": lambda level: {"owner", "writer", *(["pusher"] if level in TIMES else [])},
    "restore": lambda level: {"owner", "writer"} if level == "deleted" else set(),
    "self": lambda level: {"owner", "admin"} if level != "never" else set(),
    "admin": lambda level: {"admin"} if level != "never" else set(),
    "add": lambda level: {"admin"},
    "person": lambda level: SIGNED_IN - {"elsewhere"},
    "known": lambda level: {"owner", "reader", "writer", "admin"} if level != "never" else set(),
    "token": lambda level: {"owner", "admin"} if level != "never" else set(),
}
"""Who is answered with a success, by the word of the table and the level of what is asked about."""


def refusal_of_2020(rule, level, asker, method):
    """The status of a call of 2020 for one who may not: never 401, and 404 for what they may not know of."""
    if asker in BAD or (asker == "nobody" and method != "GET"):
        return 403
    is_hidden = rule in ("see", "change", "delete", "share") and asker not in SEES[level]
    is_no_user = rule in ("self", "admin", "known") and (level, asker) == ("never", "admin")
    return 404 if rule == "absent" or is_hidden or is_no_user else 403


def refusal(rule, level, asker, method, *, is_page):
    """The status for one who may not."""
    if asker in BAD:
        return 401
    if asker == "nobody":
        return refusal_of_nobody(rule, method, is_page=is_page)
    if rule == "absent":
        return 404
    if rule == "restore":
        return 404 if asker in ("owner", "writer") else 403
    if rule in ("self", "admin"):
        return 404 if (level, asker) == ("never", "admin") else 403
    if rule == "token":
        return 403 if level != "never" and asker in {*OWNERS, "elsewhere"} else 404
    return 404 if rule in ("see", "read", "page", "change", "delete", "share") and asker not in SEES[level] else 403


def refusal_of_nobody(rule, method, *, is_page):
    """The status for one who has not signed in: a page leads to where one signs in, a form needs its XSRF token."""
    if is_page:
        return 302 if method in ("GET", "HEAD") else 403
    return 404 if rule == "absent" and method in ("GET", "HEAD") else 401


LEVELLED = {"see", "read", "page", "change", "delete", "share", "make", "push", "restore"} | {
    "self",
    "known",
    "admin",
    "token",
}
"""The words that are about something that is there or not."""

WRITES = {"change", "delete", "share", "make", "make-new", "make-own", "push", "restore"} | {
    "self",
    "admin",
    "token",
    "upload",
}

ELSEWHERE = "owner/elsewhere"
"""The stack of the token for another one, and of the card of each dashboard."""

PASSWORD = "correct horse battery staple"


def table_bytes(text):
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": [text]}), buffer)
    return buffer.getvalue()


class Scene:
    """The people, and a stack, a dashboard and a user of each level; what is written to is made for the one request."""

    def __init__(self, team):
        self.team = team
        for name in ("owner", "stranger", "viewer", "pusher"):
            team.token(name)
        team.accounts.add_user("admin", is_admin=True)
        self.headers = {
            "nobody": {},
            **{name: team.as_user(name) for name in ("stranger", "viewer", "pusher", "owner", "admin")},
            "reader": team.as_user("owner", scope="read"),
            "writer": team.as_user("owner", scope="push"),
            "elsewhere": team.as_user("owner", stack=StackPath("owner", "elsewhere")),
            "expired": team.as_user("owner", days=1e-9),
            "revoked": team.as_user("owner", days=2),
        }
        session = team.session("owner")
        session.accounts.revoke_token(session.accounts.tokens()[0].id)
        team.push("owner", "elsewhere")
        self.shared = {(kind, level): self.make(kind, level) for kind in ("stack", "board") for level in LEVELS}

    def give_the_owner_a_token(self):
        """In place of one that is spent."""
        secret = self.team.accounts.new_token("another", user="owner", scope="admin").secret
        self.headers["owner"] = {"Authorization": f"Bearer {secret}"}

    def make(self, kind, level):
        """A stack or a dashboard that nobody else uses: its name, and the bytes that it shows."""
        name, session = uuid.uuid4().hex, self.team.session("owner")
        path, content = StackPath("owner", name), table_bytes(name)
        if level != "never":
            (self._stack if kind == "stack" else self._board)(session, path, level, content)
        return name, content

    def _stack(self, session, path, level, content):
        access = level if level in TIMES else "private"
        for text in (b"first", b"second", content):
            upload = session.upload()
            upload.write(text if text is content else table_bytes(text.decode() + path.name))
            attachment = NewAttachment(content=upload.finish(), content_type="application/vnd.apache.parquet")
            session.push(path, NewFrame(id=uuid.uuid4().hex, attachments=(attachment,)), access=access)
        session.delete_frame(path, 1)
        session.tag(path, 3, "prod")
        session.sharing.permit_stack(path, "viewer", "view")
        session.sharing.permit_stack(path, "pusher", "push")
        if level == "deleted":
            session.delete_stack(path)

    def _board(self, session, path, level, content):
        session.put_dashboard(path, DashboardSpec(title="Board", cards=(CardSpec(stack=ELSEWHERE),)))
        session.sharing.open_dashboard(path, level if level in TIMES else "private")
        session.sharing.permit_dashboard(path, "viewer", "view")
        session.sharing.permit_dashboard(path, "pusher", "push")
        if level == "deleted":
            session.delete_dashboard(path)

    def names(self, kind, rule, level, *, is_fresh):
        """What stands in an address for each name."""
        name, content = self.make(kind, level) if is_fresh else self.shared[kind, level]
        if rule == "upload":
            content = uuid.uuid4().bytes
        other = "sam" if level == "never" else "owner"
        token = "nothing"
        if rule == "share":
            other = "stranger"
        if rule == "admin" and level != "never":
            other = f"u{uuid.uuid4().hex[:8]}"
            self.team.token(other)
        if rule == "token" and level != "never":
            token = self.team.accounts.new_token("test", user="owner").token.id
        sha256 = hashlib.sha256(content).hexdigest()
        frames = {"frame": "3", "index": "0", "tag": "prod"}
        return content, {"user": "owner", "name": name, "other": other, "sha256": sha256, "id": token, **frames}

    def upload(self, asker, content):
        """Upload what a push is to name."""
        session = self.team.session(asker)
        upload = session.upload()
        upload.write(content)
        session.note_upload(upload.finish())

    async def ask(self, asker, method, address, body=None, params=None):
        """The answer to one of the people."""
        kind = {dict: "application/json", str: "application/x-www-form-urlencoded"}.get(type(body), "text/plain")
        headers = {**({} if body is None else {"Content-Type": kind}), **self.headers[asker]}
        return await self.team.ask(address, method=method, body=body, params=params, headers=headers)


def body_of(method, template, content, names):
    """A request that succeeds where it is allowed."""
    attachment = {"content": {"sha256": hashlib.sha256(content).hexdigest(), "length": len(content)}}
    attachment["content_type"] = "application/vnd.apache.parquet"
    frame = {"id": uuid.uuid4().hex, "attachments": [attachment], "message": uuid.uuid4().hex}
    bodies = {
        "PATCH stacks/{user}/{name}/-": {"description": "new"},
        "POST stacks/{user}/{name}/-/frames": {"frame": frame},
        "PUT stacks/{user}/{name}/-/head": {"frame": 2},
        "PUT stacks/{user}/{name}/-/tags/{tag}": {"frame": 2},
        "PUT stacks/{user}/{name}/-/permissions/{other}": {"permission": "view"},
        "POST dashboards": {"spec": {"title": uuid.uuid4().hex}},
        "PUT dashboards/{user}/{name}/-": {"spec": {"title": "New"}},
        "PATCH dashboards/{user}/{name}/-": {"access_level": "private"},
        "PUT dashboards/{user}/{name}/-/permissions/{other}": {"permission": "view"},
        "PUT contents/{sha256}": content,
        "POST contents/{sha256}/cuts": {"length": 10, "lengths": [10]},
        "POST contents/missing": {"sha256": ["0" * 64]},
        "POST users": {"name": f"u{uuid.uuid4().hex[:8]}"},
        "PATCH users/{other}": {"default_access_level": "private"},
        "POST users/{other}/tokens": {"name": "another"},
        "POST adopt": {"dashboards": [whole_board()]},
        **bodies_of_2020(names, content),
        "POST dstack/password": urlencode({"old": PASSWORD, "new": PASSWORD}),
    }
    return bodies.get(f"{method} {template}", {} if method in ("POST", "PUT", "PATCH") else None)


def bodies_of_2020(names, content):
    """The same for the calls of 2020."""
    user, name, other = names["user"], names["name"], names["other"]
    board, card = {"user": user, "id": name}, {"user": user, "dashboard": name, "stack": ELSEWHERE}
    stack, data = {"stack": f"{user}/{name}"}, base64.b64encode(content).decode() if isinstance(content, bytes) else ""
    attachment = {"content_type": "application/vnd.apache.parquet", "data": data}
    bodies = {
        "stacks/access": stack,
        "stacks/push": {**stack, "id": str(uuid.uuid4()), "timestamp": 1600000000000, "attachments": [attachment]},
        "stacks/create": {"user": user, "name": uuid.uuid4().hex, "private": True},
        "stacks/update": {**stack, "readme": "new"},
        "stacks/delete": {"user": user, "name": name},
        "dashboards/create": {"user": user},
        "dashboards/update": {**board, "title": "New"},
        "dashboards/delete": board,
        "dashboards/cards/insert": {**card, "index": 0, "cards": []},
        "dashboards/cards/update": {**card, "title": "New"},
        "dashboards/cards/delete": card,
        "permissions/add": {"path": f"{user}/{name}", "user": other},
        "permissions/delete": {"path": f"{user}/{name}", "user": other},
        "users/info": {"user": other},
        "users/update/token": {"user": other},
        "users/update/settings": {"user": other, "general": {"default_access_level": "private"}},
        "users/admin/create": {"name": f"u{uuid.uuid4().hex[:8]}", "role": "write"},
        "users/admin/reset": {"name": other},
        "users/admin/edit": {"name": other, "role": "write"},
        "users/admin/delete": {"name": other},
    }
    return {f"POST dstack/api/{call}": body for call, body in bodies.items()}


def whole_board():
    time = "2026-01-01T00:00:00Z"
    revision = {"revision": 1, "time": time, "spec": {"title": "T"}}
    whole = {"user": "owner", "name": uuid.uuid4().hex, "access_level": "private", "created": time}
    return {**whole, "revisions": [revision]}


@pytest.fixture
def scene(team, monkeypatch):
    """The people and the things; streams of events end at once."""
    monkeypatch.setattr(events, "LASTS", 0.0)
    return Scene(team)


def test_the_table_knows_every_route_and_every_verb(team, jp_serverapp, jp_base_url):
    live = {pattern: set(implemented(handler)) for pattern, handler in live_routes(jp_serverapp.web_app, jp_base_url)}
    assert live == {pattern: set(verbs) for pattern, (_, verbs) in known().items()}


def test_every_verb_asks_who_is_there_and_whether_they_may(team, jp_serverapp, jp_base_url):
    table = known()
    for pattern, handler in live_routes(jp_serverapp.web_app, jp_base_url):
        for method, verb in implemented(handler).items():
            if table[pattern][1][method] == "open":
                assert hasattr(verb, "__allow_unauthenticated"), (pattern, method)
                continue
            assert verb.__code__.co_qualname.startswith("authenticated"), (pattern, method)
            assert verb.__wrapped__.__code__.co_qualname.startswith("authorized"), (pattern, method)


async def test_everyone_may_do_what_the_table_says_and_nothing_else(scene, jp_serverapp, jp_base_url):
    wrong = []
    for pattern, _ in live_routes(jp_serverapp.web_app, jp_base_url):
        template, asked = known()[pattern]
        for method, rule in asked.items():
            if rule != "open":
                wrong += [each async for each in mistakes(scene, pattern, template, method, rule)]
    assert not wrong, "\n".join(wrong)


async def mistakes(scene, pattern, template, method, rule):
    """What the server answers that is not what the table says."""
    kind = "board" if "dashboards" in template or "/d/" in template else "stack"
    address, is_page = address_of(pattern, template), not pattern.startswith(("dstack/api", "metrics"))
    params = {"against": "2"} if template.endswith("/diff") else None
    for level, asker in itertools.product(LEVELS if rule in LEVELLED else LEVELS[:1], ASKERS):
        may = asker in MAY[rule](level)
        content, names = scene.names(kind, rule, level, is_fresh=may and rule in WRITES)
        if may and rule == "push":
            scene.upload("pusher" if asker == "pusher" else "owner", content)
        body = body_of(method, template, content, names)
        answer = await scene.ask(asker, method, address.format(**names), body, params=params)
        if template.endswith("users/update/token"):
            scene.give_the_owner_a_token()
        refused = (
            refusal_of_2020(rule, level, asker, method)
            if template in calls()
            else refusal(rule, level, asker, method, is_page=is_page)
        )
        due = range(200, 304) if may else (refused,)
        if answer.code not in due or (may and answer.code == 302):
            yield f"{asker}: {method} {template} of {level}: {answer.code}, not {due}: {answer.body[:120]!r}"


PRIVATE_OR_NOT = {"see", "page", "change", "delete", "share", "make", "push", "restore"}


async def test_a_stranger_cannot_tell_what_is_private_from_what_never_was(scene, jp_serverapp, jp_base_url):
    for pattern, _ in live_routes(jp_serverapp.web_app, jp_base_url):
        template, asked = known()[pattern]
        for method, rule in asked.items():
            if rule in PRIVATE_OR_NOT:
                for asker in ("stranger", "nobody", "elsewhere", "admin"):
                    private, deleted, never = [
                        await seen(scene, asker, method, pattern, template, rule, level)
                        for level in ("private", "deleted", "never")
                    ]
                    assert private == never, (asker, method, template)
                    assert deleted == never, (asker, method, template)


async def seen(scene, asker, method, pattern, template, rule, level):
    """What one is told of a thing, but for its name."""
    kind = "board" if "dashboards" in template or "/d/" in template else "stack"
    content, names = scene.names(kind, rule, level, is_fresh=False)
    address = address_of(pattern, template).format(**{**names, "other": "stranger"})
    answer = await scene.ask(asker, method, address, body_of(method, template, content, names))
    headers = {key: value for key, value in answer.headers.get_all() if key not in ("Date", "Set-Cookie")}
    told = re.sub(names["name"], "NAME", f"{headers} {answer.body.decode()}")
    return answer.code, told


async def test_what_is_private_is_looked_for_as_what_never_was(scene, monkeypatch):
    """As many statements are run, so that no time tells the one from the other."""
    address, rows, asked = f"{BASE}/stacks/owner/{{}}/-", SqliteTransaction.rows, []
    monkeypatch.setattr(
        SqliteTransaction, "rows", lambda own, query, /, **values: asked.append(query) or rows(own, query, **values)
    )
    counts = {}
    for level in ("private", "never"):
        asked.clear()
        await scene.ask("stranger", "GET", address.format(scene.shared["stack", level][0]))
        counts[level] = len(asked)
    assert counts["private"] == counts["never"] > 0


async def test_the_lists_have_what_their_readers_may_see(scene):
    for kind, resource in (("stack", "stacks"), ("board", "dashboards")):
        names = {name: level for (of, level), (name, _) in scene.shared.items() if of == kind}
        for asker in {*SIGNED_IN, "nobody"}:
            answer = await scene.ask(asker, "GET", f"{BASE}/{resource}")
            listed = {names[one["name"]] for one in json.loads(answer.body)[resource] if one["name"] in names}
            assert listed == {level for level in LEVELS if asker in SEES[level]}, (asker, resource)
