"""People sign in, change their password and sign out: by the keyboard alone, and in a browser that runs no scripts."""

import re

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from dstack_jupyter.store.access import Viewer
from tests.browser.axe import violations
from tests.browser.serving import jupyter, sign_in, store_of

pytestmark = pytest.mark.browser

PASSWORD = "correct horse"
OTHER = "battery staple"
LONG = "a/name/that_goes_on_and_on_and_on_and_on/until_it_has_to_be_wrapped_somewhere_or_runs_out_of_its_line"

UNREADABLE = """() => {
  const numbers = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const light = colour => {
    const [r, g, b] = numbers(colour).map(one => one / 255)
      .map(one => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, two) => {
    const [dark, bright] = [light(one), light(two)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const ground = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (numbers(colour)[3] !== 0) return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const found = [];
  for (const each of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(each);
    const hasText = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (hasText && each.checkVisibility() && contrast(style.color, ground(each)) < 4.5) found.push(each.outerHTML);
    const isField = each.matches('input:not([type=hidden])');
    if (isField && contrast(style.borderTopColor, ground(each.parentElement)) < 3) found.push(each.outerHTML);
  }
  return found;
}"""
"""The elements whose text or edge stands out too little from what is behind it (WCAG 2.1, AA)."""


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """The address and the store of a server, and bob, who has a password."""
    home = tmp_path_factory.mktemp("team")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_HOME", str(home))
        ds.push(LONG, "text", message="May")
    with jupyter("dstack", home, home) as (address, _):
        store = store_of(home)
        yield address, store, home


@pytest.fixture
def bob(team):
    """A user whose password is the first one again."""
    _, store, _ = team
    accounts = store.session(Viewer.local_owner(store.owner)).accounts
    if "bob" not in [user.name for user in accounts.users()]:
        accounts.add_user("bob", password=PASSWORD)
    accounts.update_user("bob", password=PASSWORD)
    return "bob"


@pytest.fixture
def plain(chromium, team):
    """A page of a browser that runs no scripts."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{team[0]}dstack/sign-in")
    yield page
    context.close()


def keys(page, *pressed):
    """Press keys, and type what is none."""
    for key in pressed:
        if key in ("Tab", "Enter"):
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def test_bob_signs_in_and_out_by_the_keyboard_alone(plain, team, bob):
    plain.goto(f"{team[0]}dstack/")
    plain.get_by_role("link", name="sign in or out").wait_for()
    keys(plain, "Tab", "Enter")
    expect(plain.get_by_label("Name")).to_be_focused()
    keys(plain, bob, "Tab", "wrong horse", "Enter")
    plain.get_by_role("alert").filter(has_text="the name or the password is wrong").wait_for()
    assert plain.get_by_label("Name").input_value() == bob
    assert plain.get_by_label("Password").input_value() == ""
    expect(plain.get_by_label("Password")).to_be_focused()
    keys(plain, PASSWORD, "Enter")
    plain.wait_for_url(f"{team[0]}dstack/")
    plain.get_by_role("link", name="sign in or out").wait_for()
    keys(plain, "Tab", "Enter")
    plain.get_by_text(f"You are signed in as {bob}.").wait_for()
    expect(plain.get_by_label("Name")).to_be_focused()
    keys(plain, *["Tab"] * 4, "Enter")  # past the other field, the button and the password
    plain.get_by_role("link", name="sign in or out").wait_for()
    assert who(plain, team) is None


def who(page, team):
    """Who is signed in, as the page says on which one signs in."""
    page.goto(f"{team[0]}dstack/sign-in")
    said = page.get_by_text("You are signed in as")
    return said.locator("strong").inner_text() if said.count() else None


def test_a_link_signs_in_by_what_stands_behind_its_hash(plain, team, bob):
    address, store, _ = team
    secret = store.doors.link(bob)
    plain.goto(f"{address}dstack/sign-in/link#{secret}")
    plain.get_by_label("What stands behind the # of the link").fill(secret)
    plain.get_by_role("button", name="Sign in").press("Enter")
    plain.wait_for_url(f"{address}dstack/")
    assert who(plain, team) == bob
    plain.goto(f"{address}dstack/sign-in/link#{secret}")
    plain.get_by_label("What stands behind the # of the link").fill(secret)
    plain.get_by_role("button", name="Sign in").click()
    plain.get_by_role("alert").filter(has_text="ask for another").wait_for()


def test_bob_changes_his_password(plain, team, bob):
    signed_in(plain, team, PASSWORD)
    plain.get_by_role("link", name="Password").click()
    plain.get_by_role("heading", name="Change the password").wait_for()
    expect(plain.get_by_label("Old password")).to_be_focused()
    keys(plain, "wrong horse", "Tab", OTHER, "Enter")
    plain.get_by_role("alert").wait_for()
    plain.get_by_label("Old password").fill(PASSWORD)
    plain.get_by_label("New password").fill(OTHER)
    plain.get_by_role("button", name="Change it").click()
    plain.wait_for_url(f"{team[0]}dstack/")
    assert who(plain, team) == bob
    plain.get_by_role("button", name="Sign out").click()
    plain.wait_for_url(f"{team[0]}dstack/")
    assert who(plain, team) is None
    signed_in(plain, team, OTHER)


def signed_in(page, team, password):
    page.goto(f"{team[0]}dstack/sign-in")
    page.get_by_label("Name").fill("bob")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{team[0]}dstack/")
    assert who(page, team) == "bob"


def test_every_form_that_writes_proves_that_it_is_ours(plain, team, bob):
    signed_in(plain, team, PASSWORD)
    for place, count in (("sign-in", 2), ("sign-in/link", 1), ("password", 1)):
        plain.goto(f"{team[0]}dstack/{place}")
        forms = plain.locator("form[method=post]").all()
        assert len(forms) == count
        for form in forms:
            proof = form.locator("input[type=hidden][name=_xsrf]").get_attribute("value")
            assert re.fullmatch(r"2\|.+", proof)


def test_one_whose_cookies_are_gone_is_told_what_to_do(plain, team, bob):
    plain.goto(f"{team[0]}dstack/sign-in")
    plain.context.clear_cookies()
    plain.get_by_label("Name").fill(bob)
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("button", name="Sign in").click()
    plain.get_by_text("open the page again, and send it once more").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_fit_and_can_be_read(chromium, team, bob, width, scheme):
    address, store, home = team
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    stranger = context.new_page()
    for place in ("", "settings", "users", "sign-in", "sign-in/link"):
        stranger.goto(f"{address}dstack/{place}")
        assert_readable(stranger)
    sign_in(context, address, home)
    page = context.new_page()
    stack = f"s/{store.owner}/{LONG}"
    for place in ("", "?q=nothing", "settings", "users", stack, "sign-in", "password", "nothing", f"{stack}x"):
        page.goto(f"{address}dstack/{place}")
        assert_readable(page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_on_which_one_signs_in_are_for_everyone(chromium, team, bob, scheme):
    address = team[0]
    context = chromium.new_context(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}dstack/sign-in")
    assert violations(page) == []
    page.get_by_label("Name").fill(bob)
    page.get_by_label("Password").fill("wrong horse")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    page.goto(f"{address}dstack/sign-in/link")
    assert violations(page) == []
    page.get_by_label("What stands behind the # of the link").fill("nothing")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    signed_in(page, team, PASSWORD)  # whose page then offers to sign out, too
    assert violations(page) == []
    page.goto(f"{address}dstack/password")
    page.get_by_label("Old password").fill("wrong horse")
    page.get_by_label("New password").fill(OTHER)
    page.get_by_role("button", name="Change it").click()
    page.get_by_role("alert").wait_for()
    assert violations(page) == []
    context.close()


def assert_readable(page):
    page.get_by_role("heading", level=1).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.evaluate(UNREADABLE) == [], page.url
