"""A real Chromium, a real server, and a page that may not complain."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

import pytest

from tests.browser.chromium import ARGUMENTS, executable
from tests.browser.lab import lab_page
from tests.browser.serving import jupyter, sign_in
from tests.browser.shop import push_shop


@pytest.fixture(autouse=True)
def jp_asyncio_loop():
    """None: it would exclude the event loop that drives the browser."""


@pytest.fixture(autouse=True)
def jp_server_cleanup():
    """Nothing to clean: the servers of these tests are processes of their own."""


@pytest.fixture(scope="module")
def chromium():
    """A browser; its event loop is closed before the tests of other rooms begin theirs."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        browser.new_context = partial(patient_context, browser.new_context)
        yield browser
        browser.close()


def patient_context(new_context, **options):
    """A context that waits for a minute: a machine that is busy is no failure."""
    context = new_context(**options)
    context.set_default_timeout(60_000)
    return context


@dataclass
class Visitor:
    """One person at a browser: their pages, and everything the browser complained of."""

    context: object
    origin: str | None = None
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, url):
        """Open a page without a kernel and wait until it says that every card is drawn."""
        page = self.page()
        page.goto(url)
        page.wait_for_selector("html[data-dstack-ready='true']")
        return page

    def page(self):
        """A page whose console and requests are listened to."""
        page = self.context.new_page()
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        page.on("request", self._note_request)
        return page

    def _note_console(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _note_request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.elsewhere.append(request.url)


@pytest.fixture
def visitor(chromium):
    """A visitor at whom the browser had nothing to complain about, and who asked no other origin."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    person = Visitor(context)
    yield person
    context.close()
    assert person.complaints == []
    assert person.elsewhere == []


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    """A home folder with a dashboard, made once."""
    home = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_HOME", str(home))
        patch.delenv("DSTACK_SERVER_URL", raising=False)
        path = push_shop()
    return home, path


@pytest.fixture(scope="session")
def running_shop(shop):
    """The address and the process id of ``jupyter dstack`` over the shop."""
    home, _ = shop
    with jupyter("dstack", home, home) as running:
        yield running


@pytest.fixture(scope="session")
def shop_server(running_shop):
    """The address of ``jupyter dstack`` over the shop."""
    return running_shop[0]


@pytest.fixture
def signed_in(visitor, shop_server, shop):
    """A visitor whom the server knows as its owner."""
    visitor.origin = "{0.scheme}://{0.netloc}".format(urlsplit(shop_server))
    sign_in(visitor.context, shop_server, shop[0])
    return visitor


@pytest.fixture
def shop_page(signed_in, shop_server, shop):
    """The generated page of the shop, with all its cards drawn."""
    return signed_in.open(f"{shop_server}dstack/d/{shop[1]}")


@pytest.fixture
def lab_home(tmp_path, monkeypatch):
    """The home folder of a JupyterLab, in which the test itself pushes as well."""
    home = tmp_path / "lab-home"
    home.mkdir()
    monkeypatch.setenv("DSTACK_HOME", str(home))
    return home


@pytest.fixture
def lab(lab_home, tmp_path, chromium):
    """A page of JupyterLab with the sidebar closed."""
    with lab_page(chromium, lab_home, tmp_path / "work") as page:
        yield page
