"""A store of ten thousand stacks in the sidebar: what is drawn is what is seen, and one of them is found at once."""

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds
from tests.browser.lab import lab_page

pytestmark = pytest.mark.browser

COUNT = 10_000
ROW = 44
"""Pixels of a row."""


def test_a_stack_is_found_among_ten_thousand(lab_home, tmp_path, chromium):
    for number in range(COUNT):
        ds.push(f"region/{number:05}", {"number": number % 10})
    with lab_page(chromium, lab_home, tmp_path / "work") as lab:
        lab.locator("[data-id=dstack-stacks]").click()
        listed = lab.get_by_role("listbox", name="Stacks")
        stacks = listed.get_by_role("option")
        stacks.filter(has_text=f"region/{COUNT - 1:05}").wait_for()
        listed.focus()
        reached = 0
        while reached < 1000:  # each time the end of what is loaded, which brings the next hundred
            lab.keyboard.press("End")
            chosen = listed.locator("[aria-selected=true]")
            expect(chosen).not_to_have_attribute("aria-posinset", str(reached))
            reached = int(chosen.get_attribute("aria-posinset") or 0)
            stacks.filter(has_text=f"region/{COUNT - reached:05}").wait_for()
            expect(listed.locator("> div")).not_to_have_css("height", f"{reached * ROW}px")
            assert stacks.count() < 100
        lab.get_by_role("searchbox", name="Search stacks").fill("region/04711")
        stacks.filter(has_text="region/04711").wait_for()
        stacks.filter(has_text=f"region/{COUNT - 1:05}").wait_for(state="detached")
        assert stacks.count() == 1
