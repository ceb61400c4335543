"""The web pages of a server for several people: found, shared, administered, and left by their back button."""

import re
from urllib.parse import urlsplit

import pandas as pd
import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from dstack_jupyter.model.errors import NotSignedIn
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from tests.browser.axe import violations
from tests.browser.complaints import CUT_OFF, forgive
from tests.browser.conftest import Visitor
from tests.browser.serving import TOKEN, jupyter, sign_in, store_of

pytestmark = pytest.mark.browser

PASSWORD = "correct horse"


class Server:
    """A running server, its store, and its people."""

    def __init__(self, address, home):
        self.address, self.home, self.store = address, home, store_of(home)
        self.owner = self.store.owner
        self.accounts = self.session(self.owner).accounts

    def session(self, name):
        return self.store.session(Viewer.local_owner(name) if name == self.owner else Viewer.user(name))

    def user(self, name, **options):
        """The name of a user who is made anew, with this password."""
        if name in [user.name for user in self.accounts.users()]:
            self.accounts.update_user(name, is_disabled=False, password=PASSWORD)
        else:
            self.accounts.add_user(name, password=PASSWORD, **options)
        return name

    def me(self, token):
        """Who a token says that one is; None for one that is worth nothing."""
        try:
            return self.store.doors.by_token(token).name
        except NotSignedIn:
            return None


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server below a base URL, with stacks of its owner."""
    home = tmp_path_factory.mktemp("team")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_HOME", str(home))
        ds.push("secret", "for nobody", message="private")
        ds.push("news", "for everybody", message="all may read it", access="public")
        with ds.frame("gdp", access="internal") as frame:
            for country in ("France", "Spain", "Italy"):
                frame.add(f"The text of {country}", country=country)
    with jupyter("dstack", home, home, base_url="/team/") as (address, _):
        yield Server(address, home)


@pytest.fixture
def people(chromium, server):
    """Makes visitors, each with a browser of their own; a browser may complain of nothing."""
    made = []

    def visitor(**options):
        context = chromium.new_context(**{"viewport": {"width": 1200, "height": 800}, **options})
        made.append(Visitor(context, origin="{0.scheme}://{0.netloc}".format(urlsplit(server.address))))
        return made[-1]

    visitor.made = made
    yield visitor
    for one in made:
        one.context.close()
        assert one.complaints == []
        assert one.elsewhere == []


@pytest.fixture
def owner(people, server):
    """A page of the one who started the server."""
    visitor = people()
    sign_in(visitor.context, server.address, server.home)
    return visitor.page()


def as_bob(people, server, place="", **options):
    """A page on which bob has signed in, by his password."""
    return as_user("bob", people, server, place, **options)


def as_user(name, people, server, place="", **options):
    """A page on which a user has signed in, by their password."""
    server.user(name)
    page = people(**options).page()
    page.goto(f"{server.address}dstack/{place}")
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def rows(page):
    return page.get_by_role("listbox", name="Stacks").get_by_role("option")


def shown(page, *names):
    """Wait until the list has these stacks and no others."""
    for name in names:
        rows(page).filter(has_text=name).wait_for()
    expect(rows(page)).to_have_count(len(names))


def test_a_guest_sees_what_is_public_and_comes_back_signed_in(people, server):
    page = people().page()
    page.goto(f"{server.address}dstack/?q=e&sort=name")
    shown(page, "news")
    assert page.get_by_role("navigation", name="Whose").count() == 0
    page.get_by_role("link", name="Settings").wait_for(state="detached")
    page.get_by_role("searchbox", name="Search stacks").fill("new")
    page.wait_for_url(f"{server.address}dstack/?q=new&sort=name")
    server.user("bob")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Name").fill("bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.address}dstack/?q=new&sort=name")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("What is public", exact=True).wait_for()


def test_bob_finds_what_is_his_what_was_shared_and_what_is_public(people, server):
    page = as_bob(people, server)
    shown(page, "news", "gdp")
    page.get_by_role("link", name="Shared with me").click()
    page.get_by_text(re.compile("Nothing like this in the store")).wait_for()
    page.wait_for_url(f"{server.address}dstack/?whose=shared")
    server.session(server.owner).sharing.permit_stack(StackPath(server.owner, "secret"), "bob", "view")
    page.reload()
    shown(page, "secret")
    page.get_by_role("link", name="Public").click()
    shown(page, "news")
    page.reload()
    shown(page, "news")
    expect(page.get_by_role("link", name="Public")).to_have_attribute("aria-current", "true")
    page.go_back()
    shown(page, "secret")
    page.get_by_role("link", name="All").click()
    page.get_by_role("searchbox", name="Search stacks").fill("country:Spain")
    shown(page, "gdp")
    page.wait_for_url(f"{server.address}dstack/?q=country%3ASpain")
    server.session(server.owner).sharing.permit_stack(StackPath(server.owner, "secret"), "bob", None)


def test_what_is_shared_with_bob_is_seen_by_him_and_not_by_eve(owner, people, server, plans):
    bob, eve = (as_user(name, people, server) for name in ("bob", "eve"))
    for page in (bob, eve):
        shown(page, "news", "gdp")
    owner.goto(f"{server.address}dstack/s/{server.owner}/plans")
    owner.get_by_role("button", name="Share").click()
    dialog = owner.get_by_role("dialog", name="Share plans")
    dialog.get_by_text("Only you see it now.").wait_for()
    dialog.get_by_label("Add a person").fill("bob")
    dialog.get_by_role("button", name="Add").click()
    dialog.get_by_text("You and bob see it now.").wait_for()
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog.get_by_role("button", name="Copy link").click()
    dialog.get_by_role("button", name="Copied").wait_for()
    link = owner.evaluate("() => navigator.clipboard.readText()")
    rows(bob).filter(has_text="plans").click()  # it comes to his list by itself
    bob.get_by_text("to take over the world", exact=True).wait_for()
    bob.wait_for_url(link)
    bob.get_by_role("button", name="Delete").wait_for(state="detached")
    shown(eve, "news", "gdp")
    eve.goto(link)
    eve.get_by_text("there is no stack").wait_for()
    assert eve.get_by_text("to take over the world").count() == 0
    dialog.get_by_role("button", name="Remove bob").click()
    dialog.get_by_text("Only you see it now.").wait_for()
    bob.reload()
    bob.get_by_text("there is no stack").wait_for()
    for visitor in people.made[1:]:
        visitor.complaints[:] = [one for one in visitor.complaints if "404" not in one]


@pytest.fixture
def plans(server, monkeypatch):
    """A private stack of the owner with two frames, which is gone when its test is over."""
    monkeypatch.setenv("DSTACK_HOME", str(server.home))
    ds.push("plans", "to take over the town", access="private")
    ds.push("plans", "to take over the world")
    yield
    ds.delete("plans")


@pytest.fixture
def table(server, monkeypatch):
    """A private stack of the owner that is a table, which is gone when its test is over."""
    monkeypatch.setenv("DSTACK_HOME", str(server.home))
    frame = pd.DataFrame({"city": ["Paris", "Łódź"], "day": pd.to_datetime(["2026-01-01", "2026-05-01"])})
    ds.push("cities", frame, access="private")
    yield frame
    ds.delete("cities")


def test_a_table_is_downloaded_as_csv_as_parquet_and_as_it_is_stored(owner, people, server, table, tmp_path):
    owner.goto(f"{server.address}dstack/s/{server.owner}/cities")
    owner.get_by_role("button", name="Download").click()
    dialog = owner.get_by_role("dialog", name="Download cities, frame 1")
    files = {}
    for link in ("CSV", "Parquet", "Original"):
        with owner.expect_download() as download:
            dialog.get_by_role("link", name=link).click()
        files[link] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[link])
    assert files["CSV"].name == "cities-1-0.csv"
    assert files["CSV"].read_text(encoding="utf-8").split() == [
        *("city,day", "Paris,2026-01-01T00:00:00", "Łódź,2026-05-01T00:00:00")
    ]
    for link in ("Parquet", "Original"):
        assert files[link].suffix == ".parquet"
        assert pd.read_parquet(files[link]).equals(table)
    address = dialog.get_by_role("link", name="CSV").evaluate("link => link.href")
    stranger = as_user("eve", people, server)
    assert stranger.request.get(address).status == 404
    assert people().page().request.get(address).status == 401


@pytest.fixture
def logo(server, monkeypatch):
    """A picture of the owner that became wider and red; it is gone afterwards."""
    from PIL import Image

    monkeypatch.setenv("DSTACK_HOME", str(server.home))
    for width, colour in ((40, "blue"), (60, "red")):
        ds.push("logo", Image.new("RGB", (width, 30), colour), access="private")
    yield
    ds.delete("logo")


def test_two_pictures_are_compared_side_by_side(owner, server, logo):
    owner.goto(f"{server.address}dstack/s/{server.owner}/logo")
    owner.get_by_role("button", name="Compare", exact=True).click()
    dialog = owner.get_by_role("dialog", name="Compare frames of logo")
    sides = dialog.get_by_role("figure")
    expect(sides.get_by_role("img")).to_have_count(2)
    said = [re.sub(r"\s+", " ", side.locator("figcaption").inner_text()) for side in sides.all()]
    assert [text.rpartition(",")[0] for text in said] == ["Before, frame 1 40 × 30", "After, frame 2 60 × 30"]
    widths = [side.get_by_role("img").evaluate("image => image.naturalWidth") for side in sides.all()]
    assert widths == [40, 60]


@pytest.fixture
def board(server, plans):
    """A private dashboard of the owner over what only they see and what everybody sees; it is gone afterwards."""
    made = ds.dashboard("To do", ["plans", "news"])
    yield made
    server.session(server.owner).delete_dashboard(made.path)


def test_a_dashboard_is_shared_with_bob_who_sees_the_cards_that_he_may(owner, people, server, board):
    bob, eve = (as_user(name, people, server, "dashboards") for name in ("bob", "eve"))
    for page in (bob, eve):
        page.get_by_role("heading", name="No dashboards yet").wait_for()
    owner.goto(f"{server.address}dstack/dashboards")
    boards = owner.get_by_role("listbox", name="Dashboards").get_by_role("option")
    boards.filter(has_text="To do").click(button="right")
    owner.get_by_role("menuitem", name="Share").click()
    dialog = owner.get_by_role("dialog", name="Share to-do")
    dialog.get_by_text("A card shows its stack only to those who may see the stack.").wait_for()
    dialog.get_by_label("Add a person").fill("bob")
    dialog.get_by_role("button", name="Add").click()
    dialog.get_by_text("You and bob see it now.").wait_for()
    bob.get_by_role("option").filter(has_text="To do").click()  # it comes to his list by itself
    bob.get_by_text("for everybody", exact=True).wait_for()
    bob.get_by_text("is not there, or you may not see it").wait_for()
    assert bob.get_by_text("to take over").count() == 0
    shared = bob.url
    assert eve.goto(shared).status == 404
    dialog.get_by_role("button", name="Remove bob").click()
    dialog.get_by_text("Only you see it now.").wait_for()
    assert bob.reload().status == 404
    for visitor in people.made[1:]:
        visitor.complaints[:] = [one for one in visitor.complaints if "404" not in one]


def test_two_frames_are_compared_and_the_code_names_the_profile_of_the_server(owner, server, plans):
    owner.goto(f"{server.address}dstack/s/{server.owner}/plans?frame=1")
    owner.get_by_role("button", name="Compare", exact=True).click()
    dialog = owner.get_by_role("dialog", name="Compare frames of plans")
    dialog.get_by_text("1 line added, 1 removed").wait_for()
    assert dialog.locator("pre .jp-mod-removed").inner_text().strip() == "-to take over the town"
    assert dialog.locator("pre .jp-mod-added").inner_text().strip() == "+to take over the world"
    owner.keyboard.press("Escape")
    owner.get_by_role("button", name="Use it").click()
    owner.get_by_text('plans = ds.pull("plans", frame=1, profile="team")').wait_for()
    assert owner.get_by_role("button", name="Insert into notebook").count() == 0


def test_a_deep_link_keeps_its_state_and_back_leads_where_one_was(owner, server):
    owner.goto(f"{server.address}dstack/s/{server.owner}/gdp?country=Spain")
    owner.get_by_text("The text of Spain").wait_for()
    expect(owner).to_have_title("gdp · dstack")
    owner.get_by_role("radio", name="Italy").check(force=True)
    owner.get_by_text("The text of Italy").wait_for()
    owner.wait_for_url("**/gdp?country=Italy")
    owner.get_by_role("navigation", name="Pages").get_by_role("link", name="Stacks").click()
    shown(owner, "news", "gdp", "secret")
    expect(owner).to_have_title("Stacks · dstack")
    expect(owner.get_by_role("heading", name="Stacks", level=1)).to_be_focused()
    owner.go_back()
    owner.get_by_text("The text of Italy").wait_for()
    owner.go_forward()
    rows(owner).filter(has_text="news").click()
    owner.get_by_text("for everybody").wait_for()
    expect(owner.get_by_role("heading", name="news", level=1)).to_be_focused()
    owner.wait_for_url(f"{server.address}dstack/s/{server.owner}/news")
    owner.reload()
    owner.get_by_text("for everybody").wait_for()


def test_back_and_forward_show_each_thing_that_was_seen(owner, server, plans):
    to_stacks = owner.get_by_role("navigation", name="Pages").get_by_role("link", name="Stacks")
    owner.goto(f"{server.address}dstack/")
    rows(owner).filter(has_text="gdp").click()
    owner.get_by_role("radio", name="Italy").check(force=True)
    owner.get_by_text("The text of Italy").wait_for()
    to_stacks.click()
    rows(owner).filter(has_text="plans").click()
    owner.get_by_text("to take over the world", exact=True).wait_for()
    owner.get_by_role("region", name="Frames").get_by_role("button", name=re.compile("^1 ?no message")).click()
    owner.get_by_text("to take over the town", exact=True).wait_for()
    seen = [
        ("", "Latest first"),
        (f"s/{server.owner}/gdp?country=Italy", "The text of Italy"),
        ("", "Latest first"),
        (f"s/{server.owner}/plans", "to take over the world"),
        (f"s/{server.owner}/plans?frame=1", "to take over the town"),
    ]

    def expect_seen(place, text):
        owner.wait_for_url(f"{server.address}dstack/{place}")
        expect(owner.get_by_role("main")).to_contain_text(text)

    for one in seen[-2::-1]:
        owner.go_back()
        expect_seen(*one)
    for one in seen[1:]:
        owner.go_forward()
        expect_seen(*one)


def test_a_list_is_asked_for_once_when_it_is_opened(owner, server):
    asked = []
    owner.on("request", lambda one: asked.append(urlsplit(one.url).path.removeprefix("/team/dstack/api/v1/")))
    with owner.expect_response("**/api/v1/stacks?**"):  # what is newer than the page
        owner.goto(f"{server.address}dstack/")
    pages = owner.get_by_role("navigation", name="Pages")
    for name, text in [("Dashboards", "No dashboards yet"), ("Stacks", "news"), ("Settings", "New token")]:
        pages.get_by_role("link", name=name).click()
        owner.get_by_role("main").get_by_text(text).wait_for()
    assert [asked.count(kind) for kind in ("stacks", "dashboards")] == [2, 1]


def test_one_goes_through_the_pages_by_keyboard_alone(owner, server):
    owner.goto(f"{server.address}dstack/")
    shown(owner, "news", "gdp", "secret")
    owner.keyboard.press("Tab")
    expect(owner.get_by_role("link", name="Skip to the content")).to_be_focused()
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("main")).to_be_focused()
    owner.get_by_role("searchbox", name="Search stacks").focus()
    owner.keyboard.type("news")
    shown(owner, "news")
    owner.keyboard.press("ArrowDown")
    owner.keyboard.press("Enter")
    owner.get_by_text("for everybody").wait_for()


def test_a_token_is_made_seen_once_and_revoked(people, server):
    page = as_bob(people, server, "settings")
    page.get_by_text("You are bob.").wait_for()
    page.get_by_text(f"jupyter dstack config add team --server {server.address}").wait_for()
    page.get_by_role("button", name="New token…").click()
    dialog = page.get_by_role("dialog", name="New token")
    dialog.get_by_label("Name, by which you know it again").fill("laptop")
    dialog.get_by_label("Good for").select_option(label="look")
    dialog.get_by_label("Expires").select_option(label="in 30 days")
    dialog.get_by_role("button", name="Make it").click()
    dialog = page.get_by_role("dialog", name="Your new token")
    secret = dialog.get_by_label("Token").input_value()
    assert server.me(secret) == "bob"
    dialog.get_by_role("button", name="Done").click()
    dialog.wait_for(state="detached")
    row = page.get_by_role("row").filter(has_text="laptop")
    assert "look" in row.inner_text()
    assert secret not in page.content()
    row.get_by_role("button", name="Revoke the token laptop").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    row.wait_for(state="detached")
    assert server.me(secret) is None


def test_bob_says_who_sees_his_new_stacks_and_chooses_another_password(people, server):
    page = as_bob(people, server, "settings")
    page.get_by_label("Everyone who is signed in").click()
    expect(page.get_by_label("Everyone who is signed in")).to_be_checked()
    assert server.accounts.user("bob").default_access_level == "internal"
    page.reload()
    expect(page.get_by_label("Everyone who is signed in")).to_be_checked()
    page.get_by_label("Only its owner").click()
    expect(page.get_by_label("Only its owner")).to_be_checked()
    page.get_by_role("button", name="Change the password").click()
    form = page.get_by_role("form", name="Change the password")
    form.get_by_label("Old password").fill(PASSWORD)
    form.get_by_label("New password").fill("another " + PASSWORD)
    form.get_by_role("button", name="Change the password").click()
    page.get_by_text("The password is changed").wait_for()
    page.goto(f"{server.address}dstack/settings")
    page.get_by_text("You are bob.").wait_for()
    expect(page.get_by_label("Only its owner")).to_be_checked()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("What is public", exact=True).wait_for()
    page.goto(f"{server.address}dstack/sign-in")
    page.get_by_label("Name").fill("bob")
    page.get_by_label("Password").fill("another " + PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def test_an_administrator_makes_a_user_who_signs_in_and_is_disabled(owner, people, server):
    owner.goto(f"{server.address}dstack/users")
    owner.get_by_role("button", name="New user…").click()
    owner.get_by_role("dialog").get_by_label("Name").fill("Zoë")
    owner.get_by_role("dialog").get_by_role("button", name="Add").click()
    link = owner.get_by_role("dialog", name="A link that signs in Zoë").get_by_label("Link").input_value()
    owner.get_by_role("button", name="Done").click()
    owner.get_by_role("searchbox", name="Search users").fill("zo")
    expect(owner.get_by_role("row")).to_have_count(2)  # with the one of the headings
    zoe = people().page()
    zoe.goto(link)
    zoe.get_by_role("button", name="Sign out").wait_for()
    zoe.get_by_role("link", name="Users").wait_for(state="detached")
    owner.get_by_role("button", name="Change the user Zoë").click()
    owner.get_by_label("May sign in").click()
    expect(owner.get_by_label("May sign in")).not_to_be_checked()
    owner.get_by_role("dialog").get_by_role("button", name="Done").click()
    owner.get_by_role("row").filter(has_text="user, disabled").wait_for()
    zoe.reload()
    zoe.get_by_text("What is public", exact=True).wait_for()
    owner.get_by_role("button", name="Change the user Zoë").click()
    owner.get_by_role("button", name="Delete the user…").click()
    owner.get_by_role("dialog").get_by_role("button", name="Delete").click()
    owner.get_by_text("Nobody has a name like this.").wait_for()


def test_who_may_not_see_a_page_is_told_why(people, server):
    guest = people().page()
    for place in ("settings", "users"):
        guest.goto(f"{server.address}dstack/{place}")
        guest.get_by_role("main").get_by_role("link", name="Sign in").wait_for()
    bob = as_bob(people, server, "users")
    bob.get_by_text("This page is for the administrators of the server.").wait_for()


def test_a_lost_connection_is_said_and_heals(people, server, monkeypatch):
    visitor = people()
    sign_in(visitor.context, server.address, server.home)
    page = visitor.page()
    page.goto(f"{server.address}dstack/")
    shown(page, "news", "gdp", "secret")
    page.route("**/dstack/api/**", lambda route: route.abort())
    page.goto(f"{server.address}dstack/?sort=name")
    page.get_by_text("The connection to the server is lost").wait_for()
    monkeypatch.setenv("DSTACK_HOME", str(server.home))
    ds.push("meanwhile", "some text")
    page.unroute("**/dstack/api/**")
    page.get_by_text("The connection to the server is lost").wait_for(state="detached")
    shown(page, "news", "gdp", "secret", "meanwhile")
    ds.push("at-once", "some text")
    shown(page, "news", "gdp", "secret", "meanwhile", "at-once")
    for name in ("meanwhile", "at-once"):
        ds.delete(name)
    shown(page, "news", "gdp", "secret")
    forgive(visitor.complaints, CUT_OFF)


def test_a_lost_connection_is_said_once(people, server):
    visitor = people()
    sign_in(visitor.context, server.address, server.home)
    page = visitor.page()
    page.route("**/api/v1/events*", lambda route: route.abort())
    page.goto(f"{server.address}dstack/s/{server.owner}/gdp")
    page.get_by_text("The text of", exact=False).first.wait_for()
    lost = page.get_by_text("The connection to the server is lost")
    expect(lost).to_have_count(1)
    page.close()  # else it goes on asking, and complaining
    forgive(visitor.complaints, CUT_OFF)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_the_pages_are_for_everyone(people, server, width, scheme):
    visitor = people(viewport={"width": width, "height": 800}, color_scheme=scheme)
    sign_in(visitor.context, server.address, server.home)
    page = visitor.page()
    for place in ("", "?whose=shared", "dashboards", "settings", "users", f"s/{server.owner}/gdp"):
        page.goto(f"{server.address}dstack/{place}")
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("load")
        assert violations(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place
    page.goto(f"{server.address}dstack/settings")
    page.get_by_role("button", name="New token…").click()
    page.get_by_role("dialog", name="New token").wait_for()
    assert violations(page) == []


def test_an_empty_list_teaches_the_first_push_to_this_server(chromium, tmp_path):
    with jupyter("dstack", tmp_path, tmp_path, base_url="/team/") as (address, _):
        context = chromium.new_context()
        sign_in(context, address, tmp_path)
        page = context.new_page()
        page.goto(f"{address}dstack/")
        page.get_by_role("heading", name="No stacks yet").wait_for()
        page.get_by_text(f"jupyter dstack config add team --server {address}").wait_for()
        page.get_by_text('ds.push("sales", df, profile="team")').wait_for()
        assert violations(page) == []
        guest = chromium.new_context().new_page()
        guest.goto(f"{address}dstack/")
        guest.get_by_role("heading", name="Nothing is public yet").wait_for()
        guest.context.close()
        context.close()


def test_in_ones_own_jupyter_the_pages_say_what_applies(chromium, tmp_path, monkeypatch):
    monkeypatch.setenv("DSTACK_HOME", str(tmp_path))
    ds.push("mine", "some text")
    with jupyter("lab", tmp_path, tmp_path, base_url="/user/ann/") as (address, _):
        page = chromium.new_context().new_page()
        page.goto(f"{address}dstack/?token={TOKEN}")
        shown(page, "mine")
        assert page.get_by_role("button", name="Sign out").count() == 0
        page.get_by_role("link", name="Settings").click()
        page.get_by_text("nobody signs in to it").wait_for()
        page.context.close()
