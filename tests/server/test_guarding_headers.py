"""What guards a browser stands on every answer of the server, whoever asks and whatever comes of it."""

import hashlib
from http.cookies import SimpleCookie

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_server.v1 import events
from dstack_server.v1.streaming import content_type_header, disposition

from .live_routes import address_of, known, live_routes

TEXT = "shown to everyone"
NAMES = {"user": "ann", "name": "sales", "other": "ann", "frame": "head", "index": "0", "tag": "prod", "id": "none"}
NAMES |= {"sha256": hashlib.sha256(TEXT.encode()).hexdigest()}
FORMS = ("dstack/sign-in", "dstack/sign-in/link", "dstack/sign-out", "dstack/password")


@pytest.fixture
def everything(team, jp_serverapp, jp_base_url, monkeypatch):
    """Ask every route by every verb; yields (template, verb, answer) of nobody and of one who is signed in."""
    monkeypatch.setattr(events, "LASTS", 0.0)
    team.push("ann", "sales", TEXT, access="public")
    team.session("ann").put_dashboard(StackPath("ann", "sales"), DashboardSpec(title="Sales"))
    team.session("ann").sharing.open_dashboard(StackPath("ann", "sales"), "public")

    async def ask():
        for headers in ({}, team.as_browser("ann")):
            for pattern, _ in live_routes(jp_serverapp.web_app, jp_base_url):
                template, verbs = known()[pattern]
                address = address_of(pattern, template).format(**NAMES)
                for verb in verbs:
                    body = "" if verb in ("POST", "PUT", "PATCH") else None
                    yield template, verb, await team.ask(address, method=verb, body=body, headers=headers)

    return ask


def policy(answer):
    """The Content-Security-Policy: what is said of each kind of thing."""
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {part[0]: part[1:] for part in parts if part}


async def test_no_answer_is_guessed_at_framed_embedded_or_told_of_elsewhere(everything):
    codes = set()
    async for template, verb, answer in everything():
        codes.add(answer.code)
        asked = (template, verb, answer.code)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", asked
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", asked
        assert answer.headers["Referrer-Policy"] == "same-origin", asked
        assert policy(answer)["frame-ancestors"] == (["'none'"] if template in FORMS else ["'self'"]), asked
        assert policy(answer).get("default-src") == ["'none'"], asked
    assert {200, 302, 401, 403, 404} <= codes


async def test_no_other_window_has_a_hold_of_a_page(everything):
    async for template, verb, answer in everything():
        is_page = template.startswith("dstack/") and not template.startswith(("dstack/api", "dstack/static"))
        opener = answer.headers.get("Cross-Origin-Opener-Policy")
        assert opener == ("same-origin" if is_page else None), (template, verb)


async def test_cookies_stay_below_the_base_url_and_with_this_site(everything, team):
    names = set()
    async for template, verb, answer in everything():
        for line in answer.headers.get_list("Set-Cookie"):
            for name, cookie in SimpleCookie(line).items():
                names.add(name)
                assert cookie["path"] == team.base_url, (template, verb, line)
                assert cookie["samesite"] == "Lax", (template, verb, line)
    assert names == {"_xsrf"}


async def test_contents_run_nothing_load_nothing_and_send_nothing(everything):
    seen = set()
    async for template, verb, answer in everything():
        if template.endswith(("/content", "contents/{sha256}")) and verb == "GET" and answer.code == 200:
            seen.add(template)
            said = policy(answer)
            assert said["sandbox"] == [], template
            assert said["form-action"] == said["base-uri"] == ["'none'"], template
            assert "script-src" not in said, template
    assert len(seen) == 2


@pytest.mark.parametrize(
    "kind",
    [
        "text/javascript",
        "Application/JavaScript",
        "application/x-javascript; charset=utf-8",
        "text/ecmascript",
        "text/jscript",
        "text/livescript",
    ],
)
def test_a_script_is_sent_as_a_text(kind):
    assert content_type_header(kind) == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/x-mixed-replace; boundary=x",
        "multipart/x-mixed-replace",
        "Multipart/Related",
        " text/html",
        "text/html\t",
        "text/html;",
        "text/html, text/plain",
        "text/html; charset=utf-8; charset=utf-7",
        "text/html\r\nSet-Cookie: a=b",
        "text",
        "",
    ],
)
def test_what_is_no_single_type_is_sent_as_bytes_and_saved(kind):
    assert content_type_header(kind) == "application/octet-stream"
    assert disposition(kind, "x").startswith("attachment;")


@pytest.mark.parametrize("kind", ["text/html", "TEXT/HTML", "text/html; charset=utf-7", "application/xhtml+xml"])
def test_a_document_is_saved_and_not_shown(kind):
    assert disposition(kind, "x").startswith("attachment;")


def test_a_text_without_a_charset_is_in_the_one_that_texts_are_pushed_in():
    assert content_type_header("Text/Plain") == "Text/Plain; charset=utf-8"
    assert content_type_header("text/plain; charset=latin-1") == "text/plain; charset=latin-1"
    assert content_type_header("image/png") == "image/png"
