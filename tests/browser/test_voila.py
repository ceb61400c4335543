"""The same dashboard through a real Voila kernel."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import LOOSE

pytestmark = [pytest.mark.browser, pytest.mark.kernel]


def test_the_kernels_page_looks_and_reacts_like_the_one_without(signed_in, shop_server, shop):
    page = signed_in.page()
    page.goto(f"{shop_server}dstack/v/{shop[1]}", timeout=90_000)
    page.get_by_role("heading", name="Shop", level=1).wait_for(timeout=90_000)
    page.locator(".gtitle").wait_for(timeout=60_000)
    expect(page.locator(".dstack-card")).to_have_count(3)
    title = page.locator(".gtitle")
    expect(title).to_have_text("France 2002")
    page.get_by_role("combobox", name="country").select_option(label="Germany")
    title.filter(has_text="Germany 2002").wait_for()
    page.get_by_role("slider", name="year").press("ArrowRight")
    title.filter(has_text="Germany 2004").wait_for()
    page.get_by_role("cell", name="item 120", exact=True).wait_for()
    page.get_by_role("checkbox", name="logarithmic").check()
    # Voila's page is of an older JupyterLab than the widgets' extensions, and says so in the console.
    signed_in.complaints = [text for text in signed_in.complaints if not LOOSE.search(text)]
