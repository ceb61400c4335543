"""Who is asking a server for several people."""

import json
import re

import pytest

V1 = "dstack/api/v1"


@pytest.fixture
def stacks(team):
    """One stack of bob's for every access level."""
    for level in ("private", "internal", "public"):
        team.push("bob", level, access=level)


async def names(team, who, **options):
    answer = await team.ask(f"{V1}/stacks", who, **options)
    assert answer.code == 200, answer.body
    return {one["name"] for one in json.loads(answer.body)["stacks"]}


async def test_a_token_says_who_it_is(team, stacks):
    assert await names(team, "bob") == {"private", "internal", "public"}
    assert await names(team, "ann") == {"internal", "public"}
    assert await names(team, None) == {"public"}


async def test_an_administrator_is_shown_nobodys_stacks(team, stacks):
    assert await names(team, team.owner) == {"internal", "public"}


async def test_a_bad_token_is_never_taken_for_nobody(team, stacks):
    whole = team.token("bob")
    for token in ("dsk_nonsense", "", "x" * 10_000, whole[:-1], whole[:-1] + ("y" if whole[-1] == "x" else "x")):
        answer = await team.ask(f"{V1}/stacks", headers={"Authorization": f"Bearer {token}"})
        assert (answer.code, json.loads(answer.body)["code"]) == (401, "not_signed_in"), token
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_revoked_token_is_worthless_at_once(team, stacks):
    assert (await team.ask(f"{V1}/stacks", "bob")).code == 200
    (token,) = team.accounts.tokens("bob")
    team.accounts.revoke_token(token.id)
    assert (await team.ask(f"{V1}/stacks", "bob")).code == 401


async def test_a_stranger_learns_no_more_of_a_private_stack_than_of_none(team, stacks):
    for who, code in (("ann", 404), (None, 401)):
        hidden = await team.ask(f"{V1}/stacks/bob/private/-", who)
        missing = await team.ask(f"{V1}/stacks/bob/missing/-", who)
        assert (hidden.code, missing.code) == (code, code)
        said = [one.body.partition(b";")[0] for one in (hidden, missing)]  # then come similar names that they may see
        assert said[0].replace(b"private", b"missing") == said[1]
        assert b"private" not in missing.body


async def test_a_session_says_who_it_is_until_it_ends(team, stacks):
    browser = team.as_browser("bob")
    assert await names(team, None, headers=browser) == {"private", "internal", "public"}
    team.store.doors.sign_out(browser["Cookie"].partition("=")[2].partition(";")[0])
    assert await names(team, None, headers=browser) == {"public"}


async def test_the_token_of_jupyter_opens_nothing(team, stacks, jp_serverapp):
    assert jp_serverapp.identity_provider.token == ""
    assert await names(team, None, params=None) == {"public"}
    for headers in ({"Authorization": "token 0123456789"}, {"Authorization": "Bearer 0123456789"}):
        assert (await team.ask(f"{V1}/stacks", headers=headers)).code == 401
    in_the_address = await team.ask("dstack/", params={"token": team.token("bob")})
    assert (in_the_address.code, in_the_address.headers.get_list("Set-Cookie")) == (302, [])


async def test_the_password_of_a_proxy_is_not_taken_for_a_token(team, stacks):
    basic = {"Authorization": "Basic Ym9iOmJvYg=="}
    assert await names(team, None, headers={**basic, **team.as_browser("bob")}) == {"private", "internal", "public"}


@pytest.mark.parametrize(
    "path", ["api", "api/kernels", "api/sessions", "api/contents", "api/me", "api/status", "api/kernelspecs"]
)
async def test_nothing_of_jupyter_is_served(team, path):
    for who in (None, "bob", team.owner):
        assert (await team.ask(path, who)).code in (403, 404), (path, who)
    assert (await team.ask("api/kernels", team.owner, method="POST", body="{}")).code in (403, 404)


async def test_the_metrics_are_for_administrators(team, stacks):
    assert [(await team.ask("metrics", who)).code for who in (None, "bob", team.owner)] == [401, 403, 200]
    assert (await team.ask("metrics", headers=team.as_browser(team.owner))).code == 200
    await team.ask(f"{V1}/stacks", "bob")
    said = (await team.ask("metrics", team.owner)).body.decode()
    assert re.search(
        r'http_request_duration_seconds_count\{handler="dstack_server.v1.stacks.StacksHandler",.*"200"', said
    )
    assert re.search(r"^dstack_database_bytes [1-9]", said, re.MULTILINE)
    assert re.search(r"^dstack_requests_running 1.0$", said, re.MULTILINE)


async def test_everyone_may_ask_for_its_health(team):
    answer = await team.ask(f"{V1}/health")
    assert (answer.code, json.loads(answer.body)) == (200, {"status": "ok", "store": team.store.id})
    assert (await team.ask(f"{V1}/health", method="DELETE", body=None)).code == 401


async def test_only_public_things_are_for_everyone_and_nothing_if_it_is_said_so(team, stacks, jp_serverapp):
    jp_serverapp.web_app.settings["dstack"].allow_anonymous = False
    assert (await team.ask(f"{V1}/stacks")).code == 401
    assert (await team.ask("dstack/")).code == 302
    assert (await team.ask(f"{V1}/stacks", "ann")).code == 200


async def test_another_host_name_is_refused(team):
    assert (await team.ask(f"{V1}/stacks", "bob", headers={"Host": "evil.example"})).code == 403
