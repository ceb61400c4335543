"""A refusal says what to do, in JSON, and says it for the server that it comes from."""

import itertools
import json

import pytest

from dstack_server.v1.operations import operations_of
from dstack_server.v1.resources import BASE, RESOURCES

METHODS = ("OPTIONS", "GET", "PATCH", "DELETE")
ELSEWHERE = "https://elsewhere.example"


def said(answer):
    told = json.loads(answer.body)
    return answer.code, told["code"], told["message"]


@pytest.fixture
def private(team):
    team.push("ann", "sales")
    return f"{BASE}/stacks/ann/sales/-"


async def test_a_server_of_its_own_names_its_tokens_and_its_page(team, private, jp_base_url):
    for method in ("GET", "PATCH", "DELETE"):
        code, kind, words = said(await team.ask(private, method=method))
        assert (code, kind) == (401, "not_signed_in")
        assert "Authorization: Bearer dsk_…" in words
        assert f"{jp_base_url}dstack/sign-in in a browser" in words
        assert "Jupyter" not in words


async def test_the_metrics_and_a_server_that_shows_nobody_anything_say_the_same(team, private, jp_serverapp):
    metrics = said(await team.ask("metrics"))
    jp_serverapp.web_app.settings["dstack"].allow_anonymous = False
    stacks = said(await team.ask(f"{BASE}/stacks"))
    assert metrics == stacks == said(await team.ask(private))


async def test_a_jupyter_server_names_the_token_of_jupyter(get):
    for method in ("GET", "POST"):
        code, kind, words = said(await get(f"{BASE}/stacks", method=method, anonymous=True))
        assert (code, kind) == (401, "not_signed_in")
        assert "send Jupyter's token as 'Authorization: token …'" in words
        assert "dsk_" not in words


async def test_a_verb_that_an_address_does_not_take_is_refused_with_those_that_it_takes(team, private):
    filled = {"user": "ann", "name": "sales", "frame": "head", "index": "0", "tag": "prod", "other": "bob", "id": "x"}
    for template, handler in RESOURCES:
        takes = {method.upper() for method in operations_of(handler)}
        for method in {"GET", "PUT", "POST", "PATCH", "DELETE", "TRACE"} - takes:
            address = f"{BASE}/{template.format(sha256='0a' * 32, **filled)}"
            answer = await team.ask(address, "ann", method=method)
            code, kind, words = said(answer)
            assert (code, kind) == (405, "method_not_allowed"), (method, template)
            assert set(answer.headers["Allow"].split(", ")) == takes
            assert words == f"this address takes {answer.headers['Allow']}"


async def test_an_address_that_there_is_not_is_refused_with_the_list_of_those_there_are(team, jp_base_url):
    for address in ("nothing", "stacks/ann/sales", "stacks/ann/-", "users/ann/nothing", ""):
        for method in ("GET", "PUT", "POST", "PATCH", "DELETE"):
            code, kind, words = said(await team.ask(f"{BASE}/{address}", "ann", method=method))
            assert (code, kind) == (404, "not_found"), (method, address)
            assert f"{jp_base_url}{BASE}/openapi.json lists those there are" in words


async def test_another_name_of_the_server_is_refused_in_words(team):
    code, kind, words = said(await team.ask(f"{BASE}/me", "ann", headers={"Host": "evil.example"}))
    assert (code, kind) == (403, "not_allowed")
    assert "local_hostnames" in words


async def test_a_browser_that_forgets_its_header_is_told_which_one_it_is(team, private):
    browser = team.as_browser("ann")
    code, kind, words = said(await team.ask(private, method="DELETE", headers=browser))
    assert (code, kind) == (403, "not_allowed")
    assert "X-XSRFToken" in words
    code, _, words = said(await team.ask(private, method="DELETE", headers={**browser, "Origin": ELSEWHERE}))
    assert (code, "a page of another site asked" in words) == (404, True)


async def test_no_page_of_another_site_is_let_in_unless_it_is_named(team, private, jp_serverapp):
    asks = {"Origin": ELSEWHERE, "Access-Control-Request-Headers": "authorization"}
    for who, method, address in itertools.product(("ann", None), METHODS, (private, f"{BASE}/nothing", "dstack/")):
        answer = await team.ask(address, who, method=method, headers=asks)
        assert "Access-Control-Allow-Origin" not in answer.headers, (who, method, address)
        assert "Access-Control-Allow-Credentials" not in answer.headers, (who, method, address)
    jp_serverapp.web_app.settings["allow_origin"] = ELSEWHERE
    assert (await team.ask(f"{BASE}/me", "ann", headers=asks)).headers["Access-Control-Allow-Origin"] == ELSEWHERE
