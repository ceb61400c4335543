"""The page without a kernel: the colleague who got a link moves the widgets."""

import re
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def card(page, title):
    return page.locator(".dstack-card", has=page.get_by_role("heading", name=title, exact=True))


def plotted(page):
    """The title that plotly has drawn."""
    return card(page, "shop/plot").locator(".gtitle")


def wait_for_image(page, colour):
    """Wait until the middle of the image has a colour, as the browser shows it."""
    page.wait_for_function(
        """wanted => {
          const image = document.querySelector('.dstack-card-view img');
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 1;
          canvas.getContext('2d').drawImage(image, 0, 0, 1, 1);
          return [...canvas.getContext('2d').getImageData(0, 0, 1, 1).data].slice(0, 3).join() === wanted;
        }""",
        arg=colour,
    )


def kernels(server):
    """The processes of kernels that a server started."""
    children = psutil.Process(server).children(recursive=True)
    return [child for child in children if "ipykernel_launcher" in _words(child)]


def _words(process):
    with suppress(psutil.Error):
        return process.cmdline()
    return []


def test_the_first_look_shows_every_card(shop_page):
    shop_page.get_by_role("heading", name="Shop", level=1).wait_for()
    assert shop_page.get_by_text("What was sold where.").is_visible()
    assert plotted(shop_page).text_content() == "France 2002"
    assert card(shop_page, "shop/table").get_by_role("row").count() > 10
    wait_for_image(shop_page, "0,0,255")


def test_a_drop_down_changes_plot_and_image(shop_page):
    shop_page.get_by_role("combobox", name="country").select_option(label="Spain")
    plotted(shop_page).filter(has_text="Spain 2002").wait_for()
    wait_for_image(shop_page, "255,0,0")


def test_a_slider_changes_plot_and_table(shop_page):
    handle = shop_page.get_by_role("slider", name="year")
    handle.focus()
    handle.press("ArrowRight")
    plotted(shop_page).filter(has_text="France 2004").wait_for()
    card(shop_page, "shop/table").get_by_role("cell", name="item 120", exact=True).wait_for()
    handle.press("ArrowRight")
    card(shop_page, "shop/table").get_by_role("cell", name="item 240", exact=True).wait_for()


def test_a_check_box_changes_the_plot(shop_page):
    ticks = card(shop_page, "shop/plot").locator(".ytick")
    before = ticks.all_text_contents()
    shop_page.get_by_role("checkbox", name="logarithmic").check()
    expect(ticks).not_to_have_text(before)


def test_a_table_is_scrolled_and_sorts_on_the_server(shop_page):
    table = card(shop_page, "shop/table")
    table.get_by_text(re.compile(r"^1–\d+ of 120")).wait_for()
    table.get_by_label("Go to row").fill("120")
    table.get_by_label("Go to row").press("Enter")
    table.get_by_text(re.compile("–120 of 120")).wait_for()
    table.get_by_role("cell", name="item 119", exact=True).wait_for()
    header = table.get_by_role("columnheader", name="sold")
    header.get_by_role("button", name="sold integer").click()
    shop_page.locator("th[aria-sort=ascending]").wait_for()
    header.get_by_role("button", name="sold integer").click()
    shop_page.locator("th[aria-sort=descending]").wait_for()
    table.get_by_role("cell", name="item 119", exact=True).wait_for()


def test_the_address_holds_what_is_chosen(shop_page, signed_in):
    shop_page.get_by_role("combobox", name="country").select_option(label="Italy")
    plotted(shop_page).filter(has_text="Italy 2002").wait_for()
    shop_page.wait_for_url("**country=Italy**")
    other = signed_in.open(shop_page.url)
    assert plotted(other).text_content() == "Italy 2002"
    assert other.get_by_role("combobox", name="country").input_value() == "Italy"


def test_no_kernel_runs_for_it(shop_page, running_shop):
    _, server = running_shop
    assert plotted(shop_page).is_visible()
    assert kernels(server) == []


def test_the_policy_lets_no_foreign_script_run(shop_page, shop_server, shop):
    answer = shop_page.request.get(f"{shop_server}dstack/d/{shop[1]}")
    policy = answer.headers["content-security-policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts is not None
    assert scripts.group(1).split() == ["'self'", "blob:"]
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390])
def test_it_fits_the_screen_in_light_and_dark(signed_in, shop_server, shop, width, scheme):
    page = signed_in.page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{shop_server}dstack/d/{shop[1]}")
    page.wait_for_selector("html[data-dstack-ready='true']")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(channel) for channel in re.findall(r"\d+", background)[:3]]
    assert (sum(channels) > 384) == (scheme == "light")


def test_every_control_is_reached_by_the_keyboard(shop_page):
    reached = set()
    for _ in range(20):
        shop_page.keyboard.press("Tab")
        reached.add(
            shop_page.evaluate(
                """() => {
                  const active = document.activeElement;
                  return active.getAttribute('aria-label') || active.labels?.[0]?.textContent || '';
                }"""
            ).strip()
        )
    assert {"country", "year", "logarithmic"} <= reached
