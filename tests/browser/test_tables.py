"""A table of a million rows, which somebody scrolls, sorts and filters in a page."""

import re
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from tests.browser.axe import violations
from tests.browser.serving import jupyter, sign_in

pytestmark = pytest.mark.browser

ROWS = 1_000_000


def sales():
    """Rows that one can tell apart: `sold` is every number once, in no order."""
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "row": np.arange(ROWS),
            "city": np.array(["Paris", "Lyon", "Nice", None], dtype=object)[random.integers(0, 4, ROWS)],
            "sold": random.permutation(ROWS),
            "price": np.where(random.random(ROWS) < 0.1, np.nan, random.normal(100, 15, ROWS)),
            "day": pd.Timestamp("2026-01-01", tz="Europe/Paris") + pd.to_timedelta(np.arange(ROWS) % 365, unit="D"),
        }
    )


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """A server with the table on a dashboard."""
    home = tmp_path_factory.mktemp("market")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DSTACK_HOME", str(home))
        patch.delenv("DSTACK_SERVER_URL", raising=False)
        ds.push("sales", sales())
        ds.push("wide", pd.DataFrame({f"column {number}": [number] * 500 for number in range(400)}))
        path = str(ds.dashboard("Market", ["sales", "wide"], name="market").path)
    with jupyter("dstack", home, home) as (address, _):
        yield home, address, path


@pytest.fixture
def page(visitor, market):
    home, address, path = market
    visitor.origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    sign_in(visitor.context, address, home)
    return visitor.open(f"{address}dstack/d/{path}")


@pytest.fixture
def table(page):
    return page.locator(".dstack-card").filter(has=page.get_by_role("heading", name="sales", exact=True))


def seen(table, words):
    """Wait until the table says which rows one sees."""
    expect(table.get_by_role("status")).to_have_text(re.compile(words))


def column(table, number):
    """The cells of a column that are in the page."""
    return table.locator(f"tbody tr[aria-rowindex] > :nth-child({number})").all_text_contents()


def go_to(table, row):
    table.get_by_label("Go to row").fill(str(row))
    table.get_by_label("Go to row").press("Enter")


def test_all_rows_are_scrolled_through_and_few_are_in_the_page(page, table):
    seen(table, r"^1–\d+ of 1,000,000$")
    expect(table.get_by_role("table")).to_have_attribute("aria-rowcount", "1000001")
    table.get_by_role("region").hover()
    for _ in range(10):
        page.mouse.wheel(0, 320)
    seen(table, r"^1\d\d–1\d\d of")
    table.get_by_role("region").press("End")
    seen(table, r"–1,000,000 of")
    table.get_by_role("cell", name="999999", exact=True).wait_for()
    assert table.get_by_role("row").count() < 60
    table.get_by_role("region").press("Home")
    seen(table, r"^1–")
    expect(table.get_by_role("region")).to_have_attribute("aria-busy", "false")
    assert column(table, 1)[:3] == ["0", "1", "2"]


def test_a_row_is_gone_to_by_its_number(table):
    go_to(table, 654_321)
    seen(table, r"^654,321–")
    table.get_by_role("cell", name="654320", exact=True).wait_for()


def test_a_column_is_sorted_over_all_rows(table):
    heading = table.get_by_role("columnheader", name="sold")
    heading.get_by_role("button", name="sold integer").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert column(table, 3)[:3] == ["0", "1", "2"]
    heading.get_by_role("button", name="sold integer").press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(heading.get_by_role("button", name="sold integer")).to_be_focused()
    go_to(table, 500_000)
    table.get_by_role("cell", name="500000", exact=True).wait_for()
    expect(table.get_by_role("region")).to_have_attribute("aria-busy", "false")
    shown = [int(text) for text in column(table, 3)]
    assert shown == sorted(shown, reverse=True)


def test_columns_are_filtered_and_say_what_their_values_are_like(page, table):
    frame = sales()
    table.get_by_role("button", name="Filter and statistics of price").click()
    dialog = page.get_by_role("dialog", name="Column price")
    dialog.get_by_text(f"{frame['price'].isna().sum():,} (10 %)").wait_for()
    dialog.get_by_role("img", name=re.compile("Histogram")).wait_for()
    dialog.get_by_label("From").fill("120")
    dialog.get_by_role("button", name="Filter", exact=True).click()
    dear = frame["price"] >= 120
    seen(table, rf"^1–\d+ of {dear.sum():,} that fit, of 1,000,000$")
    table.get_by_role("button", name="Filter and statistics of city").press("Enter")
    dialog = page.get_by_role("dialog", name="Column city")
    expect(dialog.get_by_role("listitem")).to_have_count(3)
    dialog.get_by_label("Value", exact=True).fill("par")
    dialog.get_by_label("Value", exact=True).press("Enter")
    seen(table, f"of {(dear & (frame['city'] == 'Paris')).sum():,} that fit")
    assert {*column(table, 2)} == {"Paris"}
    table.get_by_role("button", name="Remove filter price ≥ 120").click()
    seen(table, f"of {(frame['city'] == 'Paris').sum():,} that fit")


def test_a_dialog_is_left_by_the_keyboard_and_gives_the_focus_back(page, table):
    look = table.get_by_role("button", name="Filter and statistics of day")
    look.press("Enter")
    page.get_by_role("dialog", name="Column day").get_by_text("datetime, Europe/Paris").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(look).to_be_focused()


def test_a_table_of_many_columns_is_scrolled_sideways(page):
    wide = page.locator(".dstack-card").filter(has=page.get_by_role("heading", name="wide", exact=True))
    expect(wide.get_by_role("table")).to_have_attribute("aria-colcount", "400")
    assert wide.get_by_role("columnheader").count() < 40
    wide.get_by_role("region").evaluate("region => { region.scrollLeft = region.scrollWidth }")
    wide.get_by_role("columnheader", name="column 399").wait_for()
    expect(wide.get_by_role("cell", name="399", exact=True).first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(page, table, scheme):
    page.emulate_media(color_scheme=scheme)
    seen(table, "of 1,000,000")
    assert violations(page) == []
    table.get_by_role("button", name="Filter and statistics of price").click()
    page.get_by_role("img", name=re.compile("Histogram")).wait_for()
    assert violations(page) == []
