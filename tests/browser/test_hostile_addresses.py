"""A victim who is signed in opens what an attacker pushed, by its address: nothing learns who they are."""

import uuid
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Error

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from dstack_jupyter.store.access import Viewer
from tests.browser.canary import canary
from tests.browser.hostile import Documents
from tests.browser.serving import jupyter, sign_in, store_of

pytestmark = pytest.mark.browser

ATTACKER = "mallory"
SHOWN = (
    *("html", "svg", "plotly", "bokeh", "markdown", "notebook"),
    *("vega", "vega-plain", "vega-program", "vega-bound", "vega-looks"),
    *("pdf", "pdf-script", "sound", "film", "folder", "table"),
)
FRAMED = ("pdf", "pdf-script")
BARE = ("content-security-policy", "content-disposition", "x-content-type-options", "cross-origin-resource-policy")


REGISTER = "address => navigator.serviceWorker.register(address).then(() => 'registered', () => 'refused')"
LOAD = """address => new Promise(done => {
  const script = document.createElement('script');
  script.onload = () => done('loaded');
  script.onerror = () => done('refused');
  script.src = address;
  document.head.append(script);
})"""


class Den(NamedTuple):
    """A server with stacks of an attacker, whom the victim reads; `contents` are their frames and bytes by name."""

    address: str
    home: Path
    victim: str
    contents: dict

    def of(self, name, frame="head"):
        """The address of a content as pages and clients know it."""
        frame = self.contents[name][0] if frame == "pinned" else frame
        return f"{self.address}dstack/api/v1/stacks/{ATTACKER}/{name}/-/frames/{frame}/attachments/0/content"

    def other(self, name):
        """The other addresses under which the same bytes are served."""
        yield self.of(name, "pinned")
        yield from (f"{self.of(name)}?format={kind}" for kind in ("json", "csv"))
        yield f"{self.address}dstack/api/v1/contents/{self.contents[name][1]}"


@pytest.fixture(scope="module")
def site():
    """The attacker's."""
    with canary() as running:
        yield running


@pytest.fixture(scope="module")
def den(tmp_path_factory, site):
    home = tmp_path_factory.mktemp("den")
    with jupyter("dstack", home, home) as (address, _):
        store = store_of(home)
        store.session(Viewer.local_owner(store.owner)).accounts.add_user(ATTACKER)
        attacker = store.session(Viewer.user(ATTACKER))
        documents = Documents(site.url, f"{address}dstack/api/v1/me").all()
        contents = {name: pushed(attacker, name, hostile) for name, hostile in documents.items()}
        board = StackPath(ATTACKER, "board")
        cards = tuple(CardSpec(stack=f"{ATTACKER}/{name}") for name in contents)
        attacker.put_dashboard(board, DashboardSpec(title="Look at this", cards=cards))
        attacker.sharing.open_dashboard(board, "public")
        yield Den(address, home, store.owner, contents)


def pushed(session, name, hostile):
    """Push a document for everyone to see; returns the id of its frame and the SHA-256 of its bytes."""
    upload = session.upload()
    upload.write(hostile.body)
    attachment = NewAttachment(
        content=upload.finish(),
        content_type=hostile.content_type,
        application=hostile.application,
        settings={"filename": hostile.filename} if hostile.filename else {},
    )
    frame = NewFrame(id=uuid.uuid4().hex, attachments=(attachment,))
    session.push(StackPath(ATTACKER, name), frame, access="public")
    return frame.id, attachment.content.sha256


@pytest.fixture
def victim(chromium, den, site):
    """A browser in which the owner of the store is signed in."""
    context = chromium.new_context(permissions=["local-network-access"])
    sign_in(context, den.address, den.home)
    site.heard.clear()
    yield context
    context.close()


def visit(context, address):
    """Open an address in a tab, as a link does; what is saved instead of shown is no error."""
    page = context.new_page()
    with suppress(Error):
        page.goto(address, wait_until="load")
    return page


def without(context, *headers):
    """Let the browser get contents without the headers that are named."""

    def weaken(route):
        answer = route.fetch()
        kept = {name: value for name, value in answer.headers.items() if name not in headers}
        route.fulfill(response=answer, headers=kept)

    context.route("**/attachments/0/content", weaken)


def settle(context):
    """Give scripts that should not run the time to run."""
    context.pages[0].wait_for_timeout(300)


def test_nothing_that_is_opened_by_its_address_runs(victim, den, site):
    for address in (
        *(den.of(name) for name in den.contents),
        *(address for name in ("html", "svg", "xml", "notebook") for address in den.other(name)),
    ):
        visit(victim, address)
    settle(victim)
    assert site.heard == []


def test_what_a_browser_shows_rather_than_saves_does_not_run_either(victim, den, site):
    without(victim, "content-disposition")
    shown = {name: visit(victim, den.of(name)) for name in den.contents}
    settle(victim)
    assert site.heard == []
    assert shown["html"].title() == "html"
    assert shown["svg"].locator("foreignObject").count() == 1


def test_the_same_documents_tell_who_the_victim_is_where_nothing_guards(victim, den, site):
    without(victim, *BARE)
    due = {"html", "html-upper", "xhtml", "svg", "xml"}
    for name in (*due, "refresh"):
        visit(victim, den.of(name))
    told = {f"/told-{name}" for name in due}
    while not (told <= site.tellers(den.victim) and "/refreshed-refresh" in site.heard):
        victim.pages[0].wait_for_timeout(100)


def test_a_window_that_a_page_opened_does_not_lead_it_elsewhere(victim, den, site):
    without(victim, "content-disposition")
    page = visit(victim, f"{den.address}dstack/")
    for name in ("html", "svg", "xhtml"):
        with victim.expect_page():
            page.evaluate("address => { window.open(address) }", den.of(name))
    settle(victim)
    assert page.url == f"{den.address}dstack/"
    assert site.heard == []


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["policy", "type"])
def test_no_content_is_a_service_worker_or_a_script_of_ours(chromium, den, site, bypass_csp):
    """Even where the policy of the page is not looked at, the type that it is sent with is none of a script."""
    context = chromium.new_context(bypass_csp=bypass_csp)
    sign_in(context, den.address, den.home)
    site.heard.clear()
    page = visit(context, f"{den.address}dstack/")
    for name in ("script", "script-odd", "html", "text", "json"):
        assert page.evaluate(REGISTER, den.of(name)) == "refused"
        if bypass_csp or name.startswith("script"):
            assert page.evaluate(LOAD, den.of(name)) == "refused"
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    assert page.evaluate("window.hacked") is None
    assert site.heard == []
    context.close()


def test_a_site_of_others_shows_no_content_and_no_form_of_ours(victim, den, site):
    framed = [f"{den.address}dstack/{page}" for page in ("", "sign-in", "password")] + [den.of("svg"), den.of("json")]
    tags = [f'<iframe src="{address}"></iframe>' for address in framed]
    tags += [f'<img src="{den.of("svg")}">', f'<script src="{den.of("script")}"></script>']
    page = visit(victim, site.show("".join(tags)))
    settle(victim)
    assert len(page.frames) == len(framed) + 1
    assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"] * len(framed)
    assert page.evaluate("document.images[0].naturalWidth") == 0
    assert page.evaluate("window.hacked") is None
    assert site.heard == []


def test_the_pages_that_show_them_tell_nothing(victim, den, site):
    for place in (f"d/{ATTACKER}/board", *(f"s/{ATTACKER}/{name}" for name in SHOWN)):
        page = visit(victim, f"{den.address}dstack/{place}")
        page.wait_for_selector("html[data-dstack-ready='true'], .dstack-preview[aria-busy='false']")
        for bar in page.locator(".point path").all():
            bar.hover(force=True)
        assert page.locator("a[href^='javascript' i]").count() == 0
        page.wait_for_timeout(100)
        assert page.evaluate("window.hacked") is None, place
        page.close()
    assert site.heard == []


@pytest.mark.parametrize("name", [name for name in SHOWN if name not in FRAMED])
def test_what_is_drawn_tells_nothing_in_a_page_that_has_no_policy(chromium, den, site, name):
    """Such as JupyterLab's."""
    context = chromium.new_context(bypass_csp=True)
    sign_in(context, den.address, den.home)
    site.heard.clear()
    page = visit(context, f"{den.address}dstack/s/{ATTACKER}/{name}")
    page.wait_for_selector(".dstack-preview[aria-busy='false']")
    for chart in page.locator("svg.marks").all():
        corner = chart.bounding_box()
        page.mouse.move(corner["x"] + 5, corner["y"] + 5, steps=5)
    settle(context)
    assert page.evaluate("window.hacked") is None
    assert site.heard == []
    context.close()


def test_a_chart_stays_in_its_box(victim, den):
    page = visit(victim, f"{den.address}dstack/s/{ATTACKER}/vega-bound")
    page.evaluate("document.body.append(Object.assign(document.createElement('input'), { id: 'beside' }))")
    page.wait_for_selector(".dstack-preview[aria-busy='false']")
    assert page.locator("h1").text_content() == "vega-bound"
    page.locator("#beside").press("x")
    assert page.locator("#beside").input_value() == "x"
    assert page.locator(".mark-text").text_content() == "heard"
    inputs = page.locator(".vega-bindings input")
    assert [field.get_attribute("type") for field in inputs.all()] == ["text"] * 4
    inputs.first.press("Enter")
    assert page.url.endswith("/vega-bound")
    assert inputs.last.get_attribute("style") is None
