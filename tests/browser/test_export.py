"""One file, opened where there is no server and no network."""

import pytest

import dstack_jupyter as ds

pytestmark = pytest.mark.browser


@pytest.fixture
def file(shop, tmp_path, monkeypatch):
    home, path = shop
    monkeypatch.setenv("DSTACK_HOME", str(home))
    target = tmp_path / "shop.html"
    ds.open_dashboard(path).export(target)
    return target


def test_the_file_reacts_with_the_network_closed(visitor, file):
    visitor.context.set_offline(True)
    page = visitor.open(file.as_uri())
    title = page.locator(".gtitle")
    assert title.text_content() == "France 2002"
    page.get_by_role("combobox", name="country").select_option(label="Spain")
    title.filter(has_text="Spain 2002").wait_for()
    page.get_by_role("slider", name="year").press("ArrowRight")
    title.filter(has_text="Spain 2004").wait_for()
    page.get_by_role("cell", name="item 120", exact=True).wait_for()
    page.get_by_role("checkbox", name="logarithmic").check()
    page.get_by_label("Go to row").fill("51")
    page.get_by_label("Go to row").press("Enter")
    page.get_by_role("cell", name="item 170", exact=True).wait_for()


def test_a_table_in_the_file_is_sorted_and_filtered_there_and_says_that_it_has_no_statistics(visitor, file):
    visitor.context.set_offline(True)
    page = visitor.open(file.as_uri())
    page.get_by_role("button", name="sold integer").click()
    page.locator("th[aria-sort=ascending]").wait_for()
    page.get_by_role("button", name="Filter and statistics of item").click()
    page.get_by_text("A file without a server has no statistics.").wait_for()
    page.get_by_role("textbox", name="Value").fill("ITEM 11")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_text("11 rows that fit, of 120").wait_for()
