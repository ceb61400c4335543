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
    page.get_by_role("button", name="Next").click()
    page.get_by_role("cell", name="item 170", exact=True).wait_for()
