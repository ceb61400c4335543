"""Several stores in the sidebar of JupyterLab: that of the computer, and those of servers that profiles name."""

import re

import pytest
import yaml
from playwright.sync_api import expect

import dstack_jupyter as ds
from dstack_jupyter.store.access import Viewer
from tests.browser.complaints import forgive
from tests.browser.serving import jupyter, store_of

pytestmark = pytest.mark.browser


@pytest.fixture
def team(lab_home, tmp_path):
    """A server of others; the profile `team` is ann's there, and `old` names a server that is gone."""
    folder = tmp_path / "away"
    folder.mkdir()
    with jupyter("dstack", folder, folder) as (address, _):
        store = store_of(folder)
        accounts = store.session(Viewer.local_owner(store.owner)).accounts
        accounts.add_user("ann")
        token = accounts.new_token("test", user="ann", scope="admin").secret
        entries = {
            "team": {"server": f"{address}dstack/api", "user": "ann", "token": token},
            "old": {"server": "http://127.0.0.1:9/"},
        }
        (lab_home / "config.yaml").write_text(yaml.safe_dump({"profiles": entries}, sort_keys=False), encoding="utf-8")
        yield


def rows(page):
    return page.get_by_role("listbox", name="Stacks").get_by_role("option")


def test_a_person_looks_at_the_stacks_of_a_server_and_goes_on_there_after_a_reload(team, lab):
    ds.push("mine", {"here": 1})
    ds.push("sales/eu", {"sold": 3}, profile="team")
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    rows(lab).filter(has_text="mine").wait_for()
    chooser = lab.get_by_role("combobox", name="Profile")
    expect(chooser.locator("option")).to_have_text(["This computer", "team", "old"])
    chooser.select_option("team")
    rows(lab).filter(has_text="sales/eu").wait_for()
    expect(rows(lab)).to_have_count(1)
    ds.push("costs", {"paid": 2}, profile="team")
    rows(lab).filter(has_text="costs").wait_for()
    with lab.expect_request(lambda one: "/workspaces/" in one.url and "team:ann/sales/eu" in (one.post_data or "")):
        rows(lab).filter(has_text="sales/eu").click()
    page = lab.get_by_role("main")
    page.get_by_role("heading", name="sales/eu").first.wait_for()
    page.get_by_text("sold").first.wait_for()
    lab.reload()
    page.get_by_text("sold").first.wait_for()
    rows(lab).filter(has_text="costs").wait_for()
    expect(lab.get_by_role("combobox", name="Profile")).to_have_value("team")


def test_a_server_that_is_gone_is_said_to_be_and_an_empty_list_says_where_it_looked(team, lab):
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    chooser = lab.get_by_role("combobox", name="Profile")
    chooser.select_option("old")
    lab.get_by_role("alert").filter(has_text="http://127.0.0.1:9 does not answer").wait_for()
    chooser.select_option("team")
    lab.get_by_text(re.compile(r"This is the store http://127.0.0.1:\d+/")).wait_for()
    lab.get_by_text('ds.push("sales", df, profile="team")').wait_for()
    forgive(lab.complaints, "status of 502")


def test_a_profile_that_is_gone_is_said_to_be_and_its_stacks_are_found_by_another(team, lab, lab_home):
    ds.push("sales/eu", {"sold": 3}, profile="team")
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    lab.get_by_role("combobox", name="Profile").select_option("team")
    with lab.expect_request(lambda one: "/workspaces/" in one.url and "team:ann/sales/eu" in (one.post_data or "")):
        rows(lab).filter(has_text="sales/eu").click()
    page = lab.get_by_role("main")
    page.get_by_text("sold").first.wait_for()
    config = lab_home / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("team:", "crew:"), encoding="utf-8")
    lab.reload()
    said = lab.get_by_role("alert").filter(has_text="There is no profile “team” here")
    said.nth(1).wait_for()  # in the sidebar, and in place of the page
    ways = page.get_by_role("alert").get_by_role("button")
    expect(ways).to_have_text(["This computer", "crew", "old", "Try again"])
    ways.filter(has_text="crew").click()
    page.get_by_text("sold").first.wait_for()
    expect(said).to_have_count(1)
    said.get_by_role("button", name="crew").click()
    rows(lab).filter(has_text="sales/eu").wait_for()
    expect(lab.get_by_role("combobox", name="Profile")).to_have_value("crew")


def test_what_nobody_else_reaches_is_copied_to_a_server_and_shared_there(team, lab):
    ds.push("sales/eu", {"sold": 3}, message="May")
    lab.get_by_role("tab", name="Stacks", exact=True).click()
    rows(lab).filter(has_text="sales/eu").click()
    page = lab.get_by_role("main")
    page.get_by_role("button", name="Share", exact=True).click()
    dialog = lab.get_by_role("dialog", name="Share sales/eu")
    server = dialog.get_by_role("combobox", name="Server")
    server.select_option("old")
    dialog.get_by_role("button", name="Copy to old").click()
    dialog.get_by_role("alert").filter(has_text="http://127.0.0.1:9 does not answer").wait_for()
    server.select_option("team")
    dialog.get_by_role("textbox", name="Name there").fill("sales-of-may")
    dialog.get_by_role("button", name="Copy to team").click()
    dialog.get_by_text("team has all of it now.").wait_for()
    dialog.get_by_role("button", name="Copy to team").press("Enter")
    dialog.get_by_text("team had all of it already.").wait_for()
    dialog.get_by_role("button", name="Open it there to share it").click()
    dialog.wait_for(state="detached")
    page.get_by_role("heading", name="sales-of-may").first.wait_for()
    page.get_by_text("sold").last.wait_for()
    assert [one.message for one in ds.history("sales-of-may", profile="team")] == ["May"]
