"""Signing in to a server of its own: by a password, by a link, and out again."""

import re
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlencode

import pytest

from dstack_server.addresses import below
from dstack_server.throttle import Throttle

PASSWORD = "correct horse"


class Browser:
    """Keeps cookies, sends forms and follows no redirect."""

    def __init__(self, team):
        self.team, self.cookies = team, {}

    async def ask(self, path, fields=None, **options):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            options |= {"method": "POST", "body": urlencode({"_xsrf": self.cookies.get("_xsrf", ""), **fields})}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = await self.team.ask(path, headers=headers, **options)
        for line in answer.headers.get_list("Set-Cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    async def see(self, path, **options):
        return (await self.ask(path, decompress_response=True, **options)).body.decode()


@pytest.fixture
def browser(team):
    return Browser(team)


@pytest.fixture
def bob(team):
    team.accounts.add_user("bob", password=PASSWORD)
    team.push("bob", "diary", access="private")
    return "bob"


async def sign_in(browser, name="bob", password=PASSWORD, following=""):
    await browser.ask("dstack/sign-in")
    return await browser.ask("dstack/sign-in", {"name": name, "password": password, "next": following})


async def test_bob_signs_in_sees_his_stacks_and_signs_out(browser, bob, team):
    assert "diary" not in await browser.see("dstack/")
    answer = await sign_in(browser)
    assert (answer.code, answer.headers["Location"]) == (303, f"{team.base_url}dstack/")
    (cookie,) = [line for line in answer.headers.get_list("Set-Cookie") if line.startswith("dstack-")]
    assert re.search("HttpOnly", cookie)
    assert f"Path={team.base_url}" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "diary" in await browser.see("dstack/")
    before = dict(browser.cookies)
    assert (await browser.ask("dstack/sign-out", {})).code == 303
    assert "diary" not in await browser.see("dstack/")
    browser.cookies = before
    assert "diary" not in await browser.see("dstack/")


async def test_a_private_page_asks_a_stranger_to_sign_in_and_goes_on_to_itself(browser, bob, team):
    answer = await browser.ask("dstack/s/bob/diary")
    assert answer.code == 302
    place, _, query = answer.headers["Location"].partition("?")
    assert place == f"{team.base_url}dstack/sign-in"
    form = await browser.see("dstack/sign-in", params=dict(parse_qsl(query)))
    (following,) = re.findall(r'name="next" value="([^"]*)"', form)
    answer = await sign_in(browser, following=following)
    assert answer.headers["Location"] == f"{team.base_url}dstack/s/bob/diary"
    assert (await browser.ask("dstack/s/bob/diary")).code == 200


@pytest.mark.parametrize(("name", "password"), [("bob", "wrong horse"), ("nobody", PASSWORD), ("bob", ""), ("", "")])
async def test_a_wrong_name_and_a_wrong_password_look_the_same(browser, bob, name, password):
    answer = await sign_in(browser, name, password)
    assert answer.code == 401
    assert b"the name or the password is wrong" in answer.body
    assert "diary" not in await browser.see("dstack/")


async def test_a_form_of_another_site_signs_nobody_in(browser, bob):
    answer = await browser.ask("dstack/sign-in", {"name": "bob", "password": PASSWORD, "_xsrf": "guessed"})
    assert answer.code == 403


async def test_a_browser_writes_with_its_xsrf_token_only_and_a_token_needs_none(browser, bob, team):
    await sign_in(browser)
    place = "dstack/api/v1/stacks/bob/diary/-"
    session = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}
    ask = {"method": "DELETE", "body": None}
    assert (await team.ask(place, headers=session, **ask)).code == 403
    other = {**session, "X-XSRFToken": browser.cookies["_xsrf"], "Origin": "https://evil.example"}
    assert (await team.ask(place, headers=other, **ask)).code in (403, 404)
    assert (await team.ask(place, "bob")).code == 200
    own = {**session, "X-XSRFToken": browser.cookies["_xsrf"]}
    assert (await team.ask(place, headers=own, **ask)).code in (204, 405)
    assert (await team.ask(place, "bob", headers={"Origin": "https://evil.example"}, **ask)).code in (204, 404, 405)


async def test_a_link_signs_in_once(browser, bob, team):
    secret = team.store.doors.link("bob")
    page = await browser.see("dstack/sign-in/link")
    assert "location.hash" in page
    answer = await browser.ask("dstack/sign-in/link", {"secret": secret})
    assert answer.code == 303
    assert "diary" in await browser.see("dstack/")
    again = Browser(team)
    await again.ask("dstack/sign-in/link")
    answer = await again.ask("dstack/sign-in/link", {"secret": secret})
    assert answer.code == 401
    assert b"ask for another" in answer.body


async def test_the_page_of_a_link_runs_its_own_script_alone_and_tells_no_other_site_where_it_was(browser, team):
    answer = await browser.ask("dstack/sign-in/link")
    assert re.search("script-src 'sha256-[^']+';", answer.headers["Content-Security-Policy"])
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_who_tries_too_often_waits(browser, bob):
    for _ in range(5):
        assert (await sign_in(browser, password="wrong horse")).code == 401
    answer = await sign_in(browser)
    assert answer.code == 429
    assert b"too many attempts failed" in answer.body
    assert int(answer.headers["Retry-After"]) >= 1


async def test_bob_changes_his_password_by_the_old_one(browser, bob, team):
    await sign_in(browser)
    elsewhere = Browser(team)
    await sign_in(elsewhere)
    assert (await browser.ask("dstack/password")).code == 200
    assert (await browser.ask("dstack/password", {"old": "wrong horse", "new": "battery staple"})).code == 401
    assert (await browser.ask("dstack/password", {"old": PASSWORD, "new": "short"})).code == 400
    assert (await browser.ask("dstack/password", {"old": PASSWORD, "new": "battery staple"})).code == 303
    assert "diary" in await browser.see("dstack/")
    assert "diary" not in await elsewhere.see("dstack/")
    assert (await sign_in(elsewhere, password="battery staple")).code == 303


async def test_one_who_came_by_a_link_chooses_a_first_password(browser, team):
    team.push("ann", "notes")
    await browser.ask("dstack/sign-in/link")
    await browser.ask("dstack/sign-in/link", {"secret": team.store.doors.link("ann")})
    assert 'name="old"' not in await browser.see("dstack/password")
    assert (await browser.ask("dstack/password", {"new": "battery staple"})).code == 303
    assert (await sign_in(Browser(team), "ann", "battery staple")).code == 303


async def test_a_stranger_has_no_password_to_change(browser, team):
    assert (await browser.ask("dstack/password")).code == 302
    assert (await browser.ask("dstack/password", {"new": "battery staple"})).code in (401, 403)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/dstack/",
        "/base/dstack/../../evil",
        "/base/dstack/%2e%2e/evil",
        "/\\evil.example",
        "/base/dstack/\\evil",
        "/base/dstack//evil.example",
        "javascript:alert(1)",
        "/base/dstack/\nx",
        "/elsewhere/dstack/",
        "/base/dstackish",
        "dstack/",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(address):
    assert below("/base/", address) is None


@pytest.mark.parametrize("address", ["/base/dstack/", "/base/dstack/s/bob/sales/eu?country=France&q=a%20b"])
def test_the_pages_are_gone_on_to(address):
    assert below("/base/", address) == address


def test_each_failure_doubles_the_wait():
    now = [0.0]
    throttle = Throttle(2, clock=lambda: now[0])
    waits = []
    for _ in range(5):
        throttle.failed("bob")
        waits.append(throttle.wait("bob"))
    assert waits == [0, 1, 2, 4, 8]
    assert throttle.wait("ann") == 0
    now[0] += 3
    assert throttle.wait("bob") == 5
    throttle.succeeded("bob")
    assert throttle.wait("bob") == 0
