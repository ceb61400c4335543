"""Users, tokens and links over HTTP."""

import pytest

from dstack_jupyter.model.errors import NotSignedIn


async def test_an_administrator_adds_changes_and_removes_users(team, tell):
    code, made = await tell(team.owner, "POST", "users", {"name": "bob", "password": "long enough"})
    assert (code, made["name"], made["has_password"], made["is_admin"]) == (201, "bob", True, False)
    assert (await tell(team.owner, "POST", "users", {"name": "bob"}))[0] == 409
    assert [one["name"] for one in (await tell(team.owner, "GET", "users"))[1]["users"]] == sorted(["bob", team.owner])
    assert (await tell(team.owner, "PATCH", "users/bob", {"is_disabled": True}))[1]["is_disabled"] is True
    assert await tell(team.owner, "DELETE", "users/bob") == (204, None)
    assert (await tell(team.owner, "GET", "users/bob"))[0] == 404


async def test_users_are_found_by_a_part_of_their_name(team, tell):
    for name in ("Ann", "joanna", "bob"):
        team.named(name)
    code, found = await tell(team.owner, "GET", "users", params={"q": " ann"})
    assert (code, [one["name"] for one in found["users"]]) == (200, ["Ann", "joanna"])
    page = (await tell(team.owner, "GET", "users", params={"q": "ann", "limit": 1}))[1]
    rest = (await tell(team.owner, "GET", "users", params={"q": "ann", "limit": 1, "after": page["next"]}))[1]
    assert [one["name"] for one in page["users"] + rest["users"]] == ["Ann", "joanna"]


async def test_a_user_changes_themselves_and_nobody_else(team, tell):
    team.token("ann")
    assert [one["name"] for one in (await tell("bob", "GET", "users"))[1]["users"]] == ["bob"]
    changes = {"default_access_level": "internal", "password": "a better one"}
    assert (await tell("bob", "PATCH", "users/bob", changes))[1]["default_access_level"] == "internal"
    assert team.store.doors.sign_in("bob", "a better one")
    for method, address, body in [
        ("PATCH", "users/ann", {"password": "stolen it is"}),
        ("PATCH", "users/bob", {"is_admin": True}),
        ("GET", "users/ann", None),
        ("GET", "users/ann/tokens", None),
        ("POST", "users/ann/tokens", {"name": "mine"}),
        ("POST", "users/ann/links", None),
        ("POST", "users", {"name": "cid"}),
        ("DELETE", "users/ann", None),
    ]:
        assert (await tell("bob", method, address, body))[0] == 403
        assert (await tell(None, method, address, body))[0] == 401


async def test_a_token_is_made_listed_and_revoked(team, tell):
    wish = {"name": "cron", "scope": "read", "days": 1, "stack": "bob/sales"}
    code, made = await tell("bob", "POST", "users/bob/tokens", wish)
    assert (code, made["token"]["scope"], made["token"]["stack"]) == (201, "read", "bob/sales")
    assert team.store.doors.by_token(made["secret"]).only == ("bob", "sales")
    listed = (await tell("bob", "GET", "users/bob/tokens"))[1]["tokens"]
    assert made["token"]["id"] in [one["id"] for one in listed]
    assert "secret" not in listed[0]
    assert (await tell("ann", "DELETE", f"tokens/{made['token']['id']}"))[0] == 404
    assert await tell("bob", "DELETE", f"tokens/{made['token']['id']}") == (204, None)
    with pytest.raises(NotSignedIn):
        team.store.doors.by_token(made["secret"])


@pytest.mark.parametrize(
    "wish",
    [
        {"name": ""},
        {"name": "x", "scope": "root"},
        {"name": "x", "days": 0},
        {"name": "x", "days": 1e9},
        {"name": "x", "stack": "sales"},
        {"name": "x", "stack": "bob/../ann"},
        {"name": "x" * 101},
    ],
)
async def test_a_token_that_cannot_be_is_refused(tell, wish):
    assert (await tell("bob", "POST", "users/bob/tokens", wish))[0] == 400


async def test_a_weak_token_makes_no_strong_one(team, tell):
    weak = {"headers": team.as_user("bob", scope="push")}
    for address in ("users/bob/tokens", "users/bob/links"):
        answer = await team.ask(
            f"dstack/api/v1/{address}",
            "bob",
            method="POST",
            body={"name": "strong", "scope": "admin"} if "tokens" in address else "",
            headers={**weak["headers"], "Content-Type": "application/json"},
        )
        assert answer.code == 403


async def test_a_link_signs_in_once(team, tell):
    team.token("bob")
    code, link = await tell(team.owner, "POST", "users/bob/links")
    assert (code, link["user"]) == (201, "bob")
    assert team.store.doors.by_session(team.store.doors.follow(link["secret"])).name == "bob"
    with pytest.raises(NotSignedIn):
        team.store.doors.follow(link["secret"])
    await tell(team.owner, "PATCH", "users/bob", {"is_disabled": True})
    assert (await tell(team.owner, "POST", "users/bob/links"))[0] == 409


async def test_the_only_administrator_stays(team, tell):
    assert (await tell(team.owner, "PATCH", f"users/{team.owner}", {"is_admin": False}))[0] == 409
