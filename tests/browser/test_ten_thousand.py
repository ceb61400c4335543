"""A store of ten thousand stacks in the sidebar: what is drawn is what is seen, and one of them is found at once."""

import uuid

import pytest
from playwright.sync_api import expect

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store
from tests.browser.lab import lab_page

pytestmark = pytest.mark.browser

COUNT = 10_000
ROW = 44
"""Pixels of a row."""


def fill(home):
    """Push the stacks, which have one content, to the store itself: quicker than objects one by one."""
    store = open_store(home)
    session = store.session(Viewer.local_owner(store.owner))
    upload = session.upload()
    upload.write(b"text")
    attachment = NewAttachment(content=upload.finish(), content_type="text/plain")
    for number in range(COUNT):
        frame = NewFrame(id=uuid.uuid4().hex, attachments=(attachment,))
        session.push(StackPath(store.owner, f"region/{number:05}"), frame)


@pytest.mark.timeout(900)
def test_a_stack_is_found_among_ten_thousand(lab_home, tmp_path, chromium):
    fill(lab_home)
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
        expect(stacks).to_have_count(1)
