"""Signing in, and what a user may know and change of themself, by the calls of 2020."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from dstack_jupyter.model.errors import NotSignedIn
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store import doors as doors_of_store

from .web_page import Refused

PASSWORD = "correct horse"


@pytest.fixture
def cid(page, team):
    """The page of a user who has a password, before they signed in."""
    team.named("cid", password=PASSWORD)
    return page()


async def test_a_session_begins_by_a_password_and_ends(cid, team):
    begun = await cid.post("users/login", user="cid", password=PASSWORD)
    assert begun.keys() == {"session", "verified"}
    assert begun["verified"] is True
    cid.session = begun["session"]
    assert (await cid.get("users/remember"))["user"] == "cid"
    assert await cid.get("users/logout") == {}
    with pytest.raises(Refused, match="bad credentials"):
        await cid.get("users/remember")


async def test_one_whose_session_is_over_signs_in_again(cid):
    cid.session = "a secret of last year"
    await cid.sign_in("cid", PASSWORD)
    assert (await cid.get("users/remember"))["user"] == "cid"


@pytest.mark.parametrize(("user", "password"), [("cid", "wrong"), ("nobody", PASSWORD), ("cid", ""), ("", PASSWORD)])
async def test_a_wrong_name_and_a_wrong_password_are_bad_credentials(cid, user, password):
    with pytest.raises(Refused) as refused:
        await cid.post("users/login", user=user, password=password)
    assert (refused.value.status, refused.value.message) == (403, "bad credentials")
    assert refused.value.why == "the name or the password is wrong"


async def test_who_tries_too_often_waits_whichever_way_they_try(cid, team):
    for _ in range(5):
        with pytest.raises(Refused, match="bad credentials"):
            await cid.post("users/login", user="cid", password="wrong horse")
    with pytest.raises(Refused, match="too many attempts failed") as refused:
        await cid.post("users/login", user="cid", password=PASSWORD)
    assert refused.value.status == 429


@pytest.mark.parametrize(
    ("method", "call", "way"),
    [
        ("GET", "users/login", "dstack/sign-in"),
        ("GET", "users/verify", "dstack/sign-in/link"),
        ("GET", "users/reset", "dstack/password"),
        ("POST", "users/update/password", "dstack/password"),
        ("POST", "users/register", "an administrator adds users"),
    ],
)
async def test_no_secret_is_taken_from_an_address_or_a_mail_and_the_answer_names_the_way(page, team, method, call, way):
    secrets = {"user": "cid", "password": PASSWORD, "code": team.store.doors.link(team.named("cid"))}
    ask = page().get(call, **secrets) if method == "GET" else page().post(call, **secrets)
    with pytest.raises(Refused) as refused:
        await ask
    assert refused.value.status == 403
    assert way in refused.value.message
    assert PASSWORD not in refused.value.message
    assert team.store.doors.follow(secrets["code"])


async def test_the_way_is_an_address_of_this_server(page, team):
    with pytest.raises(Refused) as refused:
        await page().get("users/login")
    (address,) = [word.rstrip(",") for word in refused.value.message.split() if word.startswith("http")]
    assert urlsplit(address).path == f"{team.base_url}dstack/sign-in"
    assert (await team.ask("dstack/sign-in")).code == 200


async def test_a_session_is_told_whose_it_is_and_no_secret(ann, team):
    made = team.session("ann").accounts.new_token("laptop")
    told = await ann.get("users/remember")
    assert told == {
        "user": "ann",
        "verified": True,
        "settings": {
            "general": {"default_access_level": "private"},
            "notifications": {"comments": False, "newsletter": False},
        },
        "role": "write",
    }
    info = await ann.post("users/info", user="ann")
    created = team.accounts.user("ann").created
    assert info == {**told, "created_date": f"{created:%Y-%m-%d}", "plan": "free"}
    assert made.secret not in str(info)


async def test_a_user_is_known_to_themself_and_to_administrators(page, ann, team):
    page(team.owner)
    assert (await page(team.owner).post("users/info", user="ann"))["user"] == "ann"
    assert (await page(team.owner).get("users/remember"))["role"] == "admin"
    for user in (team.owner, "never"):
        with pytest.raises(Refused) as refused:
            await ann.post("users/info", user=user)
        assert (refused.value.status, refused.value.message) == (403, "bad credentials")
    with pytest.raises(Refused, match="user not found"):
        await page(team.owner).post("users/info", user="never")


async def test_one_who_is_signed_in_may_ask_whether_there_is_a_user(page, ann, bob):
    assert await ann.get("users/exists", "bob") == {"exists": True}
    assert await ann.get("users/exists", "zoe") == {"exists": False}
    with pytest.raises(Refused, match="bad credentials"):
        await page().get("users/exists", "bob")


async def test_a_new_token_pushes_and_the_old_one_dies_at_once(ann, team):
    other = team.session("ann").accounts.new_token("laptop").secret
    first = (await ann.post("users/update/token", user="ann"))["token"]
    viewer = team.store.doors.by_token(first)
    assert (viewer.name, viewer.scope, viewer.only) == ("ann", "push", None)
    ask = {"method": "POST", "body": {"stack": "ann/sales"}}
    headers = {"Authorization": f"Bearer {first}"}
    assert (await team.ask("dstack/api/stacks/access", headers=headers, **ask)).code == 200
    second = await ann.post("users/update/token", user="ann")
    assert (await team.ask("dstack/api/stacks/access", headers=headers, **ask)).code == 403
    assert team.store.doors.by_token(second["token"]).name == "ann"
    assert team.store.doors.by_token(other).name == "ann"
    (made,) = [one for one in team.session("ann").accounts.tokens() if one.name == "client of 2020"]
    assert second["expires"] == int(made.expires.timestamp())


async def test_the_token_that_asks_for_another_dies_as_well(ann, team):
    asking = team.session("ann").accounts.new_token("leaked", scope="admin").secret
    ann.session = asking
    made = (await ann.post("users/update/token", user="ann"))["token"]
    with pytest.raises(NotSignedIn):
        team.store.doors.by_token(asking)
    assert team.store.doors.by_token(made).name == "ann"


@pytest.mark.parametrize("level", ["public", "internal", "private"])
async def test_new_things_have_the_access_level_of_the_settings(ann, team, level):
    assert await ann.post("users/update/settings", user="ann", general={"default_access_level": level}) == {}
    assert (await ann.get("users/remember"))["settings"]["general"] == {"default_access_level": level}
    assert team.push("ann", "sales").stack.access_level == level
    assert (await ann.new_dashboard())["access_level"] == level


async def test_notifications_are_taken_and_there_are_none(ann):
    asked = {"user": "ann", "notifications": {"comments": True, "newsletter": False}}
    assert "sends no mail" in (await ann.post("users/update/settings", **asked))["message"]
    assert (await ann.get("users/remember"))["settings"]["notifications"] == {"comments": False, "newsletter": False}
    for fields in ({}, {"general": {"default_access_level": "secret"}}, {"notifications": {"comments": "often"}}):
        with pytest.raises(Refused, match="malformed request"):
            await ann.post("users/update/settings", user="ann", **fields)


async def test_nobody_changes_the_settings_or_the_token_of_another(page, ann, bob):
    for who in (bob, page()):
        for call, fields in (
            ("users/update/token", {}),
            ("users/update/settings", {"general": {"default_access_level": "public"}}),
        ):
            with pytest.raises(Refused, match="bad credentials"):
                await who.post(call, user="ann", **fields)
    assert (await ann.get("users/remember"))["settings"]["general"] == {"default_access_level": "private"}


async def test_a_token_does_no_more_than_its_scope(ann, team):
    board = (await ann.new_dashboard(title="World"))["id"]
    team.push("ann", "sales")
    may = {"read": 0, "push": 1, "admin": 2}
    for scope, power in may.items():
        ann.session = team.token("ann", scope=scope)
        assert (await ann.dashboard(board))["title"] == "World"
        for needs, call, fields in (
            (1, "dashboards/update", {"user": "ann", "id": board, "title": "World"}),
            (1, "dashboards/cards/insert", {"user": "ann", "dashboard": board, "index": 0, "cards": []}),
            (2, "dashboards/update", {"user": "ann", "id": board, "private": True}),
            (2, "permissions/delete", {"path": "ann/sales", "user": "bob"}),
            (2, "users/update/settings", {"user": "ann", "general": {"default_access_level": "private"}}),
        ):
            if power >= needs:
                assert await ann.post(call, **fields) is not None
            else:
                with pytest.raises(Refused, match="bad credentials") as refused:
                    await ann.post(call, **fields)
                assert f"scope {scope}" in refused.value.why


async def test_a_token_for_one_stack_sees_no_dashboard_and_no_user(ann, team):
    board = (await ann.new_dashboard(title="World", private=False))["id"]
    ann.session = team.token("ann", stack=StackPath("ann", "sales"))
    assert await ann.dashboards() == []
    for call in (ann.dashboard(board), ann.get("users/remember"), ann.get("users/exists", "ann")):
        with pytest.raises(Refused):
            await call


async def test_an_expired_session_is_refused_on_every_call(ann, team, monkeypatch):
    board = (await ann.new_dashboard(private=False))["id"]
    real = doors_of_store.datetime

    class Later(real):
        @classmethod
        def now(cls, tz=None):
            return real.now(tz) + timedelta(days=31)

    monkeypatch.setattr(doors_of_store, "datetime", Later)
    of_board, of_card = {"user": "ann", "id": board}, {"user": "ann", "dashboard": board, "stack": "ann/sales"}
    for call in (
        ann.dashboards(),
        ann.dashboard(board),
        ann.new_dashboard(),
        ann.post("dashboards/update", **of_board, title="New"),
        ann.post("dashboards/delete", **of_board),
        ann.add_stacks(board),
        ann.post("dashboards/cards/update", **of_card, index=0),
        ann.post("dashboards/cards/delete", **of_card),
        ann.share(f"ann/d/{board}", "bob"),
        ann.unshare(f"ann/d/{board}", "bob"),
        ann.get("users/remember"),
        ann.get("users/logout"),
        ann.get("users/exists", "ann"),
        ann.post("users/info", user="ann"),
        ann.post("users/update/token", user="ann"),
        ann.post("users/update/settings", user="ann", notifications={}),
        ann.get("users/admin/list"),
        ann.get("config/info"),
    ):
        with pytest.raises(Refused, match="bad credentials") as refused:
            await call
        assert refused.value.why == "you are signed out; sign in again"


async def test_a_call_that_there_is_not_here_says_what_there_is_instead(ann):
    for call, way in {
        "jobs": "papermill",
        "jobs/ann/daily": "jupyter-scheduler",
        "apps/execute": "notebook",
        "support/submit": "whoever runs this server",
        "stacks/comments/create": "description",
    }.items():
        with pytest.raises(Refused, match=way) as refused:
            await ann.post(call, stack="ann/sales", text="hello")
        assert refused.value.status == 404
    assert await ann.get("config/info") == {"runtimes": [], "email": False}


async def test_inside_of_jupyter_the_owner_of_the_store_is_known_without_an_account(jp_fetch, user):
    told = json.loads((await jp_fetch("dstack/api/users/remember")).body)
    assert (told["user"], told["settings"]["general"]) == (user, {"default_access_level": "private"})
    made = await jp_fetch("dstack/api/dashboards/create", method="POST", body=json.dumps({"user": user, "title": "W"}))
    board = json.loads(made.body)["dashboard"]
    listed = json.loads((await jp_fetch(f"dstack/api/dashboards/{user}")).body)["dashboards"]
    assert [(one["id"], one["title"]) for one in listed] == [(board["id"], "W")]


async def test_inside_of_jupyter_nobody_signs_in_and_the_answer_names_its_token(jp_fetch):
    for call in ("users/login", "users/verify", "users/reset"):
        answer = await jp_fetch(f"dstack/api/{call}", headers={"Authorization": ""}, raise_error=False)
        message = json.loads(answer.body)["message"]
        assert answer.code == 403
        assert "Jupyter's token" in message
        assert "dstack/sign-in" not in message
