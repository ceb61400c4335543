"""Administrators look after users by the calls of later servers of 2020."""

import json
from urllib.parse import urlsplit

import pytest

from .web_page import Refused


@pytest.fixture
def admin(page, team):
    return page(team.owner)


async def test_a_user_is_added_and_signs_in_by_the_link_once(admin, team):
    made = await admin.post("users/admin/create", name="zoe", email="zoe@example.com", role="write")
    assert made["name"] == "zoe"
    address = urlsplit(made["verify_url"])
    assert address.path == f"{team.base_url}dstack/sign-in/link"
    assert address.query == ""
    assert team.store.doors.by_session(team.store.doors.follow(address.fragment)).name == "zoe"
    zoe = team.accounts.user("zoe")
    assert (zoe.is_admin, zoe.has_password, zoe.default_access_level) == (False, False, "private")


async def test_all_users_are_listed_without_their_secrets(admin, ann, team):
    listed = (await admin.get("users/admin/list"))["users"]
    assert [(user["user"], user["role"]) for user in listed] == [("ann", "write"), (team.owner, "admin")]
    assert not {"token", "password"} & {key for user in listed for key in user}


async def test_another_link_is_made_and_a_role_is_changed(admin, ann, team):
    link = (await admin.post("users/admin/reset", name="ann"))["verify_url"]
    assert team.store.doors.by_session(team.store.doors.follow(urlsplit(link).fragment)).name == "ann"
    assert await admin.post("users/admin/edit", name="ann", role="admin") == {"name": "ann"}
    assert team.accounts.user("ann").is_admin
    await admin.post("users/admin/edit", name="ann", role="write")
    assert not team.accounts.user("ann").is_admin


async def test_a_user_is_removed_unless_they_have_something_here(admin, ann, bob, team):
    assert await admin.post("users/admin/delete", name="bob") == {}
    team.push("ann", "sales")
    with pytest.raises(Refused, match="disable the user instead"):
        await admin.post("users/admin/delete", name="ann")
    assert [user.name for user in team.accounts.users()] == ["ann", team.owner]


async def test_what_cannot_be_is_said_in_the_words_of_2020(admin, ann, team):
    with pytest.raises(Refused) as refused:
        await admin.post("users/admin/create", name="ann", role="write")
    assert (refused.value.status, refused.value.message) == (400, "user already exists")
    for fields in ({"name": "a--b"}, {"name": "zo"}, {"name": "zoe", "role": "king"}, {"name": "zoe", "role": "read"}):
        with pytest.raises(Refused, match="malformed request"):
            await admin.post("users/admin/create", **{"role": "write", **fields})
    for call in ("reset", "edit", "delete"):
        with pytest.raises(Refused, match="user not found"):
            await admin.post(f"users/admin/{call}", name="never", role="write")


async def test_nobody_else_administers(page, ann, team):
    calls = {"create": {"name": "zoe", "role": "admin"}, "edit": {"name": "ann", "role": "admin"}}
    calls |= {name: {"name": team.owner} for name in ("reset", "delete")}
    for who in (ann, page()):
        for call, fields in calls.items():
            with pytest.raises(Refused, match="bad credentials"):
                await who.post(f"users/admin/{call}", **fields)
        with pytest.raises(Refused, match="bad credentials"):
            await who.get("users/admin/list")
    assert not team.accounts.user("ann").is_admin


async def test_inside_of_jupyter_there_are_users_and_no_link_that_signs_them_in(jp_fetch):
    async def ask(call, **fields):
        answer = await jp_fetch(f"dstack/api/users/admin/{call}", method="POST", body=json.dumps(fields))
        return json.loads(answer.body)

    assert await ask("create", name="zoe", role="write") == {"name": "zoe"}
    assert await ask("reset", name="zoe") == {"name": "zoe"}
