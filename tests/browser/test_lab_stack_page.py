"""The page of a stack in JupyterLab: its controls, its older frames, and what is pushed meanwhile."""

import re

import pytest
from playwright.sync_api import expect

import dstack_jupyter as ds

pytestmark = pytest.mark.browser


def push_gdp(countries, message):
    """A frame with the GDP of each country in two years; the last country has but one."""
    with ds.frame("gdp", message=message) as frame:
        for country in countries:
            for year in (2002, 2007):
                if (country, year) != (countries[-1], 2002):
                    frame.add(f"GDP of {country} in {year}", country=country, year=year, source="World Bank")


def open_stack(lab, name):
    lab.locator("[data-id=dstack-stacks]").click()
    lab.get_by_role("listbox", name="Stacks").get_by_role("option").filter(has_text=name).click()
    page = lab.get_by_role("region", name=f"Stack {name}")
    page.get_by_role("heading", name=name, level=1).wait_for()
    return page


def frames(page):
    return page.get_by_role("region", name="Frames").get_by_role("listitem")


def test_controls_narrow_each_other_and_are_there_again_after_a_reload(lab):
    push_gdp(["France", "Germany", "Spain", "Italy"], "all of Europe")
    page = open_stack(lab, "gdp")
    page.get_by_text("GDP of France in 2002").wait_for()
    page.get_by_role("combobox", name="country").select_option("Italy")
    page.get_by_text("GDP of Italy in 2007").wait_for()
    expect(page.get_by_role("slider", name="year")).to_be_disabled()  # there is but one
    page.get_by_role("combobox", name="country").select_option("Germany")
    page.get_by_text("GDP of Germany in 2007").wait_for()
    with lab.expect_request(lambda one: "/workspaces/" in one.url and "year=2002" in (one.post_data or "")):
        page.get_by_role("slider", name="year").press("ArrowLeft")
    page.get_by_text("GDP of Germany in 2002").wait_for()
    page.get_by_text("World Bank").wait_for()
    lab.reload()
    lab.get_by_text("GDP of Germany in 2002").wait_for(timeout=90_000)
    expect(page.get_by_role("slider", name="year")).to_have_attribute("aria-valuetext", "2002")


def test_an_older_frame_is_looked_at_made_the_head_and_back(lab):
    for number in range(1, 4):
        ds.push("notes", f"note {number}\n" * number, message=f"the note of day {number}")
    ds.tag("notes", 1, "prod")
    page = open_stack(lab, "notes")
    page.get_by_text("note 3").first.wait_for()
    assert frames(page).first.inner_text().startswith("3")
    frames(page).nth(1).get_by_text("2 lines added, 1 line removed").wait_for()
    frames(page).filter(has_text="prod").get_by_role("button").first.click()
    page.get_by_text("You look at frame 1; the head is frame 3.").wait_for()
    page.get_by_text("note 1").first.wait_for()
    page.get_by_role("button", name="Make it the head").click()
    page.get_by_text("Frame 1 is the head now.").wait_for()
    frames(page).filter(has_text="prod").get_by_text("head", exact=True).wait_for()
    assert ds.pull("notes") == "note 1\n"
    page.get_by_role("button", name="Undo").click()
    frames(page).first.get_by_text("head", exact=True).wait_for()
    page.get_by_text("note 3").first.wait_for()
    assert ds.history("notes")[0].number == 3


def test_frames_are_gone_through_by_keyboard(lab):
    for number in range(1, 4):
        ds.push("notes", f"note {number}", message=f"the note of day {number}")
    page = open_stack(lab, "notes")
    frames(page).nth(2).wait_for()
    frames(page).first.get_by_role("button").first.focus()
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("ArrowDown")
    lab.keyboard.press("Enter")
    page.get_by_text("You look at frame 1; the head is frame 3.").wait_for()
    page.get_by_role("button", name="Show the head").press("Enter")
    page.get_by_text("note 3", exact=True).wait_for()
    lab.get_by_role("tab", name="notes").locator(".lm-TabBar-tabCloseIcon").click()
    page.wait_for(state="detached")
    lab.get_by_role("listbox", name="Stacks").get_by_role("option").filter(has_text="notes").click()
    page.get_by_text("note 3", exact=True).wait_for()


def test_a_push_is_seen_by_those_who_look_at_the_head_and_told_to_the_others(lab):
    ds.push("notes", "note 1")
    page = open_stack(lab, "notes")
    page.get_by_text("note 1", exact=True).wait_for()
    ds.push("notes", "note 2", message="a second one")
    page.get_by_text("note 2", exact=True).wait_for()
    frames(page).filter(has_text="no message").get_by_role("button").first.click()
    page.get_by_text("note 1", exact=True).wait_for()
    ds.push("notes", "note 3", message="a third one")
    frames(page).filter(has_text="a third one").wait_for()
    page.get_by_text("You look at frame 1; the head is frame 3.").wait_for()
    page.get_by_text("note 1", exact=True).wait_for()


def test_a_stack_that_is_deleted_says_so_and_comes_back(lab):
    ds.push("notes", "note 1")
    page = open_stack(lab, "notes")
    page.get_by_text("note 1", exact=True).wait_for()
    ds.delete("notes")
    page.get_by_text(re.compile("notes is not here")).wait_for()
    ds.restore("notes")
    page.get_by_text("note 1", exact=True).wait_for()
    lab.complaints[:] = [one for one in lab.complaints if "404" not in one]
